"""Where Stripe's account and our orders differ, and what that is in a sentence for the operator."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from bookstore.domain.money import Money, format_money
from bookstore.domain.order import Order
from bookstore.domain.payment import (
    IntentStatus,
    Outcome,
    PaymentIntent,
    Verdict,
    is_already_known,
)


class FindingKind(StrEnum):
    """What was found. Those in `DONE` were put right; a person has to look at the others."""

    SETTLED = "settled"  # the money was at Stripe, the order was not paid
    MOVED = "moved"  # an open order changed in another way
    FULFILLED = "fulfilled"  # a paid order had not been handed on
    REFUND_RECORDED = "refund recorded"  # made elsewhere
    DISPUTE_RECORDED = "dispute recorded"
    DISPUTED = "disputed"
    UNANSWERED = "unanswered"
    UNSETTLED = "unsettled"
    UNFULFILLED = "unfulfilled"
    ORPHAN = "money without an order"  # it names one that we do not have
    NAMELESS = "money naming no order"  # perhaps of another program that uses the account
    SECOND_PAYMENT = "paid twice"
    NO_PAYMENT = "order without payment"
    AMOUNT = "amounts differ"
    REFUND_MISSING = "refund missing"
    DIFFERENT = "different"
    INCOMPLETE = "incomplete"


DONE = frozenset(
    {
        FindingKind.SETTLED,
        FindingKind.MOVED,
        FindingKind.FULFILLED,
        FindingKind.REFUND_RECORDED,
        FindingKind.DISPUTE_RECORDED,
    }
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One difference. `ours` is the amount that we have recorded, `theirs` Stripe's."""

    kind: FindingKind
    order_number: str | None = None
    intent_id: str | None = None
    ours: Money | None = None
    theirs: Money | None = None
    detail: str = ""

    @property
    def is_done(self) -> bool:
        """Say whether nothing is left to do about it."""
        return self.kind in DONE


def kept_of(intent: PaymentIntent) -> Money:
    """What an intent has brought in and not given back."""
    return intent.amount_received - intent.amount_refunded


def find_orphan(intent: PaymentIntent) -> Finding | None:
    """Money that came for no order of ours; nothing when none came or all went back."""
    if kept_of(intent).minor <= 0:
        return None
    kind = FindingKind.ORPHAN if intent.order_number else FindingKind.NAMELESS
    named = repr(intent.order_number)
    return Finding(kind, intent_id=intent.id, theirs=kept_of(intent), detail=named)


def find_difference(order: Order, verdict: Verdict, intent: PaymentIntent) -> Finding | None:
    """Where an order and an intent that names it say different things about money.

    Open orders that only stand elsewhere (canceled, processing) are no difference: the
    reconciler asks about those anyway.

    Args:
        order: our order.
        verdict: how the intent was judged against it.
        intent: the intent as fetched by our server.
    """
    kind = _kind_of(order, verdict, intent)
    if kind is None:
        return None
    ours, theirs = order.terms.total, intent.amount_received
    if kind in (FindingKind.REFUND_RECORDED, FindingKind.REFUND_MISSING):
        ours, theirs = Money(order.refunded_minor, ours.currency), intent.amount_refunded
    detail = "; ".join(verdict.reasons) or f"{intent.id} is {intent.status.value}"
    return Finding(kind, order.number, intent.id, ours, theirs, detail)


def _kind_of(order: Order, verdict: Verdict, intent: PaymentIntent) -> FindingKind | None:
    holds_money = kept_of(intent).minor > 0
    if order.intent_id not in (None, intent.id):
        return FindingKind.SECOND_PAYMENT if holds_money else None
    if order.was_paid and intent.status is not IntentStatus.SUCCEEDED:
        return FindingKind.NO_PAYMENT
    match verdict.outcome:
        case Outcome.PAID:
            if not is_already_known(order, verdict):
                return FindingKind.UNSETTLED
            return _kind_of_refund(order.refunded_minor, intent.amount_refunded.minor)
        case Outcome.MISMATCH:
            if not holds_money:
                return None
            is_amount = intent.amount_received != order.terms.total
            return FindingKind.AMOUNT if is_amount else FindingKind.DIFFERENT
        case Outcome.UNKNOWN:
            return FindingKind.DIFFERENT
        case Outcome.PROCESSING | Outcome.WAITING | Outcome.NEEDS_ACTION | Outcome.CANCELED:
            return None
        case _ as never:
            assert_never(never)


