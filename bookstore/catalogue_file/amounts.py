"""Amounts in a catalogue: what Stripe is willing to charge, in which steps."""

from __future__ import annotations

from dataclasses import dataclass

from bookstore.catalogue_file.section import Section
from bookstore.domain.money import MAX_MINOR, THREE_DECIMAL, Money, format_money

# What Stripe charges at least, in minor units, by settlement currency.
# Source: docs.stripe.com/currencies; usd and gbp confirmed on 2026-11-21, the others recalled.
MINIMUM_MINOR = (
    dict.fromkeys(["usd", "eur", "cad", "aud", "nzd", "chf", "sgd", "brl", "inr", "jpy"], 50)
    | dict.fromkeys(["aed", "pln", "ron", "myr"], 200)
    | {"gbp": 30, "bgn": 100, "dkk": 250, "nok": 300, "sek": 300, "hkd": 400}
    | {"mxn": 1000, "thb": 1000, "czk": 1500, "huf": 17_500}
)


@dataclass(frozen=True, slots=True)
class Prices:
    """How amounts are read: the file's currency, and the locale in which examples are given."""

    locale: str
    currency: str

    def price(self, section: Section, name: str) -> Money:
        """What a shopper pays; Stripe must be willing to charge it alone."""
        least = MINIMUM_MINOR.get(self.currency, 1)
        bounds = f"from {least} to {MAX_MINOR}, which is what Stripe charges in {self.currency}"
        return self._amount(section, name, at_least=least, bounds=bounds)

    def rate(self, section: Section, name: str) -> Money:
        """What is added to a price, so it may be nothing."""
        return self._amount(section, name, at_least=0, bounds=f"from 0 to {MAX_MINOR}")

    def _amount(self, section: Section, name: str, *, at_least: int, bounds: str) -> Money:
        value = section.values.get(name)
        expected = bounds if type(value) is int else f"a whole number of minor units, {self._eg()}"
        minor = section.whole(name, at_least=at_least, at_most=MAX_MINOR, expected=expected)
        step = _step_of(self.currency)
        if minor % step:
            section.wrong(name, f"a multiple of {step}, as Stripe asks for in {self.currency}")
        return Money(minor, self.currency)

    def _eg(self) -> str:
        return f"e.g. 2300 for {format_money(Money(2300, self.currency), self.locale)}"


def _step_of(currency: str) -> int:
    """Stripe takes some currencies in fewer digits than it counts (docs.stripe.com/currencies)."""
    if currency in {"isk", "ugx"}:
        return 100
    return 10 if currency in THREE_DECIMAL else 1
