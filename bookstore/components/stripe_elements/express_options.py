"""The Express Checkout Element's options as types, spelled as Stripe.js spells them.

Source: the type declarations of @stripe/stripe-js 10.2.1.
"""

from typing import Literal, NotRequired, TypedDict

from .options import FieldOption, TermOption

ExpressPaymentType = Literal["google_pay", "apple_pay", "amazon_pay", "link", "paypal", "klarna"]


class ButtonTheme(TypedDict, total=False):
    """The colour of each wallet's button."""

    applePay: Literal["black", "white", "white-outline"]
    googlePay: Literal["black", "white"]
    paypal: Literal["gold", "blue", "silver", "white", "black"]


class ButtonType(TypedDict, total=False):
    """The wording of each wallet's button."""

    applePay: Literal[
        "add-money", "book", "buy", "check-out", "contribute", "donate", "order", "plain",
        "reload", "rent", "subscribe", "support", "tip", "top-up",
    ]  # fmt: skip
    googlePay: Literal["book", "buy", "checkout", "donate", "order", "pay", "plain", "subscribe"]
    paypal: Literal["paypal", "buynow", "checkout", "pay"]


class ExpressLayout(TypedDict, total=False):
    """How the wallet buttons are arranged."""

    maxColumns: int
    maxRows: int
    overflow: FieldOption


class ExpressMethods(TypedDict, total=False):
    """Which wallets the Express Checkout Element may show."""

    amazonPay: FieldOption
    applePay: TermOption
    googlePay: TermOption
    klarna: FieldOption
    link: FieldOption
    paypal: FieldOption


class LineItem(TypedDict):
    """A line in the wallet's own sheet; `amount` in minor units."""

    name: str
    amount: int


class DeliveryTime(TypedDict):
    """A bound of a delivery estimate."""

    unit: Literal["hour", "day", "business_day", "week", "month"]
    value: int


class DeliveryEstimate(TypedDict, total=False):
    """When the goods arrive."""

    minimum: DeliveryTime
    maximum: DeliveryTime


class ShippingRate(TypedDict):
    """A delivery the wallet's sheet offers; `amount` in minor units."""

    id: str
    amount: int
    displayName: str
    deliveryEstimate: NotRequired[str | DeliveryEstimate]
