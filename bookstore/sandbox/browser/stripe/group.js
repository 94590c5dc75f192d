// What stripe.elements() returns.

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
      captureMethod: this.setting("captureMethod"),
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
    if (NOT_IMITATED.includes(kind)) refuse(`${where}: the sandbox does not imitate this element.`);
    if (!Object.hasOwn(KINDS, kind))
      refuse(`${where}: this is not a type of element. Known: ${Object.keys(KINDS).join(", ")}.`);
    check(options ?? {}, KINDS[kind].options, where);
    if (kind === "address" && options?.mode === undefined)
      wrongValue(undefined, where, "mode", 'one of "shipping", "billing"');
    if (this.find(kind, kind === "address" ? options.mode : undefined)) {
      refuse(`${where}: this Elements group has one already. Destroy it first, or keep using it.`);
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
        verdicts.find((verdict) => verdict.selectedPaymentMethod)?.selectedPaymentMethod ?? "card",
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
      `${where}: pass a clientSecret, or mode with amount and currency; no Payment Element can be ` +
        "made without.",
    );
  }
  check(options, mode === undefined ? GROUP_WITH_SECRET : GROUP_DEFERRED, where);
  if (mode === undefined) intentIdOf(clientSecret, where);
  else checkDeferred(options, where);
  return /** @type {any} */ (new Group(account, { ...options }).facade);
};
