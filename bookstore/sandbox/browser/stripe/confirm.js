// From a filled-in form to the outcome of a payment.

/**
 * What the page passed, overruled by what was collected.
 * @type {(group: Group, billing: Bag) => Promise<Bag>}
 */
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

/**
 * @type {(group: Group, part: Part, data: Bag, where: string) => Promise<{method?: Bag,
 *   redirects?: boolean, error?: StripeError}>}
 */
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
  url.searchParams.set("redirect_status", intent.status === "processing" ? "pending" : "succeeded");
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

/**
 * Carry out next_action, then look again.
 * @type {(account: Account, intent: any) => Promise<PaymentIntentResult>}
 */
const finishAction = async (account, intent) => {
  const action = intent.next_action;
  if (action?.type === "redirect_to_url") return leaveFor(action.redirect_to_url.url);
  if (action?.type !== "use_stripe_sdk" || !action.use_stripe_sdk?.stripe_js) {
    return {
      error: invalidRequest(`The sandbox cannot carry out the next action ${show(action?.type)}.`, {
        payment_intent: intent,
      }),
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

/**
 * @type {(account: Account, secret: string, params: Bag, where: string) =>
 *   Promise<PaymentIntentResult>}
 */
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

/**
 * With redirect "always" and success it never resolves: the page leaves.
 * @type {(account: Account, given: Bag) => Promise<any>}
 */
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
