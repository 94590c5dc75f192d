"""The front door: known routes answered as they are, a true 404, and the headers of all."""

from __future__ import annotations

import os
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
from httpx import AsyncClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from bookstore import wiring
from bookstore.front_door import FrontDoor, Site
from tests.counter import client_of, premises_of
from tests.fakes import make_shop

pytestmark = pytest.mark.anyio


async def echo(request: Request) -> JSONResponse:
    return JSONResponse({"path": request.url.path, "query": request.url.query})


def door_to(site: Site) -> FrontDoor:
    """The door before a file server like Reflex's, which redirects to trailing slashes."""
    files = StaticFiles(directory=site.folder, html=True)
    inner = Starlette(
        routes=[
            Route("/cart/", echo, methods=["POST", "PUT"]),
            Route("/cart", echo, methods=["POST", "PUT"]),
            Route("/_upload", echo),
            Mount("/", files),
        ]
    )
    return FrontDoor(inner, site)


@pytest.fixture
async def client(site: Site, tmp_path: Path) -> AsyncGenerator[AsyncClient]:
    opened = premises_of(make_shop(), tmp_path)
    with wiring.use(opened):
        async with client_of(door_to(site)) as client:
            yield client
    await opened.database.close()


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("/", "page ."),
        ("/cart", "page cart"),
        ("/cart/", "page cart"),
        ("/checkout/return?payment_intent=pi_1", "page checkout/return"),
        ("/books/book-1", "page books/book-1"),
        ("/books/book-1/", "page books/book-1"),
    ],
)
async def test_known_route_is_answered_without_a_redirect(
    client: AsyncClient, path: str, text: str
) -> None:
    answer = await client.get(path)

    assert (answer.status_code, answer.text.partition("<")[0]) == (200, text)


async def test_query_of_a_known_route_reaches_the_app(site: Site) -> None:
    async with client_of(FrontDoor(Starlette(routes=[Route("/cart/", echo)]), site)) as client:
        answer = await client.get("/cart?a=1&b=%2F")

    assert answer.json() == {"path": "/cart/", "query": "a=1&b=%2F"}


@pytest.mark.parametrize("method", ["POST", "PUT"])
async def test_only_what_is_read_is_led_to_a_page(client: AsyncClient, method: str) -> None:
    answer = await client.request(method, "/cart")

    assert answer.json() == {"path": "/cart", "query": ""}


async def test_post_to_an_unknown_address_is_the_apps_to_refuse(client: AsyncClient) -> None:
    assert (await client.post("/nowhere")).status_code == 405


@pytest.mark.parametrize("path", ["/nowhere", "/books/no-such-book", "/books/", "/cart/more"])
async def test_unknown_address_is_a_true_404_that_says_so(client: AsyncClient, path: str) -> None:
    answer = await client.get(path)

    assert answer.status_code == 404
    assert "<title>Page not found · Lamp &amp; Ladder</title>" in answer.text
    assert '<meta name="robots" content="noindex">' in answer.text
    assert "<h1>There is nothing at this address</h1>" in answer.text


async def test_book_later_than_the_build_has_a_page_with_title_price_and_offer(
    client: AsyncClient,
) -> None:
    answer = await client.get("/books/book-2")

    head, _, body = answer.text.partition("</head>")
    assert answer.status_code == 200
    assert "<title>Book 2 by A. Author · Lamp &amp; Ladder</title>" in head
    assert '"price": "25.00"' in head
    assert "noindex" not in head
    assert "<h1>Book 2</h1>" in body
    assert "$25.00" in body
    assert body.count("<script>shell()</script>") == 1


async def test_page_of_a_later_book_is_sent_once_until_it_changes(
    client: AsyncClient,
) -> None:
    first = await client.get("/books/book-2")
    known = {"if-none-match": first.headers["etag"]}

    again = await client.get("/books/book-2", headers=known)
    other = await client.get("/books/book-3", headers=known)

    assert (again.status_code, again.content) == (304, b"")
    assert other.status_code == 200
    assert first.headers["content-encoding"] == "gzip"
    assert first.headers["vary"] == "Accept-Encoding"


async def test_missing_page_is_packed_and_never_kept_as_if_it_were_there(
    client: AsyncClient,
) -> None:
    answer = await client.get("/nowhere", headers={"if-none-match": "*"})

    assert answer.status_code == 404
    assert "etag" not in answer.headers
    assert answer.headers["content-encoding"] == "gzip"


async def test_build_that_changes_is_read_anew(client: AsyncClient, site: Site) -> None:
    before = await client.get("/nowhere")
    page = site.folder / "404.html"
    page.write_text(page.read_text().replace("shell()", "anew()"))
    os.utime(page, ns=(1, 1))

    after = await client.get("/nowhere")

    assert "shell()" in before.text
    assert "anew()" in after.text


async def test_book_is_unknown_while_no_shop_is_open(site: Site) -> None:
    async with client_of(door_to(site)) as client:
        answer = await client.get("/books/book-2")

    assert answer.status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/assets/%2e%2e/%2e%2e/secret.txt",
        "/books/..%2f..%2f..%2fsecret.txt",
        "/%2fsecret.txt",
    ],
)
async def test_nothing_outside_the_build_is_shown(client: AsyncClient, path: str) -> None:
    answer = await client.get(path)

    assert answer.status_code == 404
    assert "<title>Page not found" in answer.text


@pytest.mark.parametrize("path", ["/%00", "/books/%00", "/" + "a" * 300, "/" + "a" * 5000])
async def test_address_that_no_disk_can_hold_is_a_404_too(client: AsyncClient, path: str) -> None:
    assert (await client.get(path)).status_code == 404


@pytest.mark.parametrize(("path", "status"), [("/cart", 200), ("/nowhere", 404)])
async def test_head_is_answered_like_get(client: AsyncClient, path: str, status: int) -> None:
    head, get = await client.head(path), await client.get(path)

    assert head.status_code == get.status_code == status
    assert head.headers == get.headers


@pytest.mark.parametrize("path", ["/", "/cart", "/cart/", "/books/book-2", "/nowhere", "/assets"])
async def test_host_is_never_echoed(client: AsyncClient, path: str) -> None:
    answer = await client.get(path, headers={"host": "evil.test"})

    assert not answer.is_redirect
    assert "evil.test" not in f"{answer.headers}{answer.text}"
