"""A page paints from its HTML alone, and React takes it over as it stands."""

from __future__ import annotations

import httpx
import pytest
from playwright.sync_api import Request, expect

from tests.browser.conftest import OpenBrowser
from tests.browser.shopper import HAMMING, Shopper
from tests.browser.site import Site, wait_until

PAGES = ("/", f"/books/{HAMMING}", "/cart", "/checkout", "/about")
PAPER = "rgb(251, 248, 241)"
BLOCKING = """() => performance.getEntriesByType('resource')
    .filter((each) => each.renderBlockingStatus === 'blocking').map((each) => each.name)"""
LAID_OUT = "(element) => element.checkVisibility({ contentVisibilityAuto: true })"
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


def test_covers_far_below_are_laid_out_when_they_come_near(shopper: Shopper) -> None:
    shopper.opens("/")
    first, last = (shopper.page.locator(".book-card .cover text").nth(at) for at in (0, -1))

    assert first.evaluate(LAID_OUT)
    assert not last.evaluate(LAID_OUT)
    last.scroll_into_view_if_needed()
    wait_until(lambda: last.evaluate(LAID_OUT), seconds=5)


def test_page_has_its_style_without_script(open_browser: OpenBrowser, site: Site) -> None:
    page = open_browser(java_script_enabled=False).page

    page.goto(site.url)

    expect(page.locator("body")).to_have_css("background-color", PAPER)
