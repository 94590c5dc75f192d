"""Who may ask how often: limits for each page's token and for each address.

A token is chosen by the browser that carries it, so its limit is for honest clicking; the
limit for addresses is for those who change it. A household, an office or a campus shares
an address, so that one is wide. Both are kept by each worker for itself, in memory, and
forget whoever has not asked for longest.

Addresses of this machine have no limit: behind a proxy every shopper would share theirs.
With TRUSTED_PROXY_HOPS the shopper's own address is known, and counts.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from ipaddress import IPv6Address, ip_address, ip_network

from bookstore.domain.allowance import Allowance

CAPACITY = 20_000  # of whom one turnstile remembers
_LONGEST = 64  # characters of a token or an address


def _now_ms() -> int:
    return time.monotonic_ns() // 1_000_000


class Turnstile:
    """Counts acts by name, each name for itself."""

    def __init__(
        self,
        allowance: Allowance,
        *,
        capacity: int = CAPACITY,
        clock_ms: Callable[[], int] = _now_ms,
    ) -> None:
        """Nobody has acted yet."""
        self._allowance = allowance
        self._capacity = capacity
        self._clock_ms = clock_ms
        self._used: OrderedDict[str, int] = OrderedDict()

    def admits(self, name: str) -> bool:
        """Whether this one may act once more now; if so, it is counted."""
        name = name[:_LONGEST]
        until = self._allowance.spend(self._used.get(name, 0), now_ms=self._clock_ms())
        if until is None:
            return False
        self._used[name] = until
        self._used.move_to_end(name)
        while len(self._used) > self._capacity:
            self._used.popitem(last=False)
        return True


@dataclass
class Limit:
    """What a page and an address may do."""

    by_token: Allowance
    by_address: Allowance
    clock_ms: Callable[[], int] = _now_ms
    _tokens: Turnstile = field(init=False)
    _addresses: Turnstile = field(init=False)

    def __post_init__(self) -> None:
        """Set both turnstiles up."""
        self._tokens = Turnstile(self.by_token, clock_ms=self.clock_ms)
        self._addresses = Turnstile(self.by_address, clock_ms=self.clock_ms)

    def admits(self, token: str, address: str) -> bool:
        """Whether a page at an address may act once more now; "" as token counts none."""
        if token and not self._tokens.admits(token):
            return False
        shared = shared_address(address)
        return not shared or self._addresses.admits(shared)


def shared_address(address: str) -> str:
    """What all machines of one line share of their address; "" for this machine's own."""
    try:
        found = ip_address(address[:_LONGEST])
    except ValueError:
        return address[:_LONGEST]  # what a proxy of ours calls it
    if isinstance(found, IPv6Address):
        if found.ipv4_mapped is None:
            # A line has a network of these to itself, and may change within it at will.
            return "" if found.is_loopback else str(ip_network((found, 64), strict=False))
        found = found.ipv4_mapped
    return "" if found.is_loopback else str(found)


def address_behind(peer: str, forwarded_for: str, *, hops: int) -> str:
    """Whose request it is: the peer, or whom the nearest of our proxies names.

    Args:
        peer: who has connected to us.
        forwarded_for: the header X-Forwarded-For, to which each proxy adds its own peer.
        hops: how many proxies of ours there are; what stands before theirs is anybody's word.
    """
    named = [part.strip() for part in forwarded_for.split(",") if part.strip()]
    return named[-hops] if 0 < hops <= len(named) else peer


def _placing() -> Limit:
    return Limit(by_token=Allowance(10, 60), by_address=Allowance(120, 60))


def _looking() -> Limit:
    return Limit(by_token=Allowance(60, 60), by_address=Allowance(600, 60))


def _searching() -> Limit:
    return Limit(by_token=Allowance(300, 60), by_address=Allowance(3000, 60))


def _reminding() -> Limit:
    return Limit(by_token=Allowance(5, 60), by_address=Allowance(60, 600))


def _forging() -> Limit:
    return Limit(by_token=Allowance(30, 60), by_address=Allowance(30, 60))


@dataclass(frozen=True)
class Limits:
    """The limits of one worker."""

    placing: Limit = field(default_factory=_placing)
    """Placing an order, by which a PaymentIntent is made."""
    looking: Limit = field(default_factory=_looking)
    """Looking an order up, by its token or by asking Stripe."""
    searching: Limit = field(default_factory=_searching)
    """Looking for books; some 10 ms of the processor each."""
    reminding: Limit = field(default_factory=_reminding)
    """Asking for the links to orders, by which an address is kept for an hour."""
    forging: Limit = field(default_factory=_forging)
    """Webhooks with a false signature. Honest ones are never counted."""
