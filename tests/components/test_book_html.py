"""A book as plain HTML: complete for those who run no script, and never markup."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from html import unescape

from bookstore.components.book_html import book_head, book_without_script
from bookstore.domain.catalogue import ShelfBook
from tests.fakes import make_book

BOOK = replace(
    make_book(1),
    title="Tea & </script><b>Bread",
    author='Ann "A" Author, Bob',
    description='It says "<img src=x onerror=alert(1)>"\nand more.',
    subtitle="Of <Two>",
    subjects=("History", "<i>Maps"),
    published=date(2020, 5, 4),
)


def head(available: int = 3) -> str:
    return book_head(
        ShelfBook(BOOK, available), site_url="https://shop.example", shop_name="Lamp & Ladder"
    )


def described(html: str) -> dict:
    (text,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    return json.loads(text)


def test_head_names_the_book_its_address_and_its_picture() -> None:
    html = head()

    assert f"<title>{BOOK.title} by {BOOK.author} · Lamp & Ladder</title>" in unescape(html)
    assert '<link rel="canonical" href="https://shop.example/books/book-1"/>' in html
    contents = dict(re.findall(r'<meta (?:name|property)="([^"]*)" content="([^"]*)"/>', html))
    assert unescape(contents["description"]).startswith('It says "<img')
    assert contents["og:image"] == "https://shop.example/covers/book-1.png"
    assert contents["product:price:amount"] == "23.00"


def test_offer_is_described_for_machines() -> None:
    book = described(head())

    assert (book["name"], book["datePublished"]) == (BOOK.title, "2020-05-04")
    assert [author["name"] for author in book["author"]] == ['Ann "A" Author', "Bob"]
    assert (book["offers"]["price"], book["offers"]["priceCurrency"]) == ("23.00", "USD")
    assert book["offers"]["availability"].endswith("/InStock")
    assert described(head(0))["offers"]["availability"].endswith("/OutOfStock")


def test_what_is_read_without_a_script_has_title_price_and_text() -> None:
    html = book_without_script(ShelfBook(BOOK, 3), locale="en_US")

    text = unescape(re.sub(r"<[^>]*>", "\n", html))
    for part in (BOOK.title, BOOK.author, BOOK.subtitle, "$23.00", "In stock", BOOK.description):
        assert part in text
    assert "Sold out" in book_without_script(ShelfBook(BOOK, 0), locale="en_US")


def test_no_text_of_a_book_becomes_markup() -> None:
    html = head() + book_without_script(ShelfBook(BOOK, 3), locale="en_US")

    tags = set(re.findall(r"<(\w+)", html))
    assert tags == {"title", "meta", "link", "script", "noscript", "main", "h1", "p", "a"}
    assert html.count("</script>") == 1
