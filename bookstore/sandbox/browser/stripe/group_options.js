// The options of stripe.elements() and elements.update().

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
