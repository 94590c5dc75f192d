"""The sitemap: every page that a search engine may show, however many titles there are.

The sitemap protocol allows 50,000 addresses to a file; beyond that /sitemap.xml is an index of
parts. Each part is read and sent a thousand titles at a time, so that nobody else waits.

Source: sitemaps.org, "Sitemaps XML format", read on 2026-11-25.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from xml.sax.saxutils import escape

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from bookstore import wiring
from bookstore.domain.cart import MAX_NUMBER
from bookstore.services.ports import Shop

TITLES_IN_A_PART = 49_000  # and the pages that are no titles
TITLES_AT_ONCE = 1000
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
_XML = "application/xml"


def sitemap_routes(
    site_url: str, pages: Iterable[str], *, titles_in_a_part: int = TITLES_IN_A_PART
) -> list[Route]:
    """The addresses of the sitemap and its parts; `pages` are those that are no titles."""
    addresses = [f"{site_url}{page}" for page in pages]

    async def whole(_request: Request) -> Response:
        """All of it, or where its parts are."""
        shop = wiring.shop()
        ends = await shop.titles.milestones(titles_in_a_part)
        if not ends:
            return _part(shop, 0)
        return Response(_index(site_url, (0, *ends)), media_type=_XML)

    async def part(request: Request) -> Response:
        """The part that follows a title's id."""
        after: int = request.path_params["after"]
        if after > MAX_NUMBER:  # a database counts only so far
            return PlainTextResponse("There is no such part of the sitemap.", 404)
        return _part(wiring.shop(), after)

    def _part(shop: Shop, after: int) -> Response:
        titles = _titles(shop, site_url, after, most=titles_in_a_part)
        return StreamingResponse(_urlset(() if after else addresses, titles), media_type=_XML)

    return [Route("/sitemap.xml", whole), Route("/sitemaps/{after:int}.xml", part)]


def _index(site_url: str, starts: Sequence[int]) -> str:
    places = "".join(
        f"<sitemap><loc>{escape(f'{site_url}/sitemaps/{after}.xml')}</loc></sitemap>\n"
        for after in starts
    )
    return f"{_HEAD}<sitemapindex {_NAMESPACE}>\n{places}</sitemapindex>\n"


async def _urlset(pages: Sequence[str], titles: AsyncIterator[str]) -> AsyncIterator[str]:
    yield f"{_HEAD}<urlset {_NAMESPACE}>\n{_entries(pages)}"
    async for some in titles:
        yield some
    yield "</urlset>\n"


async def _titles(shop: Shop, site_url: str, after: int, *, most: int) -> AsyncIterator[str]:
    left = most
    while left > 0:
        found = await shop.titles.slugs(after=after, limit=min(TITLES_AT_ONCE, left))
        if not found:
            return
        yield _entries(f"{site_url}/books/{slug}" for _, slug in found)
        after, left = found[-1][0], left - len(found)


def _entries(addresses: Iterable[str]) -> str:
    return "".join(f"<url><loc>{escape(address)}</loc></url>\n" for address in addresses)
