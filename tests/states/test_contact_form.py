"""What a field says when it is left, while it is mended, and when Pay finds it wrong."""

from __future__ import annotations

from typing import Any

import pytest

from bookstore.states.cart import CartState
from bookstore.states.checkout import CheckoutState
from bookstore.states.contact_form import ContactFormState
from tests.fakes import FakeShop
from tests.states.tab import Tab
from tests.states.till import FORM, answer, only_order, pay

pytestmark = pytest.mark.anyio


async def leave(tab: Tab, name: Any, text: Any) -> CheckoutState:
    """Leave a field with this text in it."""
    await tab.do(ContactFormState, "check_field", name=name, text=text)
    return await tab.see(CheckoutState)


async def write(tab: Tab, name: Any, text: Any) -> CheckoutState:
    """Pause while typing in a field."""
    await tab.do(ContactFormState, "mend_field", name=name, text=text)
    return await tab.see(CheckoutState)


async def test_problem_follows_what_is_typed_and_goes_once_it_is_over(tab: Tab) -> None:
    told = [(await leave(tab, "email", "ada")).problems]
    told.append((await write(tab, "email", "ada@exa")).problems)
    told.append((await write(tab, "email", "ada@example.com")).problems)

    assert "has no @" in told[0]["email"]
    assert "not a complete domain" in told[1]["email"]
    assert told[2] == {}


async def test_nobody_is_told_of_a_problem_while_typing(tab: Tab) -> None:
    state = await write(tab, "email", "ada")

    assert state.problems == {}


async def test_postal_code_is_right_again_in_another_country(tab: Tab) -> None:
    await tab.set(CartState, country="US")
    wrong = (await leave(tab, "postal_code", "SW1Y 4LE")).problems

    await tab.do(CartState, "choose_country", country="GB")
    state = await write(tab, "postal_code", "SW1Y 4LE")

    assert "12345" in wrong["postal_code"]
    assert state.problems == {}


async def test_likely_slip_in_the_address_is_an_offer_and_no_problem(tab: Tab) -> None:
    offered = await leave(tab, "email", " ada@gmial.com ")
    assert (offered.email_offer, offered.problems) == ("ada@gmail.com", {})

    after = await write(tab, "email", "ada@gmail.com")

    assert after.email_offer == ""


async def test_offer_stays_when_the_typing_before_it_is_heard_late(tab: Tab) -> None:
    await leave(tab, "email", "ada@gmial.com")

    after = await write(tab, "email", "ada@gmial.com")

    assert after.email_offer == "ada@gmail.com"


async def test_what_was_typed_is_there_when_the_page_is_opened_again(tab: Tab) -> None:
    await tab.do(CheckoutState, "open")
    await leave(tab, "name", "Ada  Reader")
    await leave(tab, "email", "ada")  # wrong, and kept all the same
    await leave(tab, "city", "x" * 121)

    await tab.do(CheckoutState, "open")

    state = await tab.see(CheckoutState)
    assert state.known == {"name": "Ada Reader", "email": "ada"}


async def test_what_pay_has_sent_is_kept_until_it_is_paid_for(tab: Tab, shop: FakeShop) -> None:
    await pay(tab)
    await tab.do(CheckoutState, "open")
    before = dict((await tab.see(CheckoutState)).known)

    shop.payments.pay(only_order(shop).intent_id or "")
    await answer(tab)
    await tab.do(CheckoutState, "open")

    assert before["line1"] == FORM["line1"]
    assert (await tab.see(CheckoutState)).known == {}


async def test_offer_that_is_ignored_stops_nothing(tab: Tab, shop: FakeShop) -> None:
    await leave(tab, "email", "ada@gmial.com")

    state = await pay(tab, email="ada@gmial.com")

    assert (state.alert, state.email_offer) == ("", "ada@gmail.com")  # still to be had
    assert state.client_secret
    (order,) = shop.orders.orders.values()
    assert order.terms.contact.email == "ada@gmial.com"


@pytest.mark.parametrize("handler", ["check_field", "mend_field"])
@pytest.mark.parametrize(
    ("name", "text"),
    [("nothing", "x"), (["email"], "x"), ({}, "x"), (None, None), ("email", 7), ("email", ["x"])],
)
async def test_field_that_is_none_of_ours_says_nothing(
    tab: Tab, handler: str, name: Any, text: Any
) -> None:
    await leave(tab, "city", "")
    await tab.do(ContactFormState, handler, name=name, text=text)

    state = await tab.see(CheckoutState)

    assert set(state.problems) == {"city"}
    assert state.email_offer == ""


async def test_second_line_is_billed_and_delivered_to(tab: Tab, shop: FakeShop) -> None:
    state = await pay(tab, line2=" Flat  3 ")

    (order,) = shop.orders.orders.values()
    assert order.terms.contact.line2 == "Flat 3"
    address = state.billing["address"]
    assert isinstance(address, dict)
    assert address["line2"] == "Flat 3"


async def test_pay_counts_the_wrong_fields_and_calls_for_attention(tab: Tab) -> None:
    one = await pay(tab, city="")
    said = [(one.alert, one.alerts)]
    two = await pay(tab, attempt="try-2", city="", postal_code="12345")
    said.append((two.alert, two.alerts))

    assert said == [
        ("Please look at the marked field. Nothing was charged.", 1),
        ("Please look at the 2 marked fields. Nothing was charged.", 2),
    ]


async def test_incomplete_card_does_not_hide_what_else_is_wrong(tab: Tab) -> None:
    form = FORM | {"email": "", "name": " "}
    message = "Your card number is incomplete."

    await tab.do(CheckoutState, "show_problem", code="x", message=message, form=form)
    state = await tab.see(CheckoutState)

    assert list(state.problems) == ["email", "name"]
    assert state.alert == f"{message} Please look at the 2 marked fields too. Nothing was charged."
    assert state.alerts == 1


@pytest.mark.parametrize("more", [{}, {"form": FORM}])
async def test_incomplete_card_alone_is_said_alone(tab: Tab, more: dict[str, Any]) -> None:
    await tab.do(CheckoutState, "show_problem", code="x", message="Incomplete.", **more)

    assert (await tab.see(CheckoutState)).alert == "Incomplete."


async def test_page_that_opens_calls_for_nothing_and_asks_stripe_for_nothing(
    tab: Tab, shop: FakeShop
) -> None:
    await tab.do(CheckoutState, "open")

    state = await tab.see(CheckoutState)

    assert (state.alert, state.alerts) == ("", 0)
    assert (await state.summary).is_sellable  # all that Pay waits for on our side
    assert shop.payments.calls == []
