"""The design in a browser: schemes, motion, widths, type, and what stands without scripts."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from babel.dates import format_date
from playwright.sync_api import Page, expect

from bookstore.components.theme import DARK, LIGHT
from tests.browser.conftest import OpenBrowser
from tests.browser.shopper import HAMMING, PERSIA, Shopper
from tests.browser.site import Site

MOST_SHIFT = 0.02
PAPER = {"light": "rgb(251, 248, 241)", "dark": "rgb(19, 18, 15)"}
FIELD = {"light": "rgb(255, 254, 250)", "dark": "rgb(25, 23, 19)"}
SHIFT = """() => new Promise((done) => new PerformanceObserver((list) => done(
    list.getEntries().reduce((sum, entry) => sum + (entry.hadRecentInput ? 0 : entry.value), 0)
)).observe({type: 'layout-shift', buffered: true}) ?? setTimeout(() => done(0), 500))"""
# What only ends after its time, at once, does not move.
MOVING = """() => [...document.querySelectorAll('*')].filter((element) => {
    const rules = getComputedStyle(element);
    const ends = ['step-end', 'steps(1)'].includes(rules.animationTimingFunction);
    const times = [rules.transitionDuration, ends ? '0' : rules.animationDuration];
    return rules.animationName !== 'undo-still' && times.some((time) => parseFloat(time) > 0);
}).map((element) => element.className)"""


def background(page: Page) -> str:
    return page.evaluate("getComputedStyle(document.body).backgroundColor")


# ---------------------------------------------------------------- Without scripts


@pytest.fixture
def reader(open_browser: OpenBrowser) -> Shopper:
    """Somebody whose browser runs no scripts."""
    return open_browser(java_script_enabled=False)


def test_catalogue_is_read_without_scripts(reader: Shopper, site: Site) -> None:
    page = reader.page
    page.goto(site.url)

    cards = page.locator(".book-card")
    expect(cards).to_have_count(19)
    expect(cards.first.get_by_role("link", name="The Art of Doing Science")).to_be_visible()
    expect(cards.first).to_contain_text("$23.00")
    expect(page.locator("noscript p")).to_be_visible()
    expect(page.locator("noscript p")).to_contain_text("can be read without JavaScript")

    cards.first.get_by_role("link", name="The Art of Doing Science").click()

    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("The Art of Doing"))
    for words in ("Richard W. Hamming", "thirty years at Bell Labs", "$23.00", "9781732265172"):
        expect(page.get_by_text(words).filter(visible=True).first).to_be_visible()
    assert background(page) == PAPER["light"]


@pytest.mark.parametrize("path", ["/cart", "/checkout"])
def test_cart_and_checkout_say_that_they_need_scripts(
    reader: Shopper, site: Site, path: str
) -> None:
    reader.page.goto(site.url + path)

    said = reader.page.locator("main noscript p")
    expect(said).to_be_visible()
    expect(said).to_contain_text(f"The {path.strip('/')} needs JavaScript")
    expect(reader.page.get_by_role("button").filter(visible=True)).to_have_count(0)


@pytest.mark.parametrize("path", ["/success?order=some", "/cancel", "/checkout/return"])
def test_page_of_one_order_says_that_it_needs_scripts_and_not_that_it_is_looking(
    reader: Shopper, site: Site, path: str
) -> None:
    reader.page.goto(site.url + path)

    expect(reader.page.get_by_role("heading", level=1)).to_be_visible()
    expect(reader.page.locator("main noscript p")).to_contain_text("needs JavaScript")
    for words in ("Looking up", "We are asking"):
        expect(reader.page.get_by_text(words)).to_be_hidden()


def test_nothing_at_an_address_is_told_without_scripts_with_a_way_on(
    reader: Shopper, site: Site
) -> None:
    reader.page.goto(site.url + "/nowhere")

    edge = reader.page.get_by_role("heading", level=1).bounding_box()
    assert edge is not None
    assert edge["x"] >= 20
    reader.page.get_by_role("link", name="See all books").click()
    expect(reader.page.locator(".book-card")).to_have_count(19)
    reader.errors.clear()  # the browser calls a 404 an error


# ---------------------------------------------------------------- Schemes and motion


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_page_and_payment_frame_follow_the_scheme_of_the_system(
    open_browser: OpenBrowser, scheme: str
) -> None:
    shopper = open_browser(color_scheme=scheme)
    shopper.opens("/checkout?item=1")
    number = shopper.frame.get_by_role("textbox", name="Card number")

    expect(shopper.page.locator("body")).to_have_css("background-color", PAPER[scheme])
    expect(number).to_have_css("background-color", FIELD[scheme])


def test_scheme_that_changes_at_dusk_takes_the_payment_frame_with_it(shopper: Shopper) -> None:
    shopper.opens("/checkout?item=1")
    shopper.fills_card()
    number = shopper.frame.get_by_role("textbox", name="Card number")
    expect(number).to_have_css("background-color", FIELD["light"])

    shopper.page.emulate_media(color_scheme="dark")

    expect(number).to_have_css("background-color", FIELD["dark"])
    expect(number).to_have_value(re.compile("4242"))  # the form was not made anew


def test_head_names_both_schemes_and_the_language(shopper: Shopper) -> None:
    shopper.opens("/")
    page = shopper.page

    assert page.evaluate("document.documentElement.lang") == "en"
    expect(page.locator('meta[name="color-scheme"]')).to_have_attribute("content", "light dark")
    for scheme, paper in (("light", LIGHT.paper), ("dark", DARK.paper)):
        colour = page.locator(f'meta[name="theme-color"][media="(prefers-color-scheme: {scheme})"]')
        expect(colour).to_have_attribute("content", paper)


def test_nothing_moves_for_those_who_asked_for_less_motion(open_browser: OpenBrowser) -> None:
    calm, lively = open_browser(reduced_motion="reduce"), open_browser()
    for shopper in (calm, lively):
        shopper.opens("/")
        shopper.adds(HAMMING)

    assert calm.page.evaluate(MOVING) == []
    assert lively.page.evaluate(MOVING) != []


# ---------------------------------------------------------------- Widths, type, shift


def test_news_of_a_full_cart_fits_a_phone(open_browser: OpenBrowser) -> None:
    shopper = open_browser(viewport={"width": 320, "height": 640})
    shopper.opens("/")
    shopper.adds(HAMMING)

    for news in shopper.page.get_by_role("status").locator(":scope > *").all():
        box = news.bounding_box()
        if box and box["width"]:
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= 320


def test_total_is_in_sight_at_every_step_on_a_phone(open_browser: OpenBrowser) -> None:
    shopper = open_browser(viewport={"width": 360, "height": 640})
    total = shopper.fills_cart(HAMMING, PERSIA)
    shopper.goes_to_checkout()

    for field in ("Email", "Address", "City"):
        shopper.field(field).focus()
        bar = shopper.page.locator(".total-bar")
        expect(bar).to_be_in_viewport(ratio=1)
        expect(bar).to_contain_text(total)
        covered = bar.bounding_box()
        box = shopper.field(field).bounding_box()
        assert covered
        assert box
        assert box["y"] >= covered["y"] + covered["height"]


@pytest.mark.parametrize("path", ["/", f"/books/{HAMMING}"])
def test_type_is_ours_is_fetched_once_and_moves_nothing(shopper: Shopper, path: str) -> None:
    fetched: list[str] = []
    shopper.page.on("request", lambda request: fetched.append(request.url))

    shopper.opens(path)
    page = shopper.page
    page.evaluate("document.fonts.ready")

    assert page.evaluate("document.fonts.check('1em Newsreader')")
    fonts = [url.rpartition("/")[2] for url in fetched if "/fonts/" in url]
    assert sorted(fonts) == ["newsreader-italic.woff2", "newsreader.woff2"]
    assert page.evaluate(SHIFT) <= MOST_SHIFT
    assert page.evaluate("document.fonts.load('1em Newsreader', 'č').then((faces) => faces.length)")


# ---------------------------------------------------------------- The owner's pages


def test_footer_leads_to_each_policy(shopper: Shopper) -> None:
    shopper.opens("/")
    footer = shopper.page.get_by_role("contentinfo")

    for name, heading in (
        ("About", "A small house"),
        ("Delivery", "Delivery"),
        ("Returns", "Returns and refunds"),
        ("Privacy", "Privacy"),
        ("Contact", "Contact"),
    ):
        footer.get_by_role("link", name=name, exact=True).click()
        found = shopper.page.get_by_role("heading", name=heading).last
        expect(found).to_be_in_viewport()


def test_checkout_shows_the_policies_without_losing_what_was_typed(shopper: Shopper) -> None:
    shopper.opens("/checkout?item=1")
    shopper.field("Email").fill(shopper.email)

    with shopper.context.expect_page() as opened:
        shopper.page.get_by_role("link", name="Delivery, returns, privacy").click()

    expect(opened.value.get_by_role("heading", name="Returns and refunds")).to_be_visible()
    expect(shopper.field("Email")).to_have_value(shopper.email)


# ---------------------------------------------------------------- On paper, and in pieces


def test_printed_order_is_an_invoice_and_nothing_else(shopper: Shopper) -> None:
    shopper.opens("/checkout?item=1")
    shopper.pays()
    shopper.expects_order()
    page = shopper.page

    expect(page.get_by_text("Invoice from")).to_be_hidden()

    page.emulate_media(media="print", color_scheme="dark")

    for role in ("navigation", "contentinfo", "button"):
        expect(page.get_by_role(role)).to_have_count(0)
    expect(page.get_by_text("Sandbox: no money moves")).to_be_hidden()
    expect(page.get_by_role("banner")).to_have_text("Quire & Quoin", use_inner_text=True)
    today = format_date(datetime.now(UTC), format="long", locale="en_US")
    for words in (
        "The Art of Doing",
        today,
        "$28.00",
        "include tax",
        "Ada Reader",
        "1 Main Street",
        "United States",
        "Visa ending 4242",
        "Invoice from",
        "12 Compositor's Row",
        "pi_",
    ):
        expect(page.get_by_text(words).filter(visible=True).first).to_be_visible()
    assert background(page) == "rgb(255, 255, 255)"


def test_page_that_breaks_says_so_in_our_own_words(shopper: Shopper) -> None:
    shopper.page.add_init_script("""
        const create = document.createElement.bind(document);
        Document.prototype.createElement = function (name, ...rest) {
            if (window.breaks && name === 'article') throw new Error('broken on purpose');
            return create(name, ...rest);
        };
    """)
    shopper.opens("/")
    shopper.page.evaluate("window.breaks = true")

    shopper.card(HAMMING).get_by_role("heading").get_by_role("link").click()

    expect(shopper.alert).to_contain_text("This page has come apart")
    expect(shopper.page.get_by_text("Reflex")).to_have_count(0)
    assert shopper.errors
    shopper.errors.clear()
    shopper.page.get_by_role("link", name="See all books").click()
    expect(shopper.card(HAMMING)).to_be_visible()
