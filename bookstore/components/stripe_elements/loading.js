/**
 * Loading Stripe.js, and the props of the group that is made with it.
 *
 * Hooks and plain functions only, no component and no eval. Python compiles calls to the exported
 * hooks into the page and passes every value as an argument. These are modules of their own, and
 * not code pasted into each page, because their state must exist once: a button compiled into one
 * file and an effect compiled into another share one latch.
 */
import { loadStripe } from "@stripe/stripe-js/pure";
import { useCallback, useEffect, useRef, useSyncExternalStore } from "react";

const LOAD_SECONDS = 30;

const listeners = new Set();

/** Tell every component that reads the state of these modules to read it again. */
export const announce = () => listeners.forEach((listener) => listener());

export const subscribe = (listener) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

const isBlank = (value) => value === null || value === undefined || value === "";

export const withoutBlanks = (values) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => !isBlank(value)));

const WAITING = Object.freeze({ stripe: null, failed: false });
const FAILED = Object.freeze({ stripe: null, failed: true });
const loads = new Map(); // publishable key and script URL -> {stripe, failed}
const scripts = new Map(); // script URL -> {tag, loaded}

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
  const settle = (state) => {
    loads.set(loadName(publishableKey, scriptUrl), state);
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

const groupSecrets = new Set();

/** Whether a group was made with this client secret, and not with a mode. */
export const isGroupSecret = (clientSecret) => groupSecrets.has(clientSecret);

let generation = 0;

/** Make every group of the page anew, after an Element has failed to load. */
export function remountGroups() {
  generation += 1;
  announce();
}

const isAmount = (amount) => Number.isSafeInteger(amount) && amount > 0;

/** Whether stripe.elements() accepts these options; it throws on all others. */
function isComplete({ mode, amount, currency, clientSecret }) {
  if (!mode) return Boolean(clientSecret);
  return mode === "setup" || (Boolean(currency) && isAmount(amount));
}

const DARK = "(prefers-color-scheme: dark)";

function subscribeToScheme(listener) {
  const query = window.matchMedia(DARK);
  query.addEventListener("change", listener);
  return () => query.removeEventListener("change", listener);
}

/** The options with the look that the system's colour scheme asks for, which may change any time. */
function useSchemeOptions({ darkAppearance, ...options }) {
  const isDark = useSyncExternalStore(
    subscribeToScheme,
    () => window.matchMedia(DARK).matches,
    () => false,
  );
  return isDark && darkAppearance ? { ...options, appearance: darkAppearance } : options;
}

/**
 * The props of react-stripe-js's Elements.
 *
 * Until the options are complete Elements gets no Stripe object, so nothing mounts; once they have
 * been complete, incomplete ones (an amount of 0 while a state is reset) are ignored.
 */
export function useElementsGroup(publishableKey, scriptUrl, options) {
  const { stripe } = useStripeLoad(publishableKey, scriptUrl);
  const mounted = useSyncExternalStore(
    subscribe,
    () => generation,
    () => 0,
  );
  const lastComplete = useRef(null);
  const given = useSchemeOptions(withoutBlanks(options));
  const used = isComplete(given) ? given : lastComplete.current;
  useEffect(() => {
    lastComplete.current = used;
    if (used?.clientSecret) groupSecrets.add(used.clientSecret);
  });
  return {
    key: `${publishableKey} ${used?.clientSecret ?? ""} ${mounted}`,
    stripe: used ? stripe : null,
    options: used ?? {},
  };
}
