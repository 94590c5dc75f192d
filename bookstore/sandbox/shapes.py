"""Stripe's objects as the sandbox keeps and answers them, one TypedDict each.

Field names, order and types follow Stripe's API reference for 2026-10-28.endive. Parts the
sandbox only passes through are plain mappings.
"""

from collections.abc import Mapping
from typing import Literal, NotRequired, TypedDict

Opaque = Mapping[str, object]
Metadata = dict[str, str]

API_VERSION = "2026-10-28.endive"

IntentStatus = Literal[
    "requires_payment_method",
    "requires_confirmation",
    "requires_action",
    "processing",
    "requires_capture",
    "canceled",
    "succeeded",
]
CaptureMethod = Literal["automatic", "automatic_async", "manual"]
FutureUsage = Literal["off_session", "on_session"]
ChargeStatus = Literal["succeeded", "pending", "failed"]
RefundStatus = Literal["pending", "requires_action", "succeeded", "failed", "canceled"]


class Address(TypedDict):
    """A postal address; every line may be absent."""

    city: str | None
    country: str | None
    line1: str | None
    line2: str | None
    postal_code: str | None
    state: str | None


class BillingDetails(TypedDict):
    """Who pays, as the buyer gave it."""

    address: Address
    email: str | None
    name: str | None
    phone: str | None
    tax_id: str | None


class PaymentMethod(TypedDict):
    """A way to pay; the part named like ``type``, and only that, holds its particulars."""

    id: str
    object: Literal["payment_method"]
    allow_redisplay: str
    amazon_pay: NotRequired[Opaque]
    billing_details: BillingDetails
    card: NotRequired[Opaque]
    created: int
    customer: str | None
    customer_account: None
    livemode: Literal[False]
    metadata: Metadata
    type: str
    us_bank_account: NotRequired[Opaque]


class Customer(TypedDict):
    """Someone who comes back; may own payment methods."""

    id: str
    object: Literal["customer"]
    address: Address | None
    balance: int
    created: int
    currency: str | None
    customer_account: None
    default_source: None
    delinquent: bool
    description: str | None
    discount: None
    email: str | None
    invoice_prefix: str
    invoice_settings: Opaque
    livemode: Literal[False]
    metadata: Metadata
    name: str | None
    next_invoice_sequence: int
    phone: str | None
    preferred_locales: list[str]
    shipping: Opaque | None
    tax_exempt: Literal["none", "exempt", "reverse"]
    test_clock: None


class DeletedCustomer(TypedDict):
    """What is left of a customer who was deleted."""

    id: str
    object: Literal["customer"]
    deleted: Literal[True]


class PaymentIntent(TypedDict):
    """The life of one payment."""

    id: str
    object: Literal["payment_intent"]
    allowed_payment_method_types: list[str] | None
    amount: int
    amount_capturable: int
    amount_details: Opaque
    amount_received: int
    application: None
    application_fee_amount: None
    automatic_payment_methods: Opaque | None
    canceled_at: int | None
    cancellation_reason: str | None
    capture_method: CaptureMethod
    client_secret: str
    confirmation_method: Literal["automatic", "manual"]
    created: int
    currency: str
    customer: str | None
    customer_account: None
    description: str | None
    excluded_payment_method_types: list[str] | None
    last_payment_error: Opaque | None
    latest_charge: str | None
    livemode: Literal[False]
    metadata: Metadata
    next_action: Opaque | None
    on_behalf_of: None
    payment_method: str | None
    payment_method_configuration_details: None
    payment_method_options: Mapping[str, Opaque]
    payment_method_types: list[str]
    processing: Opaque | None
    receipt_email: str | None
    review: None
    setup_future_usage: FutureUsage | None
    shipping: Opaque | None
    source: None
    statement_descriptor: str | None
    statement_descriptor_suffix: str | None
    status: IntentStatus
    transfer_data: None
    transfer_group: str | None


class Charge(TypedDict):
    """One attempt to take the money of a PaymentIntent."""

    id: str
    object: Literal["charge"]
    amount: int
    amount_captured: int
    amount_refunded: int
    application: None
    application_fee: None
    application_fee_amount: None
    balance_transaction: str | None
    billing_details: BillingDetails
    calculated_statement_descriptor: str | None
    captured: bool
    created: int
    currency: str
    customer: str | None
    description: str | None
    disputed: bool
    failure_balance_transaction: None
    failure_code: str | None
    failure_message: str | None
    fraud_details: Opaque
    livemode: Literal[False]
    metadata: Metadata
    on_behalf_of: None
    outcome: Opaque
    paid: bool
    payment_intent: str
    payment_method: str
    payment_method_details: Opaque
    radar_options: Opaque
    receipt_email: str | None
    receipt_number: None
    receipt_url: str | None
    refunded: bool
    review: None
    shipping: Opaque | None
    source: None
    source_transfer: None
    statement_descriptor: str | None
    statement_descriptor_suffix: str | None
    status: ChargeStatus
    transfer_data: None
    transfer_group: str | None


class Refund(TypedDict):
    """Money on its way back."""

    id: str
    object: Literal["refund"]
    amount: int
    balance_transaction: str | None
    charge: str
    created: int
    currency: str
    destination_details: Opaque
    failure_balance_transaction: str | None
    failure_reason: str | None
    metadata: Metadata
    payment_intent: str
    payment_method: str
    pending_reason: str | None
    reason: str | None
    receipt_number: None
    source_transfer_reversal: None
    status: RefundStatus
    transfer_reversal: None


class BalanceTransaction(TypedDict):
    """One movement of the account's balance."""

    id: str
    object: Literal["balance_transaction"]
    amount: int
    available_on: int
    balance_type: Literal["payments"]
    created: int
    currency: str
    description: str | None
    exchange_rate: None
    fee: int
    fee_details: list[Opaque]
    net: int
    reporting_category: str
    source: str
    status: Literal["available", "pending"]
    type: str


class EventRequest(TypedDict):
    """The call behind an event; both None when no call was."""

    id: str | None
    idempotency_key: str | None


class Event(TypedDict):
    """Something that happened, with the object as it was just after."""

    id: str
    object: Literal["event"]
    api_version: str
    created: int
    data: Opaque
    livemode: Literal[False]
    pending_webhooks: int
    request: EventRequest
    type: str


class WebhookEndpoint(TypedDict):
    """A place to which events are sent. Its secret is kept apart from it."""

    id: str
    object: Literal["webhook_endpoint"]
    api_version: str | None
    application: None
    created: int
    description: str | None
    enabled_events: list[str]
    livemode: Literal[False]
    metadata: Metadata
    status: Literal["enabled", "disabled"]
    url: str
