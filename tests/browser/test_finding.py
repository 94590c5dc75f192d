"""Finding a book as one types, by subject and in an order; the address tells it all."""

from __future__ import annotations

import re

import httpx
import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.conftest import OpenBrowser
from tests.browser.keyboard import tabs_to
from tests.browser.more_titles import TITLES, more_titles
from tests.browser.shopper import HAMMING, Shopper
from tests.browser.site import Site

MACHINE, PERSIA, BRAND = "The Dream Machine", "The Making of Prince of Persia", "Maintenance"


def field(page: Page) -> Locator:
    """Where one types what one looks for."""
    return page.get_by_role("search").get_by_role("searchbox", name="Find a book")


def subject(page: Page, name: str) -> Locator:
    """One of the subjects to choose from."""
    return page.get_by_role("navigation", name="Subjects").get_by_role("link", name=name)


def order(page: Page) -> Locator:
    """In which order the books stand."""
    return page.get_by_role("combobox", name="Sort by")


def titles(page: Page) -> Locator:
    """The titles in sight, on the shelf or among what was found."""
    return page.locator(".book-card h2:visible, .book-card h3:visible")


def asks(page: Page, query: str) -> None:
    """Wait until the address asks for this, and nothing else."""
    expect(page).to_have_url(re.compile(r"^[^?#]+/" + re.escape(query) + "(#found)?$"))


@pytest.mark.parametrize(
    ("typed", "title", "said"),
    [
        ("dream mach", MACHINE, "1 book found for “dream mach”."),
        ("Müntenance", BRAND, "found for “maintenance”. No book has “Müntenance”"),
        ("pershia", PERSIA, "1 book found for “persia”. No book has “pershia”"),
        ("mechner", PERSIA, "1 book found for “mechner”."),
        ("héroes of efficiency", "The Origins of Efficiency", "1 book has “of efficiency”."),
    ],
)
def test_typing_finds_titles_whatever_is_mistyped_and_says_how_many(
    shopper: Shopper, typed: str, title: str, said: str
) -> None:
    shopper.opens("/")

    field(shopper.page).press_sequentially(typed)

    shopper.hears(said)
    expect(titles(shopper.page).first).to_contain_text(title)
    expect(field(shopper.page)).to_have_value(typed)
    expect(field(shopper.page)).to_be_focused()


def test_what_was_typed_is_in_the_address_and_comes_back(
    shopper: Shopper, open_browser: OpenBrowser
) -> None:
    shopper.opens("/")
    field(shopper.page).fill("persia")
    asks(shopper.page, "?q=persia")

    shopper.reloads()
    shopper.hears("1 book found")
    expect(field(shopper.page)).to_have_value("persia")
    titles(shopper.page).first.get_by_role("link").click()
    expect(shopper.page.get_by_role("heading", level=1, name=PERSIA)).to_be_visible()
    shopper.page.go_back()
    expect(field(shopper.page)).to_have_value("persia")
    expect(titles(shopper.page)).to_have_count(1)

    friend = open_browser()
    friend.opens("/?q=persia")
    friend.hears("1 book found for “persia”.")
    expect(field(friend.page)).to_have_value("persia")


def test_subjects_and_orders_are_steps_that_back_undoes(shopper: Shopper) -> None:
    shopper.opens("/")
    page = shopper.page

    subject(page, "Computing").click()
    shopper.hears("5 books in Computing.")
    expect(subject(page, "Computing")).to_have_attribute("aria-current", "true")
    order(page).select_option("Price, lowest first")
    asks(page, "?subject=computing&sort=price")
    prices = page.locator(".found .price")
    expect(prices.first).to_have_text("$24.00")
    shown = [float(text.removeprefix("$")) for text in prices.all_inner_texts()]
    assert shown == sorted(shown)
    field(page).fill("dream")
    shopper.hears("1 book found for “dream” in Computing.")
    asks(page, "?subject=computing&sort=price&q=dream")

    page.go_back()
    asks(page, "?subject=computing")
    expect(order(page)).to_have_value("")
    expect(field(page)).to_have_value("")
    page.go_back()
    asks(page, "")
    expect(titles(page)).to_have_count(19)
    expect(subject(page, "All")).to_have_attribute("aria-current", "true")


def test_newest_come_first_by_the_day_where_it_is_known(shopper: Shopper) -> None:
    shopper.opens("/?sort=newest")

    expect(titles(shopper.page).first).to_contain_text(BRAND)  # of 2026
    shown = titles(shopper.page).all_inner_texts()
    assert shown.index("Boom") < shown.index("Scaling People")


def test_nothing_found_leads_on(shopper: Shopper) -> None:
    shopper.opens("/?q=xyzzy")
    page = shopper.page

    shopper.hears("No books found for “xyzzy”. Try another word")
    expect(titles(page)).to_have_count(0)
    page.get_by_role("link", name="Show all books").click()
    expect(titles(page)).to_have_count(19)
    expect(field(page)).to_have_value("")


def test_what_another_subject_has_is_offered(shopper: Shopper) -> None:
    shopper.opens("/?q=persia&subject=economics")

    shopper.hears("No books found for “persia” in Economics.")
    shopper.page.get_by_role("link", name="1 book in all subjects").click()
    shopper.hears("1 book found for “persia”.")


def test_emptied_field_brings_the_shelf_back(shopper: Shopper) -> None:
    shopper.opens("/?q=persia")
    expect(titles(shopper.page)).to_have_count(1)

    field(shopper.page).fill("")

    expect(titles(shopper.page)).to_have_count(19)
    asks(shopper.page, "")


