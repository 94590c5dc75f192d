// The two ways to say no: thrown to the page, or resolved as an error of Stripe's shape.

/** A mistake in how the page uses the script: thrown, never shown to a shopper. */
class IntegrationError extends Error {
  /** @param {string} message */
  constructor(message) {
    super(message);
    this.name = "IntegrationError";
  }
}

/** @type {(message: string) => never} */
const refuse = (message) => {
  throw new IntegrationError(message);
};

/** @returns {StripeError} */
const connectionError = () => ({
  type: "api_connection_error",
  message: "The payment service could not be reached. Check your connection and try again.",
});

/** @type {(message: string, more?: Partial<StripeError>) => StripeError} */
const invalidRequest = (message, more = {}) => ({
  type: "invalid_request_error",
  message,
  ...more,
});

/** @type {(value: unknown) => string} */
const show = (value) => {
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return String(value);
  }
};

// A shape is a type name, a list of allowed values, a function (value, where, path) that throws,
// or an object of shapes. Unknown names inside an object warn, as the real script does.
