"""Whose pages may speak to the shop: its own, and no page of another site."""

from uuid import uuid4

import httpx
import pytest

from tests.browser.site import Site

STRANGERS = [
    "https://evil.example",
    "http://localhost",
    "http://localhost:1",
    "http://localhost.evil.example",
    "null",
    "https://{own}",
    "http://{own}.evil.example",
]


def asked_from(client: httpx.Client, origin: str) -> int:
    """The status by which the shop answers a page of that origin that asks for a socket."""
    headers = {
        "Origin": origin,
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
    }
    query = {"token": str(uuid4()), "EIO": "4", "transport": "websocket"}
    with client.stream("GET", "/_event/", params=query, headers=headers) as answer:
        return answer.status_code


@pytest.mark.parametrize("stranger", STRANGERS)
def test_page_of_another_site_opens_no_socket(
    client: httpx.Client, site: Site, stranger: str
) -> None:
    origin = stranger.format(own=site.url.partition("//")[2])

    assert asked_from(client, origin) in (400, 403)


def test_own_page_opens_a_socket(client: httpx.Client, site: Site) -> None:
    assert asked_from(client, site.url) == 101


@pytest.mark.parametrize("stranger", STRANGERS)
@pytest.mark.parametrize(
    "path", ["/", "/readyz", "/_event/?EIO=4&transport=polling", "/sandbox/outbox", "/nothing"]
)
def test_page_of_another_site_reads_no_answer(
    client: httpx.Client, site: Site, stranger: str, path: str
) -> None:
    origin = stranger.format(own=site.url.partition("//")[2])

    for method in ("GET", "OPTIONS"):
        answer = client.request(
            method, path, headers={"Origin": origin, "Access-Control-Request-Method": "GET"}
        )

        assert "access-control-allow-origin" not in answer.headers


def test_webhook_is_open_to_every_caller_and_readable_by_none(client: httpx.Client) -> None:
    answer = client.post(
        "/stripe/webhook", content="{}", headers={"Origin": "https://evil.example"}
    )

    assert answer.status_code == 400
    assert "access-control-allow-origin" not in answer.headers
