"""The sitemap over HTTP: one file for a small shelf, an index of parts for a large one."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from xml.etree import ElementTree

import pytest
from httpx import AsyncClient
from starlette.applications import Starlette

from bookstore import wiring
from bookstore.domain.order import Mode
from bookstore.sitemap import TITLES_AT_ONCE, TITLES_IN_A_PART, sitemap_routes
from tests.counter import TEST_KEYS, client_of, premises_of
from tests.fake_books import FakeBooks
from tests.fakes import make_book, make_shop

pytestmark = pytest.mark.anyio
URL = "https://shop.example.com"
PAGES = ("/", "/about")
ALLOWED = 50_000  # addresses in a file


@asynccontextmanager
async def site(
    folder: Path, *, titles: int, titles_in_a_part: int = TITLES_IN_A_PART
) -> AsyncGenerator[AsyncClient]:
    books = FakeBooks(make_book(number) for number in range(1, titles + 1))
    books.withdrawn.add(2)
    premises = premises_of(make_shop(mode=Mode.TEST, books=books), folder, TEST_KEYS)
    routes = sitemap_routes(URL, PAGES, titles_in_a_part=titles_in_a_part)
    with wiring.use(premises):
        async with client_of(Starlette(routes=routes)) as client:
            yield client
    await premises.database.close()


async def named(client: AsyncClient, path: str) -> tuple[str, list[str]]:
    """What a file is, and which addresses it names."""
    answer = await client.get(path)
    assert answer.headers["content-type"].startswith("application/xml")
    root = ElementTree.fromstring(answer.text)  # noqa: S314 - our own
    return root.tag.rpartition("}")[2], re.findall("<loc>(.*?)</loc>", answer.text)


async def test_small_shelf_is_one_file_with_every_page_and_title(tmp_path: Path) -> None:
    async with site(tmp_path, titles=4) as client:
        kind, addresses = await named(client, "/sitemap.xml")

    assert kind == "urlset"
    assert addresses == [
        *(f"{URL}/", f"{URL}/about"),
        *(f"{URL}/books/book-1", f"{URL}/books/book-3", f"{URL}/books/book-4"),
    ]


async def test_large_shelf_is_an_index_whose_parts_name_each_title_once(tmp_path: Path) -> None:
    titles, a_part = 2 * TITLES_AT_ONCE + 302, TITLES_AT_ONCE + 100

    async with site(tmp_path, titles=titles, titles_in_a_part=a_part) as client:
        kind, parts = await named(client, "/sitemap.xml")
        files = [await named(client, part.removeprefix(URL)) for part in parts]

    assert (kind, [kind for kind, _ in files]) == ("sitemapindex", ["urlset"] * 3)
    assert [len(addresses) for _, addresses in files] == [a_part + len(PAGES), a_part, 101]
    books = {f"{URL}/books/book-{number}" for number in range(1, titles + 1) if number != 2}
    everything = [address for _, addresses in files for address in addresses]
    assert sorted(everything) == sorted([*books, f"{URL}/", f"{URL}/about"])


async def test_part_that_is_just_full_is_the_only_one(tmp_path: Path) -> None:
    async with site(tmp_path, titles=4, titles_in_a_part=3) as client:
        kind, addresses = await named(client, "/sitemap.xml")

    assert (kind, len(addresses)) == ("urlset", 5)


async def test_part_stays_below_what_the_protocol_allows() -> None:
    assert TITLES_IN_A_PART + 100 < ALLOWED


@pytest.mark.parametrize("after", ["-1", "x", "1.5", "9" * 400])
async def test_part_that_cannot_be_is_no_failure(tmp_path: Path, after: str) -> None:
    async with site(tmp_path, titles=3) as client:
        answer = await client.get(f"/sitemaps/{after}.xml")

    assert answer.status_code == 404
