"""Which open pages of this worker watch which order, and how much of it they have told."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum


class Page(StrEnum):
    """What kind of page watches."""

    ORDER = "order"  # one order, by its number
    CHECKOUT = "checkout"  # whatever is ordered under a checkout key, also what is not yet


@dataclass(frozen=True, slots=True)
class Watch:
    """What a page watches, and the number of the latest line that it knows of."""

    page: Page
    name: str  # the order's number, or the checkout key
    seen: int


class WatchedOrders:
    """Page token -> what it watches; a page watches one thing at a time."""

    def __init__(self) -> None:
        """Nobody watches yet."""
        self._watches: dict[str, Watch] = {}

    def sign_in(self, token: str, watch: Watch) -> None:
        """A page shows something as it stood when `watch.seen` was its latest line."""
        self._watches[token] = watch

    def sign_out(self, token: str) -> None:
        """The page shows something else, or is gone."""
        self._watches.pop(token, None)

    def keep_only(self, tokens: Container[str]) -> None:
        """Drop every page that is not among these."""
        for token in [each for each in self._watches if each not in tokens]:
            del self._watches[token]

    def find(self, token: str) -> Watch | None:
        """What a page watches."""
        return self._watches.get(token)

    def names(self, page: Page) -> frozenset[str]:
        """Everything that pages of a kind watch."""
        return frozenset(watch.name for watch in self._watches.values() if watch.page is page)

    def with_news(self, latest: Mapping[str, int]) -> tuple[str, ...]:
        """The pages that know less than there is; `saw` says that one has been told."""
        return tuple(
            token
            for token, watch in self._watches.items()
            if latest.get(watch.name, 0) > watch.seen
        )

    def saw(self, token: str, watch: Watch, line: int) -> None:
        """The page was told up to a line, unless it watches something else by now."""
        if self._watches.get(token) == watch:
            self._watches[token] = replace(watch, seen=max(line, watch.seen))


watched_orders = WatchedOrders()
