// Countries, and what their banks and post want to know.

const COUNTRIES = (
  "AC AD AE AF AG AI AL AM AO AQ AR AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO " +
  "BQ BR BS BT BV BW BY BZ CA CD CF CG CH CI CK CL CM CN CO CR CV CW CY CZ DE DJ DK DM DO " +
  "DZ EC EE EG EH ER ES ET FI FJ FK FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT " +
  "GU GW GY HK HN HR HT HU ID IE IL IM IN IO IQ IS IT JE JM JO JP KE KG KH KI KM KN KR KW " +
  "KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MK ML MM MN MO MQ MR MS MT MU " +
  "MV MW MX MY MZ NA NC NE NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT " +
  "PY QA RE RO RS RU RW SA SB SC SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SZ TA TC TD " +
  "TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG US UY UZ VA VC VE VG VN VU WF WS XK YE " +
  "YT ZA ZM ZW"
).split(" ");
const countryNames = new Intl.DisplayNames(["en"], { type: "region", fallback: "code" });
/**
 * Countries whose banks check the postal code of a card.
 * @type {Record<string, {label: string, pattern: RegExp, full: number, placeholder: string}>}
 */
const CARD_POSTAL = {
  US: { label: "ZIP code", pattern: /^\d{5}(-?\d{4})?$/, full: 5, placeholder: "12345" },
  CA: {
    label: "Postal code",
    pattern: /^[a-z]\d[a-z] ?\d[a-z]\d$/i,
    full: 6,
    placeholder: "M5T 1T4",
  },
  GB: {
    label: "Postal code",
    pattern: /^[a-z]{1,2}\d[a-z\d]? ?\d[a-z]{2}$/i,
    full: 5,
    placeholder: "WS11 1DB",
  },
};
const NO_POSTAL = (
  "AC AE AG AN AO AW BF BI BJ BM BO BS BW BZ CD CF CG CI CK CM DJ DM ER FJ GA GD GH GM GN " +
  "GQ GY HK IE JM KE KI KM KN KP LC ML MO MR MS MU MW NR NU PA QA RW SB SC SL SO SR ST SY " +
  "TD TF TG TK TL TO TT TV TZ UG VU YE ZW"
).split(" ");
/**
 * Countries whose addresses need a region, and what they call it.
 * @type {Record<string, string>}
 */
const REGIONS = {
  US: "State",
  CA: "Province",
  AU: "State",
  BR: "State",
  IN: "State",
  MX: "State",
  JP: "Prefecture",
  CN: "Province",
  MY: "State",
  ES: "Province",
  IT: "Province",
  IE: "County",
};

const homeCountry = () => {
  const region = new Intl.Locale(navigator.language || "en-US").maximize().region ?? "US";
  return COUNTRIES.includes(region) ? region : "US";
};
