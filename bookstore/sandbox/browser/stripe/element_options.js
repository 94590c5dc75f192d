// The kinds of element, their options and their events.

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
  check({ billingDetails: value.billingDetails }, { billingDetails: BILLING_FIELDS }, where, path);
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
