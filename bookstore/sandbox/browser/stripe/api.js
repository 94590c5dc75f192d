// Requests to the HTTP half.

/** @type {(value: any, prefix?: string) => [string, string][]} */
const flatten = (value, prefix = "") => {
  if (value === undefined || value === null) return [];
  if (typeof value !== "object") return [[prefix, String(value)]];
  return Object.entries(value).flatMap(([name, item]) =>
    flatten(item, prefix ? `${prefix}[${name}]` : name),
  );
};

/**
 * @type {(account: Account, method: 'GET' | 'POST', path: string, params?: Bag) => Promise<Answer>}
 */
const callApi = async (account, method, path, params = {}) => {
  const form = new URLSearchParams(
    flatten({ ...params, key: account.key, _stripe_account: account.stripeAccount }),
  );
  try {
    const response = await fetch(method === "GET" ? `${BASE}${path}?${form}` : BASE + path, {
      method,
      body: method === "GET" ? undefined : form,
      credentials: "omit",
      cache: "no-store",
      referrerPolicy: "no-referrer",
    });
    const body = await response.json();
    if (response.ok) return { body };
    return {
      error: body.error ?? {
        type: "api_error",
        message: `The payment service answered ${response.status}.`,
      },
    };
  } catch {
    return { error: connectionError() };
  }
};

const SECRET = /^(pi_[A-Za-z0-9]+)_secret_[A-Za-z0-9]+$/;

/** @type {(secret: unknown, where: string) => string} The intent's id, or a refusal. */
const intentIdOf = (secret, where) => {
  if (typeof secret === "string" && secret.startsWith("seti_"))
    refuse(`${where}: the sandbox does not imitate SetupIntents.`);
  const match = typeof secret === "string" ? SECRET.exec(secret) : null;
  if (match) return match[1];
  const shown = typeof secret === "string" ? "a text of another form" : show(secret);
  return refuse(
    `Invalid value for ${where}: clientSecret should have the form pi_..._secret_.... ` +
      `You passed: ${shown}.`,
  );
};

/** @type {(account: Account, secret: string, where: string) => Promise<Answer>} */
const retrieveIntent = (account, secret, where) =>
  callApi(account, "GET", `/v1/payment_intents/${intentIdOf(secret, where)}`, {
    client_secret: secret,
  });

// Where the real script says more than the API does: stripe_js_message in cards.json.
/** @type {Record<string, string>} */
const SHOPPER_WORDS = {
  insufficient_funds: "Your card has insufficient funds. Try a different card.",
  expired_card: "Your card is expired. Try a different card.",
  payment_intent_authentication_failure:
    "We are unable to authenticate your payment method. " +
    "Please choose a different payment method and try again.",
};

/** @type {(error: any) => StripeError} */
const forShopper = (error) => {
  const words = SHOPPER_WORDS[error.decline_code] ?? SHOPPER_WORDS[error.code];
  return words ? { ...error, message: words } : { ...error };
};