def _kind_of_refund(ours_minor: int, theirs_minor: int) -> FindingKind | None:
    if ours_minor == theirs_minor:
        return None
    is_more = theirs_minor > ours_minor
    return FindingKind.REFUND_RECORDED if is_more else FindingKind.REFUND_MISSING


def in_words(finding: Finding, locale: str) -> str:
    """The finding as sentences: what was found, and what was done or is to do."""
    ours, theirs = (
        format_money(amount, locale) if amount is not None else "nothing"
        for amount in (finding.ours, finding.theirs)
    )
    return SENTENCES[finding.kind].format(
        order=finding.order_number,
        intent=finding.intent_id or "no PaymentIntent",
        ours=ours,
        theirs=theirs,
        detail=finding.detail,
    )


SENTENCES = {
    FindingKind.SETTLED: "Order {order}: Stripe has {theirs} for it ({intent}). It is paid now.",
    FindingKind.MOVED: "Order {order}: {detail}.",
    FindingKind.FULFILLED: "Order {order}: was paid and not handed on. It is handed on now.",
    FindingKind.REFUND_RECORDED: (
        "Order {order}: {theirs} went back at Stripe ({intent}), {ours} in our records. It is "
        "recorded now."
    ),
    FindingKind.DISPUTE_RECORDED: "Order {order}: the dispute over it is {detail} ({intent}).",
    FindingKind.DISPUTED: (
        "Order {order}: the shopper's bank disputes the payment of {ours} ({intent}). Give your "
        "evidence, or accept it, in the Stripe Dashboard before its time is over."
    ),
    FindingKind.UNANSWERED: (
        "Order {order}: Stripe did not answer about {intent}. Reconcile again later."
    ),
    FindingKind.UNSETTLED: (
        "Order {order}: Stripe has {theirs} for it ({intent}), and it could not be made paid. "
        "Look at its timeline."
    ),
    FindingKind.UNFULFILLED: (
        "Order {order}: is paid ({ours}, {intent}), cannot be filled, and could not be refunded "
        "yet. Refund it, here or in the Stripe Dashboard."
    ),
    FindingKind.ORPHAN: (
        "{intent}: {theirs} came for no order of this shop: it names {detail}. Look it up in the "
        "Stripe Dashboard, and refund it there if nothing is owed for it."
    ),
    FindingKind.NAMELESS: (
        "{intent}: {theirs} came and names no order. Look it up in the Stripe Dashboard; if "
        "another program uses the account, reconcile with --ours-only."
    ),
    FindingKind.SECOND_PAYMENT: (
        "Order {order}: {theirs} came a second time, by {intent} ({detail}). Refund that one in "
        "the Stripe Dashboard."
    ),
    FindingKind.NO_PAYMENT: (
        "Order {order}: is paid here ({ours}), and Stripe has no payment: {detail}. Send nothing "
        "before you know why."
    ),
    FindingKind.AMOUNT: (
        "Order {order}: is over {ours}, and Stripe has received {theirs} ({intent}). Agree with "
        "the shopper, then refund in the Stripe Dashboard."
    ),
    FindingKind.REFUND_MISSING: (
        "Order {order}: {ours} went back in our records, {theirs} at Stripe ({intent}), so a "
        "refund has failed. Give the money back in another way."
    ),
    FindingKind.DIFFERENT: "Order {order}: does not fit {intent} ({detail}). Look at both.",
    FindingKind.INCOMPLETE: "Not everything was looked at: {detail}.",
}
