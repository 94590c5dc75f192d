"""The built front end, file by file: no key, no secret, no place on the server's disk."""

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.browser.site import Site, wait_until

KEYS = re.compile(rb"\b(?:sk|rk)_(?:test|live)_\w+|\bwhsec_\w{8,}")


def served(site: Site) -> Iterator[Path]:
    """Every file of the build, for browsers and for prerendering."""
    return (path for path in (site.folder / ".web" / "build").rglob("*") if path.is_file())


def secrets_of(site: Site) -> list[bytes]:
    """What the running shop keeps to itself: its sandbox's key, its webhook's secret, its files."""
    with site.database() as database:
        kept = [row[0] for row in database.execute("SELECT text FROM notebook")]
    return [text.encode() for text in (*kept, "sk_test_sandbox", f"{site.folder}/data")]


def test_no_file_of_the_build_holds_a_secret(site: Site) -> None:
    # The webhook is registered in the first moments of the shop, perhaps only now.
    wait_until(lambda: any(each.startswith(b"whsec_") for each in secrets_of(site)))
    secrets = secrets_of(site)

    found = [
        path.name
        for path in served(site)
        if KEYS.search(content := path.read_bytes()) or any(each in content for each in secrets)
    ]

    assert found == []
    assert any(b"pk_test_sandbox" in path.read_bytes() for path in served(site))


@pytest.mark.parametrize(
    "path",
    ["/.env", "/rxconfig.py", "/data/shop.db", "/.data/shop.db", "/.web/env.json", "/site.log",
     "/bookstore/settings.py", "/../.env", "/..%2f.env", "/assets/..%2f..%2f..%2f..%2f.env",
     "/.git/config", "/index.html/../../../rxconfig.py"],
)  # fmt: skip
def test_no_file_beside_the_build_is_served(client: httpx.Client, path: str) -> None:
    assert client.get(path).status_code in (400, 404)
