"""Finishing a payment that waits for its shopper, such as one whose bank's question was left."""

from typing import Any

import reflex as rx
from reflex.components.component import field

from .base import Handler, browser_event, callback, listener, member, use_payment
from .payment import result_event


class NextActionButton(rx.el.Button):
    """A button that has Stripe carry out the `next_action` of a PaymentIntent.

    For an intent that is `requires_action` when the page finds it: the tab in which it was
    confirmed was closed, or the bank's question was. Stripe asks the question again, in a dialog or
    by leaving for the `return_url` of the confirmation; nothing is confirmed anew and no field of
    the form is read. An intent of any other status is answered with an error, as a `Confirmation`
    like every other problem.

    The latch is that of the group's pay button: while one of them pays, both are disabled. It
    belongs inside `elements` because Stripe's object and the latch are found there; elsewhere
    react-stripe-js throws while the page is drawn, and the app's error page is shown.
    """

    on_click: rx.EventHandler[browser_event] = field(doc="Set by `create`.")

    @classmethod
    def create(
        cls,
        *children: Any,
        client_secret: rx.Var[str] | str,
        on_result: Handler,
        disabled: rx.Var[bool] | bool = False,
        **props: Any,
    ) -> rx.Component:
        """Return the button; it is disabled without Stripe or a secret, and while a payment runs.

        Args:
            children: What the button says.
            client_secret: That of the PaymentIntent which is `requires_action`; "" disables.
            on_result: Python handler (result: Confirmation), called once per press that was
                taken. Its `attempt` is "": this answers no attempt of the pay button.
            disabled: Your own reason to disable it.
            props: Those of `rx.el.button`.
        """
        payment, secret = use_payment(), rx.Var.create(client_secret).to(str)
        ready, busy = member(payment, "ready"), member(payment, "busy")
        press = listener(
            member(payment, "finish", Any),
            clientSecret=secret,
            onResult=callback("on_result", on_result, result_event),
        )
        props.setdefault("type", "button")
        props.setdefault("aria_busy", busy)
        waits = ~ready | busy | (secret == "") | disabled
        return super().create(*children, disabled=waits, on_click=press, **props)


next_action_button = NextActionButton.create
