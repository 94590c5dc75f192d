// The parameters of confirming and of making payment methods.

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
