// What is refused before anything is sent.

/** Intents being confirmed at this moment, by id. @type {Set<string>} */
const underWay = new Set();
// A page restored by the Back button after a redirect must be able to try again.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) underWay.clear();
});

/** @type {(url: unknown, where: string) => void} */
const checkReturnUrl = (url, where) => {
  let parsed;
  try {
    parsed = new URL(String(url));
  } catch {
    return wrongValue(url, where, "confirmParams.return_url", "an absolute URL");
  }
  const isLocal = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\]|.+\.localhost)$/.test(parsed.hostname);
  if (parsed.protocol !== "https:" && !(parsed.protocol === "http:" && isLocal)) {
    wrongValue(
      url,
      where,
      "confirmParams.return_url",
      "an absolute URL: https://, or http://localhost while testing",
    );
  }
};

const ADDRESS_NAMES = {
  country: "country",
  postalCode: "postal_code",
  state: "state",
  city: "city",
  line1: "line1",
  line2: "line2",
};

/**
 * The billing details switched off in the Payment Element, as paths in billing_details.
 * @type {(options: Bag) => string[]}
 */
const switchedOff = (options) => {
  const chosen = options.fields?.billingDetails;
  const every = Object.values(ADDRESS_NAMES).map((name) => `address.${name}`);
  if (chosen === "never") return ["name", "email", "phone", ...every];
  if (!isObject(chosen)) return [];
  const plain = ["name", "email", "phone"].filter((name) => chosen[name] === "never");
  if (chosen.address === "never") return [...plain, ...every];
  const parts = Object.entries(ADDRESS_NAMES).filter(
    ([name]) => chosen.address?.[name] === "never",
  );
  return [...plain, ...parts.map(([, name]) => `address.${name}`)];
};

/** @type {(part: Part, billing: Bag | undefined, where: string) => void} */
const checkSwitchedOff = (part, billing, where) => {
  for (const path of switchedOff(part.options)) {
    const value = path
      .split(".")
      .reduce((/** @type {any} */ inner, name) => inner?.[name], billing);
    if (value === undefined) {
      refuse(
        `${where}: the Payment Element was made with "never" for billing_details.${path}, so it ` +
          `must be passed in confirmParams.payment_method_data.billing_details.${path}.`,
      );
    }
  }
};

/** @type {(elements: unknown, account: Account, where: string) => Group} */
const groupOf = (elements, account, where) => {
  const group = isObject(elements) ? groups.get(elements) : undefined;
  if (!group)
    return refuse(
      `Invalid value for ${where}: elements should be what stripe.elements() returned.`,
    );
  if (group.account.key !== account.key)
    refuse(`${where}: these elements were made with another publishable key.`);
  return group;
};

/** @type {(group: Group, where: string) => Part} */
const mountedPayment = (group, where) => {
  const express = group.find("expressCheckout");
  if (express?.wallet) return express;
  const part = group.find("payment");
  if (!part && express?.isMounted)
    return refuse(
      `${where}: with the Express Checkout Element, call this inside its confirm event's handler.`,
    );
  if (!part?.isMounted)
    return refuse(
      `Invalid value for ${where}: elements should have a mounted Payment Element or Express ` +
        "Checkout Element.",
    );
  return part;
};

/** @type {(given: Bag, group: Group | null, where: string) => string} */
const secretFor = (given, group, where) => {
  const own = group?.options.clientSecret;
  if (own && given.clientSecret && own !== given.clientSecret) {
    refuse(`${where}: clientSecret differs from the one that the Elements group was made with.`);
  }
  const secret = given.clientSecret ?? own;
  if (secret === undefined)
    refuse(
      `${where}: clientSecret is missing. In the deferred flow, create the PaymentIntent after ` +
        "elements.submit() and pass its secret.",
    );
  intentIdOf(secret, where);
  return secret;
};

const SUBMIT_FIRST = (/** @type {string} */ where) =>
  `${where}: elements.submit() must be called, and must resolve without an error, after the last ` +
  "change and before this call.";

/**
 * @typedef {object} ConfirmPlan
 * @property {Group | null} group
 * @property {Part | null} part The element that makes the payment method, if any is to be made.
 * @property {string} secret
 * @property {Bag} params
 * @property {string} redirect
 */

/**
 * Everything that can be refused before a request.
 * @type {(account: Account, given: Bag, where: string) => ConfirmPlan}
 */
const planConfirm = (account, given, where) => {
  if (!isObject(given)) wrongValue(given, where, "options", "an object");
  check(
    { ...given, elements: undefined },
    {
      elements: "object",
      clientSecret: "string",
      confirmParams: CONFIRM_PARAMS,
      redirect: ["always", "if_required"],
    },
    where,
  );
  const { confirmParams: params = {}, redirect = "always" } = given;
  const group = given.elements === undefined ? null : groupOf(given.elements, account, where);
  if (!group && given.clientSecret === undefined)
    refuse(`${where}: pass elements, clientSecret, or both.`);
  const hasMethod = Boolean(params.payment_method ?? params.confirmation_token);
  const part = group && !hasMethod ? mountedPayment(group, where) : null;
  const secret = secretFor(given, group, where);
  if (params.return_url !== undefined) checkReturnUrl(params.return_url, where);
  else if (redirect === "always")
    wrongValue(
      undefined,
      where,
      "confirmParams.return_url",
      'given, unless redirect is "if_required"',
    );
  if (part && group?.isDeferred && !group.isSubmitted) {
    refuse(SUBMIT_FIRST(where));
  }
  if (part?.kind === "payment")
    checkSwitchedOff(part, params.payment_method_data?.billing_details, where);
  return { group, part, secret, params, redirect };
};

/** @type {(group: Group, intent: Bag, where: string) => void} */
const checkSameTerms = (group, intent, where) => {
  if (!group.isDeferred) return;
  if (group.options.mode !== "payment")
    refuse(
      `${where}: the Elements group has mode ${show(group.options.mode)}, which takes no PaymentIntent.`,
    );
  const manual = (/** @type {any} */ method) => (method === "manual" ? "manual" : "automatic");
  /** @type {[string, any, any][]} */
  const terms = [
    ["amount", group.options.amount, intent.amount],
    ["currency", group.options.currency, intent.currency],
    ["captureMethod", manual(group.setting("captureMethod")), manual(intent.capture_method)],
    ["setupFutureUsage", group.setting("setupFutureUsage"), intent.setup_future_usage ?? null],
  ];
  for (const [name, ours, theirs] of terms) {
    if (ours !== theirs)
      refuse(
        `${where}: ${name} of the Elements group (${show(ours)}) differs from the PaymentIntent's ` +
          `(${show(theirs)}). Use elements.update() before confirming.`,
      );
  }
};
