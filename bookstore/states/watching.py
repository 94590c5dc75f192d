"""Which open pages of this worker watch which order, and how much of it they have seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Watch:
    """An order and how many lines its timeline had when the page last read it."""

    number: str
    seen: int


class WatchedOrders:
    """Page token -> what it watches; a page watches one order at a time."""

    def __init__(self) -> None:
        """Nobody watches yet."""
        self._watches: dict[str, Watch] = {}

    def sign_in(self, token: str, number: str, *, seen: int) -> None:
        """A page shows an order as it stood when its timeline had `seen` lines."""
        self._watches[token] = Watch(number, seen)

    def sign_out(self, token: str) -> None:
        """The page shows something else, or is gone."""
        self._watches.pop(token, None)

    def tokens(self) -> tuple[str, ...]:
        """Every page that watches."""
        return tuple(self._watches)

    def numbers(self) -> frozenset[str]:
        """Every order that is watched."""
        return frozenset(watch.number for watch in self._watches.values())

    def with_news(self, counts: Mapping[str, int]) -> tuple[str, ...]:
        """The pages whose order has more lines than they have seen; they count as told."""
        told: list[str] = []
        for token, watch in self._watches.items():
            count = counts.get(watch.number, 0)
            if count > watch.seen:
                self._watches[token] = Watch(watch.number, count)
                told.append(token)
        return tuple(told)


watched_orders = WatchedOrders()
