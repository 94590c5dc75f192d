"""A page paints from its HTML alone, and React takes it over as it stands."""

from __future__ import annotations

import re

import httpx
import pytest
from playwright.sync_api import Request, ViewportSize, expect

from tests.browser.conftest import OpenBrowser
from tests.browser.shopper import HAMMING, Shopper
from tests.browser.site import Site, wait_until

PAGES = ("/", f"/books/{HAMMING}", "/cart", "/checkout", "/about")
SIZES: dict[str, ViewportSize] = {
    "phone": {"width": 390, "height": 844},
    "desk": {"width": 1350, "height": 940},
}
PAPER = "rgb(251, 248, 241)"
BLOCKING = """() => performance.getEntriesByType('resource')
    .filter((each) => each.renderBlockingStatus === 'blocking').map((each) => each.name)"""
LAID_OUT = "(element) => element.checkVisibility({ contentVisibilityAuto: true })"
TYPE = """() => [...document.fonts]
    .filter((face) => face.family === 'Newsreader' && face.status === 'loaded')
    .map((face) => face.style).filter((name, at, all) => all.indexOf(name) === at).sort()"""
FOR_WIDE = re.compile(
    r"<link media=.\(min-device-width[^>]*>"
    r"|@media \(min-device-width: 48rem\)\{@font-face\{[^}]*\}\}"
)
COLOUR = "() => getComputedStyle(document.body).backgroundColor"


@pytest.mark.parametrize("path", PAGES)
def test_no_other_file_holds_up_the_first_paint(shopper: Shopper, path: str) -> None:
    requests: list[Request] = []
    shopper.page.on("request", lambda request: requests.append(request))

    shopper.opens(path)
    shopper.page.wait_for_load_state("networkidle")

    assert shopper.page.evaluate(BLOCKING) == []
    assert [each.url for each in requests if each.resource_type == "stylesheet"] == []
    assert shopper.page.evaluate(COLOUR) == PAPER


@pytest.mark.parametrize("path", [*PAGES, "/books/nothing-like-it", "/404.html"])
def test_html_as_it_is_served_has_its_style(client: httpx.Client, path: str) -> None:
    head = client.get(path).text.partition("</head>")[0]

    assert "--paper:#fbf8f1" in head
    assert head.count("<style>") == 1


@pytest.mark.parametrize("path", PAGES)
def test_html_leaves_the_line_to_itself_on_a_phone(client: httpx.Client, path: str) -> None:
    head, _, body = client.get(path).text.partition("</head>")

    narrow = FOR_WIDE.sub("", head)
    assert "modulepreload" not in narrow
    assert "/fonts/newsreader" not in narrow
    assert body.index("modulepreload") > body.index("</footer>")
    assert body.index("@font-face") > body.index("</footer>")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("path", PAGES)
def test_nothing_is_fetched_twice(open_browser: OpenBrowser, path: str, size: str) -> None:
    shopper = open_browser(viewport=SIZES[size])
    said: list[str] = []
    requests: list[str] = []
    shopper.page.on("console", lambda message: said.append(f"{message.type}: {message.text}"))
    shopper.page.on("request", lambda request: requests.append(request.url))

    shopper.opens(path)
    shopper.page.wait_for_load_state("networkidle")
    shopper.page.evaluate("document.fonts.ready")

    files = [url for url in requests if "/assets/" in url or "/fonts/" in url]
    assert len(files) == len(set(files)) > 8
    assert sum("/fonts/newsreader" in url for url in files) >= 2
    assert shopper.page.evaluate(TYPE) == ["italic", "normal"]
    # React says so when a page is not what it would have drawn.
    assert [line for line in said if line.startswith(("error", "warning"))] == []


def test_style_stays_when_the_shopper_walks_on(shopper: Shopper) -> None:
    said: list[str] = []
    shopper.page.on("console", lambda message: said.append(f"{message.type}: {message.text}"))
    shopper.opens("/")

    for name in ("Cart", "About", "Books"):
        shopper.page.get_by_role("navigation", name="Main").get_by_role("link", name=name).click()
        assert shopper.page.evaluate(COLOUR) == PAPER
    expect(shopper.page.get_by_role("heading", name="All books")).to_be_visible()

    # React says so when a page is not what it would have drawn, and then draws it all anew.
    assert [line for line in said if line.startswith(("error", "warning"))] == []
    assert shopper.page.locator("head > style:not([data-emotion])").count() == 1
    assert shopper.page.locator("link[rel=stylesheet][disabled]").count() == 1


@pytest.mark.parametrize("what", ["h3", ".cover text", "button"])
def test_cards_far_below_are_laid_out_when_they_come_near(shopper: Shopper, what: str) -> None:
    shopper.opens("/")
    first, last = (shopper.page.locator(f".book-card {what}").nth(at) for at in (0, -1))

    assert first.evaluate(LAID_OUT)
    assert not last.evaluate(LAID_OUT)
    last.scroll_into_view_if_needed()
    wait_until(lambda: last.evaluate(LAID_OUT), seconds=5)


def test_cover_is_seen_once_the_words_that_it_stands_beside_have_come(shopper: Shopper) -> None:
    shopper.page.set_viewport_size({"width": 1350, "height": 940})
    shopper.opens(f"/books/{HAMMING}")
    cover = shopper.page.locator(".plate > .volume")

    expect(cover).to_have_css("visibility", "visible")
    # As while the HTML is on its way: alone, it stands where the words will.
    shopper.page.evaluate("document.querySelector('.plate > .volume + *').remove()")
    expect(cover).to_have_css("visibility", "hidden")


def test_page_has_its_style_without_script(open_browser: OpenBrowser, site: Site) -> None:
    page = open_browser(java_script_enabled=False).page

    page.goto(site.url)

    expect(page.locator("body")).to_have_css("background-color", PAPER)
