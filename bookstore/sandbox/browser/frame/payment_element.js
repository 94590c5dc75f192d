// The Payment Element.

/** What was typed, also for ways to pay that are out of sight. @type {Map<string, string>} */
const typed = new Map();

const drawPayment = () => {
  const methods = offeredMethods();
  if (!methods.some((one) => one.type === method)) {
    method = methods[0]?.type ?? "card";
    touched();
  }
  for (const one of fields) typed.set(one.name, one.read());
  const focused = document.activeElement?.id;
  const isCard = method === "card";
  const main = isCard ? cardFields() : [...billingFields(), ...neededFields()];
  const billing = isCard ? billingFields() : [];
  fields = [...main, ...billing];
  const chosen = chosenMethod();
  const notes = [];
  if (!isCard)
    notes.push(
      h(
        "p",
        { class: "RedirectText" },
        chosen.note ??
          `After you press the pay button, you continue at ${chosen.label ?? method}.`,
      ),
    );
  const term = settings.options.terms?.card ?? "auto";
  if (isCard && (term === "always" || (term === "auto" && settings.setupFutureUsage))) {
    notes.push(
      h(
        "p",
        { class: "TermsText" },
        `By giving your card details, you allow ${settings.options.business?.name ?? "this shop"} ` +
          "to charge your card for later payments as agreed.",
      ),
    );
  }
  const content = [
    h("div", { class: isCard ? "Grid Card" : "Grid" }, ...main.map((one) => one.node)),
    ...(billing.length
      ? [h("div", { class: "Grid Billing" }, ...billing.map((one) => one.node))]
      : []),
    ...notes,
  ];
  root.replaceChildren(
    h(
      "form",
      {
        novalidate: true,
        onsubmit: (/** @type {Event} */ event) => event.preventDefault(),
      },
      ...arrange(methods, content),
    ),
    ribbon(),
  );
  for (const one of fields) {
    const value = typed.get(one.name);
    if (value) one.write(value);
    one.input.disabled = Boolean(settings.options.readOnly);
  }
  if (focused) document.getElementById(focused)?.focus();
  tellChange();
};
