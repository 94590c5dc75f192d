// What stands around an element's state: its place in the page, and the object the page holds.

// Of the server's ways to pay beside cards; only a guess of the height hangs on it, as the frame
// asks which there really are.
const GUESSED_METHODS = [
  { type: "amazon_pay", currencies: "aud chf dkk eur gbp hkd jpy nok nzd sek usd zar" },
  { type: "us_bank_account", currencies: "usd", isNeverHeld: true },
];

/** @type {(part: Part) => number} How many ways to pay the frame will offer beside cards. */
const methodsAtStart = ({ group }) => {
  const { currency = "usd", allowedPaymentMethodTypes: allowed } = group.forFrames();
  const excluded = group.options.excludedPaymentMethodTypes ?? [];
  const isHeld = group.setting("captureMethod") === "manual";
  return GUESSED_METHODS.filter(
    ({ type, currencies, isNeverHeld }) =>
      currencies.includes(currency) &&
      !(isHeld && isNeverHeld) &&
      (allowed?.includes(type) ?? true) &&
      !excluded.includes(type),
  ).length;
};

/**
 * How many rows of fields the frame will show, as far as one can know before it has loaded.
 * @type {(part: Part) => number}
 */
const rowsAtStart = (part) => {
  if (part.kind === "linkAuthentication") return 1;
  if (part.kind === "address") return 6;
  if (part.kind === "expressCheckout") return 0;
  const off = switchedOff(part.options);
  const region = new Intl.Locale(navigator.language || "en-US").maximize().region ?? "";
  const hasPostal = !off.includes("address.postal_code") && ["US", "CA", "GB"].includes(region);
  return 2 + Number(!off.includes("address.country")) + Number(hasPostal);
};

/**
 * Pixels; near to the truth, so that the page does not jump when the frame is there.
 * @type {(part: Part) => number}
 */
const heightAtStart = (part) => {
  const { variables = {}, labels } = part.group.options.appearance ?? {};
  const pixels = (/** @type {string | undefined} */ length, /** @type {number} */ usual) =>
    /^[\d.]+px$/.test(length ?? "") ? parseFloat(length ?? "") : usual;
  const [font, unit] = [pixels(variables.fontSizeBase, 16), pixels(variables.spacingUnit, 4)];
  const row = font * 1.25 + unit * 9.5 + 2 + (labels === "floating" ? unit : font * 1.225 + unit);
  const ribbon = part.kind === "payment" ? font * 1.14 + 12 : -unit * 3.5;
  const { layout } = part.options;
  const others = part.kind === "payment" ? methodsAtStart(part) : 0;
  const accordion = unit * 11 + font * 1.4 + 3 + others * (unit * 7 + font * 1.4 + 1);
  const tabs = others ? unit * 11 + font * 1.3 + 24 : 0;
  const choice = (layout?.type ?? layout) === "accordion" ? accordion : tabs;
  return Math.round(rowsAtStart(part) * row + ribbon + choice + 8);
};

/** @type {(appearance: Appearance | undefined, rows: number) => HTMLElement} */
const skeleton = (appearance, rows) => {
  const cover = document.createElement("div");
  cover.dataset.skeleton = "";
  cover.setAttribute("aria-hidden", "true");
  dress(cover, {
    position: "absolute",
    inset: "4px",
    display: "grid",
    gap: "14px",
    alignContent: "start",
    pointerEvents: "none",
  });
  for (let row = 0; row < rows; row += 1) {
    const bar = document.createElement("div");
    dress(bar, {
      height: "44px",
      marginTop: "18px",
      opacity: "0.12",
      background: appearance?.variables?.colorText ?? "currentColor",
      borderRadius: appearance?.variables?.borderRadius ?? "5px",
    });
    cover.append(bar);
  }
  return cover;
};

/** @type {(part: Part) => any} The object which the page holds for an element. */
const facadeOf = (part) => {
  /** @type {any} */
  const facade = {
    mount: (/** @type {string | HTMLElement} */ target) => {
      part.mount(target);
      return facade;
    },
    unmount: () => {
      part.assertAlive();
      part.unmount();
      return facade;
    },
    destroy: () => {
      part.destroy();
      return facade;
    },
    update: (/** @type {Bag} */ options) => {
      part.update(options);
      return facade;
    },
    on: (/** @type {string} */ event, /** @type {Function} */ handler) => {
      part.listen(event, handler, false);
      return facade;
    },
    once: (/** @type {string} */ event, /** @type {Function} */ handler) => {
      part.listen(event, handler, true);
      return facade;
    },
    off: (/** @type {string} */ event, /** @type {Function} */ handler) => {
      part.unlisten(event, handler);
      return facade;
    },
    focus: () => {
      part.assertAlive();
      part.frame?.iframe.focus();
      part.frame?.call("focus");
      return facade;
    },
    blur: () => {
      part.assertAlive();
      part.frame?.call("blur");
      part.frame?.iframe.blur();
      return facade;
    },
    clear: () => {
      part.assertAlive();
      part.frame?.call("clear");
      return facade;
    },
  };
  if (part.kind === "payment")
    facade.collapse = () => {
      part.assertAlive();
      part.frame?.call("collapse");
      return facade;
    };
  if (part.kind === "address") {
    facade.getValue = async () => {
      part.assertAlive();
      if (!part.isMounted) refuse("element.getValue(): mount the address element first.");
      await part.ready;
      return part.frame?.call("value");
    };
  }
  return facade;
};
