// What ways to pay beside cards ask for.

/** @type {(number: string) => boolean} Whether the check digit of the bank association fits. */
const passesRoutingCheck = (number) =>
  [...number].reduce((sum, digit, place) => sum + Number(digit) * [3, 7, 1][place % 3], 0) % 10 ===
  0;

/** @type {(text: string) => Problem | null} */
const routingProblem = (text) => {
  if (text.length < 9)
    return {
      code: "incomplete_routing_number",
      message: "Your routing number is incomplete: it has nine digits.",
    };
  return passesRoutingCheck(text)
    ? null
    : { code: "invalid_routing_number", message: "Your routing number is invalid." };
};

/** @type {(text: string) => Problem | null} */
const accountProblem = (text) =>
  text.length < 4
    ? { code: "incomplete_account_number", message: "Your account number is incomplete." }
    : null;

const BANK_INPUT = {
  autocomplete: "off",
  inputmode: "numeric",
  autocorrect: "off",
  spellcheck: "false",
};

/**
 * By the name which the API gives to what it needs; card and name have files of their own.
 * @type {Record<string, {field: FieldPlan} | {value: string}>}
 */
const NEEDS = {
  "us_bank_account[routing_number]": {
    field: {
      name: "routingNumber",
      label: "Routing number",
      format: (text) => digitsOf(text).slice(0, 9),
      problem: routingProblem,
      attributes: { ...BANK_INPUT, placeholder: "Nine digits" },
    },
  },
  "us_bank_account[account_number]": {
    field: {
      name: "accountNumber",
      label: "Account number",
      format: (text) => digitsOf(text).slice(0, 17),
      problem: accountProblem,
      attributes: { ...BANK_INPUT, placeholder: "4 to 17 digits" },
    },
  },
  "us_bank_account[account_holder_type]": { value: "individual" },
};

/** @type {() => Bag} */
const chosenMethod = () =>
  config.methods.find((/** @type {Bag} */ one) => one.type === method) ?? { type: method };

/** @type {() => string[]} */
const chosenNeeds = () => chosenMethod().needs ?? [];

/** @type {() => Field[]} */
const neededFields = () =>
  chosenNeeds().flatMap((need) => {
    const known = NEEDS[need];
    return known && "field" in known ? [makeField(known.field)] : [];
  });

/** @type {() => Bag} What goes to the API, by its names. */
const neededParams = () =>
  Object.fromEntries(
    chosenNeeds()
      .filter((need) => need in NEEDS)
      .map((need) => {
        const known = NEEDS[need];
        return [need, "field" in known ? text(known.field.name) : known.value];
      }),
  );

/** @type {(error: Bag | undefined) => void} Beside the field that the bank has refused. */
const showRefusal = (error) => {
  const known = NEEDS[error?.param];
  if (error && known && "field" in known)
    field(known.field.name)?.show({ code: error.code, message: error.message });
};
