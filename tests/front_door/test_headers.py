"""The headers of every answer: what each page may run, and what nobody may do with it."""

from __future__ import annotations

import os
from collections.abc import AsyncGenerator
from dataclasses import replace

import pytest
from httpx import AsyncClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from bookstore.front_door import Site, SiteHeaders
from bookstore.front_door.policy import digests_of
from tests.counter import client_of

pytestmark = pytest.mark.anyio


def headed(site: Site) -> SiteHeaders:
    """A plain file server with our headers."""
    return SiteHeaders(
        Starlette(routes=[Mount("/", StaticFiles(directory=site.folder, html=True))]), site
    )


@pytest.fixture
async def client(site: Site) -> AsyncGenerator[AsyncClient]:
    async with client_of(headed(site)) as client:
        yield client


async def headers_of(site: Site, route: str = "/") -> dict[str, str]:
    async with client_of(headed(site)) as client:
        return dict((await client.get(route)).headers)


async def test_only_hashed_files_that_are_there_are_kept_for_ever(client: AsyncClient) -> None:
    hashed = await client.get("/assets/app-3fa9.js")
    again = await client.get(
        "/assets/app-3fa9.js", headers={"if-none-match": hashed.headers["etag"]}
    )
    missing = await client.get("/assets/app-0000.js")
    others = [await client.get(path) for path in ("/style.css", "/cart", "/nowhere")]

    assert [hashed.status_code, again.status_code, missing.status_code] == [200, 304, 404]
    immutable = "public, max-age=31536000, immutable"
    assert hashed.headers["cache-control"] == again.headers["cache-control"] == immutable
    assert {each.headers["cache-control"] for each in (missing, *others)} == {"no-cache"}


@pytest.mark.parametrize("path", ["/", "/cart", "/nowhere", "/style.css", "/_upload"])
async def test_every_answer_carries_the_headers(client: AsyncClient, path: str) -> None:
    headers = (await client.get(path)).headers

    assert headers.get_list("x-content-type-options") == ["nosniff"]
    assert headers.get_list("cross-origin-opener-policy") == ["same-origin-allow-popups"]
    assert "camera=()" in headers["permissions-policy"]
    assert len(headers.get_list("content-security-policy")) == 1
    assert headers.get_list("referrer-policy") == ["strict-origin-when-cross-origin"]


@pytest.mark.parametrize("path", ["/success", "/success/", "/checkout/return", "/checkout/return/"])
async def test_page_with_a_secret_in_its_url_tells_nobody_of_it(
    client: AsyncClient, path: str
) -> None:
    answer = await client.get(f"{path}?order=a-token")

    assert answer.headers["referrer-policy"] == "no-referrer"


def run_by(headers: dict[str, str]) -> str:
    """The inline script that may run on a page of these headers, if it is one of ours."""
    known = ("shell()", ".()", "cart()", "success()", "books/book-1()")
    return next(
        script
        for script in known
        if digests_of(f"<script>{script}</script>")[0] in headers["content-security-policy"]
    )


@pytest.mark.parametrize(
    ("path", "script"),
    [
        ("/", ".()"),
        ("/cart", "cart()"),
        ("/cart/", "cart()"),
        ("/cart/index.html", "cart()"),
        ("/books/book-1?x=1", "books/book-1()"),
        ("/404.html", "shell()"),
        ("/books/book-2", "shell()"),
        ("/nowhere", "shell()"),
        ("/%2e%2e/secret.html", "shell()"),
        ("/style.css", "shell()"),
    ],
)
async def test_page_may_run_the_scripts_of_its_own_file_and_no_others(
    client: AsyncClient, path: str, script: str
) -> None:
    headers = dict((await client.get(path)).headers)

    assert run_by(headers) == script
    assert headers["content-security-policy"].count("'sha256-") == 1
    assert "frame-ancestors 'none'" in headers["content-security-policy"]


async def test_page_that_is_built_anew_may_run_its_new_scripts(
    client: AsyncClient, site: Site
) -> None:
    before = await client.get("/cart")
    page = site.folder / "cart" / "index.html"
    page.write_text("<script>anew()</script>")
    os.utime(page, ns=(1, 1))

    after = await client.get("/cart")

    (digest,) = digests_of(page.read_text())
    assert digest not in before.headers["content-security-policy"]
    assert digest in after.headers["content-security-policy"]


async def test_sandbox_may_be_framed_by_the_shop_and_says_the_rest_itself(site: Site) -> None:
    own = {"content-security-policy": "default-src 'none'"}

    async def page(_request: Request) -> Response:
        return Response("frame", headers=own)

    inner = Starlette(routes=[Route("/sandbox/frame.html", page)])
    async with client_of(SiteHeaders(inner, site)) as client:
        answer = await client.get("/sandbox/frame.html")
    async with client_of(SiteHeaders(inner, replace(site, frames=""))) as client:
        keyed = await client.get("/sandbox/frame.html")

    policies = answer.headers.get_list("content-security-policy")
    assert policies == ["default-src 'none'", "frame-ancestors 'self'"]
    assert "frame-ancestors 'none'" in keyed.headers["content-security-policy"]


async def test_development_sends_no_policy(site: Site) -> None:
    headers = await headers_of(replace(site, has_policy=False))

    assert "content-security-policy" not in headers
    assert headers["x-content-type-options"] == "nosniff"


async def test_order_page_is_kept_by_no_cache(client: AsyncClient) -> None:
    caches = {
        path: (await client.get(path)).headers["cache-control"]
        for path in ("/success", "/checkout/return/", "/cart")
    }

    assert caches == {
        "/success": "private, no-store",
        "/checkout/return/": "private, no-store",
        "/cart": "no-cache",
    }


async def test_https_is_demanded_only_where_the_site_has_it(site: Site) -> None:
    plain = await headers_of(site)
    secure = await headers_of(replace(site, url="https://shop.example.com"))

    assert "strict-transport-security" not in plain
    assert secure["strict-transport-security"] == "max-age=31536000"
