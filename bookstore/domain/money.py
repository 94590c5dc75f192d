"""Money as whole minor units of one currency, and its text for a reader.

Sources, read 2026-11-21: docs.stripe.com/currencies for the currencies without and
with three decimals; ISO 4217 for the codes (through babel).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache

from babel import Locale
from babel.numbers import format_currency, list_currencies

from bookstore.domain.errors import InvalidMoney

ZERO_DECIMAL = frozenset(
    [
        "bif",
        "clp",
        "djf",
        "gnf",
        "jpy",
        "kmf",
        "krw",
        "mga",
        "pyg",
        "rwf",
        "vnd",
        "vuv",
        "xaf",
        "xof",
        "xpf",
    ]  # Stripe's list
)
THREE_DECIMAL = frozenset(["bhd", "jod", "kwd", "omr", "tnd"])
_CHARGED = """
    aed afn all amd ang aoa ars aud awg azn bam bbd bdt bgn bhd bif bmd bnd bob brl bsd bwp
    byn bzd cad cdf chf clp cny cop crc cve czk djf dkk dop dzd egp etb eur fjd fkp gbp gel
    gip gmd gnf gtq gyd hkd hnl htg huf idr ils inr isk jmd jod jpy kes kgs khr kmf krw kwd
    kyd kzt lak lbp lkr lrd lsl mad mdl mga mkd mmk mnt mop mur mvr mwk mxn myr mzn nad ngn
    nio nok npr nzd omr pab pen pgk php pkr pln pyg qar ron rsd rub rwf sar sbd scr sek sgd
    shp sle sos srd std szl thb tjs tnd top try ttd twd tzs uah ugx usd uyu uzs vnd vuv wst
    xaf xcd xof xpf yer zar zmw
    """
CHARGED = frozenset(_CHARGED.split())  # Stripe's presentment currencies, as of 2026-08
MAX_MINOR = 99_999_999  # Stripe: an amount has at most eight digits


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in minor units (cents for usd) of a lower-case ISO 4217 currency."""

    minor: int
    currency: str

    def __post_init__(self) -> None:
        """Refuse anything but a whole number and a currency that exists."""
        if type(self.minor) is not int:
            raise InvalidMoney(
                f"Cannot hold {self.minor!r}: money is a whole number of minor units."
            )
        if not is_currency(self.currency):
            raise InvalidMoney(
                f"Unknown currency {self.currency!r}: use a lower-case ISO 4217 code."
            )

    def __add__(self, other: Money) -> Money:
        """Add two amounts of one currency."""
        return Money(self.minor + self._same_currency(other).minor, self.currency)

    def __sub__(self, other: Money) -> Money:
        """Subtract an amount of the same currency; the result may be negative."""
        return Money(self.minor - self._same_currency(other).minor, self.currency)

    def __mul__(self, count: int) -> Money:
        """Multiply by a whole number of copies."""
        if type(count) is not int:
            raise InvalidMoney(f"Cannot take {count!r} times an amount: use a whole number.")
        return Money(self.minor * count, self.currency)

    def __lt__(self, other: Money) -> bool:
        """Compare with an amount of the same currency."""
        return self.minor < self._same_currency(other).minor

    def __le__(self, other: Money) -> bool:
        """Compare with an amount of the same currency."""
        return self.minor <= self._same_currency(other).minor

    def _same_currency(self, other: Money) -> Money:
        if other.currency != self.currency:
            raise InvalidMoney(f"Cannot mix {self.currency!r} and {other.currency!r}.")
        return other


@cache
def _currencies() -> frozenset[str]:
    return frozenset(code.lower() for code in list_currencies())


def is_currency(code: object) -> bool:
    """Say whether the code is a lower-case ISO 4217 currency."""
    return isinstance(code, str) and code in _currencies()


def decimals_of(currency: str) -> int:
    """How many decimals Stripe counts in an amount of this currency: 0, 2 or 3."""
    if currency in ZERO_DECIMAL:
        return 0
    return 3 if currency in THREE_DECIMAL else 2


def in_major_units(money: Money) -> Decimal:
    """The amount in major units (23.00 for 2300 usd), exactly."""
    return Decimal(money.minor).scaleb(-decimals_of(money.currency))


@lru_cache(maxsize=4096)  # prices and sums are few, and each is shown over and over
def format_money(money: Money, locale: str) -> str:
    """The amount as a reader of this locale writes it ("$23.00" for 2300 usd in en_US)."""
    # ISO gives huf and isk no decimals, Stripe counts two: show what Stripe counts.
    return format_currency(
        in_major_units(money),
        money.currency.upper(),
        locale=Locale.parse(locale),
        currency_digits=decimals_of(money.currency) != 2,
    )
