// The Address Element, and how plain elements are drawn.

/** @type {Record<string, string>} Fields whose label does not read well inside a sentence. */
const SPOKEN = { line1: "address", postal_code: "ZIP or postal code" };

/** @type {() => Field[]} */
const addressFields = () => {
  const { options } = settings;
  const defaults = options.defaultValues ?? {};
  const place = defaults.address ?? {};
  const section = options.mode === "shipping" ? "shipping " : "billing ";
  const allowed = options.allowedCountries?.length ? options.allowedCountries : COUNTRIES;
  const kept = new Map(fields.map((one) => [one.name, one.read()]));
  const was = (/** @type {string} */ name, /** @type {any} */ value) =>
    kept.get(name) || value || "";
  const start = was("country", place.country);
  const country = allowed.includes(start)
    ? start
    : allowed.includes(homeCountry())
      ? homeCountry()
      : allowed[0];
  const text = (
    /** @type {string} */ name,
    /** @type {string} */ label,
    /** @type {string} */ token,
    /** @type {any} */ value,
    more = {},
  ) =>
    textField(
      name,
      label,
      `incomplete_${name}`,
      `Your ${SPOKEN[name] ?? label.toLowerCase()} is incomplete.`,
      { value: was(name, value), attributes: { autocomplete: section + token }, ...more },
    );
  const names =
    options.fields?.name === "never"
      ? []
      : options.display?.name === "split"
        ? [
            text("firstName", "First name", "given-name", defaults.firstName, {
              isHalf: true,
            }),
            text("lastName", "Last name", "family-name", defaults.lastName, {
              isHalf: true,
            }),
          ]
        : [
            text(
              "name",
              options.display?.name === "organization" ? "Organization" : "Full name",
              options.display?.name === "organization" ? "organization" : "name",
              defaults.name,
            ),
          ];
  const region = REGIONS[country];
  const phoneIs = options.fields?.phone ?? "auto";
  return [
    ...names,
    makeField({
      name: "country",
      label: "Country",
      options: countryOptions(allowed),
      value: country,
      attributes: { autocomplete: `${section}country` },
      onInput: () => queueMicrotask(redrawAddress),
    }),
    text("line1", "Address line 1", "address-line1", place.line1),
    text("line2", "Address line 2", "address-line2", place.line2, {
      isOptional: true,
      attributes: {
        autocomplete: `${section}address-line2`,
        placeholder: "Apt., suite, unit number, etc. (optional)",
      },
    }),
    text("city", "City", "address-level2", place.city, {
      isHalf: Boolean(region) || !NO_POSTAL.includes(country),
    }),
    ...(region ? [text("state", region, "address-level1", place.state, { isHalf: true })] : []),
    ...(NO_POSTAL.includes(country)
      ? []
      : [
          text(
            "postal_code",
            country === "US" ? "ZIP code" : "Postal code",
            "postal-code",
            place.postal_code,
            { isHalf: !region },
          ),
        ]),
    ...(phoneIs === "always"
      ? [
          text("phone", "Phone number", "tel", defaults.phone, {
            isOptional: options.validation?.phone?.required === "never",
            attributes: { type: "tel", autocomplete: `${section}tel` },
          }),
        ]
      : []),
  ];
};

let drawnCountry = "";
const redrawAddress = () => {
  if (field("country")?.read() === drawnCountry) return;
  drawFields(addressFields());
  field("country")?.input.focus();
};

/** @type {(made: Field[]) => void} */
const drawFields = (made) => {
  fields = made;
  drawnCountry = field("country")?.read() ?? "";
  root.replaceChildren(
    h(
      "form",
      {
        novalidate: true,
        onsubmit: (/** @type {Event} */ event) => event.preventDefault(),
      },
      h("div", { class: "Grid" }, ...made.map((one) => one.node)),
    ),
  );
  tellChange();
};
