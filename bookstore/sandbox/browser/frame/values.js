// What stands in the form.

/** @type {(name: string) => string} */
const text = (name) => field(name)?.read() ?? "";

/** @type {() => AddressChange['value']} */
const addressValue = () => {
  const isSplit = settings.options.display?.name === "split";
  return {
    name: isSplit ? [text("firstName"), text("lastName")].filter(Boolean).join(" ") : text("name"),
    ...(isSplit && { firstName: text("firstName"), lastName: text("lastName") }),
    address: {
      line1: text("line1"),
      line2: text("line2") || null,
      city: text("city"),
      state: text("state"),
      postal_code: text("postal_code"),
      country: text("country"),
    },
    ...(field("phone") && { phone: text("phone") }),
  };
};

const visible = () => fields.filter((one) => !one.node.hidden);
const isEmpty = () => fields.every((one) => one.input.tagName === "SELECT" || one.read() === "");
const isComplete = () => visible().every((one) => one.problem() === null);

/**
 * @satisfies {{payment: () => Omit<PaymentChange, 'elementType'>, linkAuthentication: () =>
 *   Omit<EmailChange, 'elementType'>, address: () => Omit<AddressChange, 'elementType'>}}
 */
const summaries = {
  payment: () => ({
    empty: isEmpty(),
    complete: !isCollapsed && isComplete(),
    collapsed: isCollapsed,
    value: {
      type: method,
      ...(field("country") && {
        billingDetails: {
          address: { country: text("country"), postalCode: text("postalCode") || null },
        },
      }),
    },
  }),
  linkAuthentication: () => ({
    empty: isEmpty(),
    complete: isComplete(),
    value: { email: text("email") },
  }),
  address: () => ({
    elementMode: settings.options.mode,
    empty: isEmpty(),
    complete: isComplete(),
    isNewAddress: !isEmpty(),
    value: addressValue(),
  }),
};

const summarize = () => summaries[/** @type {keyof typeof summaries} */ (settings.kind)]();
