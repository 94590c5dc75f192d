"""Fields, the summary, and everything about the one button.

What Stripe draws in its frames is not ours to pose: the payment form below is alive, and the card
numbers of the README decline it, or have the bank ask.
"""

from __future__ import annotations

import reflex as rx

from bookstore.components.address_fields import text_field
from bookstore.components.payment_form import Till, pay_area, payment_form
from bookstore.components.stripe_elements import elements
from bookstore.pages.cancel import cancel_page
from bookstore.pages.checkout import news, nothing_to_buy, order_summary, total_bar
from bookstore.pages.checkout_return import checkout_return_page
from bookstore.pages.gallery.cart import a_line, a_quote
from bookstore.pages.gallery.exhibit import Exhibit
from bookstore.pages.gallery.pose import pose
from bookstore.pages.gallery.shelf import ARABIC, LONG
from bookstore.settings import load_settings
from bookstore.states.checkout import CheckoutState
from bookstore.states.giving_up import GivingUpState
from bookstore.states.returning import ReturnState

ASKED = "A payment of $28.00 is already under way: your bank waits for your answer."


def _till() -> Till:
    settings = load_settings()
    return Till(
        publishable_key=settings.publishable_key,
        script_url=f"{settings.sandbox_url}/stripe.js" if settings.sandbox_url else "",
        return_url=f"{settings.site_url}/checkout/return",
        currency="usd",
    )


def _at_the_till(*children: rx.Component) -> rx.Component:
    till = _till()
    return elements(
        *children,
        publishable_key=till.publishable_key,
        script_url=till.script_url,
        mode="payment",
        amount=2800,
        currency=till.currency,
    )


def field_to_fill_in() -> rx.Component:
    """As it is at first."""
    return text_field("postal_code", "Postal code", autocomplete="off")


def field_that_may_stay_empty() -> rx.Component:
    """Marked as optional."""
    return text_field("state", "State", autocomplete="off", is_optional=True)


def field_to_mend() -> rx.Component:
    """Left with something that cannot be."""
    wrong = {
        "email": "There is no @ in this address. An e-mail address looks like ada@example.com."
    }
    return pose(text_field("email", "Email", autocomplete="off"), [(CheckoutState.problems, wrong)])


def field_that_is_known() -> rx.Component:
    """Filled in from the order that is paid."""
    return pose(
        text_field("name", "Full name", autocomplete="off"), [(CheckoutState.known, {"name": LONG})]
    )


def summary_of_an_order() -> rx.Component:
    """What is bought, beside the form."""
    rows = (a_line(21, LONG, quantity=2), a_line(22, ARABIC))
    return pose(order_summary(), [(CheckoutState.summary, a_quote(*rows))])


def bar_with_the_total() -> rx.Component:
    """On a narrow screen."""
    return pose(total_bar(), [(CheckoutState.summary, a_quote(a_line(23, "A Book")))])


def news_of_an_order() -> rx.Component:
    """It was paid in another tab."""
    said = [
        (CheckoutState.news, "Your order B7K2-9QWM is paid."),
        (CheckoutState.news_link, "/about"),
    ]
    return pose(news(), said)


def nothing_to_pay() -> rx.Component:
    """The cart is empty."""
    return nothing_to_buy()


def book_that_is_not_there() -> rx.Component:
    """The address names none of ours."""
    return pose(nothing_to_buy(), [(CheckoutState.item_missing, True)])


def order_that_cannot_be_paid() -> rx.Component:
    """The address names an order that is canceled."""
    return pose(nothing_to_buy(), [(CheckoutState.order_problem, "This order was canceled.")])


def form_where_one_pays() -> rx.Component:
    """Stripe's own fields, alive, for a total of $28.00."""
    return pose(payment_form(_till()), [(CheckoutState.summary, a_quote(a_line(24, "A Book")))])


def button_that_waits() -> rx.Component:
    """Nothing can be paid yet."""
    return _at_the_till(pose(pay_area(), [(CheckoutState.summary, a_quote())]))


def button_after_a_decline() -> rx.Component:
    """The bank has declined the card."""
    said = "Your card was declined. Nothing was charged. Try another card, or ask your bank."
    summary = a_quote(a_line(25, "A Book"))
    return _at_the_till(
        pose(pay_area(), [(CheckoutState.alert, said), (CheckoutState.summary, summary)])
    )


def button_while_the_bank_asks() -> rx.Component:
    """3-D Secure was left unanswered: it can be finished, or canceled."""
    asked = [
        (CheckoutState.alert, ASKED),
        (CheckoutState.is_under_way, True),
        (CheckoutState.can_finish, True),
        (CheckoutState.under_way_secret, "posed"),
        (CheckoutState.summary, a_quote(a_line(26, "A Book"))),
    ]
    return _at_the_till(pose(pay_area(), asked))


def button_while_nobody_knows() -> rx.Component:
    """Stripe cannot be asked how the payment stands."""
    unsure = [
        (
            CheckoutState.alert,
            "We cannot see yet how your payment stands. Please do not pay again.",
        ),
        (CheckoutState.is_under_way, True),
        (CheckoutState.can_finish, False),
        (CheckoutState.summary, a_quote(a_line(27, "A Book"))),
    ]
    return _at_the_till(pose(pay_area(), unsure))


def payment_given_up() -> rx.Component:
    """Nothing happens unasked."""
    return pose(cancel_page(), [(GivingUpState.is_known, True)])


def payment_given_up_while_the_bank_asks() -> rx.Component:
    """It asks first."""
    asked = [
        (GivingUpState.is_known, True),
        (CheckoutState.alert, ASKED),
        (CheckoutState.is_under_way, True),
        (CheckoutState.can_finish, True),
    ]
    return pose(cancel_page(), asked)


def coming_back_from_a_bank() -> rx.Component:
    """Stripe is asked."""
    return checkout_return_page()


def coming_back_without_a_payment() -> rx.Component:
    """It did not go through."""
    said = "The bank did not carry out this payment. Nothing was charged."
    return pose(checkout_return_page(), [(ReturnState.return_problem, said)])


EXHIBITS: tuple[Exhibit, ...] = (
    field_to_fill_in,
    field_that_may_stay_empty,
    field_to_mend,
    field_that_is_known,
    summary_of_an_order,
    bar_with_the_total,
    news_of_an_order,
    nothing_to_pay,
    book_that_is_not_there,
    order_that_cannot_be_paid,
    form_where_one_pays,
    button_that_waits,
    button_after_a_decline,
    button_while_the_bank_asks,
    button_while_nobody_knows,
    payment_given_up,
    payment_given_up_while_the_bank_asks,
    coming_back_from_a_bank,
    coming_back_without_a_payment,
)
