"""What the order page says while a bank takes its time, and of mail: nothing untrue."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bookstore.domain.contact import erase_contact
from bookstore.domain.order import Mode, Order, OrderEvent, OrderStatus
from bookstore.states.order_words import Telling, status_in_words
from bookstore.states.orders_view import view_order
from bookstore.states.payment_words import LOOKING_INTO_IT
from tests.mail.letter_examples import CONTACT, NOW, a_paid_order

TELLING = Telling("en_US", sends_mail=True)


def an_order(status: OrderStatus, *, refunded_minor: int = 0) -> Order:
    return replace(a_paid_order(), status=status, refunded_minor=refunded_minor)


def lines(*kinds: str) -> list[OrderEvent]:
    return [OrderEvent(n, "B7K2-9QWM", NOW, kind, "A line.") for n, kind in enumerate(kinds)]


@pytest.mark.parametrize(
    ("status", "sends_mail", "is_promised"),
    [
        (OrderStatus.PAID, True, True),
        (OrderStatus.PAID, False, False),
        (OrderStatus.AWAITING_PAYMENT, True, False),
    ],
)
def test_mail_is_promised_only_when_it_will_be_sent(
    status: OrderStatus, sends_mail: bool, is_promised: bool
) -> None:
    order = replace(a_paid_order(), status=status)

    view = view_order(order, (), Telling("en_US", sends_mail=sends_mail))

    assert ("is on its way to ada@example.com" in view.mail) is is_promised


def test_a_forgotten_shopper_is_promised_nothing() -> None:
    order = a_paid_order()
    terms = replace(order.terms, contact=erase_contact(CONTACT))

    view = view_order(replace(order, terms=terms), (), TELLING)

    assert view.mail == "Name, address and e-mail address were erased."


@pytest.mark.parametrize(
    ("sends_mail", "words"),
    [(True, "we will write to you"), (False, "come back by its address")],
)
def test_waiting_page_says_what_comes_and_how_long_it_takes(sends_mail: bool, words: str) -> None:
    telling = Telling("en_US", sends_mail=sends_mail)

    _, sentence = status_in_words(an_order(OrderStatus.PROCESSING), (), telling)

    assert words in sentence
    assert "one to four business days" in sentence
    assert "do not pay again" in sentence
    assert ("write" in sentence) is sends_mail


def test_late_failure_says_until_when_it_can_be_paid_and_where() -> None:
    order = an_order(OrderStatus.AWAITING_PAYMENT)

    view = view_order(order, lines("placed", "processing", "waiting"), TELLING)

    assert view.headline == "Your payment did not go through"
    assert "until November 24, 2026" in view.sentence
    assert view.pay_again == f"/checkout?order={order.token}"


@pytest.mark.parametrize("status", [s for s in OrderStatus if s != "awaiting_payment"])
def test_only_an_order_that_waits_can_be_paid(status: OrderStatus) -> None:
    assert view_order(an_order(status), (), TELLING).pay_again == ""


@pytest.mark.parametrize("status", OrderStatus)
def test_only_an_order_that_was_paid_is_printed_as_an_invoice(status: OrderStatus) -> None:
    unpaid = {OrderStatus.AWAITING_PAYMENT, OrderStatus.PROCESSING, OrderStatus.CANCELED}

    assert view_order(an_order(status), (), TELLING).is_invoice == (status not in unpaid)


@pytest.mark.parametrize("status", [OrderStatus.AWAITING_PAYMENT, OrderStatus.PROCESSING])
def test_payment_that_does_not_fit_is_not_called_unpaid_and_not_asked_for_again(
    status: OrderStatus,
) -> None:
    view = view_order(an_order(status), lines("placed", "alarm", "mail"), TELLING)

    assert view.sentence == LOOKING_INTO_IT
    assert view.pay_again == ""
    assert "charged" not in view.headline


def test_alarm_that_is_over_is_not_shown() -> None:
    shown = view_order(an_order(OrderStatus.AWAITING_PAYMENT), lines("alarm", "waiting"), TELLING)

    assert shown.headline == "Your payment did not go through"


def test_paid_order_says_how_it_was_paid_and_where_it_goes() -> None:
    view = view_order(a_paid_order(), (), TELLING)

    assert view.paid_with == "Visa ending 4242"
    assert view.receipt_url == "https://pay.stripe.com/receipts/1"
    assert view.recipient == ["Ada <b>", "1 Küfer St", "Floor 2", "Zürich 8001", "Switzerland"]


@pytest.mark.parametrize(
    ("locale", "placed_on", "at"),
    [
        ("en_US", "November 21, 2026", "Nov 21, 2026, 9:30 AM UTC"),
        ("de_DE", "21. November 2026", "21.11.2026, 09:30 UTC"),
    ],
)
def test_dates_are_written_as_the_locale_does(locale: str, placed_on: str, at: str) -> None:
    view = view_order(a_paid_order(), lines("placed"), Telling(locale, sends_mail=True))

    assert view.placed_on == placed_on
    assert [step.at.replace("\u202f", " ") for step in view.story] == [at]


def test_forgotten_shopper_leaves_only_the_country() -> None:
    order = a_paid_order()
    terms = replace(order.terms, contact=erase_contact(CONTACT))

    view = view_order(replace(order, terms=terms, receipt=None), (), TELLING)

    assert view.recipient == ["Switzerland"]
    assert (view.paid_with, view.receipt_url) == ("", "")


@pytest.mark.parametrize(
    ("status", "changes", "words"),
    [
        (OrderStatus.PAID, {}, ["We pack your books", "(Switzerland)."]),
        (OrderStatus.PARTIALLY_REFUNDED, {}, ["We pack your books", "(Switzerland)."]),
        (OrderStatus.PAID, {"mode": Mode.SANDBOX}, ["We pack your books", "none will come."]),
        (OrderStatus.PAID, {"shipped_at": NOW}, ["(Switzerland)."]),
        (OrderStatus.PROCESSING, {}, ["Your bank answers", "We pack your books", "(Switzerland)."]),
        (OrderStatus.PAID, {"is_unfillable": True}, []),
        (OrderStatus.REFUNDED, {"shipped_at": NOW}, []),
        (OrderStatus.AWAITING_PAYMENT, {}, []),
        (OrderStatus.CANCELED, {}, []),
    ],
)
def test_page_tells_what_happens_next_and_promises_nothing_else(
    status: OrderStatus, changes: dict[str, Any], words: list[str]
) -> None:
    steps = view_order(replace(an_order(status), **changes), (), TELLING).next_steps

    assert len(steps) == len(words)
    assert all(word in step for word, step in zip(words, steps, strict=True))


def test_payment_that_is_looked_into_promises_no_parcel() -> None:
    view = view_order(an_order(OrderStatus.PROCESSING), lines("placed", "alarm"), TELLING)

    assert view.next_steps == []


def test_each_refund_reads_otherwise_than_the_one_before() -> None:
    partly = OrderStatus.PARTIALLY_REFUNDED

    said = [
        status_in_words(an_order(partly, refunded_minor=minor), (), TELLING)[1]
        for minor in (1000, 2000)
    ]

    assert "$10.00 of $61.00" in said[0]
    assert said[0] != said[1]
