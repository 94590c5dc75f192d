// A test double of window.Stripe. A test sets window.fake before the page loads: `submit`,
// `confirm` and `nextAction` are the answers to come, `wallets` what the Express Checkout Element offers,
// `throwOnMount` and `failToLoad` an element type. It records what was called, and refuses what Stripe.js refuses.
(() => {
  const fake = (window.fake ??= {});
  fake.calls = [];
  fake.elements = {};
  const record = (name, detail) => fake.calls.push([name, JSON.parse(JSON.stringify(detail ?? null))]);
  const refuse = (message) => {
    throw Object.assign(new Error(message), { name: "IntegrationError" });
  };
  const next = (answers, otherwise) => (answers?.length ? answers.shift() : otherwise);

  function makeElement(type, options, forget) {
    const handlers = {};
    const element = {
      emit: (name, event) => (handlers[name] ?? []).forEach((handler) => handler(event)),
      on: (name, handler) => ((handlers[name] ??= []).push(handler), element),
      once: (name, handler) => element.on(name, handler),
      off: (name, handler) => {
        handlers[name] = (handlers[name] ?? []).filter((other) => other !== handler);
        return element;
      },
      mount: (node) => {
        record("mount", type);
        if (fake.throwOnMount === type) {
          fake.throwOnMount = null;
          refuse(`The ${type} element cannot be mounted.`);
        }
        node.textContent = `[${type}]`;
        setTimeout(() => {
          if (fake.failToLoad === type) {
            fake.failToLoad = null;
            const error = { type: "api_connection_error", message: "No network." };
            element.emit("loaderror", { elementType: type, error });
            return;
          }
          element.emit("ready", { elementType: type, availablePaymentMethods: fake.wallets });
        });
      },
      update: (changes) => (record(`update ${type}`, changes), element),
      unmount: () => element,
      destroy: () => (record("destroy", type), forget(), element),
      focus: () => element,
      blur: () => element,
    };
    record(`create ${type}`, options);
    return (fake.elements[type] = element);
  }

  function makeElements(options) {
    record("elements", options);
    if (Boolean(options.mode) === Boolean(options.clientSecret)) refuse("Either mode or clientSecret.");
    if (options.mode && !(Number.isInteger(options.amount) && options.amount > 0))
      refuse(`Amount ${options.amount}.`);
    const made = {};
    let submitted = false;
    return {
      options,
      create: (type, given) => {
        if (made[type]) refuse(`A second ${type} element.`);
        return (made[type] = makeElement(type, given, () => delete made[type]));
      },
      getElement: (type) => made[type] ?? null,
      update: (changes) => record("update", changes),
      on: () => {},
      fetchUpdates: async () => ({}),
      submit: async () => {
        record("submit");
        const answer = await next(fake.submit, { selectedPaymentMethod: "card" });
        submitted = !answer.error;
        return answer;
      },
      isSubmitted: () => submitted,
    };
  }

  window.Stripe = (publishableKey) => {
    record("Stripe", publishableKey);
    return {
      elements: makeElements,
      createToken: () => {},
      createPaymentMethod: () => {},
      confirmCardPayment: () => {},
      confirmPayment: async ({ elements, clientSecret, confirmParams, redirect }) => {
        record("confirmPayment", { clientSecret, confirmParams, redirect });
        if (!elements.isSubmitted()) refuse("elements.submit() comes first.");
        if (!elements.options.clientSecret && !clientSecret) refuse("clientSecret is missing.");
        const id = (clientSecret ?? elements.options.clientSecret).split("_secret")[0];
        if (fake.hold) await new Promise((resolve) => (fake.goOn = resolve));
        const answer = next(fake.confirm, { paymentIntent: { id, status: "succeeded" } });
        if (answer.throws) refuse(answer.throws);
        return answer;
      },
      handleNextAction: async ({ clientSecret }) => {
        record("handleNextAction", { clientSecret });
        const id = clientSecret.split("_secret")[0];
        if (fake.hold) await new Promise((resolve) => (fake.goOn = resolve));
        const answer = next(fake.nextAction, { paymentIntent: { id, status: "succeeded" } });
        if (answer.throws) refuse(answer.throws);
        return answer;
      },
    };
  };
  window.Stripe.version = "endive";
})();
