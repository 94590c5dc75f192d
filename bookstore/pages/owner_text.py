"""About the shop, and its policies: whatever the owner has written."""

from __future__ import annotations

from pathlib import Path

import reflex as rx

from bookstore.components.delivery import delivery_rates
from bookstore.components.prose import prose, split_pages
from bookstore.domain.catalogue import Catalogue


def read_owner_text(file: Path) -> tuple[str, str]:
    """The texts of /about and /policies; the file says how to write them.

    Raises:
        SystemExit: it does not hold two pages.
    """
    pages = split_pages(file.read_text(encoding="utf-8"))
    if len(pages) != 2:
        raise SystemExit(
            f"bookstore: {file.name} holds {len(pages)} headings with a single #, and needs "
            "two: one for /about and one for /policies."
        )
    return pages[0], pages[1]


def owner_text_page(text: str, catalogue: Catalogue) -> rx.Component:
    """One page of the owner's Markdown, with the delivery table where it is asked for."""
    rates = delivery_rates(catalogue.delivery, locale=catalogue.locale)
    return prose(text, {"delivery rates": rates})
