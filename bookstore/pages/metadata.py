"""What search engines and link previews read: canonical, Open Graph, JSON-LD."""

from __future__ import annotations

from typing import Any

import reflex as rx

from bookstore.components.structured_data import describe_book, open_graph
from bookstore.domain.catalogue import Book

WIDE_PICTURE = (
    {"property": "og:image:type", "content": "image/png"},
    {"property": "og:image:width", "content": "1200"},
    {"property": "og:image:height", "content": "630"},
    {"name": "twitter:card", "content": "summary_large_image"},
)


def book_metadata(book: Book, *, site_url: str, shop_name: str, has_stock: bool) -> list[Any]:
    """The head's entries of a book page; texts reach the HTML escaped."""
    url = f"{site_url}/books/{book.slug}"
    return [
        rx.el.link(rel="canonical", href=url),
        *[
            {"property": name, "content": text}
            for name, text in open_graph(book, site_url=site_url, shop_name=shop_name).items()
        ],
        *WIDE_PICTURE,
    ]


def book_json_ld(book: Book, *, site_url: str, shop_name: str, has_stock: bool) -> rx.Component:
    """Book and Offer as JSON-LD."""
    text = describe_book(book, site_url=site_url, shop_name=shop_name, has_stock=has_stock)
    return rx.el.script(text, type="application/ld+json")
