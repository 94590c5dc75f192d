// The ribbon, and the tray of test cards or test accounts.

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

/** @type {() => {title: string, items: {words: string, number: string, fill: () => void}[]}} */
const trayContent = () => {
  if (method === "card")
    return {
      title: "Test cards",
      items: scenarios().map((card) => ({
        words: card.scenario,
        number: card.number,
        fill: () => fillCard(card),
      })),
    };
  return {
    title: "Test accounts",
    items: (chosenMethod().accounts ?? []).map((/** @type {Bag} */ account) => ({
      words: account.scenario,
      number: account.account_number,
      fill: () => fillAccount(account),
    })),
  };
};

const ribbon = () => {
  const { title, items } = trayContent();
  const tray = h(
    "ul",
    { class: "Tray", id: "tray", hidden: true },
    ...items.map(({ words, number, fill }) =>
      h(
        "li",
        {},
        h(
          "button",
          { type: "button", class: "Scenario", onclick: fill },
          words.replace(/^./, (letter) => letter.toUpperCase()),
          h("small", {}, `ends in ${number.slice(-4)}`),
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
    title,
  );
  const hasTray = items.length > 0 && !isCollapsed;
  return h(
    "div",
    {},
    h("div", { class: "Ribbon" }, h("p", {}, "Sandbox: no money moves"), hasTray ? toggle : null),
    hasTray ? tray : null,
  );
};

/** @type {(values: Record<string, string>) => void} */
const fillIn = (values) => {
  for (const [name, value] of Object.entries(values)) {
    field(name)?.write(value);
    field(name)?.show(null);
  }
  touched();
  tellChange();
};

/** @type {(card: Bag) => void} */
const fillCard = (card) => {
  const postal = field("postalCode");
  const isWanting = postal && !postal.node.hidden && postal.problem();
  fillIn({
    number: card.number,
    expiry: `12 / ${String(new Date().getFullYear() + 4).slice(2)}`,
    cvc: brandOf(card.number).cvc === 4 ? "1234" : "123",
    postalCode: isWanting ? postal.input.placeholder : text("postalCode"),
  });
};

/** @type {(account: Bag) => void} */
const fillAccount = (account) =>
  fillIn({
    name: text("name") || "Ada Sample",
    routingNumber: account.routing_number,
    accountNumber: account.account_number,
  });
