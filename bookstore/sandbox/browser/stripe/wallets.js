// Imitated wallets of the Express Checkout Element.

/**
 * Stripe's names for a wallet: in options, and on the button.
 * @type {Record<string, [string, string]>}
 */
const WALLET_NAMES = {
  apple_pay: ["applePay", "Apple Pay"],
  google_pay: ["googlePay", "Google Pay"],
  link: ["link", "Link"],
  paypal: ["paypal", "PayPal"],
  amazon_pay: ["amazonPay", "Amazon Pay"],
  klarna: ["klarna", "Klarna"],
};

/** @type {(options: Bag) => {type: string, label: string}[]} */
const offeredWallets = (options) =>
  WALLETS.filter((type) => WALLET_NAMES[type])
    .filter(
      (type) =>
        ({ ...options.wallets, ...options.paymentMethods })[WALLET_NAMES[type][0]] !== "never",
    )
    .map((type) => ({ type, label: WALLET_NAMES[type][1] }));

/** @type {(options: Bag) => import('@stripe/stripe-js').AvailablePaymentMethods} */
const shownWallets = (options) => {
  const offered = offeredWallets(options).map(({ type }) => type);
  return /** @type {any} */ (
    Object.fromEntries(
      Object.entries(WALLET_NAMES).map(([type, [name]]) => [name, offered.includes(type)]),
    )
  );
};

/** @type {(options: Bag) => Bag} */
const availability = (options) =>
  Object.fromEntries(
    Object.entries(shownWallets(options)).map(([name, available]) => [name, { available }]),
  );

const WALLET_PERSON = {
  name: "Ada Sample",
  email: "ada@example.com",
  phone: "+15555550100",
  address: {
    line1: "1 Sample Street",
    line2: null,
    city: "Cambridge",
    state: "MA",
    postal_code: "02139",
    country: "US",
  },
};

/**
 * The page's resolve(details), or null for reject() and silence.
 * @type {(part: Part, event: string, payload: Bag, milliseconds: number) => Promise<Bag | null>}
 */
const askPage = (part, event, payload, milliseconds) =>
  new Promise((resolve) => {
    if (!part.hears(event)) return resolve({});
    const late = setTimeout(() => {
      console.error(
        `The ${event} event of the Express Checkout Element got no answer within ${milliseconds} ms.`,
      );
      resolve(null);
    }, milliseconds);
    const answer = (/** @type {Bag | null} */ value) => {
      clearTimeout(late);
      resolve(value);
    };
    part.emit(event, {
      ...payload,
      resolve: (/** @type {Bag} */ details) => answer(details ?? {}),
      reject: () => answer(null),
    });
  });

/** @type {(part: Part, type: string) => Promise<void>} From the button to the confirm event. */
const askWallet = async (part, type) => {
  const answer = await askPage(part, "click", { expressPaymentType: type }, CLICK_ANSWER_MS);
  if (!answer || part.wallet) return;
  const details = { ...part.options, ...answer };
  const { address, ...person } = WALLET_PERSON;
  if (details.shippingAddressRequired) {
    const { line1, line2, ...partial } = address;
    const changed = await askPage(
      part,
      "shippingaddresschange",
      { name: person.name, address: partial },
      CLICK_ANSWER_MS * 20,
    );
    if (!changed) return part.emit("cancel");
    Object.assign(details, changed);
  }
  const { sheet, approved } = walletSheet(part, type, details);
  if (!(await approved)) return part.emit("cancel");
  const close = () => {
    sheet.close();
    sheet.remove();
    part.wallet = null;
  };
  part.wallet = { type, close };
  part.emit("confirm", {
    expressPaymentType: type,
    billingDetails: {
      name: person.name,
      ...(details.emailRequired && { email: person.email }),
      ...(details.phoneNumberRequired && { phone: person.phone }),
      address,
    },
    ...(details.shippingAddressRequired && {
      shippingAddress: { name: person.name, address },
      shippingRate: details.shippingRates?.[0],
    }),
    paymentFailed: close,
  });
};

/** @type {(minor: number, currency: string) => string} */
const money = (minor, currency) => {
  const format = new Intl.NumberFormat("en", { style: "currency", currency });
  return format.format(minor / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
};

/**
 * @type {(part: Part, type: string, details: Bag) => {sheet: HTMLDialogElement, approved:
 *   Promise<boolean>}}
 */
const walletSheet = (part, type, details) => {
  const [, name] = WALLET_NAMES[type];
  const { dialog, card, cancel } = paymentDialog(`${name} (imitated)`);
  const { amount, currency } = part.group.options;
  const list = document.createElement("div");
  dress(list, {
    display: "grid",
    gap: "10px",
    alignContent: "start",
    padding: "18px",
    overflow: "auto",
  });
  const lines = [
    ...(details.lineItems ?? []),
    ...(details.shippingRates
      ?.slice(0, 1)
      .map((/** @type {Bag} */ rate) => ({ name: rate.displayName, amount: rate.amount })) ?? []),
  ];
  for (const line of lines) {
    const row = document.createElement("p");
    row.textContent = `${line.name}: ${money(line.amount, currency ?? "usd")}`;
    dress(row, { margin: "0" });
    list.append(row);
  }
  const pay = document.createElement("button");
  pay.type = "button";
  pay.textContent = amount ? `Approve ${money(amount, currency)}` : "Approve";
  dress(pay, {
    font: "inherit",
    color: "#fff",
    background: "#111827",
    border: "0",
    borderRadius: "8px",
    minHeight: "48px",
    cursor: "pointer",
  });
  list.append(pay);
  card.append(list);
  dress(card, { height: "max-content", maxHeight: "calc(100dvh - 24px)" });
  const approved = new Promise((resolve) => {
    const giveUp = (/** @type {Event} */ event) => {
      event.preventDefault();
      if (pay.disabled) return; // The page is paying: it closes the sheet.
      dialog.close();
      dialog.remove();
      resolve(false);
    };
    pay.addEventListener("click", () => {
      pay.disabled = cancel.disabled = true;
      pay.textContent = "Paying";
      resolve(true);
    });
    cancel.addEventListener("click", giveUp);
    dialog.addEventListener("cancel", giveUp);
  });
  document.body.append(dialog);
  dialog.showModal();
  return { sheet: dialog, approved };
};
