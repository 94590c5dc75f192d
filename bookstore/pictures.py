"""Pictures of books over HTTP: covers as SVG, and as PNG what networks show beside a link."""

from __future__ import annotations

from functools import lru_cache, partial
from pathlib import Path

import resvg_py
from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bookstore import wiring
from bookstore.components.cover_art import cover_svg
from bookstore.components.share_art import share_svg, shelf_svg
from bookstore.domain.catalogue import Book, Catalogue
from bookstore.domain.errors import BookNotFound
from bookstore.kept_answers import kept_answer

FONT = Path(__file__).parents[1] / "assets" / "fonts" / "newsreader.ttf"
KEPT = 64  # pictures in memory, some 40 KB each
A_DAY = {"cache-control": "public, max-age=86400", "x-content-type-options": "nosniff"}
WORDS = "Books about making things, and about the people who do"


@lru_cache(maxsize=KEPT)
def png(svg: str) -> bytes:
    """The picture as PNG, drawn with the shop's own serif; takes some 50 ms the first time."""
    return resvg_py.svg_to_bytes(
        svg_string=svg, skip_system_fonts=True, font_files=[str(FONT)], font_family="Newsreader"
    )


def picture_routes(catalogue: Catalogue) -> list[Route]:
    """The addresses of all pictures: the shop's own, and two for each title on the shelf."""

    async def of_shop(request: Request) -> Response:
        svg = shelf_svg(catalogue.books, shop_name=catalogue.shop_name, words=WORDS)
        return await _png(request, svg)

    async def of_title(request: Request) -> Response:
        book = await _book(request)
        if book is None:
            return _none()
        return await _png(request, share_svg(book, shop_name=catalogue.shop_name))

    return [
        Route("/share.png", of_shop),
        Route("/covers/{slug}.png", of_title),
        Route("/covers/{slug}.svg", cover_file),
    ]


async def cover_file(request: Request) -> Response:
    """A title's cover as a picture file."""
    book = await _book(request)
    if book is None:
        return _none()
    return kept_answer(request.scope, cover_svg(book).encode(), "image/svg+xml", headers=A_DAY)


async def _book(request: Request) -> Book | None:
    try:
        return (await wiring.shop().books.by_slug(request.path_params["slug"])).book
    except BookNotFound:
        return None


async def _png(request: Request, svg: str) -> Response:
    drawn = await run_sync(partial(png, svg))
    return kept_answer(request.scope, drawn, "image/png", headers=A_DAY)


def _none() -> Response:
    return PlainTextResponse("There is no such picture.", 404)
