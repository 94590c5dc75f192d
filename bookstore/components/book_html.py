"""A book as plain HTML, for a page that the build has not: what is read without a script.

Every text is escaped here; nothing of it is markup.
"""

from __future__ import annotations

from html import escape

from bookstore.components.structured_data import book_url, describe_book, open_graph, summary_of
from bookstore.domain.catalogue import ShelfBook
from bookstore.domain.money import format_money


def book_head(found: ShelfBook, *, site_url: str, shop_name: str) -> str:
    """What belongs into the head: title, description, canonical address, preview, JSON-LD."""
    book = found.book
    picture = f"{site_url}/covers/{book.slug}.png"
    properties = open_graph(book, site_url=site_url, shop_name=shop_name) | {"og:image": picture}
    described = describe_book(
        book, site_url=site_url, shop_name=shop_name, has_stock=found.available > 0
    )
    return "".join(
        [
            f"<title>{escape(f'{book.title} by {book.author} · {shop_name}')}</title>",
            f'<meta name="description" content="{escape(summary_of(book))}"/>',
            f'<link rel="canonical" href="{escape(book_url(book, site_url))}"/>',
            *(
                f'<meta property="{name}" content="{escape(text)}"/>'
                for name, text in properties.items()
            ),
            f'<script type="application/ld+json">{described}</script>',
        ]
    )


def book_without_script(found: ShelfBook, *, locale: str) -> str:
    """The book's own page in short, shown where no script draws the whole one."""
    book = found.book
    facts = [
        book.subtitle,
        book.author,
        f"{format_money(book.price, locale)}, tax included. {_stock(found)}",
        book.description,
        ", ".join([str(book.year), *book.subjects]),
    ]
    paragraphs = "".join(f"<p>{escape(text)}</p>" for text in facts if text)
    way_on = '<p><a href="/">See all books</a></p>'
    words = f"<h1>{escape(book.title)}</h1>{paragraphs}{way_on}"
    return f'<noscript><main class="broken panel">{words}</main></noscript>'


def _stock(found: ShelfBook) -> str:
    return "In stock." if found.available > 0 else "Sold out."
