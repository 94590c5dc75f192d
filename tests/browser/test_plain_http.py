"""What the shop answers to those who run no script: routes, heads, headers, a true 404."""

import json
import re
from html import unescape

import httpx
import pytest

from tests.browser.shopper import HAMMING
from tests.browser.site import Site

ROUTES = [
    "/",
    "/cart",
    "/checkout",
    "/checkout/return",
    "/success",
    "/cancel",
    "/orders",
    f"/books/{HAMMING}",
]
OWNER_TEXT = {"/about": "not affiliated with Stripe", "/policies": "within 30 days of receiving it"}
PRIVATE = ["/cart", "/checkout", "/checkout/return", "/success", "/cancel", "/orders"]


def head_of(page: httpx.Response) -> str:
    """The head of a page, entities resolved."""
    return unescape(page.text[: page.text.index("</head>")])


def content_of(page: httpx.Response, name: str) -> str:
    """The content of the one meta element of this name or property."""
    metas = [meta for meta in re.findall("<meta [^>]*>", head_of(page)) if f'"{name}"' in meta]
    (content,) = [re.findall('content="([^"]*)"', meta)[0] for meta in metas]
    return content


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("slash", ["", "/"])
def test_known_route_is_answered_as_it_is_whatever_the_host(
    client: httpx.Client, route: str, slash: str
) -> None:
    path = route.rstrip("/") + slash or "/"
    for method in ("GET", "HEAD"):
        page = client.request(
            method,
            path,
            params={"payment_intent_client_secret": "pi_1_secret_2"},
            headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example"},
        )

        assert page.status_code == 200
        assert "evil.example" not in page.text + str(page.headers)


@pytest.mark.parametrize(
    "path", ["/nothing", "/books/nothing", "/books", "/cart/more", "/..%2f.env"]
)
def test_unknown_address_is_a_true_404_with_words(client: httpx.Client, path: str) -> None:
    page = client.get(path)

    assert page.status_code == 404
    assert "<title>Page not found" in page.text
    assert "<h1>There is nothing at this address</h1>" in page.text
    assert '<a class="button" href="/">See all books</a>' in page.text
    assert content_of(page, "robots") == "noindex"


@pytest.mark.parametrize("path", ["//evil.example/", "/%2f%2fevil.example", "//evil.example/cart"])
def test_address_that_looks_like_another_site_redirects_nowhere(site: Site, path: str) -> None:
    page = httpx.get(site.url + path)

    assert page.status_code in (200, 404)
    assert "location" not in page.headers


def test_book_page_tells_search_engines_what_it_sells(client: httpx.Client, site: Site) -> None:
    page = client.get(f"/books/{HAMMING}")

    url = f"{site.url}/books/{HAMMING}"
    head = head_of(page)
    assert "<title>The Art of Doing Science and Engineering by Richard W. Hamming" in head
    assert f'<link href="{url}" rel="canonical"/>' in head
    assert "Bell Labs" in content_of(page, "description")
    shown = {name: content_of(page, f"og:{name}") for name in ("title", "type", "url")}
    assert shown == {
        "title": "The Art of Doing Science and Engineering",
        "type": "book",
        "url": url,
    }
    assert "Bell Labs" in content_of(page, "og:description")
    assert ">$23.00<" in page.text
    assert "Add to cart" in page.text


def test_book_page_carries_a_book_and_an_offer_as_json_ld(client: httpx.Client) -> None:
    page = client.get(f"/books/{HAMMING}")

    (text,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page.text, re.S)
    book = json.loads(text)
    assert "Book" in book["@type"]
    assert book["name"] == "The Art of Doing Science and Engineering"
    assert book["author"][0]["name"] == "Richard W. Hamming"
    offer = book["offers"]
    assert (offer["@type"], offer["price"], offer["priceCurrency"]) == ("Offer", "23.00", "USD")
    assert offer["availability"] == "https://schema.org/InStock"


def test_sold_out_book_is_offered_as_sold_out(client: httpx.Client) -> None:
    page = client.get("/books/the-big-score")

    assert "https://schema.org/OutOfStock" in page.text
    assert "Sold out" in page.text
    assert "Add to cart" not in page.text


