"""When something is lost or broken, and what tells whether money moves."""

from __future__ import annotations

import reflex as rx

from bookstore.components.layout import RIBBONS, ribbon
from bookstore.components.trouble import broken_words, lost_words, trouble_line
from bookstore.pages.gallery.exhibit import Exhibit
from bookstore.pages.gallery.pose import pose
from bookstore.states.trouble import SENTENCE, TroubleState


def click_that_failed() -> rx.Component:
    """A handler has failed on the server."""
    return pose(trouble_line(), [(TroubleState.trouble, SENTENCE)])


def server_that_is_lost() -> rx.Component:
    """Covers the page."""
    return lost_words()


def page_that_came_apart() -> rx.Component:
    """In place of the page."""
    return broken_words()


def ribbons() -> rx.Component:
    """Above every page where no money moves; the last, for real money, is none."""
    return rx.el.div(*map(ribbon, RIBBONS))


EXHIBITS: tuple[Exhibit, ...] = (
    click_that_failed,
    server_that_is_lost,
    page_that_came_apart,
    ribbons,
)
