"""Each page's parts compiled into a file of its own: a page loads its parts and no other's.

Reflex compiles the parts of a page that follow a state into one JavaScript file for each
Python module that defines page functions. The app module defines all of ours, so every
page would load the parts of all pages, and Stripe's packages with them.
"""

from __future__ import annotations

from collections.abc import Callable

import reflex as rx

PageFunction = Callable[[], rx.Component]


def apart(route: str, show: PageFunction) -> PageFunction:
    """The page function, told to be defined in a module of its route's own.

    Args:
        route: the route of the page, such as "/books/boom".
        show: makes the page; nothing else may be made of it.
    """
    path = "".join(letter for letter in route if letter not in "[]")
    steps = [step for step in path.split("/") if step] or ["home"]
    show.__module__ = ".".join(("bookstore", "routes", *steps))
    return show
