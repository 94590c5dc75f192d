"""Subjects to choose from: those of the build at once, those of the shelf when it has others."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import OpenBrowser
from tests.browser.keyboard import tabs_to
from tests.browser.site import Site

WIDTHS = (320, 360, 390, 412, 768, 820, 1024, 1350, 1440, 1920)
HEIGHTS = """() => [...document.querySelectorAll('.subjects > div, .subjects > div > .kept-place')]
    .map((element) => element.getBoundingClientRect().height)"""
HEADER = "slug,title,author,year,subjects,price,copies,description\n"
NAMES = (
    "Art", "Beekeeping", "Birds", "Bridges", "Chess", "Clocks", "Cooking", "Dance", "Maps",
    "Natural Philosophy", "Optics", "Poetry", "Railways", "Seafaring", "Trees",
    "Weather and Climate",
)  # fmt: skip


def row(at: int, subject: str) -> str:
    """A title of one subject; earlier subjects have more titles."""
    return f"{subject[:3].lower()}-{at},Of {subject} {at},Ann,1999,{subject},9.00,5,Text.\n"


@pytest.fixture
def imported(site: Site, tmp_path: Path) -> Iterator[None]:
    """A shelf with sixteen subjects that the build has not heard of, each with many titles."""
    file = tmp_path / "subjects.csv"
    rows = [row(at, name) for most, name in enumerate(NAMES) for at in range(40 - most)]
    file.write_text(HEADER + "".join(rows))
    site.commands(str(file), module="imports")
    yield
    file.write_text(HEADER)
    site.commands(str(file), "--even-most", module="imports")


def subjects(page: Page) -> Locator:
    """The subjects that can be chosen."""
    return page.get_by_role("navigation", name="Subjects").get_by_role("link")


def more(page: Page) -> Locator:
    """What shows the others."""
    return page.get_by_role("button", name="More subjects")


@pytest.mark.usefixtures("imported")
def test_subjects_of_the_shelf_keep_to_the_place_of_the_built_ones(
    open_browser: OpenBrowser,
) -> None:
    visitor = open_browser()
    page = visitor.page
    visitor.opens("/")

    expect(subjects(page).filter(has_text="Beekeeping")).to_be_visible()
    expect(subjects(page).filter(has_text="Economics")).to_have_count(0)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        whole, built = page.evaluate(HEIGHTS)
        assert whole == built > 0, width
    for each in [*subjects(page).all(), more(page)]:
        box = each.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 44


@pytest.mark.usefixtures("imported")
def test_other_subjects_are_found_and_chosen_without_a_mouse(open_browser: OpenBrowser) -> None:
    shopper = open_browser()
    shopper.opens("/")
    page = shopper.page
    expect(more(page)).to_have_attribute("aria-expanded", "false")

    tabs_to(page, "More subjects")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Fewer subjects")).to_be_focused()
    tabs_to(page, "Weather and Climate")
    page.keyboard.press("Enter")

    shopper.hears("25 books in Weather and Climate.")
    chosen = page.locator(".subjects [aria-current]").filter(has_text="Weather and Climate")
    expect(chosen).to_have_count(2)  # beside those at sight, and where it was chosen
    page.get_by_role("button", name="Fewer subjects").click()
    expect(chosen).to_have_count(1)
    expect(chosen).to_be_visible()
