"""The life of a PaymentIntent: a value and a step in, the next value out.

    requires_payment_method -> requires_confirmation -> requires_action -> processing
        -> requires_capture -> succeeded, and canceled from where no money is under way

A failed attempt goes back to requires_payment_method; succeeded and canceled stay. Nothing
here reads a clock, a store or a parameter. Source: Stripe docs, "How PaymentIntents work".
"""

from collections.abc import Mapping
from typing import Literal

from .errors import wrong_state
from .shapes import IntentStatus, Opaque, PaymentIntent

Step = Literal["confirm", "cancel", "capture"]

_OPEN: frozenset[IntentStatus] = frozenset(
    {
        "requires_payment_method",
        "requires_confirmation",
        "requires_action",
        "processing",
        "requires_capture",
        "succeeded",
        "canceled",
    }
)
NEXT: Mapping[IntentStatus, frozenset[IntentStatus]] = {
    "requires_payment_method": _OPEN,
    "requires_confirmation": _OPEN,
    "requires_action": _OPEN,
    "processing": frozenset({"requires_payment_method", "requires_capture", "succeeded"}),
    "requires_capture": frozenset({"succeeded", "canceled"}),
    "succeeded": frozenset(),
    "canceled": frozenset(),
}
"""Every status a status may be followed by."""

ALLOWED_FROM: Mapping[Step, tuple[IntentStatus, ...]] = {
    "confirm": ("requires_payment_method", "requires_confirmation", "requires_action"),
    "cancel": (
        "requires_payment_method",
        "requires_capture",
        "requires_confirmation",
        "requires_action",
    ),
    "capture": ("requires_capture",),
}
"""Every status a call may be made in."""

_DONE: Mapping[Step, str] = {
    "confirm": "confirmed",
    "cancel": "canceled",
    "capture": "captured",
}
_BEFORE_PAYING: tuple[IntentStatus, ...] = (
    "requires_payment_method",
    "requires_confirmation",
    "requires_action",
)
_BEFORE_ASKING: tuple[IntentStatus, ...] = ("requires_payment_method", "requires_confirmation")
_PRICE = frozenset({"amount", "currency", "capture_method", "setup_future_usage"})
_ALWAYS_UPDATABLE = frozenset({"metadata", "description", "expand"})


def demand_step(intent: PaymentIntent, step: Step) -> None:
    """Refuse a step which the status forbids.

    Raises:
        ApiError: ``payment_intent_unexpected_state``, with the intent inside.
    """
    allowed = ALLOWED_FROM[step]
    if intent["status"] in allowed:
        return
    if step == "confirm" and intent["status"] == "succeeded":
        message = (
            "You cannot confirm this PaymentIntent because it has already succeeded after "
            "being previously confirmed."
        )
    else:
        message = (
            f"You cannot {step} this PaymentIntent because it has a status of "
            f"{intent['status']}. Only a PaymentIntent with one of the following statuses may "
            f"be {_DONE[step]}: {', '.join(allowed)}."
        )
    raise wrong_state(message, intent)


def demand_update(intent: PaymentIntent, names: list[str]) -> None:
    """Refuse an update of something that is fixed by now.

    Raises:
        ApiError: ``payment_intent_unexpected_state``, naming the parameter.
    """
    for name in names:
        if name in _ALWAYS_UPDATABLE:
            continue
        allowed = _BEFORE_ASKING if name in _PRICE else _BEFORE_PAYING
        if intent["status"] not in allowed:
            message = (
                f"This PaymentIntent's {name} could not be updated because it has a status of "
                f"{intent['status']}. You may only update the {name} of a PaymentIntent with "
                f"one of the following statuses: {', '.join(allowed)}."
            )
            raise wrong_state(message, intent, param=name)


def choose_method(intent: PaymentIntent, method_id: str | None) -> PaymentIntent:
    """A way to pay is attached, or taken off again; nothing is tried yet."""
    status = "requires_payment_method" if method_id is None else "requires_confirmation"
    _demand_path(intent, status)
    return {**intent, "status": status, "payment_method": method_id, "next_action": None}


def await_action(intent: PaymentIntent, method_id: str, next_action: Opaque) -> PaymentIntent:
    """The buyer has to do something at the bank first."""
    _demand_path(intent, "requires_action")
    return {
        **intent,
        "status": "requires_action",
        "payment_method": method_id,
        "next_action": next_action,
        "last_payment_error": None,
    }


def begin_processing(intent: PaymentIntent, method_id: str, charge_id: str) -> PaymentIntent:
    """The money is under way and the answer comes later."""
    _demand_path(intent, "processing")
    return {
        **intent,
        "status": "processing",
        "payment_method": method_id,
        "next_action": None,
        "last_payment_error": None,
        "latest_charge": charge_id,
    }


def collect(intent: PaymentIntent, method_id: str, charge_id: str) -> PaymentIntent:
    """The bank said yes: the amount is received, or held when the capture is manual."""
    held = intent["capture_method"] == "manual"
    status = "requires_capture" if held else "succeeded"
    _demand_path(intent, status)
    return {
        **intent,
        "status": status,
        "payment_method": method_id,
        "next_action": None,
        "last_payment_error": None,
        "latest_charge": charge_id,
        "amount_capturable": intent["amount"] if held else 0,
        "amount_received": 0 if held else intent["amount"],
    }


def fail_attempt(
    intent: PaymentIntent, error: Opaque, charge_id: str | None = None
) -> PaymentIntent:
    """The attempt came to nothing; the same intent may be tried again."""
    _demand_path(intent, "requires_payment_method")
    return {
        **intent,
        "status": "requires_payment_method",
        "payment_method": None,
        "next_action": None,
        "last_payment_error": error,
        "latest_charge": charge_id or intent["latest_charge"],
    }


def capture_held(intent: PaymentIntent, amount: int) -> PaymentIntent:
    """Up to the held amount is taken and the rest let go."""
    _demand_path(intent, "succeeded")
    if not 0 < amount <= intent["amount_capturable"]:
        raise ValueError(f"Cannot capture {amount} of {intent['amount_capturable']}.")
    return {**intent, "status": "succeeded", "amount_capturable": 0, "amount_received": amount}


def cancel_intent(intent: PaymentIntent, reason: str | None, now: int) -> PaymentIntent:
    """The payment is given up for good."""
    _demand_path(intent, "canceled")
    return {
        **intent,
        "status": "canceled",
        "canceled_at": now,
        "cancellation_reason": reason,
        "next_action": None,
        "amount_capturable": 0,
    }


def _demand_path(intent: PaymentIntent, status: IntentStatus) -> None:
    if status not in NEXT[intent["status"]]:
        raise ValueError(f"A PaymentIntent never goes from {intent['status']} to {status}.")
