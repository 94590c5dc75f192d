"""Wallet buttons (Apple Pay, Google Pay, Link, ...) that pay without the form."""

from typing import Any, NotRequired, TypedDict

import reflex as rx
from reflex.components.component import field

from .base import Handler, browser_event, callback, listener, member, use_payment
from .express_options import (
    ButtonTheme,
    ButtonType,
    ExpressLayout,
    ExpressMethods,
    ExpressPaymentType,
    LineItem,
    ShippingRate,
)
from .options import BillingDetails, Business
from .payment import PATIENCE_SECONDS, problem_event, wallet_shown
from .payment_element import Element


class ExpressPayment(TypedDict):
    """What the wallet knows about the shopper; only what was asked for is there."""

    expressPaymentType: ExpressPaymentType
    billingDetails: NotRequired[BillingDetails]
    shippingAddress: NotRequired[BillingDetails]
    shippingRate: NotRequired[ShippingRate]


def wallet_confirm_event(
    attempt: rx.Var[str], wallet: rx.Var[ExpressPayment]
) -> tuple[rx.Var[str], rx.Var[ExpressPayment]]:
    """Pass the attempt's id and what the wallet collected."""
    return attempt, wallet


def wallet_click_event(kind: rx.Var[ExpressPaymentType]) -> tuple[rx.Var[ExpressPaymentType]]:
    """Pass which wallet was chosen."""
    return (kind,)


class ExpressCheckoutElement(Element):
    """The wallets this browser and account can pay with; hidden while there are none."""

    tag = "ExpressCheckoutElement"

    business: rx.Var[Business] = field(doc="The name shown instead of the account's.")
    button_height: rx.Var[int] = field(doc="Pixels, 40 to 55.")
    button_theme: rx.Var[ButtonTheme] = field(doc="Colours of the buttons.")
    button_type: rx.Var[ButtonType] = field(doc="Wording of the buttons.")
    layout: rx.Var[ExpressLayout] = field(doc="Rows and columns.")
    payment_methods: rx.Var[ExpressMethods] = field(doc="Wallets to show or leave out.")
    payment_method_order: rx.Var[list[str]] = field(doc="Wallets, first to last.")
    email_required: rx.Var[bool] = field(doc="Whether the wallet asks for an e-mail address.")
    phone_number_required: rx.Var[bool] = field(doc="Whether it asks for a number.")
    billing_address_required: rx.Var[bool] = field(doc="Whether it asks for this address.")
    shipping_address_required: rx.Var[bool] = field(doc="Whether it asks for this address.")
    allowed_shipping_countries: rx.Var[list[str]] = field(doc="Two-letter ISO codes.")

    on_ready: rx.EventHandler[browser_event] = field(doc="Set by `create`.")
    on_available_payment_methods_change: rx.EventHandler[browser_event] = field(
        doc="Set by `create`."
    )
    on_click: rx.EventHandler[browser_event] = field(doc="Set by `create`.")
    on_confirm: rx.EventHandler[browser_event] = field(doc="Set by `create`.")
    on_cancel: rx.EventHandler[rx.event.no_args_event_spec] = field(doc="The sheet was closed.")

    @classmethod
    def create(
        cls,
        *,
        on_confirm: Handler,
        on_problem: Handler,
        on_click: Handler | None = None,
        line_items: rx.Var[list[LineItem]] | list[LineItem] | None = None,
        shipping_rates: rx.Var[list[ShippingRate]] | list[ShippingRate] | None = None,
        patience_seconds: int = PATIENCE_SECONDS,
        **props: Any,
    ) -> rx.Component:
        """Return the buttons; a `confirmation` in the same group confirms what they start.

        Args:
            on_confirm: Python handler (attempt: str, wallet: ExpressPayment), called when the
                shopper has approved in the wallet. Answer it as `on_submit` of a `pay_button`.
            on_problem: Python handler (code: str, message: str).
            on_click: Python handler (kind: ExpressPaymentType), told and not asked.
            line_items: Lines in the wallet's sheet, as they are at the click.
            shipping_rates: Deliveries to choose from, as they are at the click.
            patience_seconds: How long Python may take to answer an attempt.
            props: The documented props of this class.
        """
        payment = use_payment()
        shown = wallet_shown()
        approve = listener(
            member(payment, "payWithWallet", Any),
            patienceSeconds=patience_seconds,
            onConfirm=callback("on_confirm", on_confirm, wallet_confirm_event),
            onProblem=callback("on_problem", on_problem, problem_event),
        )
        open_sheet = listener(
            member(payment, "openWallet", Any),
            details={"lineItems": line_items, "shippingRates": shipping_rates},
            onClick=callback("on_click", on_click, wallet_click_event),
        )
        show = listener(member(payment, "showWallet", Any))
        buttons = super().create(
            on_confirm=approve,
            on_click=open_sheet,
            on_ready=show,
            on_available_payment_methods_change=show,
            **props,
        )
        # Not display: none, in which Stripe's frames could not tell how large they are.
        return rx.el.div(
            buttons,
            style={
                "visibility": rx.cond(shown, "visible", "hidden"),
                "height": rx.cond(shown, "auto", "0"),
                "overflow": rx.cond(shown, "visible", "hidden"),
            },
        )


express_checkout_element = ExpressCheckoutElement.create
