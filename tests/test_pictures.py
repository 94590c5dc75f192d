"""Pictures over HTTP: covers, and what networks show beside a link."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from httpx import AsyncClient
from starlette.applications import Starlette

from bookstore import wiring
from bookstore.catalogue_file import read_catalogue
from bookstore.components.cover_art import contrast
from bookstore.components.cover_text import width_of
from bookstore.components.share_art import MARGIN, SHARE_HEIGHT, SHARE_WIDTH, share_svg, shelf_svg
from bookstore.domain.catalogue import Book
from bookstore.domain.order import Mode
from bookstore.pictures import WORDS, picture_routes, png
from tests.counter import TEST_KEYS, client_of, premises_of
from tests.fakes import make_shop
from tests.machine import PROJECT

CATALOGUE = read_catalogue(PROJECT / "bookstore" / "catalogue.toml")
BOOKS = CATALOGUE.books
PNG_START = b"\x89PNG\r\n\x1a\n"
TEXT = re.compile(r"<text ([^>]*)>([^<]*)</text>")


@pytest.fixture
async def client(tmp_path: Path) -> AsyncGenerator[AsyncClient]:
    premises = premises_of(make_shop(mode=Mode.TEST), tmp_path, TEST_KEYS)
    with wiring.use(premises):
        async with client_of(Starlette(routes=picture_routes(CATALOGUE))) as client:
            yield client
    await premises.database.close()


def size_of(picture: bytes) -> tuple[int, int]:
    """Width and height from the header of a PNG file."""
    assert picture[:8] == PNG_START
    return int.from_bytes(picture[16:20], "big"), int.from_bytes(picture[20:24], "big")


@pytest.mark.anyio
async def test_cover_is_a_picture_and_an_unknown_one_is_missing(client: AsyncClient) -> None:
    cover = await client.get("/covers/book-1.svg")

    assert cover.headers["content-type"].startswith("image/svg+xml")
    assert "<svg" in cover.text
    for kind in ("svg", "png"):
        assert (await client.get(f"/covers/book-9.{kind}")).status_code == 404


@pytest.mark.anyio
@pytest.mark.parametrize("path", ["/covers/book-1.png", "/share.png"])
async def test_share_image_is_what_networks_take(client: AsyncClient, path: str) -> None:
    picture = await client.get(path)

    assert picture.headers["content-type"] == "image/png"
    assert size_of(picture.content) == (SHARE_WIDTH, SHARE_HEIGHT) == (1200, 630)
    assert len(picture.content) < 150_000


@pytest.mark.anyio
@pytest.mark.parametrize("path", ["/covers/book-1.svg", "/covers/book-1.png", "/share.png"])
async def test_picture_is_sent_once(client: AsyncClient, path: str) -> None:
    first = await client.get(path)
    again = await client.get(path, headers={"if-none-match": first.headers["etag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["cache-control"] == first.headers["cache-control"]


@pytest.mark.parametrize("book", BOOKS, ids=lambda book: book.slug)
def test_share_image_says_title_author_and_shop_in_legible_lines(book: Book) -> None:
    svg = share_svg(book, shop_name="Quire")
    root = ElementTree.fromstring(svg)  # noqa: S314 - the text is our own
    ground = root[0].attrib["fill"]
    words = root[1]
    lines = [text.text or "" for text in words]

    assert " ".join(lines).startswith(f"{book.title} {book.author} Quire")
    assert contrast(ground, words.attrib["fill"]) >= 4.5
    for text in words:
        width = width_of(text.text or "", float(text.attrib["font-size"]))
        assert MARGIN + width < SHARE_WIDTH - MARGIN - 200 * 1.72


def test_lettering_is_drawn_and_not_lost_with_its_font() -> None:
    svg = share_svg(BOOKS[0], shop_name="Quire")

    assert png(svg) != png(TEXT.sub("", svg))


def test_shop_without_books_and_one_with_many_have_a_picture() -> None:
    many = tuple(replace(BOOKS[0], id=number) for number in range(1, 90))

    for books in ((), BOOKS, many):
        assert size_of(png(shelf_svg(books, shop_name="Quire", words=WORDS))) == (1200, 630)


def test_markup_in_a_title_stays_text() -> None:
    svg = share_svg(replace(BOOKS[0], title="<b>&</b>", author='"/><i>'), shop_name="A & B")

    root = ElementTree.fromstring(svg)  # noqa: S314 - the text is our own
    assert {element.tag.rpartition("}")[2] for element in root.iter()} == {
        "svg",
        "path",
        "g",
        "text",
    }
