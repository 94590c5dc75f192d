"""Stripe's objects around a payment: what a browser prepares, what a bank brings up later.

They follow the same source as ``shapes``, which holds the payment itself.
"""

from collections.abc import Mapping
from typing import Literal, TypedDict

from .shapes import BalanceTransaction, FutureUsage, Metadata, Opaque

DisputeStatus = Literal["needs_response", "won", "lost", "warning_needs_response", "warning_closed"]


class Dispute(TypedDict):
    """A buyer's bank takes the money back, or asks about it."""

    id: str
    object: Literal["dispute"]
    amount: int
    balance_transactions: list[BalanceTransaction]
    charge: str
    created: int
    currency: str
    enhanced_eligibility_types: list[str]
    evidence: Opaque
    evidence_details: Opaque
    is_charge_refundable: bool
    livemode: Literal[False]
    metadata: Metadata
    payment_intent: str
    payment_method_details: Opaque
    reason: str
    status: DisputeStatus


class FraudWarning(TypedDict):
    """A card's bank thinks that a charge may be fraud; no money has moved for it."""

    id: str
    object: Literal["radar.early_fraud_warning"]
    actionable: bool
    charge: str
    created: int
    fraud_type: str
    livemode: Literal[False]
    payment_intent: str


class ConfirmationToken(TypedDict):
    """What a buyer has entered, kept until a server confirms with it."""

    id: str
    object: Literal["confirmation_token"]
    created: int
    expires_at: int | None
    livemode: Literal[False]
    mandate_data: Opaque | None
    metadata: None
    payment_intent: str | None
    payment_method_options: Mapping[str, Opaque] | None
    payment_method_preview: Opaque
    return_url: str | None
    setup_future_usage: FutureUsage | None
    setup_intent: None
    shipping: Opaque | None
    use_stripe_sdk: bool
