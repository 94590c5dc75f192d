"""The goals: each with its limit, and how it is read from what was measured."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tests.bench.figures import ratio
from tests.bench.results import Figures

LIGHTHOUSE = ("home", "book", "cart", "checkout")
PRIVATE = ("cart", "checkout")
SHOP_PAGES = tuple(f"shop: {name}" for name in LIGHTHOUSE)
STRIPE = "Stripe 150 ms"
SMALL, LARGE = "1,000 titles: ", "100,000 titles: "


class NotMeasured(Exception):
    """A goal's part did not run in this run, or ran for fewer sizes."""


class Measured:
    """The figures of all parts; what is missing is said to be."""

    def __init__(self, parts: Mapping[str, Figures]) -> None:
        self._parts = parts

    def of(self, part: str, name: str, reading: str) -> float:
        """One reading.

        Raises:
            NotMeasured: there is none.
        """
        try:
            return self._parts[part][name][reading]
        except KeyError as error:
            raise NotMeasured(f"{part}: {name}: {reading}") from error

    def names(self, part: str, prefix: str) -> list[str]:
        """What a part has measured under names with this beginning.

        Raises:
            NotMeasured: nothing.
        """
        found = [name for name in self._parts.get(part, {}) if name.startswith(prefix)]
        if not found:
            raise NotMeasured(f"{part}: {prefix}")
        return found


@dataclass(frozen=True)
class Goal:
    """A claim with a limit that a figure must keep."""

    key: str  # of the reason, if it is missed
    claim: str
    limit: float
    measure: Callable[[Measured], float]
    unit: str = ""
    is_least: bool = False  # whether the limit is the least and not the most

    def is_met(self, value: float) -> bool:
        """Whether a figure keeps the limit."""
        return value >= self.limit if self.is_least else value <= self.limit


def _pages(reading: str, *, over: str, suffix: str = "") -> Callable[[Measured], float]:
    """The worse of home and book, as a ratio to the same page (or the blank one) elsewhere."""

    def measure(seen: Measured) -> float:
        bases = {"home": "blank Reflex page", "book": "blank Reflex page"}
        if over == "Flask":
            bases = {"home": "Flask: home", "book": "Flask: book"}
        return max(
            ratio(
                seen.of("pages", f"shop: {page}{suffix}", reading),
                seen.of("pages", f"{base}{suffix}", reading),
            )
            for page, base in bases.items()
        )

    return measure


def _more_requests(seen: Measured) -> float:
    blank = seen.of("pages", "blank Reflex page", "requests")
    return max(seen.of("pages", f"shop: {page}", "requests") for page in ("home", "book")) - blank


def _worst_page(reading: str) -> Callable[[Measured], float]:
    return lambda seen: max(
        seen.of("pages", f"{page}{suffix}", reading)
        for page in SHOP_PAGES
        for suffix in ("", ", phone")
    )


def _lighthouse(reading: str) -> Callable[[Measured], float]:
    return lambda seen: min(seen.of("lighthouse", page, reading) for page in LIGHTHOUSE)


def _seo(seen: Measured) -> float:
    return min(
        seen.of("lighthouse", page, "seo, private" if page in PRIVATE else "seo")
        for page in LIGHTHOUSE
    )


def _lighthouse_most(reading: str) -> Callable[[Measured], float]:
    return lambda seen: max(seen.of("lighthouse", page, reading) for page in LIGHTHOUSE)


def _add_to_cart(seen: Measured) -> float:
    add, bump = (seen.of("events", f"{name}, alone", "p95") for name in ("add to cart", "counter"))
    return ratio(add, bump)


def _events_per_cpu(seen: Measured) -> float:
    shop, bump = (seen.of("events", f"{who}, 16 tabs", "per CPU second") for who in WHO)
    return ratio(shop, bump)


WHO = ("shop", "counter")


