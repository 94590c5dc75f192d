"""The gallery: there in development, each exhibit fit for everybody; absent from production."""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Browser, expect

from bookstore.pages.gallery import ROOMS
from bookstore.pages.gallery.shelf import ARABIC
from tests.browser.dev_site import DevSite
from tests.browser.inspection import AXE, PHONE, of_axe, of_the_ruler
from tests.browser.site import Site

TOO_WIDE = """() => [...document.querySelectorAll(
        '.stage:not(:has(.undo, .notice))')]  // these measure themselves by the window
    .filter((stage) => stage.scrollWidth > stage.clientWidth + 1)
    .map((stage) => stage.ariaLabel)"""
BROKEN = """() => [...document.images].filter((image) => image.complete && !image.naturalWidth)
    .map((image) => image.src)"""
EXHIBITS = [exhibit.__name__ for room in ROOMS for exhibit in room.EXHIBITS]


@pytest.fixture(scope="module")
def workshop(built_site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DevSite]:
    """The shop as `reflex run` serves it while somebody works on it."""
    site = DevSite(tmp_path_factory.mktemp("workshop"), built_site)
    try:
        site.start()
        yield site
    finally:
        site.end()
        site.sandbox.close()


def test_every_exhibit_is_shown_and_nobody_stumbles(chromium: Browser, workshop: DevSite) -> None:
    context = chromium.new_context(reduced_motion="reduce")
    context.add_init_script(AXE)
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{workshop.front}/gallery")
    expect(page.get_by_role("heading", level=1, name="Gallery")).to_be_visible(timeout=60_000)

    shown = page.locator(".exhibit > details > summary").all_inner_texts()
    expect(page.get_by_role("button", name="Take 2 of Too Many")).to_be_visible()
    expect(page.get_by_role("alert").filter(has_text="Your card was declined")).to_be_visible()
    expect(page.get_by_text("We have lost the connection")).to_be_visible()
    titles = page.locator(".stage :is(h1, h2, h3, bdi, .line-title)").filter(has_text=ARABIC)
    directions = titles.evaluate_all("(all) => all.map((one) => getComputedStyle(one).direction)")
    said = [*of_axe(page), *of_the_ruler(page)]
    broken = page.evaluate(BROKEN)
    page.set_viewport_size(PHONE)
    too_wide = page.evaluate(TOO_WIDE)
    context.close()

    assert shown == [f"The Python of {name}" for name in EXHIBITS]
    assert directions
    assert set(directions) == {"rtl"}
    assert broken == []
    assert too_wide == []
    assert not said, "\n".join(said)
    assert errors == []


def test_production_has_no_gallery(client: httpx.Client, site: Site) -> None:
    compiled = site.folder / ".web"
    pieces = [
        *(compiled / "build").rglob("*.js"),
        *(compiled / "build").rglob("*.html"),
        *(compiled / "app").rglob("*.jsx"),
    ]

    assert client.get("/gallery").status_code == 404
    assert len(pieces) > 30
    holds = re.compile("gallery|StateStoreContext.Provider, { value: posed", re.IGNORECASE)
    assert [piece.name for piece in pieces if holds.search(piece.read_text("utf-8"))] == []
