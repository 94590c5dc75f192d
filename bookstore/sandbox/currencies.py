"""Which amounts may be charged: currencies, their minor units, smallest and largest charges.

Source: docs.stripe.com/currencies, as noted 2026-08. USD and GBP minimums are confirmed, the
others recalled; Stripe applies them to the settlement currency after conversion, which the
sandbox does not imitate.
"""

from .errors import invalid_request

_ZERO_DECIMAL = "bif clp djf gnf jpy kmf krw mga pyg rwf ugx vnd vuv xaf xof xpf"
_THREE_DECIMAL = "bhd jod kwd omr tnd"
_CURRENCIES = """
    aed afn all amd ang aoa ars aud awg azn bam bbd bdt bgn bhd bif bmd bnd bob brl bsd bwp
    byn bzd cad cdf chf clp cny cop crc cve czk djf dkk dop dzd egp etb eur fjd fkp gbp gel
    gip gmd gnf gtq gyd hkd hnl htg huf idr ils inr isk jmd jod jpy kes kgs khr kmf krw kwd
    kyd kzt lak lbp lkr lrd lsl mad mdl mga mkd mmk mnt mop mur mvr mwk mxn myr mzn nad ngn
    nio nok npr nzd omr pab pen pgk php pkr pln pyg qar ron rsd rub rwf sar sbd scr sek sgd
    shp sle sos srd std szl thb tjs tnd top try ttd twd tzs uah ugx usd uyu uzs vnd vuv wst
    xaf xcd xof xpf yer zar zmw
    """
ZERO_DECIMAL = frozenset(_ZERO_DECIMAL.split())
THREE_DECIMAL = frozenset(_THREE_DECIMAL.split())
CURRENCIES = frozenset(_CURRENCIES.split())
MINIMUM = {
    "usd": 50,
    "eur": 50,
    "gbp": 30,
    "cad": 50,
    "aud": 50,
    "nzd": 50,
    "chf": 50,
    "sgd": 50,
    "brl": 50,
    "inr": 50,
    "jpy": 50,
    "hkd": 400,
    "mxn": 1000,
    "aed": 200,
    "pln": 200,
    "ron": 200,
    "bgn": 100,
    "dkk": 250,
    "nok": 300,
    "sek": 300,
    "czk": 1500,
    "huf": 17500,
    "myr": 200,
    "thb": 1000,
}
"""Smallest charge in minor units."""

MAXIMUM = 99_999_999


def check_currency(text: str) -> str:
    """The currency in lower case.

    Raises:
        ApiError: Stripe does not know it.
    """
    currency = text.lower()
    if currency not in CURRENCIES:
        raise invalid_request(
            f"Invalid currency: {text[:20]}. Use a three-letter ISO code Stripe supports, "
            "such as usd or eur.",
            param="currency",
        )
    return currency


def check_amount(amount: int, currency: str, *, param: str = "amount") -> int:
    """The amount, when it may be charged.

    Raises:
        ApiError: it is below one, below the minimum or above the maximum.
    """
    if amount < 1:
        raise invalid_request(
            "This value must be greater than or equal to 1.",
            code="parameter_invalid_integer",
            param=param,
        )
    minimum = MINIMUM.get(currency, 1)
    if amount < minimum:
        raise invalid_request(
            f"Amount must be at least {show_amount(minimum, currency)}",
            code="amount_too_small",
            param=param,
        )
    if amount > MAXIMUM:
        raise invalid_request(
            f"Amount must be no more than {show_amount(MAXIMUM, currency)}",
            code="amount_too_large",
            param=param,
        )
    if currency in THREE_DECIMAL and amount % 10:
        raise invalid_request(
            f"Invalid amount: the last digit of an amount in {currency} must be 0.", param=param
        )
    return amount


def show_amount(amount: int, currency: str) -> str:
    """The amount in major units with its currency, for messages only."""
    if currency in ZERO_DECIMAL:
        return f"{amount} {currency}"
    digits = 3 if currency in THREE_DECIMAL else 2
    whole, part = divmod(amount, 10**digits)
    return f"{whole}.{part:0{digits}d} {currency}"
