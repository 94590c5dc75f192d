// The methods of Stripe beside confirmPayment().

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
      `${where}: the sandbox supports {elements, params} only; raw card data and the older card ` +
        "elements are not imitated.",
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

/**
 * @type {(account: Account, secret: unknown, data?: Bag, options?: Bag) =>
 *   Promise<PaymentIntentResult>}
 */
const confirmCardPayment = async (account, secret, data = {}, options = {}) => {
  const where = "stripe.confirmCardPayment()";
  const id = intentIdOf(secret, where);
  if (data.payment_method !== undefined && typeof data.payment_method !== "string") {
    refuse(
      `${where}: the sandbox imitates no card element; pass the id of a payment method, or use ` +
        "confirmPayment().",
    );
  }
  return oneAtATime(id, where, async () => {
    const result = await confirmIntentOnly(account, String(secret), data, options, where);
    return result;
  });
};

/**
 * @type {(account: Account, secret: string, params: Bag, options: Bag, where: string) =>
 *   Promise<PaymentIntentResult>}
 */
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
