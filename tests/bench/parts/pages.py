"""Page weight, requests, first paint, first state: each page in turn, plain and as on a phone."""

from __future__ import annotations

from tests.bench.figures import medians, worst
from tests.bench.results import Figures
from tests.bench.shop_site import cart_of, price_of
from tests.bench.sites import Sites
from tests.bench.visits import Place, visit
from tests.browser.shopper import HAMMING

NEVER_WORSE = ("cls", "tbt")  # a median would hide the visit in which the page jumped


def measure(sites: Sites) -> Figures:
    """Visit every page the same number of times in turn, so that a slow moment falls on all."""
    sites.shop.open()
    sites.blank.open()
    sites.flask.open()
    places = _places(sites)
    seen: dict[str, list[dict[str, float]]] = {}
    with sites.browser() as browser:
        for is_slow in (False, True):
            for _ in range(sites.few(5, 2)):
                for name, place in places.items():
                    key = f"{name}, phone" if is_slow else name
                    seen.setdefault(key, []).append(visit(browser, place, is_slow=is_slow))
    return {name: _reduce(visits) for name, visits in seen.items()}


def _reduce(visits: list[dict[str, float]]) -> dict[str, float]:
    largest = worst(visits)
    return medians(visits) | {name: largest[name] for name in NEVER_WORSE}


def _places(sites: Sites) -> dict[str, Place]:
    shop, flask = sites.shop.url, sites.flask.url
    book_id, _ = price_of(sites.shop, HAMMING)
    cart = {"cart": cart_of((book_id, 2))}
    return {
        "blank Reflex page": Place(f"{sites.blank.url}/"),
        "shop: home": Place(f"{shop}/"),
        "shop: book": Place(f"{shop}/books/{HAMMING}"),
        "shop: cart": Place(f"{shop}/cart", stored=cart),
        "shop: checkout": Place(f"{shop}/checkout", stored=cart),
        "Flask: home": Place(f"{flask}/", is_live=False),
        "Flask: book": Place(f"{flask}/books/{HAMMING}", is_live=False),
    }
