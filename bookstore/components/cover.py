"""A book's cover on a page: drawn in place, or as an image where only text can travel."""

from __future__ import annotations

from collections.abc import Mapping

import reflex as rx

from bookstore.components.cover_art import COVER_HEIGHT, COVER_WIDTH, cover_markup
from bookstore.domain.catalogue import Book


def cover(book: Book, *, label: str = "") -> rx.Component:
    """The cover, drawn in place; it scales with the CSS class `cover` and keeps 2 : 3.

    A screen reader says the label; without one the cover is decoration beside a title.
    """
    spoken = {"role": "img", "aria-label": label} if label else {"aria-hidden": "true"}
    return drawing(
        cover_markup(book),
        view_box=f"0 0 {COVER_WIDTH} {COVER_HEIGHT}",
        class_name="cover",
        custom_attrs=spoken,
    )


def drawing(
    markup: str, *, view_box: str, class_name: str, custom_attrs: Mapping[str, object]
) -> rx.Component:
    """An svg with markup of our own in it, which never changes: React takes it over unread.

    Home has some 350 elements fewer to go through before it is alive.
    """
    return rx.el.svg(
        view_box=view_box,
        class_name=class_name,
        custom_attrs={**custom_attrs, "dangerouslySetInnerHTML": {"__html": markup}},
    )


def cover_of(place: rx.Var[str]) -> rx.Component:
    """The cover that a row names: one that stands on this page already, or a picture."""
    again = rx.el.svg(
        rx.el.svg.use(href=place),
        view_box=f"0 0 {COVER_WIDTH} {COVER_HEIGHT}",
        class_name="cover",
        custom_attrs={"focusable": "false", "aria-hidden": "true"},
    )
    return rx.cond(place.startswith("#"), again, cover_image(place))


def cover_image(uri: rx.Var[str] | str, *, label: rx.Var[str] | str = "") -> rx.Component:
    """The cover as a picture, from its address or from `cover_uri`.

    The label is the alternative text; without one the cover is decoration beside a title.
    """
    size = {"width": str(COVER_WIDTH), "height": str(COVER_HEIGHT)}
    return rx.el.img(src=uri, alt=label, class_name="cover", custom_attrs=size)
