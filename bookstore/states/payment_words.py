"""What is said about a payment that did not go as hoped."""

from __future__ import annotations

from collections.abc import Mapping

from bookstore.domain.declines import advise, is_decline
from bookstore.services.settlement import Payment

MAX_MESSAGE = 300  # characters of a message that a browser reports

UNDER_WAY = (
    "A payment for this order is already under way. Nothing is charged twice: look again in a "
    "moment, or cancel that payment and start anew."
)
UNSURE = (
    "We could not ask the payment service whether your payment went through. Please do not pay "
    "again yet: look again in a moment."
)
LOOKING_INTO_IT = (
    "Your payment does not look as it should, and we have been told. Please do not pay again; "
    "write to us if you hear nothing within a day."
)
NOT_ANSWERED = "Something went wrong on our side. Nothing was charged. Please try again."


def decline_in_words(payment: Payment, said: Mapping[str, str]) -> str:
    """Why the attempt failed: Stripe's codes first, the browser's where Stripe has none."""
    code, decline_code = payment.intent.error_code or "", payment.intent.decline_code or ""
    if not is_decline(code, decline_code):
        code, decline_code = said.get("code", ""), said.get("decline_code", "")
    if not is_decline(code, decline_code) and said.get("type") == "validation_error":
        return said.get("message", "")[:MAX_MESSAGE]
    return advise(code, decline_code).sentence
