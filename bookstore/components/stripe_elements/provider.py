"""`Elements`: loads Stripe.js and makes the group in which the Elements of one payment live."""

from typing import Any, Literal

import reflex as rx
from reflex.components.component import field
from reflex.components.tags import CommonTag
from reflex.vars import FunctionStringVar
from reflex_components_core.base.error_boundary import error_boundary

from .base import Handler, StripeComponent, hook, member, use_payment
from .options import (
    Appearance,
    CaptureMethod,
    CssFont,
    CustomFont,
    Loader,
    Locale,
    Mode,
    SetupFutureUsage,
)

LOAD_PROBLEM = "The payment form could not be loaded. Check your connection and try again."
CRASH_PROBLEM = "The payment form stopped working. Please try again."
RETRY = "Try again"


class Elements(StripeComponent):
    """An Elements group: every other component of this package belongs inside one.

    Either `mode`, `amount` and `currency` (the deferred flow: the PaymentIntent is made when the
    shopper pays), or `client_secret` (it exists already). Amount and currency may be state vars:
    Stripe is told the new value and nothing remounts. Another `client_secret` remounts the group,
    because Stripe cannot change it. Until the options are complete (an amount above 0 and a
    currency, or a secret) the children are shown, without Stripe, and once they have been complete
    incomplete ones are ignored, so a state may start from zero.
    """

    tag = "Elements"

    mode: rx.Var[Mode] = field(doc="What the intent will be for. Deferred flow only.")
    amount: rx.Var[int] = field(doc="Minor units of `currency`, as the server will charge.")
    currency: rx.Var[str] = field(doc="ISO 4217 in lower case, as the intent will have it.")
    client_secret: rx.Var[str] = field(doc="The secret of an intent which exists already.")
    setup_future_usage: rx.Var[SetupFutureUsage] = field(doc="As on the intent.")
    capture_method: rx.Var[CaptureMethod] = field(doc="As on the intent.")
    on_behalf_of: rx.Var[str] = field(doc="The connected account of record, as on the intent.")
    allowed_payment_method_types: rx.Var[list[str]] = field(doc="Offer only these methods.")
    excluded_payment_method_types: rx.Var[list[str]] = field(doc="Offer all but these methods.")
    payment_method_configuration: rx.Var[str] = field(doc="Id of a configuration (pmc_...).")
    payment_method_options: rx.Var[dict[str, Any]] = field(doc="As on the intent, by method.")
    payment_method_creation: rx.Var[Literal["manual"]] = field(
        doc="Allows PaymentMethods to be made from the group."
    )
    external_payment_method_types: rx.Var[list[str]] = field(doc="Methods you process elsewhere.")
    customer_session_client_secret: rx.Var[str] = field(doc="Shows a customer's saved methods.")
    appearance: rx.Var[Appearance] = field(doc="The look of all Elements in this group.")
    dark_appearance: rx.Var[Appearance] = field(
        doc="The look while the system prefers dark; `appearance` stays the look of light."
    )
    locale: rx.Var[Locale] = field(doc="Language of the fields; the browser's by default.")
    fonts: rx.Var[list[CssFont | CustomFont]] = field(doc="Fonts; fixed once mounted.")
    sync_address_checkbox: rx.Var[Literal["billing", "shipping", "none"]] = field(
        doc="Which of two Address Elements carries the 'same address' box."
    )
    loader: rx.Var[Loader] = field(doc="Whether a skeleton shows while Elements load.")

    stripe: rx.Var[Any] = field(doc="Set by `create`.", is_javascript_property=False)

    @classmethod
    def create(
        cls,
        *children: Any,
        publishable_key: rx.Var[str] | str,
        script_url: rx.Var[str] | str = "",
        load_problem: rx.Var[str] | str = LOAD_PROBLEM,
        crash_problem: rx.Var[str] | str = CRASH_PROBLEM,
        retry: rx.Var[str] | str = RETRY,
        on_crash: Handler | None = None,
        **props: Any,
    ) -> rx.Component:
        """Return the group with its messages: a blank page is never the answer to an error.

        Args:
            children: Elements, buttons and whatever stands between them. A crash inside Stripe's
                code replaces them, so keep the shopper's own fields outside.
            publishable_key: Stripe's key for browsers ("pk_..."); empty waits.
            script_url: Loaded first and expected to define window.Stripe, for a stand-in of
                Stripe.js. Empty loads Stripe's own, from Stripe.
            load_problem: Shown with the button when the script or an Element does not load.
            crash_problem: Shown with the button when code inside the group throws.
            retry: The name of that button.
            on_crash: Python handler (message, component_stack) for a crash.
            props: The documented props of this class.
        """
        _refuse_contradictions(publishable_key, props)
        loaded = hook("stripeLoad", "useStripeLoad", publishable_key, script_url)
        group = super().create(
            rx.cond(
                member(use_payment(), "loadFailed"),
                _problem(load_problem, retry, member(use_payment(), "remount", Any)),
            ),
            *children,
            **props,
        )
        group.join(publishable_key, script_url)
        return error_boundary(
            rx.cond(
                member(loaded, "failed"),
                _problem(load_problem, retry, member(loaded, "retry", Any)),
            ),
            group,
            fallback_render=_problem(crash_problem, retry, rx.Var("event_args.resetErrorBoundary")),
            on_error=on_crash,
        )

    def join(self, publishable_key: rx.Var[str] | str, script_url: rx.Var[str] | str) -> None:
        """Tie this group to the Stripe object of a key."""
        self.stripe = hook(
            "stripeGroup", "useElementsGroup", publishable_key, script_url, super().options()
        )
        self.key = member(self.stripe, "key", str)

    def options(self) -> rx.Var:
        """Return the group's options as the browser module completed them."""
        return member(self.stripe, "options", dict)

    def _render(self, props: dict[str, Any] | None = None) -> CommonTag:
        return super()._render(props).add_props(stripe=member(self.stripe, "stripe", dict))


def _refuse_contradictions(publishable_key: rx.Var[str] | str, props: dict[str, Any]) -> None:
    if ("mode" in props) == ("client_secret" in props):
        raise ValueError(
            "Elements takes either mode (with amount and currency) or client_secret, "
            f"but came with {sorted(props)}. Pass exactly one of the two."
        )
    if isinstance(publishable_key, str) and publishable_key.startswith(("sk_", "rk_")):
        raise ValueError(
            "Elements got a secret key, which every visitor could read. "
            "Pass the publishable key, which begins with pk_."
        )


def _problem(message: rx.Var[str] | str, retry: rx.Var[str] | str, action: rx.Var) -> rx.Component:
    again = FunctionStringVar.create(str(action), _var_data=action._get_all_var_data())
    return rx.el.div(
        rx.el.p(message),
        rx.el.button(retry, type="button", on_click=again),
        role="alert",
        class_name="stripe-problem",
    )


elements = Elements.create
