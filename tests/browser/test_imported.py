"""Titles brought in beside a running shop: sold at once, gone when their file drops them."""

from __future__ import annotations

from pathlib import Path

import httpx
from playwright.sync_api import expect

from tests.browser.shopper import Shopper
from tests.browser.site import Site

HEADER = "slug,title,author,year,subjects,price,copies,description\n"
ATLAS = "zenith-atlas,The Zenith Atlas,Ann Author,1999,Maps,23.45,5,All of the sky.\n"
PATH = "/books/zenith-atlas"


def test_imported_title_is_sold_at_once_until_its_file_drops_it(
    shopper: Shopper, client: httpx.Client, site: Site, tmp_path: Path
) -> None:
    file = tmp_path / "maps.csv"
    file.write_text(HEADER + ATLAS)

    came = site.commands(str(file), module="imports")
    try:
        page, sitemap = client.get(PATH), client.get("/sitemap.xml")
        shopper.opens("/?q=zennith")
        shopper.hears("1 book found for “zenith”.")  # the shelf, where it stands as well, is gone
        shopper.page.get_by_role("link", name="The Zenith Atlas").first.click()
        expect(shopper.page).to_have_title("The Zenith Atlas by Ann Author · Quire & Quoin")
        shopper.page.get_by_role("button", name="Add to cart").click()
        expect(shopper.page.get_by_role("link", name="Cart (1)")).to_be_visible()
    finally:
        file.write_text(HEADER)
        went = site.commands(str(file), module="imports")

    assert came == "maps.csv: 1 listed; 1 new, 0 changed, 0 withdrawn.\n"
    assert page.status_code == 200
    assert "<title>The Zenith Atlas by Ann Author" in page.text
    assert '"price": "23.45"' in page.text
    assert f"<loc>{site.url}{PATH}</loc>" in sitemap.text
    assert went == "maps.csv: 0 listed; 0 new, 0 changed, 1 withdrawn.\n"
    assert client.get(PATH).status_code == 404
    assert PATH not in client.get("/sitemap.xml").text
