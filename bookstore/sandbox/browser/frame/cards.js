// What is known of card numbers, expiry dates and brands.

// Prefixes and lengths as the card networks publish them; the first that fits counts.
/**
 * @type {{brand: string, name: string, prefix: RegExp, lengths: number[], groups: number[], cvc:
 *   number}[]}
 */
const BRANDS = [
  {
    brand: "visa",
    name: "Visa",
    prefix: /^4/,
    lengths: [16],
    groups: [4, 4, 4, 4],
    cvc: 3,
  },
  {
    brand: "mastercard",
    name: "Mastercard",
    prefix: /^(5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/,
    lengths: [16],
    groups: [4, 4, 4, 4],
    cvc: 3,
  },
  {
    brand: "amex",
    name: "Amex",
    prefix: /^3[47]/,
    lengths: [15],
    groups: [4, 6, 5],
    cvc: 4,
  },
  {
    brand: "discover",
    name: "Discover",
    prefix: /^(6011|64[4-9]|65)/,
    lengths: [16],
    groups: [4, 4, 4, 4],
    cvc: 3,
  },
  {
    brand: "diners",
    name: "Diners Club",
    prefix: /^(30[0-5]|309|36|3[89])/,
    lengths: [14, 16],
    groups: [4, 4, 4, 4],
    cvc: 3,
  },
  {
    brand: "jcb",
    name: "JCB",
    prefix: /^35(2[89]|[3-8])/,
    lengths: [16],
    groups: [4, 4, 4, 4],
    cvc: 3,
  },
  {
    brand: "unionpay",
    name: "UnionPay",
    prefix: /^(62|81)/,
    lengths: [16, 17, 18, 19],
    groups: [4, 4, 4, 4, 3],
    cvc: 3,
  },
];
const UNKNOWN_BRAND = {
  brand: "unknown",
  name: "",
  prefix: /^/,
  lengths: [16],
  groups: [4, 4, 4, 4],
  cvc: 4,
};

/** @type {(text: string) => string} Digits of any script that a keyboard may give, as 0 to 9. */
const digitsOf = (text) =>
  text
    .normalize("NFKC")
    .replace(/[\u0660-\u0669\u06f0-\u06f9]/g, (digit) => String(digit.charCodeAt(0) & 15))
    .replace(/\D/g, "");

/** @type {(digits: string) => typeof UNKNOWN_BRAND} */
const brandOf = (digits) => BRANDS.find(({ prefix }) => prefix.test(digits)) ?? UNKNOWN_BRAND;

/** @type {(digits: string) => boolean} */
const passesLuhn = (digits) => {
  let sum = 0;
  [...digits].reverse().forEach((digit, place) => {
    const doubled = Number(digit) * (place % 2 ? 2 : 1);
    sum += doubled > 9 ? doubled - 9 : doubled;
  });
  return sum % 10 === 0;
};

/** @type {(text: string) => string} */
const formatNumber = (text) => {
  const { groups, lengths } = brandOf(digitsOf(text));
  const digits = digitsOf(text).slice(0, Math.max(...lengths));
  const parts = [];
  let start = 0;
  for (const size of digits.length === 14 && lengths.includes(14) ? [4, 6, 4] : groups) {
    if (start < digits.length) parts.push(digits.slice(start, start + size));
    start += size;
  }
  return parts.join(" ");
};

/** @type {(text: string) => Problem | null} */
const numberProblem = (text) => {
  const digits = digitsOf(text);
  const { lengths } = brandOf(digits);
  if (lengths.includes(digits.length) && passesLuhn(digits) && brandOf(digits) !== UNKNOWN_BRAND)
    return null;
  return digits.length < Math.max(...lengths)
    ? { code: "incomplete_number", message: "Your card number is incomplete." }
    : { code: "invalid_number", message: "Your card number is invalid." };
};

/**
 * Month and year as typed, pasted or filled in by the browser.
 * @type {(text: string) => [string, string]}
 */
const monthAndYear = (text) => {
  const plain = text.normalize("NFKC");
  const yearFirst = /^\s*(\d{4})\s*[-/.]\s*(\d{1,2})\s*$/.exec(plain);
  if (yearFirst) return [yearFirst[2].padStart(2, "0"), yearFirst[1].slice(2)];
  const digits = digitsOf(plain);
  const written = /^\s*(\d{1,2})\s*[^\d\s]/.exec(plain);
  let month = written ? written[1].padStart(2, "0") : digits.slice(0, 2);
  let year = written ? digits.slice(written[1].length) : digits.slice(2);
  if (!written && Number(digits[0]) > 1) [month, year] = [`0${digits[0]}`, digits.slice(1)];
  else if (!written && Number(month) > 12) [month, year] = [`0${digits[0]}`, digits.slice(1)];
  if (year.startsWith("20") && year.length > 2) year = year.length >= 4 ? year.slice(2, 4) : year;
  else year = year.slice(0, 2);
  return [month, year];
};

/** @type {(text: string, isDeleting: boolean) => string} */
const formatExpiry = (text, isDeleting) => {
  const [month, year] = monthAndYear(text);
  if (isDeleting && !year) return digitsOf(text).slice(0, 2);
  return month.length === 2 ? `${month} / ${year}` : month;
};

/** @type {(text: string) => Problem | null} */
const expiryProblem = (text) => {
  const [month, year] = monthAndYear(text);
  if (month.length < 2 || year.length !== 2)
    return {
      code: "incomplete_expiry",
      message: "Your card's expiration date is incomplete.",
    };
  if (Number(month) < 1 || Number(month) > 12)
    return {
      code: "invalid_expiry_month",
      message: "Your card's expiration date is invalid.",
    };
  const now = new Date();
  const ahead = 2000 + Number(year) - now.getFullYear();
  if (ahead < 0)
    return {
      code: "invalid_expiry_year_past",
      message: "Your card's expiration year is in the past.",
    };
  if (ahead === 0 && Number(month) < now.getMonth() + 1)
    return {
      code: "invalid_expiry_month_past",
      message: "Your card's expiration date is in the past.",
    };
  return ahead > 50
    ? { code: "invalid_expiry_year", message: "Your card's expiration year is invalid." }
    : null;
};
