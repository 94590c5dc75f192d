"""A book's cover on a page: drawn in place, or as an image where only text can travel."""

from __future__ import annotations

import reflex as rx

from bookstore.components.cover_art import (
    COVER_HEIGHT,
    COVER_WIDTH,
    EDGE,
    EDGE_OPACITY,
    FIELD,
    SPINE,
    SPINE_OPACITY,
    Cloth,
    CoverArt,
    TextLine,
    draw_cover,
)
from bookstore.components.cover_figures import HEIGHT
from bookstore.components.cover_shapes import Shape, number
from bookstore.domain.catalogue import Book


def cover(book: Book, *, label: str = "") -> rx.Component:
    """The cover, drawn in place; it scales with the CSS class `cover` and keeps 2 : 3.

    A screen reader says the label; without one the cover is decoration beside a title.
    """
    art = draw_cover(book)
    spoken = {"role": "img", "aria-label": label} if label else {"aria-hidden": "true"}
    return rx.el.svg(
        rx.el.svg.g(
            _path(FIELD, fill=art.cloth.ground),
            _figure(art),
            *(_text(line, art.cloth.ink) for line in art.lines),
            _path(SPINE, fillOpacity=SPINE_OPACITY),
            _path(EDGE, fill="none", stroke=art.cloth.ink, strokeOpacity=EDGE_OPACITY),
            custom_attrs={"id": f"cover-{book.id}"},
        ),
        view_box=f"0 0 {COVER_WIDTH} {COVER_HEIGHT}",
        class_name="cover",
        custom_attrs=spoken,
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


def _figure(art: CoverArt) -> rx.Component:
    """The figure in an svg of its own, which cuts off what reaches out of its field."""
    return rx.el.svg(
        *(_shape(shape, art.cloth) for shape in art.shapes),
        custom_attrs={
            "y": number(art.figure_top),
            "width": str(COVER_WIDTH),
            "height": str(HEIGHT),
            "fill": "none",
        },
    )


def _shape(shape: Shape, cloth: Cloth) -> rx.Component:
    colour = cloth.of(shape.paint)
    if not shape.line:
        return _path(shape.d, fill=colour)
    ends = {"strokeLinecap": "round"} if shape.is_round else {}
    return _path(shape.d, stroke=colour, strokeWidth=number(shape.line), **ends)


def _path(d: str, **attributes: str) -> rx.Component:
    return rx.el.path(d=d, custom_attrs=attributes)  # as attributes: a prop would become CSS


def _text(line: TextLine, colour: str) -> rx.Component:
    return rx.el.text(
        line.text,
        x=number(line.x),
        y=number(line.y),
        custom_attrs={"fontSize": number(line.size), "fill": colour},
    )
