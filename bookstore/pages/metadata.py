"""What search engines and link previews read: canonical, Open Graph, JSON-LD."""

from __future__ import annotations

import json
from typing import Any

import reflex as rx

from bookstore.domain.catalogue import Book
from bookstore.domain.money import in_major_units

SCHEMA = "https://schema.org"
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
        *_open_graph(book, url, shop_name),
        *WIDE_PICTURE,
        {"property": "product:price:amount", "content": str(in_major_units(book.price))},
        {"property": "product:price:currency", "content": book.price.currency.upper()},
    ]


def _open_graph(book: Book, url: str, shop_name: str) -> list[dict[str, str]]:
    properties = {
        "og:type": "book",
        "og:title": book.title,
        "og:description": " ".join(book.description.split())[:200],
        "og:url": url,
        "og:site_name": shop_name,
        "book:author": book.author,
        "book:isbn": book.isbn or "",
    }
    return [{"property": name, "content": text} for name, text in properties.items() if text]


def book_json_ld(book: Book, *, site_url: str, shop_name: str, has_stock: bool) -> rx.Component:
    """Book and Offer as JSON-LD. Source: schema.org/Book, read 2026-11-21."""
    url = f"{site_url}/books/{book.slug}"
    described = {
        "@context": SCHEMA,
        "@type": ["Book", "Product"],
        "@id": url,
        "url": url,
        "name": book.title,
        "alternateName": book.subtitle or None,
        "author": [{"@type": "Person", "name": name} for name in _names(book.author)],
        "datePublished": str(book.year),
        "numberOfPages": book.pages,
        "isbn": book.isbn,
        "description": book.description,
        "image": [f"{site_url}/covers/{book.slug}.{kind}" for kind in ("png", "svg")],
        "offers": {
            "@type": "Offer",
            "url": url,
            "price": str(in_major_units(book.price)),
            "priceCurrency": book.price.currency.upper(),
            "availability": f"{SCHEMA}/{'InStock' if has_stock else 'OutOfStock'}",
            "seller": {"@type": "Organization", "name": shop_name},
        },
    }
    present = {name: value for name, value in described.items() if value is not None}
    text = json.dumps(present, ensure_ascii=False).replace("<", "\\u003c")
    return rx.el.script(text, type="application/ld+json")


def _names(author: str) -> list[str]:
    return [name.strip() for name in author.split(",") if name.strip()]
