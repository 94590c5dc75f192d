// Tabs or accordion of the ways to pay.

/** @type {() => Bag[]} */
const offeredMethods = () => {
  const {
    allowedPaymentMethodTypes: allowed,
    excludedPaymentMethodTypes: excluded = [],
    intent,
  } = settings;
  const types = intent?.payment_method_types ?? allowed;
  const usable = config.methods.filter(
    (/** @type {Bag} */ one) =>
      (!types || types.includes(one.type)) && !excluded.includes(one.type),
  );
  const order = settings.options.paymentMethodOrder ?? [];
  const place = (/** @type {Bag} */ one) =>
    order.includes(one.type) ? order.indexOf(one.type) : order.length;
  return [...usable].sort((one, two) => place(one) - place(two));
};

/** @type {() => Bag} */
const layout = () => {
  const given = settings.options.layout ?? "tabs";
  return typeof given === "string" ? { type: given } : given;
};

/** @type {Record<string, string>} */
const METHOD_ICONS = { card: CARD_ICON, redirect: LEAVING_ICON, delayed: BANK_ICON };

/** @type {(one: Bag) => SVGElement} */
const methodIcon = (one) => icon(METHOD_ICONS[one.kind] ?? CARD_ICON, 30, 22);

/** @type {(one: Bag, isHidden: boolean) => HTMLElement} */
const methodRadio = (one, isHidden) =>
  h("input", {
    type: "radio",
    name: "method",
    id: `method-${one.type}`,
    value: one.type,
    checked: one.type === method && !isCollapsed,
    class: isHidden ? "hidden" : null,
    onchange: () => {
      method = one.type;
      isCollapsed = false;
      touched();
      drawPayment();
    },
  });

/**
 * The choice of a method, if there is one, and the fields of the chosen one.
 * @type {(methods: Bag[], content: HTMLElement[]) => HTMLElement[]}
 */
const arrange = (methods, content) => {
  const shown = isCollapsed ? [] : content;
  if (layout().type === "accordion") return [accordion(methods, shown)];
  if (methods.length < 2) return shown;
  const tabs = methods.map((one) =>
    h(
      "label",
      { class: `Tab${one.type === method ? " Tab--selected" : ""}` },
      methodRadio(one, true),
      methodIcon(one),
      one.label,
    ),
  );
  return [
    h(
      "div",
      {
        class: "Methods Methods--tabs",
        role: "radiogroup",
        "aria-label": "Payment method",
      },
      ...tabs,
    ),
    ...shown,
  ];
};

/** @type {(methods: Bag[], content: HTMLElement[]) => HTMLElement} */
const accordion = (methods, content) => {
  const { radios = "auto", spacedAccordionItems = false } = layout();
  const hasRadios =
    radios === "always" ||
    radios === true ||
    (radios !== "never" && radios !== false && methods.length > 1);
  const items = methods.map((one) => {
    const isChosen = one.type === method && !isCollapsed;
    const isChoice = methods.length > 1 || hasRadios;
    const header = h(
      isChoice ? "label" : "div",
      { class: `AccordionHeader${isChosen ? " AccordionHeader--selected" : ""}` },
      isChoice ? methodRadio(one, !hasRadios) : null,
      methodIcon(one),
      one.label,
    );
    return h(
      "div",
      { class: `AccordionItem${isChosen ? " AccordionItem--selected" : ""}` },
      header,
      isChosen ? h("div", { class: "AccordionContent" }, ...content) : null,
    );
  });
  const isGroup = methods.length > 1;
  return h(
    "div",
    {
      class: `Accordion${spacedAccordionItems ? " spaced" : ""}`,
      role: isGroup ? "radiogroup" : null,
      "aria-label": isGroup ? "Payment method" : null,
    },
    ...items,
  );
};
