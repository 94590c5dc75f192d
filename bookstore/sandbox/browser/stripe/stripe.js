// window.Stripe itself.

/** @type {(key: unknown) => string} */
const checkKey = (key) => {
  if (typeof key !== "string" || key.trim() === "")
    refuse(
      "Stripe(): a publishable key is missing; it should be a text that begins with pk_test_.",
    );
  const text = String(key);
  if (/^(sk|rk)_/.test(text))
    refuse(
      "Stripe(): this is a secret key. Never put one in a page; use the publishable key (pk_test_).",
    );
  if (text.startsWith("pk_live_"))
    refuse("Stripe(): this is the sandbox, where no money moves; it refuses live keys.");
  if (!/^pk_test_[A-Za-z0-9_]+$/.test(text))
    refuse("Stripe(): a publishable test key begins with pk_test_.");
  return text;
};

/** @type {any} */
const Stripe = function Stripe(
  /** @type {unknown} */ publishableKey,
  /** @type {Bag} */ options = {},
) {
  const key = checkKey(publishableKey);
  check(
    options,
    {
      stripeAccount: "string",
      apiVersion: "string",
      locale: "string",
      betas: "array",
      developerTools: "object",
      advancedFraudSignals: "boolean",
    },
    "Stripe()",
  );
  /** @type {Account} */
  const account = { key, locale: options?.locale, stripeAccount: options?.stripeAccount };
  return /** @satisfies {Partial<Stripe> & Bag} */ ({
    elements: (/** @type {Bag | undefined} */ given) => createElements(account, given),
    confirmPayment: (/** @type {Bag} */ given) => confirmPayment(account, given),
    retrievePaymentIntent: (/** @type {unknown} */ secret) =>
      retrievePaymentIntent(account, secret),
    handleNextAction: (/** @type {Bag} */ given) => handleNextAction(account, given),
    handleCardAction: (/** @type {unknown} */ clientSecret) =>
      handleNextAction(account, { clientSecret }),
    createPaymentMethod: (/** @type {Bag} */ given) => createPaymentMethod(account, given),
    createConfirmationToken: (/** @type {Bag} */ given) => createConfirmationToken(account, given),
    confirmCardPayment: (
      /** @type {unknown} */ secret,
      /** @type {Bag} */ data,
      /** @type {Bag} */ more,
    ) => confirmCardPayment(account, secret, data, more),
    createToken: notImitated("createToken"),
    createSource: notImitated("createSource"),
    confirmSetup: notImitated("confirmSetup"),
    confirmCardSetup: notImitated("confirmCardSetup"),
    retrieveSetupIntent: notImitated("retrieveSetupIntent"),
    registerAppInfo: () => {},
    _registerWrapper: () => {},
  });
};
Stripe.version = RELEASE_TRAIN;
if (window.Stripe) {
  console.warn(
    "Stripe.js (sandbox) was loaded twice; the first copy stays. Load it once per page.",
  );
} else if (!script?.src) {
  console.error("Stripe.js (sandbox) must be loaded by a <script src> that ends in /stripe.js.");
} else {
  window.Stripe = Stripe;
}
