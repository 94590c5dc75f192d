// The Payment Element.

const drawPayment = () => {
  const methods = offeredMethods();
  if (!methods.some((one) => one.type === method)) method = methods[0]?.type ?? "card";
  const kept = new Map(fields.map((one) => [one.name, one.read()]));
  const card = method === "card" ? cardFields() : [];
  const billing = method === "card" ? billingFields() : [];
  fields = [...card, ...billing];
  const chosen = methods.find((one) => one.type === method);
  const notes = [];
  if (method !== "card")
    notes.push(
      h(
        "p",
        { class: "RedirectText" },
        chosen?.note ??
          `After you press the pay button, you continue at ${chosen?.label ?? method}.`,
      ),
    );
  const term = settings.options.terms?.card ?? "auto";
  if (method === "card" && (term === "always" || (term === "auto" && settings.setupFutureUsage))) {
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
    h("div", { class: "Grid Card" }, ...card.map((one) => one.node)),
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
    const value = kept.get(one.name);
    if (value) one.write(value);
    one.input.disabled = Boolean(settings.options.readOnly);
  }
  tellChange();
};
