"""Which open pages of this worker watch which order, and how much of it they have told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from enum import StrEnum

Seen = int | str
"""How far a page knows an order: by its latest line, or by where it stands."""


class Page(StrEnum):
    """What kind of page watches."""

    ORDER = "order"  # one order, by its number
    CHECKOUT = "checkout"  # whatever is ordered under a checkout key, also what is not yet


@dataclass(frozen=True, slots=True)
class Watch:
    """What a page watches, and how much of it it knows.

    `seen` is the number of an order's latest line, or the `domain.order.standing` of the
    latest order under a checkout key ("" for none).
    """

    page: Page
    name: str  # the order's number, or the checkout key
    seen: Seen

    def is_behind(self, found: Seen | None) -> bool:
        """Say whether what was found is news; of two lines the later one is."""
        if isinstance(found, int) and isinstance(self.seen, int):
            return found > self.seen
        return found is not None and found != self.seen


class WatchedOrders:
    """Page token -> what it watches; a page watches one thing at a time."""

    def __init__(self) -> None:
        """Nobody watches yet."""
        self._watches: dict[str, Watch] = {}
        self._busy: Counter[str] = Counter()

    def sign_in(self, token: str, watch: Watch) -> None:
        """A page shows something as it stood when it had seen `watch.seen`."""
        self._watches[token] = watch

    def sign_out(self, token: str) -> None:
        """The page shows something else, or is gone."""
        self._watches.pop(token, None)

    def keep_only(self, tokens: Container[str]) -> None:
        """Drop every page that is not among these."""
        for token in [each for each in self._watches if each not in tokens]:
            del self._watches[token]

    @contextmanager
    def busy(self, token: str) -> Generator[None]:
        """Tell a page nothing while it asks by itself; what is news then still is after."""
        self._busy[token] += 1
        try:
            yield
        finally:
            self._busy[token] -= 1
            self._busy += Counter()  # without those that are not busy any more

    def find(self, token: str) -> Watch | None:
        """What a page watches."""
        return self._watches.get(token)

    def names(self, page: Page) -> frozenset[str]:
        """Everything that pages of a kind watch."""
        return frozenset(watch.name for watch in self._watches.values() if watch.page is page)

    def with_news(self, latest: Mapping[str, Seen]) -> tuple[str, ...]:
        """The pages that know less than there is; `saw` says that one has been told."""
        return tuple(
            token
            for token, watch in self._watches.items()
            if watch.is_behind(latest.get(watch.name)) and token not in self._busy
        )

    def saw(self, token: str, watch: Watch, found: Seen) -> None:
        """The page was told up to here, unless it watches something else by now."""
        if self._watches.get(token) == watch and watch.is_behind(found):
            self._watches[token] = replace(watch, seen=found)


watched_orders = WatchedOrders()
