/**
 * The inside of an element's iframe. Card numbers are typed, checked and sent to the sandbox from
 * here; the page around it hears of completeness, of problems in words, and of method ids.
 */

// The channel to the page around the frame.

/** @typedef {Record<string, any>} Bag */
/** @typedef {{code: string, message: string}} Problem */
/** @typedef {import('@stripe/stripe-js').StripePaymentElementChangeEvent} PaymentChange */
/** @typedef {import('@stripe/stripe-js').StripeLinkAuthenticationElementChangeEvent} EmailChange */
/** @typedef {import('@stripe/stripe-js').StripeAddressElementChangeEvent} AddressChange */

const query = new URLSearchParams(location.search);
const PARENT_ORIGIN = query.get("origin") ?? "";
const CHANNEL = query.get("channel") ?? "";
const root = /** @type {HTMLElement} */ (document.getElementById("root"));

/** @type {MessagePort | null} */
let port = null;
/** @type {Bag} */
let settings = {};

/** @type {(event: string, payload?: Bag, more?: Bag) => void} */
const tell = (event, payload = {}, more = {}) => port?.postMessage({ event, payload, ...more });

let isSubmitted = false; // Whether what stands in the form now has passed validate().

const touched = () => {
  isSubmitted = false;
  tell("touched");
};

window.addEventListener("message", (message) => {
  const isParent = message.source === window.parent && message.origin === PARENT_ORIGIN;
  if (
    port ||
    !isParent ||
    message.data?.channel !== CHANNEL ||
    message.data.type !== "sandbox:connect"
  )
    return;
  [port] = message.ports;
  port.onmessage = async ({ data }) => {
    const result = await answers[data.call]?.(data.args ?? {});
    if (data.id !== undefined) port?.postMessage({ id: data.id, result });
  };
});
