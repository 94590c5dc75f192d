// What the page may ask of the frame.

/** @type {(error: Bag) => void} */
const fail = (error) => tell("failed", {}, { error });

/** What the ways to pay hang on, as the query that asks for them. */
const configQuery = () => {
  const { intent, key } = settings;
  const capture = intent?.capture_method ?? settings.captureMethod;
  const asked = {
    key,
    currency: intent?.currency ?? settings.currency,
    capture_method: capture === "manual" ? capture : null,
  };
  return String(new URLSearchParams(flatten(asked)));
};

/** @type {() => Promise<Bag | null>} An error, or null when the ways to pay are known. */
const loadConfig = async () => {
  const unreachable = {
    type: "api_connection_error",
    message: "The payment form could not be loaded. Check your connection and try again.",
  };
  try {
    for (;;) {
      const asked = configQuery();
      const response = await fetch(`${settings.base}/elements/config?${asked}`, {
        credentials: "omit",
      });
      const body = await response.json();
      if (!response.ok) return body.error ?? unreachable;
      if (asked !== configQuery()) continue; // The page has changed its mind meanwhile.
      config = { methods: body.methods ?? [], cards: body.cards ?? [] };
      return null;
    }
  } catch {
    return unreachable;
  }
};

/** @type {(before: string, isNewShape: boolean) => Promise<void>} */
const redraw = async (before, isNewShape) => {
  if (!isStarted) return;
  const isNewChoice = settings.kind === "payment" && before !== configQuery();
  // Without an answer the choice stays as it was: the API refuses what does not fit.
  if (isNewChoice) await loadConfig();
  if (isNewChoice || isNewShape) draw();
};

const draw = () => {
  if (settings.kind === "payment") drawPayment();
  if (settings.kind === "linkAuthentication")
    drawFields([emailField(text("email") || settings.options.defaultValues?.email)]);
  if (settings.kind === "address") drawFields(addressFields());
  if (settings.kind === "expressCheckout") drawWallets();
};

/** @type {(value: any, prefix?: string) => [string, string][]} */
const flatten = (value, prefix = "") => {
  if (value === undefined || value === null || value === "") return [];
  if (typeof value !== "object") return [[prefix, String(value)]];
  return Object.entries(value).flatMap(([name, item]) =>
    flatten(item, prefix ? `${prefix}[${name}]` : name),
  );
};

/** @type {(data: Bag) => Bag} */
const methodParams = (data) => {
  const billing = data.billing_details ?? {};
  if (settings.kind === "expressCheckout") {
    const ahead = new Date().getFullYear() + 4;
    return {
      type: "card",
      card: { number: "4242424242424242", exp_month: 12, exp_year: ahead, cvc: "123" },
      billing_details: billing,
      allow_redisplay: data.allow_redisplay,
      metadata: data.metadata,
    };
  }
  const [month, year] = monthAndYear(text("expiry"));
  const postal = field("postalCode");
  return {
    type: method,
    ...(method === "card" && {
      card: {
        number: digitsOf(text("number")),
        exp_month: Number(month),
        exp_year: 2000 + Number(year),
        cvc: text("cvc"),
      },
    }),
    ...neededParams(),
    billing_details: {
      ...billing,
      ...(field("name") && { name: text("name") }),
      address: {
        ...billing.address,
        ...(field("country") && { country: text("country") }),
        ...(postal && !postal.node.hidden && { postal_code: text("postalCode") }),
      },
    },
    allow_redisplay: data.allow_redisplay,
    metadata: data.metadata,
  };
};

/** @type {Record<string, (args: Bag) => any>} */
const answers = {
  start: async (given) => {
    if (!given.kind) return;
    settings = given;
    loadFonts(settings.fonts);
    applyAppearance(settings.appearance);
    const problem = settings.kind === "payment" ? await loadConfig() : null;
    if (problem) return fail(problem);
    isCollapsed =
      settings.kind === "payment" &&
      layout().defaultCollapsed === true &&
      offeredMethods().length > 1;
    draw();
    isStarted = true;
    tellHeight();
    tell("ready");
    tellChange();
  },
  group: async (group) => {
    const before = configQuery();
    const isNewFonts = JSON.stringify(group.fonts) !== JSON.stringify(settings.fonts);
    const shape = (/** @type {Bag} */ one) =>
      JSON.stringify([
        one.allowedPaymentMethodTypes,
        one.excludedPaymentMethodTypes,
        one.setupFutureUsage,
        one.hasBillingAddress,
      ]);
    const isNewShape = shape(group) !== shape(settings);
    settings = { ...settings, ...group };
    if (isNewFonts) loadFonts(settings.fonts);
    applyAppearance(settings.appearance);
    await redraw(before, isNewShape);
  },
  options: (options) => {
    settings = { ...settings, options };
    if (isStarted) draw();
  },
  intent: async (intent) => {
    const before = configQuery();
    settings = { ...settings, intent };
    await redraw(before, true);
  },
  focus: () => visible()[0]?.input.focus(),
  blur: () => /** @type {HTMLElement | null} */ (document.activeElement)?.blur(),
  clear: () => {
    typed.clear();
    for (const one of fields)
      if (one.input.tagName !== "SELECT") {
        one.write("");
        one.show(null);
      }
    touched();
    tellChange();
  },
  collapse: () => {
    if (offeredMethods().length < 2) return;
    isCollapsed = true;
    touched();
    drawPayment();
  },
  value: () => summarize(),
  validate: () => {
    if (isCollapsed)
      return {
        error: {
          type: "validation_error",
          code: "incomplete_payment_details",
          message: "Choose a payment method.",
        },
      };
    const wrong = visible()
      .map((one) => ({ one, problem: one.problem() }))
      .filter(({ problem }) => problem);
    for (const { one, problem } of wrong) one.show(problem);
    wrong[0]?.one.input.focus();
    tellHeight(); // Before the answer, so that the page never shows a cut-off form.
    if (wrong[0]?.problem) return { error: { type: "validation_error", ...wrong[0].problem } };
    isSubmitted = true;
    return settings.kind === "payment" ? { selectedPaymentMethod: method } : {};
  },
  createPaymentMethod: async (data) => {
    // The page may ask before it has heard of the last key press.
    if (settings.kind === "payment" && !isSubmitted) return { isUnsubmitted: true };
    const { redirects = false } = chosenMethod(); // Another may be chosen until the answer comes.
    const form = new URLSearchParams(flatten({ ...methodParams(data), key: settings.key }));
    try {
      const response = await fetch(`${settings.base}/v1/payment_methods`, {
        method: "POST",
        body: form,
        credentials: "omit",
        referrerPolicy: "no-referrer",
      });
      const body = await response.json();
      if (!response.ok) showRefusal(body.error);
      return response.ok
        ? { body, redirects }
        : {
            error: body.error ?? {
              type: "api_error",
              message: `The payment service answered ${response.status}.`,
            },
          };
    } catch {
      return {
        error: {
          type: "api_connection_error",
          message: "The payment service could not be reached. Check your connection and try again.",
        },
      };
    }
  },
};

if (window.parent === window) {
  root.textContent =
    "This page is the inside of a payment form of the sandbox; open the shop instead.";
} else {
  window.parent.postMessage({ type: "sandbox:hello", channel: CHANNEL }, PARENT_ORIGIN);
}
