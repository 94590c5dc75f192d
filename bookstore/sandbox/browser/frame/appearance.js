// Stripe's appearance options as CSS.

const SYSTEM_FONT =
  '-apple-system, BlinkMacSystemFont, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';
/** @type {Record<string, Bag>} */
const THEMES = {
  stripe: {
    colorPrimary: "#0570de",
    colorBackground: "#ffffff",
    colorText: "#30313d",
    colorDanger: "#c81e3a",
    borderRadius: "6px",
    inputBorderWidth: "1px",
    inputBoxShadow: "0 1px 1px rgb(0 0 0 / 3%), 0 2px 5px rgb(18 42 66 / 4%)",
  },
  night: {
    colorPrimary: "#85d996",
    colorBackground: "#2b2c38",
    colorText: "#f4f4f6",
    colorDanger: "#ff9aae",
    borderRadius: "6px",
    inputBorderWidth: "1px",
    inputBoxShadow: "0 2px 4px rgb(0 0 0 / 35%)",
  },
  flat: {
    colorPrimary: "#0a6b50",
    colorBackground: "#f1f1f4",
    colorText: "#1f2030",
    colorDanger: "#b3152f",
    borderRadius: "4px",
    inputBorderWidth: "1px",
    inputBoxShadow: "none",
    inputColorBorder: "transparent",
  },
  none: {
    colorPrimary: "#0050c8",
    colorBackground: "#ffffff",
    colorText: "#000000",
    colorDanger: "#b00020",
    borderRadius: "2px",
    inputBorderWidth: "1px",
    inputBoxShadow: "none",
    inputColorBorder: "#767676",
  },
};
/** @type {Bag} */
const COMMON = {
  fontFamily: SYSTEM_FONT,
  fontSizeBase: "16px",
  fontLineHeight: "1.4",
  fontWeightNormal: "400",
  fontWeightMedium: "500",
  fontSizeSm: "calc(var(--fontSizeBase) * 0.875)",
  fontSizeXs: "calc(var(--fontSizeBase) * 0.8125)",
  spacingUnit: "4px",
  gridRowSpacing: "calc(var(--spacingUnit) * 3.5)",
  gridColumnSpacing: "calc(var(--spacingUnit) * 3)",
  tabSpacing: "calc(var(--spacingUnit) * 2)",
  colorTextSecondary: "color-mix(in srgb, var(--colorText) 72%, var(--colorBackground))",
  colorTextPlaceholder: "color-mix(in srgb, var(--colorText) 64%, var(--colorBackground))",
  inputColorBorder: "color-mix(in srgb, var(--colorText) 18%, var(--colorBackground))",
  inputFocusColorBorder: "var(--colorPrimary)",
  inputFocusBoxShadow: "0 0 0 3px color-mix(in srgb, var(--colorPrimary) 28%, transparent)",
  focusOutline: "0",
  labelColorText: "var(--colorText)",
  labelFontSize: "var(--fontSizeSm)",
  labelFontWeight: "var(--fontWeightNormal)",
  labelSpacing: "var(--spacingUnit)",
  iconColor: "var(--colorTextSecondary)",
};
/** @type {Record<string, string>} Older names of variables. */
const RENAMED = {
  spacingGridRow: "gridRowSpacing",
  spacingGridColumn: "gridColumnSpacing",
  spacingTab: "tabSpacing",
  colorIcon: "iconColor",
  focusBoxShadow: "inputFocusBoxShadow",
};
const rules = new CSSStyleSheet();
document.adoptedStyleSheets = [rules];

/** @type {(appearance?: Bag) => void} */
const applyAppearance = (appearance = {}) => {
  const variables = { ...COMMON, ...(THEMES[appearance.theme] ?? THEMES.stripe) };
  for (const [name, value] of Object.entries(appearance.variables ?? {})) {
    if (/^[A-Za-z0-9]+$/.test(name)) variables[RENAMED[name] ?? name] = String(value);
  }
  document.documentElement.removeAttribute("style");
  for (const [name, value] of Object.entries(variables))
    document.documentElement.style.setProperty(`--${name}`, value);
  root.className = [
    appearance.labels === "floating" && "floating",
    appearance.inputs === "condensed" && "condensed",
  ]
    .filter(Boolean)
    .join(" ");
  applyRules(appearance.rules ?? {});
};

const RULE_CLASSES =
  "Accordion|AccordionItem|Tab|TabIcon|TabLabel|Input|Label|Error|Block|BlockDivider|Text|Link|" +
  "TermsText|RedirectText|SecondaryLink|CheckboxInput|CheckboxLabel|Dropdown|DropdownItem|" +
  "PickerItem|Action|MenuAction|Switch";
const RULE = new RegExp(`^\\.(${RULE_CLASSES})(--[a-z]+)*((:[a-z-]+|::placeholder|::selection))*$`);

/**
 * Each property goes through CSSOM: a value cannot close the rule and open another.
 * @type {(given: Bag) => void}
 */
const applyRules = (given) => {
  rules.replaceSync("");
  for (const [selector, properties] of Object.entries(given)) {
    const isKnown = selector.split(",").every((part) => RULE.test(part.trim()));
    if (!isKnown) {
      console.warn(`Unrecognized selector in appearance.rules: ${selector}.`);
      continue;
    }
    const rule = /** @type {CSSStyleRule} */ (
      rules.cssRules[
        rules.insertRule(`#root ${selector.split(",").join(", #root ")} {}`, rules.cssRules.length)
      ]
    );
    for (const [name, value] of Object.entries(properties)) {
      if (/url\(/i.test(String(value))) continue;
      rule.style.setProperty(
        name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
        String(value),
      );
    }
  }
};

/** @type {(fonts?: Bag[]) => void} */
const loadFonts = (fonts = []) => {
  for (const font of fonts) {
    if (font.cssSrc) document.head.append(h("link", { rel: "stylesheet", href: font.cssSrc }));
    else if (font.family && font.src) {
      const { family, src, style, weight, display, unicodeRange } = font;
      const face = new FontFace(
        family,
        src,
        JSON.parse(JSON.stringify({ style, weight, display, unicodeRange })),
      );
      document.fonts.add(face);
      face.load().catch(() => console.warn(`The font ${family} could not be loaded.`));
    }
  }
};
