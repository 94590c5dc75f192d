/**
 * The browser half of the sandbox. It defines `window.Stripe`, so that the published
 * @stripe/stripe-js and @stripe/react-stripe-js run, unchanged, against the HTTP half here.
 *
 * It refuses what the real script refuses: a mistake of the integration throws or rejects with an
 * IntegrationError, a mistake of the shopper or a decline resolves `{error}`. Card numbers stay
 * inside the frame; this script sees payment method ids only.
 *
 * Not imitated: SetupIntents, Checkout Sessions, the older card elements, saved methods, real
 * wallets, languages other than English. Asking for those says so instead of pretending.
 *
 * Types: @stripe/stripe-js 10.2.1, checked with `tsc --checkJs`.
 */

// Where this script came from, and the names of types used below.

/** @typedef {import('@stripe/stripe-js').Stripe} Stripe */
/** @typedef {import('@stripe/stripe-js').StripeConstructor} StripeConstructor */
/** @typedef {import('@stripe/stripe-js').StripeElements} StripeElements */
/** @typedef {import('@stripe/stripe-js').StripeError} StripeError */
/** @typedef {import('@stripe/stripe-js').PaymentIntent} PaymentIntent */
/** @typedef {import('@stripe/stripe-js').PaymentIntentResult} PaymentIntentResult */
/** @typedef {import('@stripe/stripe-js').Appearance} Appearance */
/** @typedef {Record<string, any>} Bag  What a caller passed, before and after it was checked. */
/** @typedef {{key: string, locale?: string, stripeAccount?: string}} Account */
/** @typedef {{error: StripeError, body?: undefined} | {body: any, error?: undefined}} Answer */

const RELEASE_TRAIN = "endive";
const script = /** @type {HTMLScriptElement | null} */ (
  document.currentScript || document.querySelector('script[src*="/stripe.js"]')
);
const SCRIPT_URL = new URL(script?.src || location.href);
const BASE = SCRIPT_URL.origin + SCRIPT_URL.pathname.replace(/\/stripe\.js$/, "");
const FRAME_LOAD_GRACE_MS = 1500; // From the iframe's load event to its first message.
const CLICK_ANSWER_MS = 1000; // Within which the page answers a click on a wallet.
// Without a network no wallet can exist. `stripe.js?wallets=link,paypal` imitates some, to try out
// the Express Checkout Element.
const WALLETS = (SCRIPT_URL.searchParams.get("wallets") ?? "").split(",").filter(Boolean);
