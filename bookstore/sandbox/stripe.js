/**
 * The browser half of the sandbox. It defines `window.Stripe`, so that the published @stripe/stripe-js
 * and @stripe/react-stripe-js run, unchanged, against the HTTP half on this machine.
 *
 * It refuses what the real script refuses: a mistake of the integration throws or rejects with an
 * IntegrationError, a mistake of the shopper or a decline resolves `{error}`. Card numbers stay inside
 * frame.html; this file sees payment method ids only.
 *
 * Not imitated: SetupIntents, Checkout Sessions, the older card elements, saved methods, real wallets,
 * languages other than English. Asking for those says so instead of pretending.
 *
 * Types: @stripe/stripe-js 10.2.1, checked with `tsc --checkJs`.
 */
(() => {
  "use strict";

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
  if (window.Stripe) {
    console.warn(
      "Stripe.js (sandbox) was loaded twice; the first copy stays. Load it once per page.",
    );
    return;
  }
  if (!script?.src) {
    console.error("Stripe.js (sandbox) must be loaded by a <script src> that ends in /stripe.js.");
    return;
  }
  const SCRIPT_URL = new URL(script.src);
  const BASE = SCRIPT_URL.origin + SCRIPT_URL.pathname.replace(/\/stripe\.js$/, "");
  const FRAME_LOAD_GRACE_MS = 1500; // From the iframe's load event to its first message.
  const CLICK_ANSWER_MS = 1000; // Within which a click event of the Express Checkout Element is to be answered.
  // Without a network no wallet can exist. `stripe.js?wallets=link,paypal` imitates some, to try out the Express Checkout Element.
  const WALLETS = (SCRIPT_URL.searchParams.get("wallets") ?? "").split(",").filter(Boolean);

  // ---------------------------------------------------------------- Refusals

  /** A mistake in how the page uses the script: thrown, never shown to a shopper. */
  class IntegrationError extends Error {
    /** @param {string} message */
    constructor(message) {
      super(message);
      this.name = "IntegrationError";
    }
  }

  /** @type {(message: string) => never} */
  const refuse = (message) => {
    throw new IntegrationError(message);
  };

  /** @returns {StripeError} */
  const connectionError = () => ({
    type: "api_connection_error",
    message: "The payment service could not be reached. Check your connection and try again.",
  });

  /** @type {(message: string, more?: Partial<StripeError>) => StripeError} */
  const invalidRequest = (message, more = {}) => ({
    type: "invalid_request_error",
    message,
    ...more,
  });

  /** @type {(value: unknown) => string} */
  const show = (value) => {
    try {
      return JSON.stringify(value) ?? String(value);
    } catch {
      return String(value);
    }
  };

  // ------------------------------------------------- Shapes of what callers pass
  // A shape is a type name, a list of allowed values, a function (value, where, path) that throws,
  // or an object of shapes. Unknown names inside an object warn, as the real script does.

  /** @typedef {string | readonly unknown[] | Check | {[name: string]: Shape}} Shape */
  /** @typedef {(value: any, where: string, path: string) => void} Check */

  /** @type {(value: any, where: string, path: string, expected: string) => never} */
  const wrongValue = (value, where, path, expected) =>
    refuse(
      `Invalid value for ${where}: ${path} should be ${expected}. You passed: ${show(value)}.`,
    );

  /** @type {(value: any) => value is Bag} */
  const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

  /** @type {(value: any, shape: Shape, where: string, path?: string) => void} */
  const check = (value, shape, where, path = "options") => {
    if (value === undefined) return;
    if (typeof shape === "function") return shape(value, where, path);
    if (Array.isArray(shape)) {
      if (!shape.includes(value))
        wrongValue(value, where, path, `one of ${shape.map(show).join(", ")}`);
      return;
    }
    if (typeof shape === "string") {
      const matches =
        shape === "array"
          ? Array.isArray(value)
          : shape === "object"
            ? isObject(value)
            : typeof value === shape;
      if (!matches) wrongValue(value, where, path, `a value of type ${shape}`);
      return;
    }
    if (!isObject(value)) wrongValue(value, where, path, "an object");
    const shapes = /** @type {{[name: string]: Shape}} */ (shape);
    for (const [name, item] of Object.entries(value)) {
      const inner = path === "options" ? name : `${path}.${name}`;
      if (name in shapes) check(item, shapes[name], where, inner);
      else if (item !== undefined) {
        console.warn(
          `Unrecognized parameter for ${where}: ${inner} is not known and is ignored. It may break your integration later.`,
        );
      }
    }
  };

  /** @type {(...shapes: Shape[]) => Check} */
  const either =
    (...shapes) =>
    (value, where, path) => {
      const problems = [];
      for (const shape of shapes) {
        try {
          return check(value, shape, where, path);
        } catch (problem) {
          problems.push(problem);
        }
      }
      throw problems.at(-1);
    };

  /** @type {Check} */
  const wholePositive = (value, where, path) => {
    if (!Number.isInteger(value) || value <= 0)
      wrongValue(value, where, path, "a whole number of minor units above zero");
  };

  /** @type {Check} */
  const wholeFromZero = (value, where, path) => {
    if (!Number.isInteger(value) || value < 0)
      wrongValue(value, where, path, "a whole number of minor units, zero or more");
  };

  const CURRENCIES = new Set(
    typeof Intl.supportedValuesOf === "function"
      ? Intl.supportedValuesOf("currency").map((code) => code.toLowerCase())
      : [],
  );

  /** @type {Check} */
  const currencyCode = (value, where, path) => {
    if (
      typeof value !== "string" ||
      !/^[a-z]{3}$/.test(value) ||
      (CURRENCIES.size && !CURRENCIES.has(value))
    ) {
      wrongValue(value, where, path, "a three-letter ISO currency code in lower case");
    }
  };

  const FUTURE_USAGE = ["off_session", "on_session", null];
  const CAPTURE = ["manual", "automatic", "automatic_async"];
  const AUTO_NEVER = ["auto", "never"];
  const TERM = ["auto", "always", "never"];

  /** @type {Check} */
  const appearanceShape = (value, where, path) => {
    check(
      value,
      {
        theme: "string",
        variables: "object",
        rules: "object",
        disableAnimations: "boolean",
        labels: ["auto", "above", "floating"],
        inputs: ["spaced", "condensed"],
      },
      where,
      path,
    );
    if (value.theme !== undefined && !["stripe", "night", "flat", "none"].includes(value.theme)) {
      console.warn(
        `Unrecognized theme ${show(value.theme)} for ${where}: the theme "stripe" is used.`,
      );
    }
  };

  const GROUP_BASE = {
    fonts: "array",
    locale: "string",
    appearance: appearanceShape,
    loader: ["auto", "always", "never"],
    customerOptions: "object",
    customerSessionClientSecret: "string",
    customPaymentMethods: "array",
    syncAddressCheckbox: ["billing", "shipping", "none"],
    paymentMethodCreation: ["manual"],
  };
  const GROUP_DEFERRED = {
    ...GROUP_BASE,
    mode: ["payment", "setup", "subscription"],
    currency: currencyCode,
    amount: wholeFromZero,
    setupFutureUsage: FUTURE_USAGE,
    setup_future_usage: FUTURE_USAGE,
    captureMethod: CAPTURE,
    capture_method: CAPTURE,
    onBehalfOf: "string",
    on_behalf_of: "string",
    excludedPaymentMethodTypes: "array",
    allowedPaymentMethodTypes: "array",
    paymentMethodTypes: "array",
    payment_method_types: "array",
    paymentMethodConfiguration: "string",
    payment_method_configuration: "string",
    paymentMethodOptions: "object",
    payment_method_options: "object",
    externalPaymentMethodTypes: "array",
    adaptivePricing: "object",
  };
  const GROUP_WITH_SECRET = { ...GROUP_BASE, clientSecret: "string", currency: currencyCode };
  const GROUP_UPDATE = {
    locale: "string",
    fonts: "array",
    appearance: appearanceShape,
    mode: GROUP_DEFERRED.mode,
    currency: currencyCode,
    amount: wholeFromZero,
    setupFutureUsage: FUTURE_USAGE,
    setup_future_usage: FUTURE_USAGE,
    captureMethod: CAPTURE,
    capture_method: CAPTURE,
    excludedPaymentMethodTypes: "array",
    allowedPaymentMethodTypes: "array",
    paymentMethodTypes: "array",
    payment_method_types: "array",
    paymentMethodConfiguration: "string",
    payment_method_configuration: "string",
    onBehalfOf: "string",
    on_behalf_of: "string",
    customerSessionClientSecret: "string",
    customPaymentMethods: "array",
  };
  const ONLY_DEFERRED = [
    "mode",
    "currency",
    "amount",
    "setupFutureUsage",
    "setup_future_usage",
    "captureMethod",
    "capture_method",
  ];

  const ADDRESS_FIELDS = {
    country: AUTO_NEVER,
    postalCode: AUTO_NEVER,
    state: AUTO_NEVER,
    city: AUTO_NEVER,
    line1: AUTO_NEVER,
    line2: AUTO_NEVER,
  };
  const BILLING_FIELDS = either(
    {
      name: ["auto", "never", "always"],
      email: AUTO_NEVER,
      phone: AUTO_NEVER,
      address: either(["auto", "never", "if_required"], ADDRESS_FIELDS),
    },
    AUTO_NEVER,
  );
  const POSTAL = {
    country: "string",
    postal_code: "string",
    state: "string",
    city: "string",
    line1: "string",
    line2: "string",
  };

  /** @type {Check} */
  const layoutShape = (value, where, path) => {
    if (isObject(value) && value.type === undefined)
      wrongValue(value, where, `${path}.type`, 'one of "tabs", "accordion", "auto"');
    either(["tabs", "accordion", "auto"], {
      type: ["tabs", "accordion", "auto"],
      defaultCollapsed: "boolean",
      radios: either(["auto", "never", "always", "if_multiple"], "boolean"),
      spacedAccordionItems: "boolean",
      visibleAccordionItemsCount: "number",
      paymentMethodLogoPosition: ["start", "end"],
    })(value, where, path);
  };

  /** @type {Check} */
  const fieldsShape = (value, where, path) => {
    if (!isObject(value)) wrongValue(value, where, path, "an object");
    check(
      { billingDetails: value.billingDetails },
      { billingDetails: BILLING_FIELDS },
      where,
      path,
    );
    for (const [type, per] of Object.entries(value)) {
      if (type !== "billingDetails")
        check(per, { billingDetails: BILLING_FIELDS }, where, `${path}.${type}`);
    }
  };

  const PAYMENT_OPTIONS = {
    defaultValues: {
      billingDetails: { name: "string", email: "string", phone: "string", address: POSTAL },
      card: "object",
    },
    business: { name: "string" },
    paymentMethodOrder: "array",
    fields: fieldsShape,
    readOnly: "boolean",
    terms: {
      applePay: TERM,
      auBecsDebit: TERM,
      bancontact: TERM,
      card: TERM,
      cashapp: TERM,
      googlePay: TERM,
      ideal: TERM,
      klarna: TERM,
      paypal: TERM,
      sepaDebit: TERM,
      sofort: TERM,
      usBankAccount: TERM,
    },
    wallets: { applePay: AUTO_NEVER, googlePay: AUTO_NEVER, link: AUTO_NEVER },
    walletOptions: { emailRequired: "boolean", phoneNumberRequired: "boolean" },
    layout: layoutShape,
    applePay: "object",
  };
  const ADDRESS_OPTIONS = {
    mode: ["shipping", "billing"],
    allowedCountries: either([null], "array"),
    autocomplete: "object",
    blockPoBox: "boolean",
    contacts: "array",
    defaultValues: "object",
    fields: { phone: ["always", "never", "auto"], name: ["never", "auto"] },
    validation: { phone: { required: ["always", "never", "auto"] } },
    display: { name: ["full", "split", "organization"] },
  };
  const EXPRESS_OPTIONS = {
    allowedShippingCountries: "array",
    applePay: "object",
    billingAddressRequired: "boolean",
    business: { name: "string" },
    buttonHeight: "number",
    buttonTheme: "object",
    buttonType: "object",
    emailRequired: "boolean",
    layout: "object",
    lineItems: "array",
    paymentMethodOrder: "array",
    paymentMethods: "object",
    phoneNumberRequired: "boolean",
    shippingAddressRequired: "boolean",
    shippingRates: "array",
    wallets: "object",
  };

  /** @type {(shape: Bag, ...names: string[]) => Bag} */
  const only = (shape, ...names) => Object.fromEntries(names.map((name) => [name, shape[name]]));

  /**
   * The kinds of element which the sandbox imitates.
   * @type {Record<string, {title: string, options: Bag, updatable: Bag}>}
   */
  const KINDS = {
    payment: {
      title: "Secure payment input frame",
      options: PAYMENT_OPTIONS,
      updatable: only(
        PAYMENT_OPTIONS,
        "defaultValues",
        "business",
        "paymentMethodOrder",
        "fields",
        "readOnly",
        "terms",
        "applePay",
        "walletOptions",
        "layout",
      ),
    },
    linkAuthentication: {
      title: "Secure email input frame",
      options: { defaultValues: { email: "string" } },
      updatable: { defaultValues: { email: "string" } },
    },
    address: {
      title: "Secure address input frame",
      options: ADDRESS_OPTIONS,
      updatable: ADDRESS_OPTIONS,
    },
    expressCheckout: {
      title: "Secure express checkout frame",
      options: EXPRESS_OPTIONS,
      updatable: only(
        EXPRESS_OPTIONS,
        "allowedShippingCountries",
        "billingAddressRequired",
        "buttonHeight",
        "emailRequired",
        "layout",
        "paymentMethodOrder",
        "phoneNumberRequired",
        "shippingAddressRequired",
      ),
    },
  };
  const NOT_IMITATED = [
    "auBankAccount",
    "card",
    "cardNumber",
    "cardExpiry",
    "cardCvc",
    "contactDetails",
    "currencySelector",
    "iban",
    "paymentForm",
    "paymentMethodMessaging",
    "linkSignup",
    "shippingAddress",
    "issuingCardNumberDisplay",
    "issuingCardCvcDisplay",
    "issuingCardExpiryDisplay",
    "issuingCardPinDisplay",
    "issuingCardCopyButton",
    "taxId",
    "terms",
    "issuingAddToWalletButton",
    "p24Bank",
    "epsBank",
    "idealBank",
    "fpxBank",
    "affirmMessage",
    "afterpayClearpayMessage",
    "paymentRequestButton",
  ];
  const EVENTS = [
    "ready",
    "change",
    "focus",
    "blur",
    "escape",
    "click",
    "loaderror",
    "loaderstart",
    "networkschange",
    "confirm",
    "cancel",
    "shippingaddresschange",
    "shippingratechange",
    "savedpaymentmethodremove",
    "savedpaymentmethodupdate",
    "availablepaymentmethodschange",
    "carddetailschange",
  ];

  const PAYMENT_METHOD_DATA = {
    billing_details: {
      name: either([null], "string"),
      email: either([null], "string"),
      phone: either([null], "string"),
      address: {
        city: either([null], "string"),
        country: either([null], "string"),
        line1: either([null], "string"),
        line2: either([null], "string"),
        postal_code: either([null], "string"),
        state: either([null], "string"),
      },
      tax_id: "string",
    },
    allow_redisplay: ["always", "limited", "unspecified"],
    metadata: "object",
  };
  const SHIPPING = {
    name: "string",
    phone: either([null], "string"),
    carrier: "string",
    tracking_number: "string",
    address: {
      line1: "string",
      line2: either([null], "string"),
      city: either([null], "string"),
      state: either([null], "string"),
      postal_code: either([null], "string"),
      country: either([null], "string"),
    },
  };
  const CONFIRM_PARAMS = {
    return_url: "string",
    payment_method_data: PAYMENT_METHOD_DATA,
    confirmation_token: "string",
    payment_method: "string",
    expand: "array",
    receipt_email: "string",
    save_payment_method: "boolean",
    setup_future_usage: FUTURE_USAGE,
    shipping: either([null], SHIPPING),
    mandate_data: "object",
  };

  // ------------------------------------------------------------------ The API

  /** @type {(value: any, prefix?: string) => [string, string][]} */
  const flatten = (value, prefix = "") => {
    if (value === undefined || value === null) return [];
    if (typeof value !== "object") return [[prefix, String(value)]];
    return Object.entries(value).flatMap(([name, item]) =>
      flatten(item, prefix ? `${prefix}[${name}]` : name),
    );
  };

  /** @type {(account: Account, method: 'GET' | 'POST', path: string, params?: Bag) => Promise<Answer>} */
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
      `Invalid value for ${where}: clientSecret should have the form pi_..._secret_.... You passed: ${shown}.`,
    );
  };

  /** @type {(account: Account, secret: string, where: string) => Promise<Answer>} */
  const retrieveIntent = (account, secret, where) =>
    callApi(account, "GET", `/v1/payment_intents/${intentIdOf(secret, where)}`, {
      client_secret: secret,
    });

  // Where the real script says more to the shopper than the API does (test_cards.json, stripe_js_message).
  /** @type {Record<string, string>} */
  const SHOPPER_WORDS = {
    insufficient_funds: "Your card has insufficient funds. Try a different card.",
    expired_card: "Your card is expired. Try a different card.",
    payment_intent_authentication_failure:
      "We are unable to authenticate your payment method. Please choose a different payment method and try again.",
  };

  /** @type {(error: any) => StripeError} */
  const forShopper = (error) => {
    const words = SHOPPER_WORDS[error.decline_code] ?? SHOPPER_WORDS[error.code];
    return words ? { ...error, message: words } : { ...error };
  };

  // ---------------------------------------------------- The frame and its channel

  const randomId = () =>
    Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
      byte.toString(16).padStart(2, "0"),
    ).join("");

  /**
   * One iframe and the private channel to it. The window message is only used once, to hand over a
   * MessagePort: everything after that is out of reach of other scripts and frames.
   */
  class Frame {
    /** @type {MessagePort | null} */ #port = null;
    /** @type {Map<number, (result: any) => void>} */ #waiting = new Map();
    /** @type {Bag[]} */ #queue = [];
    #calls = 0;
    #isClosed = false;
    #channel = randomId();

    /** @param {{kind: string, title: string, start: () => Promise<Bag>, onEvent: (event: Bag) => void, onFailure: (error: StripeError) => void}} plan */
    constructor(plan) {
      this.plan = plan;
      this.iframe = document.createElement("iframe");
      this.iframe.title = plan.title;
      this.iframe.name = `__privateStripeFrame${this.#channel.slice(0, 6)}`;
      this.iframe.setAttribute("scrolling", "no");
      this.iframe.setAttribute("allowtransparency", "true");
      this.iframe.src = `${BASE}/frame.html?${new URLSearchParams({ element: plan.kind, channel: this.#channel, origin: location.origin })}`;
      this.iframe.addEventListener("load", this.#loaded);
      window.addEventListener("message", this.#greeted);
    }

    #loaded = () => {
      // An error page fires load too; a living frame has greeted us before it.
      setTimeout(() => {
        if (!this.#port && !this.#isClosed) this.fail(connectionError());
      }, FRAME_LOAD_GRACE_MS);
    };

    /** @param {MessageEvent} message */
    #greeted = (message) => {
      const isOurs =
        message.source === this.iframe.contentWindow && message.origin === SCRIPT_URL.origin;
      if (
        !isOurs ||
        message.data?.channel !== this.#channel ||
        message.data.type !== "sandbox:hello"
      )
        return;
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = ({ data }) => this.#received(data);
      this.#port = port1;
      this.iframe.contentWindow?.postMessage(
        { type: "sandbox:connect", channel: this.#channel },
        SCRIPT_URL.origin,
        [port2],
      );
      this.plan.start().then((settings) => {
        port1.postMessage({ call: "start", args: settings });
        for (const call of this.#queue.splice(0)) port1.postMessage(call);
      });
    };

    /** @param {Bag} data */
    #received = (data) => {
      if (this.#isClosed) return;
      if (data.id === undefined) return this.plan.onEvent(data);
      this.#waiting.get(data.id)?.(data.result);
      this.#waiting.delete(data.id);
    };

    /** @type {(name: string, args?: Bag) => Promise<any>} Answers {error} when the frame is gone. */
    call(name, args = {}) {
      if (this.#isClosed) return Promise.resolve({ error: connectionError() });
      const id = ++this.#calls;
      const call = { id, call: name, args };
      if (this.#port) this.#port.postMessage(call);
      else this.#queue.push(call);
      return new Promise((resolve) => this.#waiting.set(id, resolve));
    }

    /** @param {StripeError} error */
    fail(error) {
      this.close(error);
      this.plan.onFailure(error);
    }

    close(error = connectionError()) {
      this.#isClosed = true;
      window.removeEventListener("message", this.#greeted);
      this.#port?.close();
      for (const resolve of this.#waiting.values()) resolve({ error });
      this.#waiting.clear();
    }
  }

  // -------------------------------------------------------------------- Elements

  /** @type {(element: HTMLElement, styles: Partial<CSSStyleDeclaration>) => void} Styles by CSSOM: no CSP forbids it. */
  const dress = (element, styles) => void Object.assign(element.style, styles);

  /** One element of a group: the state behind the object that the page holds. */
  class Part {
    /** @type {Map<string, Set<{handler: Function, isOnce: boolean}>>} */ #listeners = new Map();
    /** @type {Frame | null} */ frame = null;
    /** @type {HTMLElement | null} */ container = null;
    /** @type {HTMLElement | null} */ #shell = null;
    /** @type {((error?: StripeError) => void)} */ #settleReady = () => {};
    /** @type {Promise<StripeError | undefined>} */ ready = Promise.resolve(undefined);
    /** The wallet that the shopper approved and the page has not used yet. @type {{type: string, close: () => void} | null} */ wallet =
      null;
    isDestroyed = false;

    /** @param {Group} group @param {string} kind @param {Bag} options */
    constructor(group, kind, options) {
      this.group = group;
      this.kind = kind;
      this.options = options;
      this.facade = facadeOf(this);
    }

    get isMounted() {
      return this.container !== null;
    }

    /** @param {string} event @param {Function} handler @param {boolean} isOnce */
    listen(event, handler, isOnce) {
      if (typeof handler !== "function")
        refuse(`element.on(): the handler for ${show(event)} should be a function.`);
      if (!EVENTS.includes(event))
        console.warn(`element.on(): ${show(event)} is not an event of an element.`);
      if (!this.#listeners.has(event)) this.#listeners.set(event, new Set());
      this.#listeners.get(event)?.add({ handler, isOnce });
    }

    /** @param {string} event @param {Function} [handler] */
    unlisten(event, handler) {
      const listeners = this.#listeners.get(event);
      for (const listener of listeners ?? []) {
        if (!handler || listener.handler === handler) listeners?.delete(listener);
      }
    }

    /** @param {string} event @param {Bag} payload */
    emit(event, payload = {}) {
      const listeners = this.#listeners.get(event);
      for (const listener of [...(listeners ?? [])]) {
        if (listener.isOnce) listeners?.delete(listener);
        try {
          listener.handler({ elementType: this.kind, ...payload });
        } catch (error) {
          setTimeout(() => {
            throw error;
          });
        }
      }
    }

    /** @param {string} event */
    hears(event) {
      return (this.#listeners.get(event)?.size ?? 0) > 0;
    }

    assertAlive() {
      if (this.isDestroyed)
        refuse("This element was destroyed. Create a new one with elements.create().");
    }

    /** @param {string | HTMLElement} target */
    mount(target) {
      this.assertAlive();
      if (this.group.isDestroyed)
        refuse("The Elements group of this element is gone. Create a new one.");
      const container = typeof target === "string" ? document.querySelector(target) : target;
      if (!container)
        refuse(
          `element.mount(): ${typeof target === "string" ? `no DOM element matches ${show(target)}` : "a DOM element or a selector is needed"}.`,
        );
      if (!(container instanceof HTMLElement))
        return refuse("element.mount(): a DOM element or a selector is needed.");
      if (container.tagName === "INPUT")
        refuse("element.mount(): an element cannot be mounted in an <input>; use a <div>.");
      if (this.container === container) return;
      if (this.container) this.unmount();
      if (container.childNodes.length > 0) {
        console.warn("element.mount(): the container is not empty; its content is removed.");
        container.replaceChildren();
      }
      this.container = container;
      this.ready = new Promise((resolve) => {
        this.#settleReady = resolve;
      });
      if (this.kind === "expressCheckout" && offeredWallets(this.options).length === 0)
        this.#mountNothing();
      else this.#mountFrame(container);
    }

    /** Say so when no wallet can show, as the real script does. */
    #mountNothing() {
      setTimeout(() => {
        if (!this.isMounted) return;
        this.#settleReady(undefined);
        this.emit("ready", { availablePaymentMethods: undefined });
        this.emit("availablepaymentmethodschange", { paymentMethods: undefined });
      });
    }

    /** @param {HTMLElement} container */
    #mountFrame(container) {
      const shell = document.createElement("div");
      shell.className = "__PrivateStripeElement";
      const frame = new Frame({
        kind: this.kind,
        title: KINDS[this.kind].title,
        start: () => this.#settings(),
        onEvent: (event) => this.#heard(event),
        onFailure: (error) => this.#failed(error),
      });
      // The frame is wider than its place by the width of a focus ring, which would be cut off otherwise.
      dress(shell, {
        position: "relative",
        margin: "-4px",
        display: "block",
        border: "0",
        padding: "0",
        background: "transparent",
      });
      dress(frame.iframe, {
        display: "block",
        width: "100%",
        minWidth: "100%",
        height: `${heightAtStart(this)}px`,
        border: "0",
        margin: "0",
        padding: "0",
        overflow: "hidden",
        background: "transparent",
        colorScheme: "light only",
        userSelect: "none",
        opacity: "0",
      });
      shell.append(frame.iframe);
      this.frame = frame;
      this.#shell = shell;
      container.append(shell);
      if (this.group.options.loader !== "never" && this.kind !== "expressCheckout") {
        shell.append(skeleton(this.group.options.appearance, rowsAtStart(this)));
        setTimeout(() => this.emit("loaderstart"));
      }
    }

    async #settings() {
      const intent = await this.group.intent();
      if (intent?.error) {
        const { error } = intent;
        queueMicrotask(() => this.frame?.fail(error));
        return {};
      }
      return {
        ...this.group.forFrames(),
        kind: this.kind,
        base: BASE,
        key: this.group.account.key,
        options: this.options,
        intent: intent?.body,
        wallets: offeredWallets(this.options),
      };
    }

    /** @param {Bag} event */
    #heard(event) {
      if (event.event === "height") {
        if (this.frame) dress(this.frame.iframe, { height: `${event.height}px` });
        return;
      }
      if (event.event === "touched") return this.group.unsubmit();
      if (event.event === "enter") return this.container?.closest("form")?.requestSubmit();
      if (event.event === "failed") return this.frame?.fail(event.error);
      if (event.event === "walletclick") return void askWallet(this, event.payload.type);
      if (event.event === "ready") {
        if (this.frame) dress(this.frame.iframe, { opacity: "1" });
        this.#shell?.querySelector("[data-skeleton]")?.remove();
        this.#settleReady(undefined);
        if (this.kind === "expressCheckout")
          event.payload = { availablePaymentMethods: shownWallets(this.options) };
      }
      this.emit(event.event, event.payload);
      if (event.event === "ready" && this.kind === "expressCheckout")
        this.emit("availablepaymentmethodschange", { paymentMethods: availability(this.options) });
    }

    /** @param {StripeError} error */
    #failed(error) {
      this.#shell?.querySelector("[data-skeleton]")?.remove();
      this.#settleReady(error);
      setTimeout(() => this.emit("loaderror", { error }));
    }

    unmount() {
      this.frame?.close();
      this.#settleReady(connectionError());
      this.#shell?.remove();
      this.frame = this.#shell = this.container = null;
      this.wallet?.close();
      this.wallet = null;
      this.group.unsubmit();
    }

    destroy() {
      this.assertAlive();
      this.unmount();
      this.isDestroyed = true;
      this.group.parts.delete(this);
    }

    /** @param {Bag} options */
    update(options) {
      this.assertAlive();
      check(
        options ?? {},
        KINDS[this.kind].updatable,
        `element.update() of the ${this.kind} element`,
      );
      this.options = { ...this.options, ...options };
      this.frame?.call("options", this.options);
    }

    /** @type {() => Promise<any>} The frame's verdict on what was typed: {error} or {selectedPaymentMethod}. */
    async validate() {
      const failure = await this.ready;
      if (failure) return { error: failure };
      return this.frame ? this.frame.call("validate") : {};
    }
  }

  /** @type {(part: Part) => number} How many rows of fields the frame will show, as far as one can know before it has loaded. */
  const rowsAtStart = (part) => {
    if (part.kind === "linkAuthentication") return 1;
    if (part.kind === "address") return 6;
    if (part.kind === "expressCheckout") return 0;
    const off = switchedOff(part.options);
    const region = new Intl.Locale(navigator.language || "en-US").maximize().region ?? "";
    const hasPostal = !off.includes("address.postal_code") && ["US", "CA", "GB"].includes(region);
    return 2 + Number(!off.includes("address.country")) + Number(hasPostal);
  };

  /** @type {(part: Part) => number} Pixels; near to the truth, so that the page does not jump when the frame is there. */
  const heightAtStart = (part) => {
    const { variables = {}, labels } = part.group.options.appearance ?? {};
    const pixels = (/** @type {string | undefined} */ length, /** @type {number} */ usual) =>
      /^[\d.]+px$/.test(length ?? "") ? parseFloat(length ?? "") : usual;
    const [font, unit] = [pixels(variables.fontSizeBase, 16), pixels(variables.spacingUnit, 4)];
    const row = font * 1.25 + unit * 9.5 + 2 + (labels === "floating" ? unit : font * 1.225 + unit);
    const ribbon = part.kind === "payment" ? font * 1.14 + 12 : -unit * 3.5;
    const { layout } = part.options;
    const accordion = (layout?.type ?? layout) === "accordion" ? unit * 11 + font * 1.4 + 3 : 0;
    return Math.round(rowsAtStart(part) * row + ribbon + accordion + 8);
  };

  /** @type {(appearance: Appearance | undefined, rows: number) => HTMLElement} */
  const skeleton = (appearance, rows) => {
    const cover = document.createElement("div");
    cover.dataset.skeleton = "";
    cover.setAttribute("aria-hidden", "true");
    dress(cover, {
      position: "absolute",
      inset: "4px",
      display: "grid",
      gap: "14px",
      alignContent: "start",
      pointerEvents: "none",
    });
    for (let row = 0; row < rows; row += 1) {
      const bar = document.createElement("div");
      dress(bar, {
        height: "44px",
        marginTop: "18px",
        opacity: "0.12",
        background: appearance?.variables?.colorText ?? "currentColor",
        borderRadius: appearance?.variables?.borderRadius ?? "5px",
      });
      cover.append(bar);
    }
    return cover;
  };

  /** @type {(part: Part) => any} The object which the page holds for an element. */
  const facadeOf = (part) => {
    /** @type {any} */
    const facade = {
      mount: (/** @type {string | HTMLElement} */ target) => {
        part.mount(target);
        return facade;
      },
      unmount: () => {
        part.assertAlive();
        part.unmount();
        return facade;
      },
      destroy: () => {
        part.destroy();
        return facade;
      },
      update: (/** @type {Bag} */ options) => {
        part.update(options);
        return facade;
      },
      on: (/** @type {string} */ event, /** @type {Function} */ handler) => {
        part.listen(event, handler, false);
        return facade;
      },
      once: (/** @type {string} */ event, /** @type {Function} */ handler) => {
        part.listen(event, handler, true);
        return facade;
      },
      off: (/** @type {string} */ event, /** @type {Function} */ handler) => {
        part.unlisten(event, handler);
        return facade;
      },
      focus: () => {
        part.assertAlive();
        part.frame?.iframe.focus();
        part.frame?.call("focus");
        return facade;
      },
      blur: () => {
        part.assertAlive();
        part.frame?.call("blur");
        part.frame?.iframe.blur();
        return facade;
      },
      clear: () => {
        part.assertAlive();
        part.frame?.call("clear");
        return facade;
      },
    };
    if (part.kind === "payment")
      facade.collapse = () => {
        part.assertAlive();
        part.frame?.call("collapse");
        return facade;
      };
    if (part.kind === "address") {
      facade.getValue = async () => {
        part.assertAlive();
        if (!part.isMounted) refuse("element.getValue(): mount the address element first.");
        await part.ready;
        return part.frame?.call("value");
      };
    }
    return facade;
  };

  /** @type {WeakMap<object, Group>} */
  const groups = new WeakMap();

  /** The state behind the object that stripe.elements() returns. */
  class Group {
    /** @type {Set<Part>} */ parts = new Set();
    /** @type {Set<Function>} */ #updateEnd = new Set();
    /** @type {Promise<Answer> | null} */ #intent = null;
    isSubmitted = false;
    isDestroyed = false;

    /** @param {Account} account @param {Bag} options */
    constructor(account, options) {
      this.account = account;
      this.options = options;
      this.facade = /** @satisfies {Bag & {[Name in keyof StripeElements]: unknown}} */ ({
        create: this.create,
        getElement: this.getElement,
        update: this.update,
        submit: this.submit,
        fetchUpdates: this.fetchUpdates,
        on: this.on,
        off: this.off,
      });
      groups.set(this.facade, this);
    }

    get isDeferred() {
      return this.options.mode !== undefined;
    }

    unsubmit() {
      this.isSubmitted = false;
    }

    /** @param {string} kind @param {string} [mode] */
    find(kind, mode) {
      return [...this.parts].find(
        (part) => part.kind === kind && (!mode || part.options.mode === mode),
      );
    }

    /** What the frames must know of the group: nothing secret. */
    forFrames() {
      const {
        appearance,
        fonts,
        locale,
        mode,
        amount,
        currency,
        allowedPaymentMethodTypes,
        excludedPaymentMethodTypes,
      } = this.options;
      const types = this.options.paymentMethodTypes ?? this.options.payment_method_types;
      return {
        appearance,
        mode,
        amount,
        currency,
        excludedPaymentMethodTypes,
        allowedPaymentMethodTypes: allowedPaymentMethodTypes ?? types,
        setupFutureUsage: this.setting("setupFutureUsage"),
        locale: locale ?? this.account.locale,
        fonts: fonts?.map((/** @type {Bag} */ font) =>
          font.cssSrc ? { cssSrc: new URL(font.cssSrc, document.baseURI).href } : font,
        ),
        hasBillingAddress: Boolean(this.find("address", "billing")),
      };
    }

    /** @param {string} name An option in camel case, which may also have been given in snake case. */
    setting(name) {
      return (
        this.options[name] ??
        this.options[name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)] ??
        null
      );
    }

    /** The intent of a group made with a client secret, fetched once; null in the deferred flow. */
    intent() {
      if (this.isDeferred) return Promise.resolve(null);
      this.#intent ??= retrieveIntent(this.account, this.options.clientSecret, "stripe.elements()");
      return this.#intent;
    }

    /** @param {string} kind @param {Bag} options */
    create = (kind, options = {}) => {
      const where = `elements.create(${show(kind)})`;
      if (typeof kind !== "string")
        refuse("elements.create(): the first argument should be the type of the element.");
      if (NOT_IMITATED.includes(kind))
        refuse(`${where}: the sandbox does not imitate this element.`);
      if (!Object.hasOwn(KINDS, kind))
        refuse(`${where}: this is not a type of element. Known: ${Object.keys(KINDS).join(", ")}.`);
      check(options ?? {}, KINDS[kind].options, where);
      if (kind === "address" && options?.mode === undefined)
        wrongValue(undefined, where, "mode", 'one of "shipping", "billing"');
      if (this.find(kind, kind === "address" ? options.mode : undefined)) {
        refuse(
          `${where}: this Elements group has one already. Destroy it first, or keep using it.`,
        );
      }
      const part = new Part(this, kind, { ...options });
      this.parts.add(part);
      return part.facade;
    };

    /** @param {any} kind @param {{mode?: string}} [choice] */
    getElement = (kind, choice) => {
      const name = typeof kind === "string" ? kind : kind?.__elementType;
      if (!name)
        refuse("elements.getElement(): pass the type of the element, or its React component.");
      return this.find(name, choice?.mode)?.facade ?? null;
    };

    /** @param {Bag} options */
    update = async (options) => {
      this.#checkUpdate(options);
      this.options = { ...this.options, ...options };
      await Promise.all([...this.parts].map((part) => part.frame?.call("group", this.forFrames())));
      for (const handler of this.#updateEnd) handler();
    };

    /** @param {Bag} options */
    #checkUpdate(options) {
      const where = "elements.update()";
      check(options, GROUP_UPDATE, where);
      if (!isObject(options)) wrongValue(options, where, "options", "an object");
      const wrong = ONLY_DEFERRED.find((name) => options[name] !== undefined);
      if (wrong && !this.isDeferred)
        refuse(
          `${where}: ${wrong} comes from the intent when the group was made with a clientSecret.`,
        );
      if (this.isDeferred) checkDeferred({ ...this.options, ...options }, where);
    }

    /** @param {string} event @param {Function} handler */
    on = (event, handler) => {
      if (event === "update-end") this.#updateEnd.add(handler);
      else console.warn(`elements.on(): ${show(event)} is not an event of Elements.`);
    };

    /** @param {string} _event @param {Function} handler */
    off = (_event, handler) => void this.#updateEnd.delete(handler);

    fetchUpdates = async () => {
      if (this.isDeferred)
        return {
          error: { message: "elements.fetchUpdates() needs a group made with a clientSecret." },
        };
      this.#intent = null;
      const answer = await this.intent();
      if (answer?.error)
        return { error: { message: answer.error.message ?? "", status: answer.error.code } };
      await Promise.all([...this.parts].map((part) => part.frame?.call("intent", answer?.body)));
      return {};
    };

    submit = async () => {
      const wallet = this.find("expressCheckout")?.wallet;
      if (wallet) {
        this.isSubmitted = true;
        return { selectedPaymentMethod: wallet.type };
      }
      const mounted = [...this.parts].filter((part) => part.isMounted);
      if (mounted.length === 0) refuse("elements.submit(): this group has no mounted element.");
      this.isSubmitted = false;
      const verdicts = await Promise.all(mounted.map((part) => part.validate()));
      const error = verdicts.find((verdict) => verdict.error)?.error;
      if (error) return { error };
      this.isSubmitted = true;
      return {
        selectedPaymentMethod:
          verdicts.find((verdict) => verdict.selectedPaymentMethod)?.selectedPaymentMethod ??
          "card",
      };
    };
  }

  /** @type {(options: Bag, where: string) => void} */
  const checkDeferred = (options, where) => {
    if (options.mode === "setup") return;
    if (options.currency === undefined)
      wrongValue(undefined, where, "currency", "given together with mode");
    (options.mode === "payment" ? wholePositive : wholeFromZero)(options.amount, where, "amount");
  };

  /** @type {(account: Account, options?: Bag) => StripeElements} */
  const createElements = (account, options = {}) => {
    const where = "stripe.elements()";
    if (!isObject(options)) wrongValue(options, where, "options", "an object");
    const { clientSecret, mode } = options;
    if (clientSecret !== undefined && mode !== undefined)
      refuse(`${where}: pass clientSecret or mode, not both.`);
    if (clientSecret === undefined && mode === undefined) {
      refuse(
        `${where}: pass a clientSecret, or mode with amount and currency; a Payment Element cannot be made without.`,
      );
    }
    check(options, mode === undefined ? GROUP_WITH_SECRET : GROUP_DEFERRED, where);
    if (mode === undefined) intentIdOf(clientSecret, where);
    else checkDeferred(options, where);
    return /** @type {any} */ (new Group(account, { ...options }).facade);
  };

  // ------------------------------------------------------------------- Confirming

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

  /** @type {(options: Bag) => string[]} The billing details switched off in the Payment Element, as paths in billing_details. */
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
          `${where}: the Payment Element was made with "never" for billing_details.${path}, so it must be passed in ` +
            `confirmParams.payment_method_data.billing_details.${path}.`,
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
        `${where}: with the Express Checkout Element, call this inside the handler of its confirm event.`,
      );
    if (!part?.isMounted)
      return refuse(
        `Invalid value for ${where}: elements should have a mounted Payment Element or Express Checkout Element.`,
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
        `${where}: clientSecret is missing. In the deferred flow, create the PaymentIntent after elements.submit() and pass its secret.`,
      );
    intentIdOf(secret, where);
    return secret;
  };

  const SUBMIT_FIRST = (/** @type {string} */ where) =>
    `${where}: elements.submit() must be called, and must resolve without an error, after the last change and before this call.`;

  /** @typedef {{group: Group | null, part: Part | null, secret: string, params: Bag, redirect: string}} ConfirmPlan */

  /** @type {(account: Account, given: Bag, where: string) => ConfirmPlan} Everything that can be refused before a request. */
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
        `${where}: the Elements group has mode "${group.options.mode}"; a PaymentIntent needs "payment".`,
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
          `${where}: ${name} of the Elements group (${show(ours)}) differs from the PaymentIntent's (${show(theirs)}). Use elements.update() before confirming.`,
        );
    }
  };

  /** @type {(group: Group, billing: Bag) => Promise<Bag>} What the page passed, overruled by what was collected. */
  const collectBilling = async (group, billing) => {
    const link = group.find("linkAuthentication");
    const address = group.find("address", "billing");
    const email = link?.isMounted ? (await link.frame?.call("value"))?.value.email : undefined;
    const place = address?.isMounted ? (await address.frame?.call("value"))?.value : undefined;
    return {
      ...billing,
      ...(email && { email }),
      ...(place?.name && { name: place.name }),
      ...(place?.phone && { phone: place.phone }),
      address: { ...billing.address, ...place?.address },
    };
  };

  /** @type {(group: Group) => Promise<Bag | undefined>} */
  const collectShipping = async (group) => {
    const part = group.find("address", "shipping");
    return part?.isMounted ? (await part.frame?.call("value"))?.value : undefined;
  };

  /** @type {(group: Group, part: Part, data: Bag, where: string) => Promise<{method?: Bag, redirects?: boolean, error?: StripeError}>} */
  const createMethod = async (group, part, data, where) => {
    if (!group.isDeferred) {
      const { error } = await part.validate();
      if (error) return { error };
    }
    const failure = await part.ready;
    if (failure) return { error: failure };
    if (!part.frame) return refuse(`${where}: the Payment Element was unmounted while paying.`);
    const billing = await collectBilling(group, data.billing_details ?? {});
    const answer = await part.frame.call("createPaymentMethod", {
      ...data,
      billing_details: billing,
    });
    if (answer.isUnsubmitted) refuse(SUBMIT_FIRST(where));
    return answer.error
      ? { error: forShopper(answer.error) }
      : { method: answer.body, redirects: answer.redirects };
  };

  /** @type {(url: string) => Promise<never>} The page is leaving: nothing may go on meanwhile. */
  const leaveFor = (url) => {
    window.location.assign(url);
    return new Promise(() => {});
  };

  /** @type {(intent: Bag, returnUrl: string) => string} */
  const returnAddress = (intent, returnUrl) => {
    const url = new URL(returnUrl);
    url.searchParams.set("payment_intent", intent.id);
    url.searchParams.set("payment_intent_client_secret", intent.client_secret);
    url.searchParams.set(
      "redirect_status",
      intent.status === "processing" ? "pending" : "succeeded",
    );
    return url.href;
  };

  /** @type {(intent: any) => StripeError} */
  const lastError = (intent) => {
    const unfinished =
      intent.status === "requires_action"
        ? "payment_intent_authentication_failure"
        : "payment_intent_unexpected_state";
    const error =
      intent.last_payment_error ??
      invalidRequest(`The PaymentIntent is ${intent.status}.`, { code: unfinished });
    return forShopper({ ...error, payment_intent: intent });
  };

  /** @type {(account: Account, intent: any) => Promise<PaymentIntentResult>} Carry out next_action, then look again. */
  const finishAction = async (account, intent) => {
    const action = intent.next_action;
    if (action?.type === "redirect_to_url") return leaveFor(action.redirect_to_url.url);
    if (action?.type !== "use_stripe_sdk" || !action.use_stripe_sdk?.stripe_js) {
      return {
        error: invalidRequest(
          `The sandbox cannot carry out the next action ${show(action?.type)}.`,
          { payment_intent: intent },
        ),
      };
    }
    await askBank(action.use_stripe_sdk.stripe_js);
    const answer = await retrieveIntent(account, intent.client_secret, "stripe.handleNextAction()");
    return answer.error ? { error: answer.error } : outcomeOf(answer.body);
  };

  /** @type {(intent: any) => PaymentIntentResult} */
  const outcomeOf = (intent) => {
    const isGood = ["succeeded", "processing", "requires_capture"].includes(intent.status);
    return isGood ? { paymentIntent: intent } : { error: lastError(intent) };
  };

  /** @type {(account: Account, secret: string, params: Bag, where: string) => Promise<PaymentIntentResult>} */
  const confirmIntent = async (account, secret, params, where) => {
    const id = intentIdOf(secret, where);
    const answer = await callApi(account, "POST", `/v1/payment_intents/${id}/confirm`, {
      ...params,
      client_secret: secret,
      use_stripe_sdk: true,
    });
    if (answer.error) return { error: forShopper(answer.error) };
    return answer.body.status === "requires_action"
      ? finishAction(account, answer.body)
      : outcomeOf(answer.body);
  };

  /** @type {(id: string, where: string, work: () => Promise<any>) => Promise<any>} */
  const oneAtATime = async (id, where, work) => {
    if (underWay.has(id))
      refuse(
        `${where}: this PaymentIntent is being confirmed already. Wait for the first call to end.`,
      );
    underWay.add(id);
    try {
      return await work();
    } finally {
      underWay.delete(id);
    }
  };

  /** @type {(account: Account, given: Bag) => Promise<any>} With redirect "always" and success it never resolves: the page leaves. */
  const confirmPayment = async (account, given) => {
    const where = "stripe.confirmPayment()";
    const plan = planConfirm(account, given, where);
    return oneAtATime(intentIdOf(plan.secret, where), where, async () => {
      const result = await confirmPlanned(account, plan, where).finally(() =>
        plan.part?.wallet?.close(),
      );
      if (result.paymentIntent && plan.redirect === "always")
        return leaveFor(returnAddress(result.paymentIntent, plan.params.return_url));
      return result;
    });
  };

  /** @type {(account: Account, plan: ConfirmPlan, where: string) => Promise<PaymentIntentResult>} */
  const confirmPlanned = async (account, { group, part, secret, params }, where) => {
    const { payment_method_data: data = {}, ...rest } = params;
    if (group) {
      const looked = await retrieveIntent(account, secret, where);
      if (looked.error) return { error: looked.error };
      checkSameTerms(group, looked.body, where);
    }
    if (!group || !part) return confirmIntent(account, secret, rest, where);
    const { method, redirects, error } = await createMethod(group, part, data, where);
    if (error) return { error };
    if (redirects && params.return_url === undefined) {
      wrongValue(
        undefined,
        where,
        "confirmParams.return_url",
        `given for the method ${show(method?.type)}, which redirects`,
      );
    }
    const shipping = rest.shipping ?? (await collectShipping(group));
    return confirmIntent(account, secret, { ...rest, shipping, payment_method: method?.id }, where);
  };

  // ----------------------------------------------------------- The bank's question

  /** @type {(url: string) => Promise<void>} Shows the bank's page in a dialog until it was answered or dismissed. */
  const askBank = (url) =>
    new Promise((resolve) => {
      const page = new URL(url);
      page.searchParams.set("origin", location.origin);
      const { dialog, card, cancel } = paymentDialog("Confirm with your bank");
      const frame = document.createElement("iframe");
      frame.title = "Bank authentication frame";
      frame.src = page.href;
      dress(frame, {
        display: "block",
        width: "100%",
        height: "100%",
        minHeight: "0",
        border: "0",
        background: "#fff",
        colorScheme: "light only",
      });
      card.append(frame);
      const scroll = document.documentElement.style.overflow;
      const finish = () => {
        window.removeEventListener("message", answered);
        document.documentElement.style.overflow = scroll;
        dialog.close();
        dialog.remove();
        resolve();
      };
      const giveUp = async () => {
        cancel.disabled = true;
        const form = new URLSearchParams({ outcome: "fail" });
        await fetch(page, {
          method: "POST",
          body: form,
          credentials: "omit",
          referrerPolicy: "no-referrer",
        }).catch(() => {});
        finish();
      };
      const answered = (/** @type {MessageEvent} */ message) => {
        if (message.source !== frame.contentWindow || message.origin !== page.origin) return;
        if (message.data?.type === "sandbox:authenticated") finish();
        if (message.data?.type === "sandbox:cancelled") giveUp();
      };
      window.addEventListener("message", answered);
      cancel.addEventListener("click", giveUp);
      dialog.addEventListener("cancel", (event) => {
        event.preventDefault();
        giveUp();
      });
      document.body.append(dialog);
      document.documentElement.style.overflow = "hidden";
      dialog.showModal(); // Moves the focus in, keeps it in, and gives it back on close.
    });

  /** @type {(words: string) => {dialog: HTMLDialogElement, card: HTMLElement, cancel: HTMLButtonElement}} */
  const paymentDialog = (words) => {
    const dialog = document.createElement("dialog");
    dialog.setAttribute("role", "dialog");
    dialog.setAttribute("aria-modal", "true");
    dress(dialog, {
      position: "fixed",
      inset: "0",
      width: "100vw",
      height: "100dvh",
      maxWidth: "none",
      maxHeight: "none",
      margin: "0",
      padding: "0",
      border: "0",
      background: "rgba(15, 23, 42, 0.55)",
    });
    const card = document.createElement("div");
    dress(card, {
      display: "grid",
      gridTemplateRows: "auto 1fr",
      width: "min(440px, calc(100vw - 24px))",
      height: "min(560px, calc(100dvh - 24px))",
      position: "absolute",
      inset: "0",
      margin: "auto",
      background: "#fff",
      color: "#1f2937",
      colorScheme: "light",
      borderRadius: "12px",
      overflow: "hidden",
      boxShadow: "0 20px 60px rgba(0, 0, 0, 0.35)",
      font: "500 15px/1.4 system-ui, sans-serif",
    });
    const bar = document.createElement("div");
    dress(bar, {
      display: "flex",
      alignItems: "center",
      justifyContent: "space-between",
      padding: "10px 10px 10px 18px",
      borderBottom: "1px solid #e5e7eb",
    });
    const title = document.createElement("h2");
    title.id = `dialog-${randomId()}`;
    title.textContent = words;
    title.tabIndex = -1;
    title.autofocus = true; // Not a button: a second press of Enter on Pay must not cancel.
    dress(title, { font: "inherit", margin: "0", outline: "0" });
    dialog.setAttribute("aria-labelledby", title.id);
    const cancel = document.createElement("button");
    cancel.type = "button";
    cancel.textContent = "Cancel";
    dress(cancel, {
      font: "inherit",
      color: "#1f2937",
      background: "none",
      border: "1px solid #d1d5db",
      borderRadius: "8px",
      padding: "8px 14px",
      minHeight: "40px",
      cursor: "pointer",
    });
    bar.append(title, cancel);
    card.append(bar);
    dialog.append(card);
    return { dialog, card, cancel };
  };

  // ---------------------------------------------------------------- Imitated wallets

  /** @type {Record<string, [string, string]>} Stripe's names for a wallet: in options, and on the button. */
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

  /** @type {(part: Part, event: string, payload: Bag, milliseconds: number) => Promise<Bag | null>} The page's resolve(details), or null for reject() and silence. */
  const askPage = (part, event, payload, milliseconds) =>
    new Promise((resolve) => {
      if (!part.hears(event)) return resolve({});
      const late = setTimeout(() => {
        console.error(
          `The ${event} event of the Express Checkout Element was not answered within ${milliseconds} ms.`,
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

  /** @type {(part: Part, type: string, details: Bag) => {sheet: HTMLDialogElement, approved: Promise<boolean>}} */
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

  // ------------------------------------------------------------- The other methods

  /** @type {(account: Account, secret: unknown) => Promise<PaymentIntentResult>} */
  const retrievePaymentIntent = async (account, secret) => {
    const where = "stripe.retrievePaymentIntent()";
    intentIdOf(secret, where);
    const answer = await retrieveIntent(account, String(secret), where);
    return answer.error ? { error: answer.error } : { paymentIntent: answer.body };
  };

  /** @type {(account: Account, given: Bag) => Promise<PaymentIntentResult>} */
  const handleNextAction = async (account, given) => {
    const where = "stripe.handleNextAction()";
    if (!isObject(given)) wrongValue(given, where, "options", "an object with a clientSecret");
    const id = intentIdOf(given.clientSecret, where);
    return oneAtATime(id, where, async () => {
      const answer = await retrieveIntent(account, given.clientSecret, where);
      if (answer.error) return { error: answer.error };
      if (answer.body.status === "requires_action") return finishAction(account, answer.body);
      return {
        error: invalidRequest(
          `${where}: the PaymentIntent is ${answer.body.status}, not requires_action.`,
          {
            code: "payment_intent_unexpected_state",
            payment_intent: answer.body,
          },
        ),
      };
    });
  };

  /** @type {(account: Account, given: Bag, where: string) => {group: Group, part: Part}} */
  const manualCreation = (account, given, where) => {
    const group = groupOf(given.elements, account, where);
    const part = mountedPayment(group, where);
    if (group.isDeferred && !group.isSubmitted) refuse(SUBMIT_FIRST(where));
    return { group, part };
  };

  /** @type {(account: Account, given: Bag) => Promise<any>} */
  const createPaymentMethod = async (account, given) => {
    const where = "stripe.createPaymentMethod()";
    if (!isObject(given) || given.elements === undefined)
      refuse(
        `${where}: the sandbox supports {elements, params} only; raw card data and the older card elements are not imitated.`,
      );
    const { group, part } = manualCreation(account, given, where);
    if (group.options.paymentMethodCreation !== "manual")
      refuse(`${where}: make the group with paymentMethodCreation: "manual" first.`);
    check(given.params, { ...PAYMENT_METHOD_DATA, type: "string" }, where, "params");
    checkSwitchedOff(part, given.params?.billing_details, where);
    const { method, error } = await createMethod(
      group,
      part,
      { ...given.params, metadata: given.metadata ?? given.params?.metadata },
      where,
    );
    return error ? { error } : { paymentMethod: method };
  };

  /** @type {(account: Account, given: Bag) => Promise<any>} */
  const createConfirmationToken = async (account, given) => {
    const where = "stripe.createConfirmationToken()";
    if (!isObject(given)) wrongValue(given, where, "options", "an object");
    const { group, part } = manualCreation(account, given, where);
    check(
      given.params,
      {
        payment_method_data: PAYMENT_METHOD_DATA,
        shipping: SHIPPING,
        return_url: either([null], "string"),
        metadata: "object",
      },
      where,
      "params",
    );
    const { payment_method_data: data = {}, ...params } = given.params ?? {};
    checkSwitchedOff(part, data.billing_details, where);
    const { method, error } = await createMethod(group, part, data, where);
    if (error) return { error };
    const shipping = params.shipping ?? (await collectShipping(group));
    const answer = await callApi(account, "POST", "/v1/confirmation_tokens", {
      ...params,
      shipping,
      payment_method: method?.id,
    });
    return answer.error ? { error: answer.error } : { confirmationToken: answer.body };
  };

  /** @type {(account: Account, secret: unknown, data?: Bag, options?: Bag) => Promise<PaymentIntentResult>} */
  const confirmCardPayment = async (account, secret, data = {}, options = {}) => {
    const where = "stripe.confirmCardPayment()";
    const id = intentIdOf(secret, where);
    if (data.payment_method !== undefined && typeof data.payment_method !== "string") {
      refuse(
        `${where}: the sandbox imitates no card element; pass the id of a payment method, or use confirmPayment().`,
      );
    }
    return oneAtATime(id, where, async () => {
      const result = await confirmIntentOnly(account, String(secret), data, options, where);
      return result;
    });
  };

  /** @type {(account: Account, secret: string, params: Bag, options: Bag, where: string) => Promise<PaymentIntentResult>} */
  const confirmIntentOnly = async (account, secret, params, options, where) => {
    if (options.handleActions !== false) return confirmIntent(account, secret, params, where);
    const answer = await callApi(
      account,
      "POST",
      `/v1/payment_intents/${intentIdOf(secret, where)}/confirm`,
      { ...params, client_secret: secret, use_stripe_sdk: true },
    );
    return answer.error ? { error: forShopper(answer.error) } : { paymentIntent: answer.body };
  };

  /** @type {(name: string) => () => Promise<{error: StripeError}>} */
  const notImitated = (name) => async () => ({
    error: invalidRequest(`The sandbox does not imitate stripe.${name}().`),
  });

  // ------------------------------------------------------------------ window.Stripe

  /** @type {(key: unknown) => string} */
  const checkKey = (key) => {
    if (typeof key !== "string" || key.trim() === "")
      refuse(
        "Stripe(): a publishable key is missing; it should be a text that begins with pk_test_.",
      );
    const text = String(key);
    if (/^(sk|rk)_/.test(text))
      refuse(
        "Stripe(): this is a secret key. Never put one in a page; use the publishable key (pk_test_...).",
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
      createConfirmationToken: (/** @type {Bag} */ given) =>
        createConfirmationToken(account, given),
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
  window.Stripe = Stripe;
})();