def _bystander(seen: Measured) -> float:
    rush, calm = (
        seen.of("rush", f"shop: bystander, {how}", "p99") for how in ("8 pay", "nobody pays")
    )
    return ratio(rush, calm)


def _checkouts(seen: Measured) -> float:
    shop, flask = (seen.of("rush", f"{who}: 32 pay", "per second") for who in ("shop", "Flask"))
    return ratio(shop, flask)


def _ready(reading: str) -> Callable[[Measured], float]:
    return lambda seen: ratio(
        seen.of("till", f"shop, {STRIPE}", reading), seen.of("till", f"Flask, {STRIPE}", reading)
    )


def _kinds(seen: Measured) -> list[str]:
    names = [name.removeprefix(LARGE) for name in seen.names("search", LARGE)]
    return [name for name in names if name != "import"]


def _search_growth(seen: Measured) -> float:
    """How much more all kinds of questions cost together, each asked once."""
    large, small = (
        sum(seen.of("search", f"{size}{kind}", "CPU p50") for kind in _kinds(seen))
        for size in (LARGE, SMALL)
    )
    return ratio(large, small)


def _search_p95(seen: Measured) -> float:
    return max(seen.of("search", f"{LARGE}{kind}", "CPU p95") for kind in _kinds(seen))


GOALS = (
    Goal(
        "weight",
        "Page weight, fonts with and pictures without, home and book / blank Reflex page",
        1.35,
        _pages("kb", over="blank"),
        "x",
    ),
    Goal("requests", "Requests more than the blank Reflex page", 6, _more_requests),
    Goal(
        "lcp",
        "LCP on a phone, home and book / Flask",
        1.5,
        _pages("lcp", over="Flask", suffix=", phone"),
        "x",
    ),
    Goal(
        "interactive",
        "First state, home and book / blank Reflex page",
        1.2,
        _pages("frame", over="blank"),
        "x",
    ),
    Goal(
        "interactive-phone",
        "First state on a phone, home and book / blank Reflex page",
        1.2,
        _pages("frame", over="blank", suffix=", phone"),
        "x",
    ),
    Goal(
        "performance",
        "Lighthouse performance, worst of four pages",
        93,
        _lighthouse("performance"),
        is_least=True,
    ),
    Goal(
        "accessibility",
        "Lighthouse accessibility, worst of four pages",
        100,
        _lighthouse("accessibility"),
        is_least=True,
    ),
    Goal(
        "seo",
        "Lighthouse SEO, worst of four pages (noindex of cart and checkout aside)",
        100,
        _seo,
        is_least=True,
    ),
    Goal(
        "best-practices",
        "Lighthouse best practices, worst of four pages",
        96,
        _lighthouse("best-practices"),
        is_least=True,
    ),
    Goal("cls", "CLS, worst visit of four pages", 0.02, _worst_page("cls")),
    Goal("cls-lighthouse", "CLS, Lighthouse, worst of four pages", 0.02, _lighthouse_most("cls")),
    Goal("tbt", "TBT, Lighthouse, worst of four pages", 100, _lighthouse_most("tbt"), " ms"),
    Goal("add", "Add to cart p95 / counter event p95", 3, _add_to_cart, "x"),
    Goal("events", "Events per CPU second / counter's", 0.35, _events_per_cpu, "x", is_least=True),
    Goal("bystander", "Bystander p99 while 8 pay / while nobody pays", 1.5, _bystander, "x"),
    Goal("checkouts", "Checkouts per second / Flask's", 6, _checkouts, "x", is_least=True),
    Goal("ready", "Click on Checkout to Pay enabled / Flask", 1, _ready("ready from cart"), "x"),
    Goal("ready-cold", "Checkout opened cold to Pay enabled / Flask", 1, _ready("ready cold"), "x"),
    Goal("growth", "Search cost at 100k / at 1k titles", 3, _search_growth, "x"),
    Goal("search", "Search p95 at 100k titles, worst kind", 20, _search_p95, " ms"),
)