def test_home_page_lists_every_title_with_its_price(client: httpx.Client, site: Site) -> None:
    text = unescape(client.get("/").text)

    with site.database() as database:
        books = database.execute("SELECT title, slug FROM books WHERE NOT is_withdrawn").fetchall()
    assert len(books) == 19
    assert [title for title, slug in books if title not in text or slug not in text] == []
    assert text.count(">Add to cart<") == 18


@pytest.mark.parametrize("path", OWNER_TEXT)
def test_what_the_owner_wrote_is_served_as_it_is(client: httpx.Client, path: str) -> None:
    page = client.get(path)

    assert page.status_code == 200
    assert OWNER_TEXT[path] in unescape(page.text)
    assert "<h1" in page.text


def test_book_is_shared_with_a_picture_that_networks_show(client: httpx.Client, site: Site) -> None:
    page = client.get(f"/books/{HAMMING}")

    address = content_of(page, "og:image")
    assert address == f"{site.url}/covers/{HAMMING}.png"
    assert client.get(address).headers["content-type"] == "image/png"
    assert content_of(page, "twitter:card") == "summary_large_image"


def test_fonts_are_kept_by_browsers(client: httpx.Client) -> None:
    font = client.get("/fonts/newsreader.woff2")

    assert font.status_code == 200
    assert font.headers["cache-control"] == "public, max-age=2592000"


def test_sitemap_names_the_catalogue_and_nothing_private(client: httpx.Client, site: Site) -> None:
    named = re.findall("<loc>(.*?)</loc>", client.get("/sitemap.xml").text)

    assert site.url + "/" in named
    assert f"{site.url}/books/{HAMMING}" in named
    assert {site.url + path for path in OWNER_TEXT} < set(named)
    assert len(named) == 22


def test_robots_are_told_where_the_sitemap_is(client: httpx.Client, site: Site) -> None:
    assert f"Sitemap: {site.url}/sitemap.xml" in client.get("/robots.txt").text


def test_own_endpoints_carry_nosniff(client: httpx.Client) -> None:
    assert client.get("/healthz").headers["x-content-type-options"] == "nosniff"


def test_robots_keep_out_of_private_pages(client: httpx.Client) -> None:
    said = client.get("/robots.txt").text

    assert [
        path for path in ("/cart", "/checkout", "/success") if f"Disallow: {path}" not in said
    ] == []
    for path in PRIVATE:
        assert content_of(client.get(path), "robots") == "noindex"


@pytest.mark.parametrize("path", ["/", "/success", "/nothing", "/style.css"])
def test_every_answer_carries_the_headers(client: httpx.Client, path: str) -> None:
    headers = client.get(path).headers

    assert headers["x-content-type-options"] == "nosniff"
    policy = headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "object-src 'none'" in policy
    assert "camera=()" in headers["permissions-policy"]
    assert headers["cross-origin-opener-policy"] == "same-origin-allow-popups"


def test_pages_with_a_secret_in_their_address_send_no_referrer(client: httpx.Client) -> None:
    for path in ("/success", "/success/", "/checkout/return", "/checkout/return/"):
        assert client.get(path).headers["referrer-policy"] == "no-referrer"


def test_hashed_files_are_kept_and_pages_are_asked_for_anew(client: httpx.Client) -> None:
    page = client.get("/")
    (script, *_) = re.findall(r'href="(/assets/[^"]+\.js)"', page.text)

    assert page.headers["cache-control"] == "no-cache"
    assert "immutable" in client.get(script).headers["cache-control"]


def test_health_and_readiness_are_told(client: httpx.Client) -> None:
    assert client.get("/healthz").status_code == 200
    ready = client.get("/readyz")
    assert ready.status_code == 200
    assert ready.json() == {"database": "ready", "stripe": "answers", "mode": "sandbox"}


def test_sandbox_refuses_live_keys(client: httpx.Client) -> None:
    for key in ("sk_live_" + "a" * 24, "rk_live_" + "a" * 24):
        answer = client.get("/sandbox/v1/payment_intents", auth=(key, ""))

        assert answer.status_code == 401
        assert key not in answer.text