def test_answers_to_earlier_letters_never_stand_at_the_end(shopper: Shopper) -> None:
    shopper.opens("/")
    words = ["boom", "the", "dream", "xyzzy", "maint", "persia"]

    for word in words:  # each as fast as the browser takes it, some while others are looked up
        field(shopper.page).fill(word)
        shopper.page.evaluate("new Promise(requestAnimationFrame)")

    shopper.hears("1 book found for “persia”.")
    expect(titles(shopper.page)).to_have_count(1)
    expect(field(shopper.page)).to_have_value("persia")


def test_letters_typed_before_the_page_is_alive_are_looked_up_too(shopper: Shopper) -> None:
    page = shopper.page
    held: list[Route] = []
    page.route("**/assets/*.js", lambda route: held.append(route))
    page.goto(shopper.site.url + "/", wait_until="commit")
    field(page).fill("pers")  # no script has come yet
    assert held
    page.route("**/assets/*.js", lambda route: route.continue_())  # the later one goes first
    for route in held:
        route.continue_()

    shopper.hears("1 book found for “pers”.")
    expect(field(page)).to_have_value("pers")


def test_found_book_is_bought_from_where_it_was_found(shopper: Shopper) -> None:
    shopper.opens("/?q=doing+science")

    shopper.adds(HAMMING)

    shopper.expects_count(1)
    asks(shopper.page, "?q=doing+science")


def test_enter_looks_up_at_once_and_leads_nowhere_else(shopper: Shopper) -> None:
    shopper.opens("/")

    field(shopper.page).press_sequentially("boom")
    field(shopper.page).press("Enter")

    shopper.hears("1 book found for “boom”.")
    asks(shopper.page, "?q=boom")


def test_book_is_found_without_a_mouse(shopper: Shopper) -> None:
    shopper.opens("/")
    page = shopper.page

    tabs_to(page, "Find a book")
    page.keyboard.type("persia")
    shopper.hears("1 book found")
    tabs_to(page, "Computing")
    page.keyboard.press("Enter")
    asks(page, "?subject=computing&q=persia")
    tabs_to(page, "Sort by")
    page.keyboard.press("n")
    asks(page, "?subject=computing&q=persia&sort=newest")
    tabs_to(page, PERSIA)
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1, name=PERSIA)).to_be_visible()


def test_titles_beyond_the_first_shelf_follow_page_by_page(shopper: Shopper, site: Site) -> None:
    with more_titles(site):
        shopper.opens("/")
        page = shopper.page
        more = page.get_by_role("link", name="Show more books")
        expect(titles(page)).to_have_count(19 + 24)

        more.click()
        shopper.hears(f"More of {TITLES + 19} books.")
        expect(titles(page).first).to_have_text("Atlas 025")
        expect(page.get_by_role("heading", name="All books")).to_be_focused()
        more.click()
        expect(titles(page).first).to_have_text("Atlas 049")
        page.go_back()
        expect(titles(page).first).to_have_text("Atlas 025")
        shopper.reloads()
        expect(titles(page).first).to_have_text("Atlas 025")
        page.get_by_role("link", name="Back to the beginning").click()
        expect(titles(page)).to_have_count(19 + 24)

        field(page).fill("mercator")
        shopper.hears(f"{TITLES} books found for “mercator”.")
        field(page).fill("atlas 077")
        expect(titles(page).first).to_have_text("Atlas 077")
        titles(page).first.get_by_role("link").click()
        expect(page.get_by_role("heading", level=1, name="Atlas 077")).to_be_visible()
        expect(page.get_by_role("heading", name="Read on")).to_be_visible()
        expect(page.locator(".related .book-card")).to_have_count(4)


def test_page_beyond_the_build_is_read_without_a_script(client: httpx.Client, site: Site) -> None:
    with more_titles(site):
        page = client.get("/books/atlas-077")

    head, _, body = page.text.partition("</head>")
    assert page.status_code == 200
    assert "<title>Atlas 077 by Mercator" in head
    assert f'<link rel="canonical" href="{site.url}/books/atlas-077"/>' in head
    assert '"price": "10.76"' in head
    assert "<h1>Atlas 077</h1>" in body
    assert "$10.76" in body


def test_shelf_is_whole_without_javascript_and_offers_no_dead_field(
    open_browser: OpenBrowser,
) -> None:
    reader = open_browser(java_script_enabled=False)

    reader.page.goto(reader.site.url + "/?q=persia")

    expect(titles(reader.page)).to_have_count(19)
    expect(field(reader.page)).not_to_be_visible()
    expect(order(reader.page)).not_to_be_visible()


def test_book_page_leads_to_related_titles_in_its_html(client: httpx.Client) -> None:
    page = client.get("/books/the-dream-machine").text

    related = page[page.index("Read on") :]
    found = re.findall(r'<h3[^>]*><a [^>]*href="/books/([a-z-]+)"', related)
    assert len(found) == 4
    assert "the-making-of-prince-of-persia" in found


@pytest.mark.parametrize(
    "query",
    [
        "?q=%00%ff%22%27%3Cscript%3E",
        "?q=" + "x" * 3000,
        "?subject=%2fetc%2fpasswd&sort=%27&after=-1",
    ],
)
def test_a_hostile_address_is_answered_calmly(shopper: Shopper, query: str) -> None:
    shopper.opens("/" + query)

    shopper.hears("No books found")
    expect(shopper.page.locator("h1")).to_be_visible()
