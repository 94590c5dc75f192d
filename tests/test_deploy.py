"""What `deploy/` says agrees with the shop: who serves what, with which headers, started how."""

from __future__ import annotations

import re
import shlex
from configparser import ConfigParser
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from bookstore.front_door import Site, SiteHeaders
from bookstore.settings import read_settings
from tests.counter import LIVE_KEYS, client_of
from tests.machine import PROJECT

CADDYFILE = (PROJECT / "deploy" / "Caddyfile").read_text(encoding="utf-8")
FOLDER = "/srv/bookstore"
OF_THE_SHOP = (
    "/",
    "/cart",
    "/checkout",
    "/checkout/return",
    "/success",
    "/books/boom",
    "/_event/",
    "/stripe/webhook",
    "/healthz",
    "/readyz",
    "/sandbox/stripe.js",
    "/covers/boom.svg",
    "/share.png",
    "/robots.txt",
    "/sitemap.xml",
    "/nothing",
)


def block(name: str) -> str:
    """The lines between the braces of a block of the Caddyfile."""
    (found,) = re.findall(rf"^\t{re.escape(name)} \{{\n(.*?)^\t\}}", CADDYFILE, re.M | re.S)
    return found


def kept_paths() -> list[str]:
    """The paths that Caddy serves from the disk."""
    (line,) = re.findall(r"^\t\tpath (.*)$", block("@kept"), re.M)
    return line.split()


def headers_of(path: str) -> dict[str, str]:
    """The headers that Caddy puts on a file."""
    found: dict[str, str] = {}
    for line in block("handle @kept").splitlines():
        words = shlex.split(line)
        if words[:1] == ["header"] and words[1:2] != ["{"]:
            if path.startswith(words[1].rstrip("*")):
                found[words[2].lower()] = words[3]
        elif len(words) == 2 and words[0][:1].isupper():
            found[words[0].lower()] = words[1]
    return found


@pytest.mark.anyio
@pytest.mark.parametrize("path", ["/assets/app-3fa9.js", "/fonts/newsreader.woff2"])
async def test_caddy_gives_a_file_the_headers_that_the_shop_would(path: str) -> None:
    site = Site(Path("nowhere"), frozenset(), "Lamp & Ladder", LIVE_KEYS["SITE_URL"], frames="")
    inner = Starlette(routes=[Route(path, lambda _request: PlainTextResponse("file"))])
    async with client_of(SiteHeaders(inner, site)) as client:
        ours = dict((await client.get(path)).headers)

    caddys = headers_of(path)
    apart = {"content-length", "content-type", "content-security-policy"}
    assert {name: caddys.get(name) for name in ours.keys() - apart} == {
        name: ours[name] for name in ours.keys() - apart
    }
    assert caddys["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"


def test_caddy_serves_only_what_never_changes_and_the_shop_the_rest() -> None:
    prefixes = [path.rstrip("*") for path in kept_paths()]

    assert prefixes == ["/assets/", "/fonts/"]
    assert [path for path in OF_THE_SHOP if path.startswith(tuple(prefixes))] == []
    assert "file\n" in block("@kept")  # what is not there is the shop's to refuse
    assert "reverse_proxy 127.0.0.1:{$SHOP_PORT:3000}" in block("handle")
    assert "precompressed br gzip" in block("handle @kept")
    assert f"root * {{$SHOP_FOLDER:{FOLDER}}}/.web/build/client" in CADDYFILE


@pytest.fixture
def service() -> dict[str, list[str]]:
    """The settings of the service, each with all its values."""
    parser = ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # pyright: ignore[reportAttributeAccessIssue] - as its documentation says
    text = (PROJECT / "deploy" / "bookstore.service").read_text(encoding="utf-8")
    parser.read_string(text)
    assert parser.sections() == ["Unit", "Service", "Install"]
    lines = [line.split("=", 1) for line in text.splitlines() if re.match(r"\w+=", line)]
    return {name: [value for key, value in lines if key == name] for name, _ in lines}


def test_service_starts_the_shop_where_caddy_looks_for_it(service: dict[str, list[str]]) -> None:
    (command,) = service["ExecStart"]
    python, script, *arguments = command.split()

    assert python == f"{FOLDER}/.venv/bin/python"
    assert (PROJECT / script).is_file()
    assert arguments == ["run", "3000"]
    assert service["WorkingDirectory"] == service["ReadWritePaths"] == [FOLDER]


def test_shop_of_the_service_is_reached_through_caddy_alone(
    service: dict[str, list[str]],
) -> None:
    environ = dict(line.split("=", 1) for line in service["Environment"])

    assert environ["REFLEX_BACKEND_HOST"] == "127.0.0.1"
    assert read_settings({**LIVE_KEYS, **environ}).proxy_hops == 1
