"""About the shop, and its policies: whatever the owner has written."""

from __future__ import annotations

import reflex as rx

from bookstore.components.delivery import delivery_rates
from bookstore.components.prose import prose
from bookstore.domain.catalogue import Catalogue


def owner_text_page(text: str, catalogue: Catalogue) -> rx.Component:
    """One page of the owner's Markdown, with the delivery table where it is asked for."""
    rates = delivery_rates(catalogue.delivery, locale=catalogue.locale)
    return prose(text, {"delivery rates": rates})
