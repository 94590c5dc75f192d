/**
 * Asking the shopper before the page is left while a payment is being confirmed.
 *
 * Only for a method that is confirmed on this page: a bank's own page is reached by leaving, and
 * a question on the way there would look like a fault. The question is the browser's own; it is
 * asked from the confirmation to its answer and never else.
 */
const STAYING = new Set(["card"]); // with redirect "if_required" its 3-D Secure is a dialog here

const held = new Set(); // StripeElements whose confirmation is under way

// Reflex hangs up at this event, also for a shopper who then stays; whoever leaves sends pagehide,
// at which it hangs up as well. So it is kept from hearing this one, which needs the capture phase.
const CAPTURE = { capture: true };

const ask = (event) => {
  event.preventDefault();
  event.returnValue = true; // what browsers before 2024 look at
  event.stopImmediatePropagation();
};

/** Whether a payment is confirmed without leaving the page, by the method that was chosen. */
export const staysHere = ({ method }) => STAYING.has(method);

/** Ask before this page is left, until `letGo` of the same group. */
export function warnBeforeLeaving(elements) {
  held.add(elements);
  window.addEventListener("beforeunload", ask, CAPTURE);
}

/** Let the page be left without a question, unless another group still waits. */
export function letGo(elements) {
  held.delete(elements);
  if (held.size === 0) window.removeEventListener("beforeunload", ask, CAPTURE);
}
