/**
 * The browser's half of the Python package beside this file.
 *
 * Hooks and plain functions only, no component and no eval. Python compiles calls to the exported
 * hooks into the page and passes every value as an argument. This is a module of its own, and not
 * code pasted into each page, because its state must exist once: a button compiled into one file
 * and an effect compiled into another share one latch.
 */
import { useElements, useStripe } from "@stripe/react-stripe-js";
import { loadStripe } from "@stripe/stripe-js/pure";
import { useCallback, useEffect, useMemo, useRef, useSyncExternalStore } from "react";

const LOAD_SECONDS = 30;

const listeners = new Set();
const announce = () => listeners.forEach((listener) => listener());
const subscribe = (listener) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

// Loading Stripe.js

const WAITING = Object.freeze({ stripe: null, failed: false });
const FAILED = Object.freeze({ stripe: null, failed: true });
const loads = new Map(); // publishable key and script URL -> {stripe, failed}
const scripts = new Map(); // script URL -> promise that settles with its script tag

const loadName = (publishableKey, scriptUrl) => `${publishableKey} ${scriptUrl}`;

/** Put one script tag for `url` into the page and wait until it has defined window.Stripe. */
function loadScript(url) {
  if (!scripts.has(url)) {
    const tag = document.createElement("script");
    const loaded = new Promise((resolve, reject) => {
      tag.onload = () =>
        window.Stripe ? resolve() : reject(new Error(`${url} defines no window.Stripe.`));
      tag.onerror = () => reject(new Error(`${url} did not load.`));
    });
    tag.src = url;
    document.head.append(tag);
    scripts.set(url, { tag, loaded });
  }
  return scripts.get(url).loaded;
}

function forgetScript(url) {
  scripts.get(url)?.tag.remove();
  scripts.delete(url);
}

function timeout(seconds) {
  return new Promise((_, reject) => {
    setTimeout(() => reject(new Error(`Stripe.js took over ${seconds} seconds.`)), seconds * 1000);
  });
}

async function scriptThenStripe(publishableKey, scriptUrl) {
  if (scriptUrl) await loadScript(scriptUrl);
  return loadStripe(publishableKey);
}

async function load(publishableKey, scriptUrl) {
  const name = loadName(publishableKey, scriptUrl);
  const settle = (state) => {
    loads.set(name, state);
    announce();
  };
  settle(WAITING);
  try {
    const stripe = await Promise.race([
      scriptThenStripe(publishableKey, scriptUrl),
      timeout(LOAD_SECONDS),
    ]);
    settle(Object.freeze({ stripe, failed: false }));
  } catch (error) {
    console.error(error);
    forgetScript(scriptUrl);
    settle(FAILED);
  }
}

/** The Stripe object of a key, loaded once per page: {stripe, failed, retry}. */
export function useStripeLoad(publishableKey, scriptUrl) {
  const name = loadName(publishableKey, scriptUrl);
  const state = useSyncExternalStore(
    subscribe,
    () => loads.get(name) ?? WAITING,
    () => WAITING,
  );
  useEffect(() => {
    if (publishableKey && !loads.has(name)) load(publishableKey, scriptUrl);
  }, [name, publishableKey, scriptUrl]);
  const retry = useCallback(() => {
    if (loads.get(name)?.failed) load(publishableKey, scriptUrl);
  }, [name, publishableKey, scriptUrl]);
  return { ...state, retry };
}

// The options of one Elements group

const groupSecrets = new Set(); // client secrets that groups were made with

const isAmount = (amount) => Number.isSafeInteger(amount) && amount > 0;

/** Whether stripe.elements() accepts these options; it throws on all others. */
function isComplete({ mode, amount, currency, clientSecret }) {
  if (!mode) return Boolean(clientSecret);
  return mode === "setup" ? true : Boolean(currency) && isAmount(amount);
}

const withoutBlanks = (options) =>
  Object.fromEntries(
    Object.entries(options).filter(([, value]) => value !== null && value !== undefined && value !== ""),
  );

/**
 * The props of react-stripe-js's Elements.
 *
 * Until the options are complete Elements gets no Stripe object, so nothing mounts; once they have
 * been complete, incomplete ones (an amount of 0 while a state is reset) are ignored.
 */
