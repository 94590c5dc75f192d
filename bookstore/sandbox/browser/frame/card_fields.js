// The fields of a card, and plain ones.

const OFFERED = ["Visa", "Mastercard", "Amex"];

/** @type {() => Field[]} */
const cardFields = () => {
  const icons = h("span", { class: "Icons", "aria-hidden": "true" });
  const spoken = h("span", { class: "hidden", id: "brand" });
  const number = makeField({
    name: "number",
    label: "Card number",
    format: formatNumber,
    problem: numberProblem,
    icons,
    attributes: {
      autocomplete: "cc-number",
      inputmode: "numeric",
      placeholder: "1234 1234 1234 1234",
      autocorrect: "off",
      spellcheck: "false",
      "aria-describedby": "field-number-error brand",
    },
    onInput: () => showBrand(),
  });
  number.node.append(spoken);
  const expiry = makeField({
    name: "expiry",
    label: "Expiration date",
    format: formatExpiry,
    problem: expiryProblem,
    isHalf: true,
    attributes: {
      autocomplete: "cc-exp",
      inputmode: "numeric",
      placeholder: "MM / YY",
      autocorrect: "off",
      spellcheck: "false",
    },
  });
  const cvc = makeField({
    name: "cvc",
    label: "Security code",
    isHalf: true,
    icons: h("span", { class: "Icons", "aria-hidden": "true" }, icon(CVC_ICON, 30, 22)),
    format: (text) => digitsOf(text).slice(0, brandOf(digitsOf(number.read())).cvc),
    problem: (text) => {
      const { cvc: length } = brandOf(digitsOf(number.read()));
      return text.length >= Math.min(length, 3) &&
        (length !== 4 || text.length === 4 || !number.read())
        ? null
        : { code: "incomplete_cvc", message: "Your card's security code is incomplete." };
    },
    attributes: {
      autocomplete: "cc-csc",
      inputmode: "numeric",
      placeholder: "CVC",
      autocorrect: "off",
      spellcheck: "false",
    },
  });
  let shown = "none";
  const showBrand = () => {
    const found = brandOf(digitsOf(number.input.value));
    if (found.brand === shown) return;
    shown = found.brand;
    const chips = found.name
      ? [h("span", { class: "Chip Chip--selected" }, found.name)]
      : OFFERED.map((name) => h("span", { class: "Chip Chip--offer" }, name));
    const card = h("span", { class: "CardIcon" }, icon(CARD_ICON, 30, 22));
    icons.replaceChildren(...(found.name ? chips : [card, ...chips]));
    spoken.textContent = found.name ? `${found.name} card` : "";
    if (cvc.read()) cvc.write(cvc.read());
    tell("carddetailschange", {
      loading: false,
      details: { brands: found.name ? [found.brand] : null, funding: null },
    });
  };
  showBrand();
  return [number, expiry, cvc];
};

/** @type {(name: string, label: string, code: string, message: string, more?: Bag) => Field} */
const textField = (name, label, code, message, more = {}) =>
  makeField({
    name,
    label,
    problem: (text) => (text ? null : { code, message }),
    ...more,
  });

/** @type {(text: string) => Problem | null} */
const emailProblem = (text) => {
  if (/^[^\s@]+@[^\s@]+\.[^\s@.]{2,}$/.test(text)) return null;
  return text.includes("@") && /@[^@]+\.[^@.]{2,}$/.test(text)
    ? { code: "invalid_email", message: "Your email is invalid." }
    : { code: "incomplete_email", message: "Your email is incomplete." };
};

/** @type {(value?: string) => Field} */
const emailField = (value) =>
  makeField({
    name: "email",
    label: "Email",
    problem: emailProblem,
    value,
    attributes: {
      type: "email",
      autocomplete: "email",
      inputmode: "email",
      placeholder: "you@example.com",
      spellcheck: "false",
    },
  });

/** @type {(codes: string[]) => [string, string][]} */
const countryOptions = (codes) =>
  codes
    .map((code) => /** @type {[string, string]} */ ([code, countryNames.of(code) ?? code]))
    .sort((one, two) => one[1].localeCompare(two[1], "en"));
