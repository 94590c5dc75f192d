"""The shelf, finding, books, and what the owner writes."""

from __future__ import annotations

from collections.abc import Iterator

from playwright.sync_api import expect

from tests.browser.more_titles import more_titles
from tests.browser.shopper import HAMMING, Shopper
from tests.browser.walks.walk import Walk

ATLAS = "/books/atlas-001"  # a title that the build has no page for


def looks_for_a_book(shopper: Shopper) -> Iterator[str]:
    """All titles, what is found, what is not, and the first copy in the cart."""
    shopper.opens("/")
    yield "home"
    field = shopper.page.get_by_role("searchbox", name="Find a book")
    field.fill("pershia")
    shopper.hears("1 book found")
    yield "home, a title found"
    field.fill("xyzzy plugh")
    shopper.hears("No books found")
    yield "home, nothing found"
    field.fill("")
    shopper.page.get_by_role("link", name="Computing", exact=True).click()
    shopper.hears("books")
    yield "home, one subject"
    shopper.opens("/")
    shopper.adds(HAMMING)
    expect(shopper.page.locator(".ways-on")).to_contain_text("Total")
    yield "home, just added"


def reads_about_a_book(shopper: Shopper) -> Iterator[str]:
    """A book, the last copies of it, none, and one that the build has not."""
    shopper.opens(f"/books/{HAMMING}")
    yield "book"
    with shopper.site.leaving(1, copies=2):
        shopper.reloads()
        expect(shopper.page.locator(".plate")).to_contain_text("Only 2 left")
        yield "book, two left"
    with shopper.site.leaving(1, copies=0):
        shopper.reloads()
        expect(shopper.page.locator(".plate")).to_contain_text("Sold out")
        yield "book, sold out"
    with more_titles(shopper.site):
        shopper.opens("/")
        expect(shopper.page.get_by_role("link", name="Show more books")).to_be_visible()
        yield "home, more than a page"
        shopper.opens(ATLAS)
        expect(shopper.page.get_by_role("heading", level=1)).to_have_text("Atlas 001")
        yield "book, not of the build"


def reads_the_small_print(shopper: Shopper) -> Iterator[str]:
    """About, policies, and an address where nothing is."""
    shopper.opens("/about")
    yield "about"
    shopper.opens("/policies")
    yield "policies"
    for path, name in (("/nowhere", "no such page"), ("/books/nothing", "no such book")):
        shopper.opens(path)
        expect(shopper.page.get_by_role("heading", level=1)).to_contain_text("nothing at this")
        yield name
    shopper.errors.clear()  # the browser calls a 404 an error


WALKS: tuple[Walk, ...] = (looks_for_a_book, reads_about_a_book, reads_the_small_print)