export function useElementsGroup(publishableKey, scriptUrl, options) {
  const { stripe } = useStripeLoad(publishableKey, scriptUrl);
  const lastComplete = useRef(null);
  const given = withoutBlanks(options);
  const used = isComplete(given) ? given : lastComplete.current;
  useEffect(() => {
    lastComplete.current = used;
    if (used?.clientSecret) groupSecrets.add(used.clientSecret);
  });
  return {
    key: `${publishableKey} ${used?.clientSecret ?? ""}`,
    stripe: used ? stripe : null,
    options: used ?? {},
  };
}

// Paying: one payment at a time in one Elements group
//
// idle -> checking (elements.submit) -> asking (the Python handler) -> confirming -> idle | settled

const IDLE = Object.freeze({
  phase: "idle",
  attempt: "",
  unanswered: false,
  walletShown: false,
  walletEvent: null,
});
const PAID_STATUSES = new Set(["succeeded", "processing", "requires_capture"]);

const payments = new WeakMap(); // StripeElements -> the state of its payment
const confirming = new Set(); // StripeElements whose confirmPayment has not answered

const paymentOf = (elements) => payments.get(elements) ?? IDLE;

function change(elements, values) {
  payments.set(elements, Object.freeze({ ...paymentOf(elements), ...values }));
  announce();
}

/** Free the latch of a payment that was never confirmed, and close the wallet that waits for it. */
function release(elements, values = {}) {
  const { walletEvent } = paymentOf(elements);
  change(elements, { phase: "idle", attempt: "", walletEvent: null, ...values });
  walletEvent?.paymentFailed({ reason: "fail" });
}

// crypto.randomUUID is missing where a developer opens the page by plain http on a LAN address.
function randomId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function problemOf(promise) {
  try {
    return (await promise).error ?? null;
  } catch (error) {
    console.error(error);
    return error;
  }
}

function call(action) {
  try {
    return Promise.resolve(action());
  } catch (error) {
    return Promise.reject(error);
  }
}

/** Check the Elements, then hand a fresh attempt to Python. Nothing may be awaited before submit. */
async function ask(elements, { walletEvent = null, patienceSeconds, onProblem, onAttempt }) {
  change(elements, { phase: "checking", unanswered: false, walletEvent });
  const problem = await problemOf(call(() => elements.submit()));
  if (problem) {
    release(elements);
    onProblem(problem.code ?? problem.type ?? "", problem.message ?? "");
    return;
  }
  const attempt = randomId();
  change(elements, { phase: "asking", attempt });
  setTimeout(() => {
    const { phase, attempt: current } = paymentOf(elements);
    if (phase === "asking" && current === attempt) release(elements, { unanswered: true });
  }, patienceSeconds * 1000);
  onAttempt(attempt);
}

const formValues = (form) =>
  form
    ? Object.fromEntries([...new FormData(form)].filter(([, value]) => typeof value === "string"))
    : {};

const walletDetails = ({ expressPaymentType, billingDetails, shippingAddress, shippingRate }) =>
  withoutBlanks({ expressPaymentType, billingDetails, shippingAddress, shippingRate });

function pay(elements, event, { formId, patienceSeconds, onSubmit, onProblem }) {
  event.preventDefault();
  if (!elements || paymentOf(elements).phase !== "idle") return;
  const form = formId ? document.getElementById(formId) : event.currentTarget.form;
  if (form && !form.noValidate && !form.reportValidity()) {
    onProblem("form_invalid", form.querySelector(":invalid")?.validationMessage ?? "");
    return;
  }
  ask(elements, {
    patienceSeconds,
    onProblem,
    onAttempt: (attempt) => onSubmit(attempt, formValues(form)),
  });
}

function payWithWallet(elements, event, { patienceSeconds, onConfirm, onProblem }) {
  if (!elements || paymentOf(elements).phase !== "idle") {
    event.paymentFailed({ reason: "fail" });
    return;
  }
  ask(elements, {
    walletEvent: event,
    patienceSeconds,
    onProblem,
    onAttempt: (attempt) => onConfirm(attempt, walletDetails(event)),
  });
}

