"""What is said about a payment that did not go as hoped."""

from __future__ import annotations

from collections.abc import Mapping

from bookstore.domain.declines import advise, is_decline
from bookstore.domain.errors import PaymentDiffers, PriceChanged
from bookstore.domain.money import MAX_MINOR, Money, format_money
from bookstore.services.settlement import Payment

MAX_MESSAGE = 300  # characters of a message that a browser reports

UNSURE = (
    "We could not ask the payment service whether your payment went through. Please do not pay "
    "again yet: look again in a moment."
)
LOOKING_INTO_IT = (
    "Your payment does not look as it should, and we have been told. Please do not pay again; "
    "write to us if you hear nothing within a day."
)
NOT_CANCELED = "We could not cancel that payment. Look again in a moment to see how it stands."
NOT_ANSWERED = "Something went wrong on our side. Nothing was charged. Please try again."


def marked_in_words(count: int, *, also: str = "") -> str:
    """How many fields are wrong, after what else there is to say."""
    marked = "the marked field" if count == 1 else f"the {count} marked fields"
    told = f"{also} Please look at {marked} too." if also else f"Please look at {marked}."
    return f"{told} Nothing was charged."


def price_change_in_words(error: PriceChanged, locale: str) -> str:
    """What the total was and what it is; the former only if the page said a total."""
    is_told = error.shown_minor is not None and 0 < error.shown_minor <= MAX_MINOR
    shown = Money(error.shown_minor or 0, error.total.currency) if is_told else None
    was = f"was {format_money(shown, locale)} and " if shown else ""
    return (
        f"The total {was}is now {format_money(error.total, locale)}. Nothing was charged. "
        "Please look at the order and press Pay again."
    )


def difference_in_words(error: PaymentDiffers, locale: str) -> str:
    """That the payment would take another amount than the button says, and was stopped."""
    return (
        f"We stopped this payment: it would have taken {format_money(error.would_charge, locale)} "
        f"for an order of {format_money(error.total, locale)}. Nothing was charged. Please try "
        "again, and write to us if it happens again."
    )


def decline_in_words(payment: Payment, said: Mapping[str, str]) -> str:
    """Why the attempt failed: Stripe's codes first, the browser's where Stripe has none."""
    code, decline_code = payment.intent.error_code or "", payment.intent.decline_code or ""
    if not is_decline(code, decline_code):
        code, decline_code = said.get("code", ""), said.get("decline_code", "")
    if not is_decline(code, decline_code) and said.get("type") == "validation_error":
        return said.get("message", "")[:MAX_MESSAGE]
    return advise(code, decline_code).sentence


def under_way_in_words(amount: Money, locale: str) -> str:
    """That a bank waits for the shopper; over which amount, as the cart may have changed since."""
    return (
        f"A payment of {format_money(amount, locale)} is already under way, and the bank waits for "
        "you to confirm it. Nothing is charged twice: finish that payment, or cancel it and "
        "start anew."
    )
