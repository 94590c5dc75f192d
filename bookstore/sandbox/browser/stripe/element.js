// One element: mounting, events, options.

/**
 * Styles by CSSOM: no CSP forbids it.
 * @type {(element: HTMLElement, styles: Partial<CSSStyleDeclaration>) => void}
 */
const dress = (element, styles) => void Object.assign(element.style, styles);

/** One element of a group: the state behind the object that the page holds. */
class Part {
  /** @type {Map<string, Set<{handler: Function, isOnce: boolean}>>} */ #listeners = new Map();
  /** @type {Frame | null} */ frame = null;
  /** @type {HTMLElement | null} */ container = null;
  /** @type {HTMLElement | null} */ #shell = null;
  /** @type {((error?: StripeError) => void)} */ #settleReady = () => {};
  /** @type {Promise<StripeError | undefined>} */ ready = Promise.resolve(undefined);
  /**
   * The wallet that the shopper approved and the page has not used yet.
   * @type {{type: string, close: () => void} | null}
   */
  wallet = null;
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
        `element.mount(): a DOM element, or a selector of one, is needed. You passed: ${show(target)}.`,
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
    // The frame is wider than its place by a focus ring, which would be cut off otherwise.
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

  /**
   * The frame's verdict on what was typed: {error} or {selectedPaymentMethod} .
   * @type {() => Promise<any>}
   */
  async validate() {
    const failure = await this.ready;
    if (failure) return { error: failure };
    return this.frame ? this.frame.call("validate") : {};
  }
}