/** Answer a wallet's button, which must happen within a second and therefore without the server. */
function openWallet(elements, event, { onClick }) {
  if (!elements || paymentOf(elements).phase !== "idle") {
    event.reject();
    return;
  }
  event.resolve();
  onClick(event.expressPaymentType);
}

/** Note whether any wallet can be shown, from a ready or an availablepaymentmethodschange event. */
function showWallet(elements, { availablePaymentMethods, paymentMethods }) {
  const methods = Object.values(paymentMethods ?? availablePaymentMethods ?? {});
  const walletShown = methods.some((method) => method?.available ?? method);
  if (elements) change(elements, { walletShown });
}

/** What buttons inside an Elements group need: the state of its payment and the ways to start it. */
export function usePayment() {
  const stripe = useStripe();
  const elements = useElements();
  const payment = useSyncExternalStore(
    subscribe,
    () => paymentOf(elements),
    () => IDLE,
  );
  return useMemo(
    () => ({
      ready: Boolean(stripe && elements),
      busy: payment.phase !== "idle",
      walletShown: payment.walletShown,
      pay: (event, request) => pay(elements, event, request),
      payWithWallet: (event, request) => payWithWallet(elements, event, request),
      openWallet: (event, request) => openWallet(elements, event, request),
      showWallet: (event) => showWallet(elements, event),
    }),
    [stripe, elements, payment],
  );
}

// Confirming

function confirmOptions(elements, { clientSecret, returnUrl, billingDetails, ...others }) {
  return {
    elements,
    ...(groupSecrets.has(clientSecret) ? {} : { clientSecret }),
    confirmParams: withoutBlanks({
      return_url: returnUrl,
      payment_method_data: billingDetails && { billing_details: billingDetails },
      shipping: others.shipping,
      receipt_email: others.receiptEmail,
    }),
    redirect: "if_required",
  };
}

function resultOf(attempt, { paymentIntent, error = {} }) {
  const intent = paymentIntent ?? error.payment_intent;
  return {
    attempt,
    status: intent?.status ?? "",
    code: error.code ?? "",
    decline_code: error.decline_code ?? "",
    type: error.type ?? error.name ?? "",
    message: error.message ?? "",
    payment_intent: intent?.id ?? "",
  };
}

async function confirm(stripe, elements, attempt, details) {
  change(elements, { phase: "confirming", walletEvent: null });
  confirming.add(elements);
  let outcome;
  try {
    outcome = await stripe.confirmPayment(confirmOptions(elements, details));
  } catch (error) {
    console.error(error);
    outcome = { error };
  }
  confirming.delete(elements);
  const isPaid = PAID_STATUSES.has(outcome.paymentIntent?.status);
  change(elements, { phase: isPaid ? "settled" : "idle", attempt: "" });
  return resultOf(attempt, outcome);
}

/**
 * Confirm an attempt once Python has answered it with a client secret; free the latch when Python
 * has answered it without one. Attempts that this page does not wait for are ignored: a reload, a
 * second render and another tab's state confirm nothing.
 */
export function useConfirmation({ attempt, onResult, ...details }) {
  const stripe = useStripe();
  const elements = useElements();
  const payment = useSyncExternalStore(
    subscribe,
    () => paymentOf(elements),
    () => IDLE,
  );
  const latest = useRef({ details, onResult });
  useEffect(() => {
    latest.current = { details, onResult };
  });
  useEffect(() => {
    if (!stripe || !elements) return;
    const { phase, attempt: asked } = paymentOf(elements);
    if (phase !== "asking" || asked !== attempt) return;
    if (!details.clientSecret) {
      release(elements);
      return;
    }
    confirm(stripe, elements, attempt, latest.current.details).then((result) =>
      latest.current.onResult(result),
    );
  }, [stripe, elements, attempt, details.clientSecret]);
  return { unanswered: payment.unanswered };
}

// A shopper who comes back from a bank with the Back button may get this page as it was frozen,
// with a confirmation that will never answer.
if (typeof window !== "undefined") {
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    confirming.forEach((elements) => change(elements, { phase: "idle", attempt: "" }));
    confirming.clear();
  });
}
