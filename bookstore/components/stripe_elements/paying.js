/**
 * Paying: one payment at a time in one Elements group.
 *
 *   idle -> checking (elements.submit) -> asking (the Python handler) -> confirming -> idle
 *        -> confirming (stripe.handleNextAction)                                    -> settled
 *
 * The phase is the latch. It lives here and not in a Python state because it must close within the
 * click that closes it, long before the server knows.
 */
import { useElements, useStripe } from "@stripe/react-stripe-js";
import { useEffect, useMemo, useRef, useSyncExternalStore } from "react";
import { letGo, staysHere, warnBeforeLeaving } from "./leaving.js";
import { announce, isGroupSecret, remountGroups, subscribe, withoutBlanks } from "./loading.js";

const IDLE = Object.freeze({
  phase: "idle",
  attempt: "",
  method: "", // which elements.submit found chosen
  visit: "", // the last that Python was heard to speak of
  askAgain: null, // sends the attempt that waits for Python's answer once more
  tellAgain: null, // tells Python the latest result once more
  button: null, // the focused button which a payment was started with
  walletEvent: null, // the confirm event of a wallet that waits for its answer
  unanswered: false,
  walletShown: false,
  loadFailed: false,
});
const PAID_STATUSES = new Set(["succeeded", "processing", "requires_capture"]);

const payments = new WeakMap(); // StripeElements -> the state of its payment
const confirming = new Set(); // StripeElements whose confirmPayment has not answered

const paymentOf = (elements) => payments.get(elements) ?? IDLE;

function change(elements, values) {
  payments.set(elements, Object.freeze({ ...paymentOf(elements), ...values }));
  announce();
}

// A browser takes the focus from a button that is disabled, and with it a keyboard user's place.
function giveFocusBack(button) {
  setTimeout(() => {
    if (document.activeElement === document.body) button?.focus();
  });
}

/** Open the latch; a wallet that still waits for its answer is told that there is none. */
function release(elements, { unanswered = false } = {}) {
  const { button, walletEvent } = paymentOf(elements);
  change(elements, { phase: "idle", attempt: "", button: null, walletEvent: null, unanswered });
  walletEvent?.paymentFailed({ reason: "fail" });
  giveFocusBack(button);
}

// crypto.randomUUID is missing where a developer opens the page by plain http on a LAN address.
function randomId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** What Stripe says of the form. It resolves with card errors and throws the integrator's. */
async function submitted(elements) {
  try {
    return await elements.submit();
  } catch (error) {
    console.error(error);
    return { error };
  }
}

/** Check the Elements, then hand a fresh attempt to Python. Nothing may be awaited before submit. */
async function ask(elements, { source, patienceSeconds, onProblem, read, onAttempt }) {
  change(elements, { phase: "checking", unanswered: false, tellAgain: null, ...source });
  const { error: problem, selectedPaymentMethod: method = "" } = await submitted(elements);
  if (problem) {
    release(elements);
    onProblem(problem.code ?? problem.type ?? "", problem.message ?? "", read());
    return;
  }
  const attempt = randomId();
  const values = read(); // once: what is asked again is what the shopper saw at the click
  const send = () => onAttempt(attempt, values);
  change(elements, { phase: "asking", attempt, method, askAgain: send });
  setTimeout(() => {
    if (isAsking(elements, attempt)) release(elements, { unanswered: true });
  }, patienceSeconds * 1000);
  send();
}

function isAsking(elements, attempt) {
  const payment = paymentOf(elements);
  return payment.phase === "asking" && payment.attempt === attempt;
}

const formValues = (form) =>
  form
    ? Object.fromEntries([...new FormData(form)].filter(([, value]) => typeof value === "string"))
    : {};

const focused = ({ currentTarget: button }) => (document.activeElement === button ? button : null);

function pay(elements, event, { formId, patienceSeconds, onSubmit, onProblem }) {
  event.preventDefault();
  if (!elements || paymentOf(elements).phase !== "idle") return;
  const button = event.currentTarget;
  const form = formId ? document.getElementById(formId) : button.form;
  if (form && !form.noValidate && !form.reportValidity()) {
    const said = form.querySelector(":invalid")?.validationMessage ?? "";
    onProblem("form_invalid", said, formValues(form));
    return;
  }
  ask(elements, {
    source: { button: focused(event) },
    patienceSeconds,
    onProblem,
    read: () => formValues(form),
    onAttempt: onSubmit,
  });
}

/** Answer a wallet's button, which must happen within a second and therefore without the server. */
function openWallet(elements, event, { details, onClick }) {
  if (!elements || paymentOf(elements).phase !== "idle") {
    event.reject();
    return;
  }
  event.resolve(withoutBlanks(details));
  onClick(event.expressPaymentType);
}

function payWithWallet(elements, event, { patienceSeconds, onConfirm, onProblem }) {
  if (!elements || paymentOf(elements).phase !== "idle") {
    event.paymentFailed({ reason: "fail" });
    return;
  }
  const { expressPaymentType, billingDetails, shippingAddress, shippingRate } = event;
  const wallet = { expressPaymentType, billingDetails, shippingAddress, shippingRate };
  ask(elements, {
    source: { walletEvent: event },
    patienceSeconds,
    onProblem,
    read: () => withoutBlanks(wallet),
    onAttempt: onConfirm,
  });
}

/** Note whether any wallet can be shown, from a ready or an availablepaymentmethodschange event. */
function showWallet(elements, { availablePaymentMethods, paymentMethods }) {
  const methods = Object.values(paymentMethods ?? availablePaymentMethods ?? {});
  const walletShown = methods.some((method) => method?.available ?? method);
  if (elements) change(elements, { walletShown });
}

