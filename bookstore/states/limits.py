"""The limits of `bookstore.turnstile`, applied to whoever calls a handler.

The address is that of the connection, or what a proxy of ours says of it; a browser has
no say in it.
"""

from __future__ import annotations

import reflex as rx

from bookstore import wiring
from bookstore.domain.errors import TooOften
from bookstore.turnstile import Limit


def count_placing(state: rx.State) -> None:
    """Count an order placed by the page that this state belongs to, and by its address.

    Raises:
        TooOften: one of them has used up what it may do.
    """
    _count(state, wiring.premises().limits.placing)


def count_looking(state: rx.State) -> None:
    """Count an order looked up by the page that this state belongs to, and by its address.

    Raises:
        TooOften: one of them has used up what it may do.
    """
    _count(state, wiring.premises().limits.looking)


def count_searching(state: rx.State) -> None:
    """Count a search by the page that this state belongs to, and by its address.

    Raises:
        TooOften: one of them has used up what it may do.
    """
    _count(state, wiring.premises().limits.searching)


def count_reminding(state: rx.State) -> None:
    """Count a request for links to orders by the page that this state belongs to, and its address.

    Raises:
        TooOften: one of them has used up what it may do.
    """
    _count(state, wiring.premises().limits.reminding)


def _count(state: rx.State, limit: Limit) -> None:
    session = state.router.session
    if not limit.admits(session.client_token, session.client_ip):
        raise TooOften("A page or an address has asked more often than it may.")
