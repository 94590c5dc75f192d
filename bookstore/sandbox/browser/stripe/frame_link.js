// An iframe and the private channel to it.

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
  /** @type {Bag[]} */ #queue = []; // What is asked of a frame that has not been told the start.
  #isStarted = false;
  #calls = 0;
  #isClosed = false;
  #channel = randomId();

  /**
   * @param {object} plan
   * @param {string} plan.kind
   * @param {string} plan.title
   * @param {() => Promise<Bag>} plan.start What the frame needs to know first.
   * @param {(event: Bag) => void} plan.onEvent
   * @param {(error: StripeError) => void} plan.onFailure
   */
  constructor(plan) {
    this.plan = plan;
    this.iframe = document.createElement("iframe");
    this.iframe.title = plan.title;
    this.iframe.name = `__privateStripeFrame${this.#channel.slice(0, 6)}`;
    this.iframe.setAttribute("scrolling", "no");
    this.iframe.setAttribute("allowtransparency", "true");
    const query = { element: plan.kind, channel: this.#channel, origin: location.origin };
    this.iframe.src = `${BASE}/frame.html?${new URLSearchParams(query)}`;
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
    if (!isOurs || message.data?.channel !== this.#channel || message.data.type !== "sandbox:hello")
      return;
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => this.#received(data);
    this.#port = port1;
    this.#isStarted = false;
    this.iframe.contentWindow?.postMessage(
      { type: "sandbox:connect", channel: this.#channel },
      SCRIPT_URL.origin,
      [port2],
    );
    this.plan.start().then((settings) => {
      if (this.#port !== port1) return; // The frame was loaded anew meanwhile.
      port1.postMessage({ call: "start", args: settings });
      this.#isStarted = true;
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
    if (this.#isStarted) this.#port?.postMessage(call);
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