/** Note that an Element could not be loaded. Wallets are an extra: without them there is the form. */
function failToLoad(elements, { elementType, error }, { onLoadError }) {
  if (elements && elementType !== "expressCheckout") change(elements, { loadFailed: true });
  onLoadError(error.code ?? error.type ?? "", error.message ?? "");
}

const usePaymentState = (elements) =>
  useSyncExternalStore(
    subscribe,
    () => paymentOf(elements),
    () => IDLE,
  );

/** What buttons inside an Elements group need: the state of its payment and the ways to start it. */
export function usePayment() {
  const stripe = useStripe();
  const elements = useElements();
  const payment = usePaymentState(elements);
  return useMemo(
    () => ({
      ready: Boolean(stripe && elements),
      busy: payment.phase !== "idle",
      walletShown: payment.walletShown,
      loadFailed: payment.loadFailed,
      remount: remountGroups,
      pay: (event, request) => pay(elements, event, request),
      finish: (event, request) => finish(stripe, elements, event, request),
      openWallet: (event, request) => openWallet(elements, event, request),
      payWithWallet: (event, request) => payWithWallet(elements, event, request),
      showWallet: (event) => showWallet(elements, event),
      failToLoad: (event, request) => failToLoad(elements, event, request),
    }),
    [stripe, elements, payment],
  );
}

function confirmOptions(elements, { clientSecret, returnUrl, billingDetails, ...others }) {
  return {
    elements,
    ...(isGroupSecret(clientSecret) ? {} : { clientSecret }),
    confirmParams: withoutBlanks({
      return_url: returnUrl,
      payment_method_data: billingDetails && { billing_details: billingDetails },
      shipping: others.shipping,
      receipt_email: others.receiptEmail,
    }),
    redirect: "if_required",
  };
}

function resultOf({ attempt, clientSecret }, { paymentIntent, error = {} }) {
  const intent = paymentIntent ?? error.payment_intent;
  return {
    attempt,
    status: intent?.status ?? "",
    code: error.code ?? "",
    decline_code: error.decline_code ?? "",
    type: error.type ?? error.name ?? "",
    message: error.message ?? "",
    payment_intent: intent?.id ?? "",
    client_secret: clientSecret,
  };
}

/** Have Stripe go on, and keep the latch closed if money moved: a paid order is not paid again. */
async function carryOut(elements, asked, { call, tell }) {
  confirming.add(elements);
  let outcome;
  try {
    outcome = await call();
  } catch (error) {
    console.error(error);
    outcome = { error };
  }
  confirming.delete(elements);
  letGo(elements);
  if (PAID_STATUSES.has(outcome.paymentIntent?.status)) change(elements, { phase: "settled" });
  else release(elements);
  const result = resultOf(asked, outcome);
  change(elements, { tellAgain: () => tell(result) });
  tell(result);
}

function confirm(stripe, elements, attempt, { details, tell }) {
  if (staysHere(paymentOf(elements))) warnBeforeLeaving(elements);
  change(elements, { phase: "confirming", walletEvent: null });
  const call = () => stripe.confirmPayment(confirmOptions(elements, details));
  carryOut(elements, { attempt, clientSecret: details.clientSecret }, { call, tell });
}

/** Carry out what a confirmed intent waits for. It is no new attempt: Python is only told the end. */
function finish(stripe, elements, event, { clientSecret, onResult }) {
  if (!stripe || !elements || !clientSecret || paymentOf(elements).phase !== "idle") return;
  const button = focused(event);
  change(elements, { phase: "confirming", unanswered: false, tellAgain: null, button });
  const call = () => stripe.handleNextAction({ clientSecret });
  carryOut(elements, { attempt: "", clientSecret }, { call, tell: onResult });
}

/**
 * Say again what Python may not have heard. A visit begins when Python opens the page, at first and
 * after each lost connection: what was sent meanwhile, and what was answered, may be gone, as may
 * everything that its state knew. Nothing is confirmed by this: a confirmation under way goes on.
 */
function beginVisit(elements, visit) {
  const { phase, visit: former, askAgain, tellAgain } = paymentOf(elements);
  if (!visit || visit === former) return;
  change(elements, { visit });
  if (!former) return;
  if (phase === "asking") askAgain();
  if (phase === "idle" || phase === "settled") tellAgain?.();
}

/**
 * Confirm an attempt once Python has answered it with a client secret; open the latch when Python
 * has answered it without one. Attempts that this page does not wait for are ignored: a reload, a
 * second render and another tab's state confirm nothing.
 */
export function useConfirmation({ attempt, visit, onResult, ...details }) {
  const stripe = useStripe();
  const elements = useElements();
  const { unanswered } = usePaymentState(elements);
  const latest = useRef({ details, onResult });
  useEffect(() => {
    latest.current = { details, onResult };
  });
  useEffect(() => {
    if (!stripe || !elements || !isAsking(elements, attempt)) return;
    if (!details.clientSecret) {
      release(elements);
      return;
    }
    confirm(stripe, elements, attempt, {
      details: latest.current.details,
      tell: (result) => latest.current.onResult(result),
    });
  }, [stripe, elements, attempt, details.clientSecret]);
  useEffect(() => {
    if (elements) beginVisit(elements, visit);
  }, [elements, visit]);
  return { unanswered };
}

// A shopper who comes back from a bank with the Back button may get this page as it was frozen,
// with a confirmation that will never answer.
if (typeof window !== "undefined") {
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    [...confirming].forEach((elements) => {
      letGo(elements);
      release(elements);
    });
    confirming.clear();
  });
}
