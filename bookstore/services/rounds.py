"""The reconciler's rounds: at once when the shop opens, then for ever."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta

from bookstore.domain.errors import BookstoreError
from bookstore.domain.findings import Finding, in_words
from bookstore.services.ports import Shop
from bookstore.services.reconciliation import settle_waiting, sweep
from bookstore.services.sweeping import LOOK_BACK, reconcile_fully

log = logging.getLogger("bookstore.rounds")

ROUND_SECONDS = 30
SWEEP_EVERY = timedelta(hours=1)
SWEEP_BACK = timedelta(days=3)  # after the first sweep: an outage of a weekend is covered
FIRST_ANSWER_SECONDS = 30  # the sandbox opens with the shop, a little later


async def reconcile_for_ever(shop: Shop) -> None:
    """Hand on at once what a killed process left, then ask Stripe in rounds.

    A round asks about open orders; the first one, and then one each hour, compares
    Stripe's account with our orders as well.
    """
    await _hand_on_what_was_left(shop)
    await _wait_for_stripe(shop)
    looks_back, swept_at = LOOK_BACK, None
    while True:
        now = shop.clock.now()
        is_sweep = swept_at is None or now - swept_at >= SWEEP_EVERY
        if await _go_round(shop, sweeps=looks_back if is_sweep else None) and is_sweep:
            looks_back, swept_at = SWEEP_BACK, now
        await asyncio.sleep(ROUND_SECONDS)


async def _hand_on_what_was_left(shop: Shop) -> None:
    try:
        await sweep(shop)
    except (BookstoreError, OSError):
        log.exception("Paid orders could not be looked through; the rounds will do it.")


async def _wait_for_stripe(shop: Shop) -> None:
    waited_seconds, pause_seconds = 0, 1
    while waited_seconds < FIRST_ANSWER_SECONDS and not await shop.payments.is_reachable():
        await asyncio.sleep(pause_seconds)
        waited_seconds += pause_seconds
        pause_seconds = min(pause_seconds * 2, 5)


async def _go_round(shop: Shop, *, sweeps: timedelta | None) -> bool:
    """One round, without a sweep when that is None; False when it has to be done again."""
    try:
        if sweeps is None:
            _tell(shop, await settle_waiting(shop))
        else:
            _tell(shop, await reconcile_fully(shop, days=sweeps.days))
    except (BookstoreError, OSError):
        log.exception("Reconciling failed; it is tried again.")
        return False
    return True


def _tell(shop: Shop, found: list[Finding]) -> None:
    """Log what was put right; what is left to do was an alarm where it was found."""
    for finding in found:
        if finding.is_done:
            log.info("%s", in_words(finding, shop.locale))
