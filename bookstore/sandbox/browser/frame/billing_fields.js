// Name, country and postal code of who pays, as far as they are asked for.

/** @type {Bag} */
let config = { methods: [], cards: [] };
let method = ""; // The first that is offered, once that is known.
let isCollapsed = false;

/** @type {(path: string) => string} auto, never or if_required, for a field of billing_details. */
const wanted = (path) => {
  const chosen =
    settings.options.fields?.[method]?.billingDetails ??
    settings.options.fields?.billingDetails ??
    "auto";
  if (typeof chosen === "string") return chosen;
  const [head, tail] = path.split(".");
  if (!tail || typeof chosen[head] !== "object") return chosen[head] ?? "auto";
  return chosen[head][tail] ?? "auto";
};

const asksName = () =>
  method === "card"
    ? wanted("name") === "always"
    : chosenNeeds().includes("billing_details[name]") &&
      wanted("name") !== "never" &&
      !settings.hasBillingAddress;

/** @type {() => Field[]} */
const billingFields = () => {
  const defaults = settings.options.defaultValues?.billingDetails ?? {};
  const made = [];
  if (asksName()) {
    made.push(
      textField("name", "Full name", "incomplete_name", "Your name is incomplete.", {
        value: defaults.name,
        attributes: { autocomplete: "name" },
      }),
    );
  }
  if (method !== "card" || settings.hasBillingAddress) return made;
  const shownCountry = wanted("address.country") === "auto";
  const country = shownCountry
    ? makeField({
        name: "country",
        label: "Country",
        options: countryOptions(COUNTRIES),
        value: COUNTRIES.includes(defaults.address?.country)
          ? defaults.address.country
          : homeCountry(),
        attributes: { autocomplete: "billing country" },
        onInput: () => fitPostal(),
      })
    : null;
  if (country) made.push(country);
  const postal =
    wanted("address.postalCode") === "auto"
      ? makeField({
          name: "postalCode",
          label: "ZIP code",
          value: defaults.address?.postal_code,
          attributes: {
            autocomplete: "billing postal-code",
            autocapitalize: "characters",
            spellcheck: "false",
          },
          problem: (text) => postalProblem(text),
        })
      : null;
  if (postal) made.push(postal);
  const rule = () =>
    CARD_POSTAL[country ? country.read() : (defaults.address?.country ?? homeCountry())];
  const postalProblem = (/** @type {string} */ text) => {
    const expected = rule();
    if (!expected || expected.pattern.test(text)) return null;
    const words = expected.label === "ZIP code" ? "ZIP code" : "postal code";
    return text.replace(/\s/g, "").length < expected.full
      ? { code: "incomplete_zip", message: `Your ${words} is incomplete.` }
      : { code: "invalid_zip", message: `Your ${words} is invalid.` };
  };
  const fitPostal = () => {
    if (!postal) return;
    const expected = rule();
    postal.node.hidden = !expected;
    if (!expected) return postal.show(null);
    postal.label.textContent = expected.label;
    postal.input.placeholder = expected.placeholder;
    postal.input.inputMode = expected.label === "ZIP code" ? "numeric" : "text";
  };
  fitPostal();
  return made;
};
