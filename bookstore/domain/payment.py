"""What Stripe says about a payment, and what it means for an order of ours."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from bookstore.domain.declines import is_decline
from bookstore.domain.money import Money
from bookstore.domain.order import Mode, Order, OrderStatus
from bookstore.domain.receipt import Receipt


class IntentStatus(StrEnum):
    """Stripe's seven statuses of a PaymentIntent, and one for a status not known here.

    Source: docs.stripe.com/payments/paymentintents/lifecycle.
    """

    REQUIRES_PAYMENT_METHOD = "requires_payment_method"
    REQUIRES_CONFIRMATION = "requires_confirmation"
    REQUIRES_ACTION = "requires_action"
    PROCESSING = "processing"
    REQUIRES_CAPTURE = "requires_capture"
    SUCCEEDED = "succeeded"
    CANCELED = "canceled"
    UNKNOWN = "unknown"

    @classmethod
    def read(cls, text: str) -> IntentStatus:
        """The status for Stripe's word; UNKNOWN for a word of a later API."""
        return cls.__members__.get(text.upper(), cls.UNKNOWN)


CHANGEABLE = frozenset(
    {IntentStatus.REQUIRES_PAYMENT_METHOD, IntentStatus.REQUIRES_CONFIRMATION}
)  # amount and contents may still follow the cart


@dataclass(frozen=True, slots=True)
class PaymentIntent:
    """A PaymentIntent as our server fetched it; never as a browser described it."""

    id: str
    status: IntentStatus
    amount: Money
    amount_received: Money
    livemode: bool
    client_secret: str
    order_number: str | None  # metadata.order_number
    order_revision: int | None  # metadata.order_revision
    charge_id: str | None
    amount_refunded: Money
    decline_code: str | None = None  # of last_payment_error
    error_code: str | None = None
    cancellation_reason: str | None = None
    is_disputed: bool = False  # of its charge, and for ever: how a dispute stands is asked
    method_id: str | None = None  # the PaymentMethod of the attempt under way, or of the last one
    receipt: Receipt | None = None  # of its charge, None before there is one

    @property
    def was_declined(self) -> bool:
        """Say whether a card or bank refused the last attempt to pay it."""
        return is_decline(self.error_code or "", self.decline_code or "")

    def __repr__(self) -> str:
        """Name the intent without its client_secret, which must not reach a log."""
        return f"PaymentIntent({self.id!r}, {self.status.value!r}, {self.amount!r})"


@dataclass(frozen=True, slots=True)
class WebhookEvent:
    """A verified webhook event, reduced to what the shop acts on.

    What it says of the payment itself is as old as the event, and believed only where it is
    no news (`domain.news`); for everything else Stripe is asked.
    """

    id: str
    type: str
    intent_id: str | None
    livemode: bool
    status: IntentStatus | None = None  # of the intent, in an event about one
    refunded_minor: int | None = None  # in all, in an event about a charge given back


@dataclass(frozen=True, slots=True)
class Refund:
    """A refund as Stripe answered it; status is Stripe's word (succeeded, pending, failed...)."""

    id: str
    status: str
    amount: Money


@dataclass(frozen=True, slots=True)
class Dispute:
    """A dispute as Stripe answered it; status and reason are Stripe's words."""

    id: str
    status: str
    reason: str
    amount: Money


class Outcome(StrEnum):
    """What an intent means for its order."""

    PAID = "paid"
    PROCESSING = "processing"
    WAITING = "waiting"
    NEEDS_ACTION = "needs_action"
    CANCELED = "canceled"
    MISMATCH = "mismatch"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The judgement; `reasons` are filled for a mismatch, and name no secret."""

    outcome: Outcome
    reasons: tuple[str, ...] = ()


def judge_payment(order: Order, total: Money, intent: PaymentIntent) -> Verdict:
    """Compare Stripe's intent with our own row and say what it means.

    Args:
        order: our order.
        total: what the revision of the order that the intent names was to cost.
        intent: the intent as fetched by our server.
    """
    if reasons := _other_order(order, intent) or _other_amount(total, intent):
        return Verdict(Outcome.MISMATCH, reasons)
    match intent.status:
        case IntentStatus.SUCCEEDED:
            return Verdict(Outcome.PAID)
        case IntentStatus.PROCESSING:
            return Verdict(Outcome.PROCESSING)
        case IntentStatus.REQUIRES_ACTION:
            return Verdict(Outcome.NEEDS_ACTION)
        case IntentStatus.REQUIRES_PAYMENT_METHOD | IntentStatus.REQUIRES_CONFIRMATION:
            return Verdict(Outcome.WAITING)
        case IntentStatus.CANCELED:
            return Verdict(Outcome.CANCELED)
        case IntentStatus.REQUIRES_CAPTURE | IntentStatus.UNKNOWN:
            return Verdict(Outcome.UNKNOWN, (f"the intent is {intent.status.value}",))
        case _ as never:
            assert_never(never)


def _other_order(order: Order, intent: PaymentIntent) -> tuple[str, ...]:
    found: list[str] = []
    if intent.order_number != order.number:
        found.append(f"the intent names order {intent.order_number!r}, not {order.number!r}")
    if order.intent_id is not None and order.intent_id != intent.id:
        found.append(f"the order belongs to {order.intent_id!r}, not {intent.id!r}")
    if intent.livemode != (order.mode is Mode.LIVE):
        found.append(f"livemode is {intent.livemode!r} for a {order.mode.value} order")
    return tuple(found)


def _other_amount(total: Money, intent: PaymentIntent) -> tuple[str, ...]:
    if intent.status is IntentStatus.CANCELED:
        return ()  # over whatever amount: none of it will come
    found: list[str] = []
    if intent.amount != total:
        found.append(f"the intent is over {intent.amount!r}, the order over {total!r}")
    if intent.status is IntentStatus.SUCCEEDED and intent.amount_received != total:
        found.append(f"received {intent.amount_received!r} of {total!r}")
    return tuple(found)


def is_spare(order: Order, intent: PaymentIntent) -> bool:
    """Say whether an intent is a second one of its order that holds no money.

    Stripe forgets an idempotency key after a day: a call repeated after that, because its
    first answer was lost, makes one more intent. What it may still come to hold is judged then.
    """
    is_second = order.intent_id is not None and order.intent_id != intent.id
    is_empty = intent.amount_received.minor == 0 and intent.status in (
        IntentStatus.REQUIRES_PAYMENT_METHOD,
        IntentStatus.REQUIRES_CONFIRMATION,
        IntentStatus.CANCELED,
    )
    return is_second and is_empty and intent.order_number == order.number


def is_already_known(order: Order, verdict: Verdict) -> bool:
    """Say whether the order already stands where the verdict would put it."""
    match verdict.outcome:
        case Outcome.PAID:
            return order.was_paid
        case Outcome.PROCESSING:
            return order.status is OrderStatus.PROCESSING
        case Outcome.CANCELED:
            return order.status is OrderStatus.CANCELED
        case Outcome.WAITING | Outcome.NEEDS_ACTION:
            return order.status is OrderStatus.AWAITING_PAYMENT
        case Outcome.MISMATCH | Outcome.UNKNOWN:
            return False
        case _ as never:
            assert_never(never)
