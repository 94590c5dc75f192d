"""What a first visit loads: bytes and requests, against those of a blank Reflex page."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import Request, Response

from tests.browser.shopper import HAMMING, Shopper
from tests.browser.site import Site

# A blank page of Reflex 0.10.1 as gzip, measured by the same rules on 2026-11-25.
BLANK_BYTES, BLANK_REQUESTS = 163_000, 13
HEAVIEST = 1.35 * BLANK_BYTES
MOST_REQUESTS = BLANK_REQUESTS + 6
COUNTED = {"document", "script", "stylesheet", "font"}  # images are not
STRIPE = "/sandbox/"  # Stripe's own script and frames, which a shop with keys has from Stripe
PAGES = {"home": "/", "book": f"/books/{HAMMING}", "cart": "/cart", "checkout": "/checkout"}

Visit = Callable[[str], list[Request]]


@pytest.fixture
def visit(shopper: Shopper) -> Visit:
    """Opens a page for the first time in this browser; answers what was requested for it."""

    def open_page(path: str) -> list[Request]:
        requests: list[Request] = []
        shopper.page.on("request", lambda request: requests.append(request))
        shopper.opens(path)
        shopper.page.wait_for_load_state("networkidle")
        return requests

    return open_page


def path_of(request: Request) -> str:
    return urlsplit(request.url).path


def own(requests: list[Request]) -> list[Request]:
    """What was asked of the shop, and not of Stripe."""
    return [each for each in requests if not path_of(each).startswith(STRIPE)]


def weight(site: Site, requests: list[Request]) -> dict[str, int]:
    """The bytes of each file as gzip crosses the wire."""
    files = {path_of(each) for each in requests if each.resource_type in COUNTED}
    with httpx.Client(base_url=site.url, headers={"accept-encoding": "gzip"}) as client:
        return {path: packed_size(client, path) for path in sorted(files)}


def packed_size(client: httpx.Client, path: str) -> int:
    with client.stream("GET", path) as answer:
        assert answer.status_code == 200
        return sum(len(part) for part in answer.iter_raw())


@pytest.mark.parametrize("page", PAGES)
def test_page_weighs_little_more_than_a_blank_one(visit: Visit, site: Site, page: str) -> None:
    requests = own(visit(PAGES[page]))

    files = weight(site, requests)
    assert sum(files.values()) <= HEAVIEST, files
    assert len(requests) <= MOST_REQUESTS, [path_of(each) for each in requests]


@pytest.mark.parametrize("page", PAGES)
def test_page_loads_the_parts_of_no_other_page(visit: Visit, site: Site, page: str) -> None:
    scripts = [path_of(each) for each in visit(PAGES[page]) if each.resource_type == "script"]

    route = PAGES[page].strip("/").replace("/", "_._")
    name = f"_{route}_._index-" if route else "_index-"
    of_pages = [path for path in scripts if "_index-" in path]
    assert [path.rpartition("/")[2].startswith(name) for path in of_pages] == [True], of_pages


@pytest.mark.parametrize("page", PAGES)
def test_stripes_code_comes_with_the_checkout_and_not_before(
    visit: Visit, site: Site, page: str
) -> None:
    requests = visit(PAGES[page])

    with httpx.Client(base_url=site.url) as client:
        scripts = [each for each in own(requests) if each.resource_type == "script"]
        packages = [
            path for path in map(path_of, scripts) if "js.stripe.com" in client.get(path).text
        ]
    stripe = [path_of(each) for each in requests if path_of(each) == f"{STRIPE}stripe.js"]
    is_checkout = page == "checkout"
    assert (len(packages), len(stripe)) == ((1, 1) if is_checkout else (0, 0)), packages


@pytest.mark.parametrize("page", PAGES)
def test_browsers_get_the_files_of_a_page_packed_by_brotli(
    shopper: Shopper, site: Site, page: str
) -> None:
    packed: dict[str, str] = {}

    def hear(answer: Response) -> None:
        packed[urlsplit(answer.url).path] = answer.headers.get("content-encoding", "")

    shopper.page.on("response", hear)
    shopper.opens(PAGES[page])

    texts = [path for path in packed if path == PAGES[page] or path.endswith((".js", ".css"))]
    own_texts = [path for path in texts if not path.startswith(STRIPE)]
    assert len(own_texts) > 5
    assert {path: packed[path] for path in own_texts if packed[path] != "br"} == {}


def test_book_of_the_checkout_link_opens_with_the_same_weight(visit: Visit, site: Site) -> None:
    requests = own(visit("/checkout?item=1"))

    assert sum(weight(site, requests).values()) <= HEAVIEST
