"""What a book is in the words of search engines and link previews."""

from __future__ import annotations

import json

from bookstore.domain.catalogue import Book
from bookstore.domain.money import in_major_units

SCHEMA = "https://schema.org"


def book_url(book: Book, site_url: str) -> str:
    """The address of a book's page."""
    return f"{site_url}/books/{book.slug}"


def summary_of(book: Book) -> str:
    """The beginning of its description, in one line."""
    return " ".join(book.description.split())[:200]


def open_graph(book: Book, *, site_url: str, shop_name: str) -> dict[str, str]:
    """Open Graph properties by name, but for the picture, which the page's head has."""
    properties = {
        "og:type": "book",
        "og:title": book.title,
        "og:description": summary_of(book),
        "og:url": book_url(book, site_url),
        "og:site_name": shop_name,
        "book:author": book.author,
        "book:isbn": book.isbn or "",
        "product:price:amount": str(in_major_units(book.price)),
        "product:price:currency": book.price.currency.upper(),
    }
    return {name: text for name, text in properties.items() if text}


def describe_book(book: Book, *, site_url: str, shop_name: str, has_stock: bool) -> str:
    """Book and Offer as JSON-LD, safe within a script. Source: schema.org/Book, read 2026-11-21."""
    url = book_url(book, site_url)
    described = {
        "@context": SCHEMA,
        "@type": ["Book", "Product"],
        "@id": url,
        "url": url,
        "name": book.title,
        "alternateName": book.subtitle or None,
        "author": [{"@type": "Person", "name": name} for name in _names(book.author)],
        "datePublished": book.published.isoformat() if book.published else str(book.year),
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
    return json.dumps(present, ensure_ascii=False).replace("<", "\\u003c")


def _names(author: str) -> list[str]:
    return [name.strip() for name in author.split(",") if name.strip()]
