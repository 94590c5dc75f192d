// A labelled input with its problem.

/**
 * One labelled input with its problem.
 * @typedef {object} Field
 * @property {string} name
 * @property {HTMLInputElement & HTMLSelectElement} input
 * @property {HTMLElement} node The whole row: label, input and problem.
 * @property {HTMLElement} label
 * @property {() => string} read
 * @property {(text: string) => void} write
 * @property {() => Problem | null} problem
 * @property {(problem: Problem | null) => void} show
 */

/** @type {Field[]} */
let fields = [];

/** @type {(name: string) => Field | undefined} */
const field = (name) => fields.find((one) => one.name === name);

/**
 * @typedef {object} FieldPlan
 * @property {string} name
 * @property {string} label
 * @property {(text: string) => Problem | null} [problem]
 * @property {(text: string, isDeleting: boolean) => string} [format]
 * @property {[string, string][]} [options] Of a select: value and text.
 * @property {boolean} [isHalf] Whether it takes half of the row.
 * @property {boolean} [isOptional]
 * @property {Bag} [attributes]
 * @property {string} [value]
 * @property {HTMLElement} [icons]
 * @property {() => void} [onInput]
 */

/**
 * @param {FieldPlan} plan
 * @returns {Field}
 */
const makeField = (plan) => {
  const id = `field-${plan.name}`;
  const label = h("label", { class: "Label", for: id }, plan.label);
  const input = h(
    plan.options ? "select" : "input",
    {
      id,
      name: plan.name,
      class: `Input Input--${plan.name}`,
      "aria-describedby": `${id}-error`,
      "aria-required": plan.options || plan.isOptional ? null : "true",
      ...plan.attributes,
    },
    ...(plan.options ?? []).map(([value, text]) => h("option", { value }, text)),
  );
  const error = h("p", { class: "Error", id: `${id}-error`, role: "alert" });
  const box = h(
    "div",
    { class: "Box" },
    input,
    plan.options ? h("span", { class: "Icons" }, icon(CHEVRON, 13, 13)) : (plan.icons ?? null),
  );
  const node = h(
    "div",
    { class: `Field Field--${plan.name}${plan.isHalf ? " Field--half" : ""}` },
    label,
    box,
    error,
  );
  const problem = () => {
    const text = input.value.trim();
    return plan.isOptional && text === "" ? null : (plan.problem?.(text) ?? null);
  };
  const show = (/** @type {Problem | null} */ found) => {
    if (error.textContent !== (found?.message ?? "")) error.textContent = found?.message ?? "";
    input.classList.toggle("Input--invalid", Boolean(found));
    label.classList.toggle("Label--invalid", Boolean(found));
    if (found) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
  };
  const fill = (/** @type {string} */ text) => {
    input.value = plan.format ? plan.format(text, false) : text;
    input.classList.toggle("Input--empty", input.value === "");
  };
  const write = (/** @type {string} */ text) => {
    fill(text);
    plan.onInput?.();
  };
  input.addEventListener("input", (/** @type {InputEvent} */ event) => {
    if (plan.format) reformat(input, plan.format, event.inputType?.startsWith("delete") ?? false);
    input.classList.toggle("Input--empty", input.value === "");
    const found = problem();
    const isHard = found !== null && !found.code.startsWith("incomplete");
    if (!found || error.textContent) show(isHard || !found ? found : null);
    else if (isHard) show(found);
    plan.onInput?.();
    touched();
    tellChange();
  });
  input.addEventListener("blur", () => {
    if (input.value.trim() !== "") show(problem());
  });
  fill(plan.value ?? plan.options?.[0]?.[0] ?? "");
  return {
    name: plan.name,
    input,
    node,
    label,
    read: () => input.value.trim(),
    write,
    problem,
    show,
  };
};

/**
 * Reformat and keep the caret beside the same digit.
 * @type {(input: HTMLInputElement, format: (text: string, isDeleting: boolean) => string,
 *   isDeleting: boolean) => void}
 */
const reformat = (input, format, isDeleting) => {
  const caret = input.selectionStart ?? input.value.length;
  const isAtEnd = caret >= input.value.length;
  const before = digitsOf(input.value.slice(0, caret)).length;
  const formatted = format(input.value, isDeleting);
  if (formatted === input.value) return;
  input.value = formatted;
  let place = formatted.length;
  if (!isAtEnd) {
    place = 0;
    for (let seen = 0; place < formatted.length && seen < before; place += 1)
      if (/\d/.test(formatted[place])) seen += 1;
  }
  if (document.activeElement === input) input.setSelectionRange(place, place);
};
