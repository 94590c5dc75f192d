// The ribbon, and the tray of test cards.

/**
 * One card for each scenario: the usual one, what can go wrong, other brands.
 * @type {() => Bag[]}
 */
const scenarios = () => {
  const isFirst = (/** @type {Bag} */ card) =>
    config.cards.find((/** @type {Bag} */ one) => one.scenario === card.scenario) === card;
  const rank = (/** @type {Bag} */ card) =>
    card === config.cards[0] ? 0 : card.outcome === "succeeds" ? 2 : 1;
  return config.cards
    .filter((/** @type {Bag} */ card) => isFirst(card) && card.code !== "incorrect_number")
    .sort((/** @type {Bag} */ one, /** @type {Bag} */ two) => rank(one) - rank(two));
};

const ribbon = () => {
  const tray = h(
    "ul",
    { class: "Tray", id: "tray", hidden: true },
    ...scenarios().map((card) =>
      h(
        "li",
        {},
        h(
          "button",
          { type: "button", class: "Scenario", onclick: () => fillCard(card) },
          card.scenario.replace(/^./, (/** @type {string} */ letter) => letter.toUpperCase()),
          h("small", {}, `ends in ${card.number.slice(-4)}`),
        ),
      ),
    ),
  );
  const toggle = h(
    "button",
    {
      type: "button",
      class: "Link",
      "aria-expanded": "false",
      "aria-controls": "tray",
      onclick: () => {
        tray.hidden = !tray.hidden;
        toggle.setAttribute("aria-expanded", String(!tray.hidden));
      },
    },
    "Test cards",
  );
  const hasTray = config.cards.length > 0 && method === "card";
  return h(
    "div",
    {},
    h("div", { class: "Ribbon" }, h("p", {}, "Sandbox: no money moves"), hasTray ? toggle : null),
    hasTray ? tray : null,
  );
};

/** @type {(card: Bag) => void} */
const fillCard = (card) => {
  const values = {
    number: card.number,
    expiry: `12 / ${String(new Date().getFullYear() + 4).slice(2)}`,
    cvc: brandOf(card.number).cvc === 4 ? "1234" : "123",
  };
  for (const [name, value] of Object.entries(values)) {
    field(name)?.write(value);
    field(name)?.show(null);
  }
  const postal = field("postalCode");
  if (postal && !postal.node.hidden && postal.problem()) postal.write(postal.input.placeholder);
  postal?.show(null);
  touched();
  tellChange();
};
