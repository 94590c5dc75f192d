"""Every component in every state, each with the Python that made it; in development only.

The app module imports this package only where `reflex run` serves development, so that nothing
of it is in a production build. An exhibit is a function in one of the files beside this one.
"""

from __future__ import annotations

import inspect

import reflex as rx

from bookstore.pages.gallery import cart, checkout, orders, shelf, trouble
from bookstore.pages.gallery.exhibit import Exhibit
from bookstore.pages.gallery.pose import to_the_top

ROOMS = (shelf, cart, checkout, orders, trouble)

STYLE = """
.exhibit { margin-top: var(--space-6); border-top: 1px solid var(--rule); padding-top: var(--space-3); min-width: 0; }
/* As wide as the page, and half a gap beyond, which is what cards take for their shadows. */
.exhibit > .stage { contain: layout; overflow: auto; margin-inline: calc(var(--gap) / -2); padding: var(--space-4) calc(var(--gap) / 2); min-height: 4rem; }
.exhibit > .stage:has(> .server-lost) { min-height: 40rem; }
.exhibit > .stage:has(.undo, .ways-on, .notice, .trouble) { min-height: 15rem; }
.exhibit > .stage :is(.undo, .ways-on, .notice) { animation: none !important; }
.exhibit pre { overflow: auto; font-size: 0.8125rem; background: var(--sheet); padding: var(--space-3); margin: 0; }
.exhibit summary { overflow-wrap: anywhere; }
.exhibit .caption { color: var(--quiet); }
"""  # noqa: E501 - a stylesheet of its own, which production does not have


def gallery_page() -> rx.Component:
    """All rooms, one below the other."""
    return rx.fragment(
        rx.el.style(STYLE),
        rx.el.h1("Gallery"),
        rx.el.p(
            "Every component in every state, as this server's Python makes it. Press what you "
            "like: handlers are the real ones, and what is posed stays as it is.",
            class_name="lede",
        ),
        *[part for room in ROOMS for part in _room(room.EXHIBITS)],
        rx.el.div(on_mount=to_the_top()),
    )


def _room(exhibits: tuple[Exhibit, ...]) -> list[rx.Component]:
    return [_shown(exhibit) for exhibit in exhibits]


def _shown(exhibit: Exhibit) -> rx.Component:
    """One exhibit: its name, what state it is in, itself, and its source."""
    name = exhibit.__name__
    return rx.el.section(
        rx.el.h2(name.replace("_", " ").capitalize(), id=f"exhibit-{name}"),
        rx.el.p(inspect.getdoc(exhibit) or "", class_name="caption"),
        rx.el.div(
            exhibit(), class_name="stage", tab_index=0, role="group", aria_label=f"{name}, shown"
        ),
        rx.el.details(
            rx.el.summary(f"The Python of {name}"),
            rx.el.pre(
                rx.el.code(inspect.getsource(exhibit)), tab_index=0, aria_label=f"Source of {name}"
            ),
        ),
        aria_labelledby=f"exhibit-{name}",
        class_name="exhibit",
    )
