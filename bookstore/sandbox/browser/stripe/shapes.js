// Checks of what callers pass.

/** @typedef {string | readonly unknown[] | Check | {[name: string]: Shape}} Shape */
/** @typedef {(value: any, where: string, path: string) => void} Check */

/** @type {(value: any, where: string, path: string, expected: string) => never} */
const wrongValue = (value, where, path, expected) =>
  refuse(`Invalid value for ${where}: ${path} should be ${expected}. You passed: ${show(value)}.`);

/** @type {(value: any) => value is Bag} */
const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** @type {(value: any, shape: Shape, where: string, path?: string) => void} */
const check = (value, shape, where, path = "options") => {
  if (value === undefined) return;
  if (typeof shape === "function") return shape(value, where, path);
  if (Array.isArray(shape)) {
    if (!shape.includes(value))
      wrongValue(value, where, path, `one of ${shape.map(show).join(", ")}`);
    return;
  }
  if (typeof shape === "string") {
    const matches =
      shape === "array"
        ? Array.isArray(value)
        : shape === "object"
          ? isObject(value)
          : typeof value === shape;
    if (!matches) wrongValue(value, where, path, `a value of type ${shape}`);
    return;
  }
  if (!isObject(value)) wrongValue(value, where, path, "an object");
  const shapes = /** @type {{[name: string]: Shape}} */ (shape);
  for (const [name, item] of Object.entries(value)) {
    const inner = path === "options" ? name : `${path}.${name}`;
    if (name in shapes) check(item, shapes[name], where, inner);
    else if (item !== undefined) {
      console.warn(
        `Unrecognized parameter for ${where}: ${inner} is not known and is ignored. ` +
          "It may break your integration later.",
      );
    }
  }
};

/** @type {(...shapes: Shape[]) => Check} */
const either =
  (...shapes) =>
  (value, where, path) => {
    const problems = [];
    for (const shape of shapes) {
      try {
        return check(value, shape, where, path);
      } catch (problem) {
        problems.push(problem);
      }
    }
    throw problems.at(-1);
  };

/** @type {Check} */
const wholePositive = (value, where, path) => {
  if (!Number.isInteger(value) || value <= 0)
    wrongValue(value, where, path, "a whole number of minor units above zero");
};

/** @type {Check} */
const wholeFromZero = (value, where, path) => {
  if (!Number.isInteger(value) || value < 0)
    wrongValue(value, where, path, "a whole number of minor units, zero or more");
};

const CURRENCIES = new Set(
  typeof Intl.supportedValuesOf === "function"
    ? Intl.supportedValuesOf("currency").map((code) => code.toLowerCase())
    : [],
);

/** @type {Check} */
const currencyCode = (value, where, path) => {
  if (
    typeof value !== "string" ||
    !/^[a-z]{3}$/.test(value) ||
    (CURRENCIES.size && !CURRENCIES.has(value))
  ) {
    wrongValue(value, where, path, "a three-letter ISO currency code in lower case");
  }
};
