"""The Elements a shopper types into, and their events."""

from typing import Any, NotRequired, TypedDict

import reflex as rx
from reflex.components.component import field

from .base import Handler, StripeComponent, browser_event, callback, listener, member, use_payment
from .options import (
    Address,
    AddressDefaults,
    AddressDisplay,
    AddressElementFields,
    AddressMode,
    AddressValidation,
    Autocomplete,
    Business,
    Contact,
    EmailDefaults,
    LayoutName,
    PaymentDefaults,
    PaymentFields,
    PaymentLayout,
    Terms,
    WalletOptions,
    Wallets,
)


class PaymentChange(TypedDict):
    """What changed in a Payment Element; `type` is the selected method ("card", "ideal", ...)."""

    complete: bool
    empty: bool
    collapsed: bool
    type: str


class EmailChange(TypedDict):
    """What changed in a Link Authentication Element."""

    complete: bool
    empty: bool
    email: str


class AddressValue(TypedDict):
    """A name and an address as the Address Element reports them."""

    name: str
    address: Address
    firstName: NotRequired[str]
    lastName: NotRequired[str]
    phone: NotRequired[str]


class AddressChange(TypedDict):
    """What changed in an Address Element; `isNewAddress` is false for a saved contact."""

    complete: bool
    empty: bool
    elementMode: AddressMode
    isNewAddress: bool
    value: AddressValue


def load_error_event(code: rx.Var[str], message: rx.Var[str]) -> tuple[rx.Var[str], rx.Var[str]]:
    """Pass the code and the message of the error that kept an Element from loading."""
    return code, message


def payment_change_event(event: rx.vars.ObjectVar[dict[str, Any]]) -> tuple[rx.Var[PaymentChange]]:
    """Pass the state of the form; nothing that the shopper typed."""
    return (
        rx.Var.create(
            {
                "complete": event["complete"],
                "empty": event["empty"],
                "collapsed": event["collapsed"],
                "type": event["value"].to(dict[str, str])["type"],
            }
        ).to(PaymentChange),
    )


def email_change_event(event: rx.vars.ObjectVar[dict[str, Any]]) -> tuple[rx.Var[EmailChange]]:
    """Pass the state of the field and the address in it."""
    return (
        rx.Var.create(
            {
                "complete": event["complete"],
                "empty": event["empty"],
                "email": event["value"].to(dict[str, str])["email"],
            }
        ).to(EmailChange),
    )


def address_change_event(event: rx.vars.ObjectVar[dict[str, Any]]) -> tuple[rx.Var[AddressChange]]:
    """Pass Stripe's event as it is: it holds the address and nothing else."""
    return (event.to(AddressChange),)


def available_methods_event(
    event: rx.vars.ObjectVar[dict[str, Any]],
) -> tuple[rx.Var[dict[str, Any]]]:
    """Pass Stripe's table of methods, each with `available`, or None."""
    return (event["paymentMethods"].to(dict[str, Any]),)


class Element(StripeComponent):
    """An Element of Stripe's: a frame from Stripe's own site, inside an `elements` group."""

    on_ready: rx.EventHandler[rx.event.no_args_event_spec] = field(doc="It can take the focus.")
    on_focus: rx.EventHandler[rx.event.no_args_event_spec] = field(doc="It has the focus.")
    on_blur: rx.EventHandler[rx.event.no_args_event_spec] = field(doc="It lost the focus.")
    on_escape: rx.EventHandler[rx.event.no_args_event_spec] = field(doc="Escape was pressed.")
    on_load_error: rx.EventHandler[browser_event] = field(doc="Set by `create`.")

    @classmethod
    def create(cls, *, on_load_error: Handler | None = None, **props: Any) -> rx.Component:
        """Return the Element. It has no children: what is in it comes from Stripe.

        Args:
            on_load_error: Python handler (code: str, message: str), told when Stripe could not
                fill the Element; the group shows its message and the retry by itself.
            props: The documented props of the class.
        """
        failed = listener(
            member(use_payment(), "failToLoad", Any),
            onLoadError=callback("on_load_error", on_load_error, load_error_event),
        )
        return super().create(on_load_error=failed, **props)


class PaymentElement(Element):
    """Cards and every other payment method the account and the amount allow."""

    tag = "PaymentElement"

    layout: rx.Var[LayoutName | PaymentLayout] = field(doc="Tabs or accordion.")
    default_values: rx.Var[PaymentDefaults] = field(doc="Filled in at first.")
    business: rx.Var[Business] = field(doc="The name shown instead of the account's.")
    payment_method_order: rx.Var[list[str]] = field(doc="Methods, first to last.")
    fields: rx.Var[PaymentFields] = field(doc="Fields not to ask for, because you do.")
    read_only: rx.Var[bool] = field(doc="Whether the details are fixed.")
    terms: rx.Var[Terms] = field(doc="Whether mandate texts are shown.")
    wallets: rx.Var[Wallets] = field(doc="Wallets to offer; fixed once mounted.")
    wallet_options: rx.Var[WalletOptions] = field(doc="What the wallets ask for.")

    on_change: rx.EventHandler[payment_change_event] = field(doc="PaymentChange.")
    on_available_payment_methods_change: rx.EventHandler[available_methods_event] = field(
        doc="The methods which can be shown are known, or others than before."
    )
    on_loader_start: rx.EventHandler[rx.event.no_args_event_spec] = field(
        doc="The skeleton is on the page."
    )


class LinkAuthenticationElement(Element):
    """An e-mail field that recognises Link customers."""

    tag = "LinkAuthenticationElement"

    default_values: rx.Var[EmailDefaults] = field(doc="Filled in at first.")

    on_change: rx.EventHandler[email_change_event] = field(doc="EmailChange.")
    on_loader_start: rx.EventHandler[rx.event.no_args_event_spec] = field(
        doc="The skeleton is on the page."
    )


class AddressElement(Element):
    """Name and address with suggestions; Stripe adds them to the payment at confirmation."""

    tag = "AddressElement"

    mode: rx.Var[AddressMode] = field(doc="Which address; required.")
    allowed_countries: rx.Var[list[str]] = field(doc="Two-letter ISO codes.")
    autocomplete: rx.Var[Autocomplete] = field(doc="Where suggestions come from.")
    block_po_box: rx.Var[bool] = field(doc="Whether post-office boxes are refused.")
    contacts: rx.Var[list[Contact]] = field(doc="Saved addresses to choose from.")
    default_values: rx.Var[AddressDefaults] = field(doc="Filled in at first.")
    fields: rx.Var[AddressElementFields] = field(doc="Additional fields.")
    validation: rx.Var[AddressValidation] = field(doc="Rules for additional fields.")
    display: rx.Var[AddressDisplay] = field(doc="How the name is asked for.")

    on_change: rx.EventHandler[address_change_event] = field(doc="AddressChange.")
    on_loader_start: rx.EventHandler[rx.event.no_args_event_spec] = field(
        doc="The skeleton is on the page."
    )

    @classmethod
    def create(cls, *, mode: rx.Var[AddressMode] | AddressMode, **props: Any) -> rx.Component:
        """Return the Element; Stripe refuses one without a mode."""
        return super().create(mode=mode, **props)


payment_element = PaymentElement.create
link_authentication_element = LinkAuthenticationElement.create
address_element = AddressElement.create
