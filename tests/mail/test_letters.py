"""What letters say, in text and in HTML alike."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bookstore.domain.mail import refund_name
from bookstore.domain.order import Mode
from bookstore.mail import write_message
from tests.mail.letter_examples import LETTERHEAD, a_mail, a_paid_order, free_delivery

INVOICE = (
    "Order: B7K2-9QWM",
    "Paid on: November 21, 2026",
    "Paid with: Visa ending 4242",
    "Payment: ch_1",
    "$46.00",
    "$23.00 each",
    "1 x Ligatures, $10.00 each",
    "$56.00",
    "$5.00",
    "Total, tax included",
    "$61.00",
    "1 Küfer St",
    "Floor 2",
    "Zürich 8001",
    "Switzerland",
    "https://shop.example.com/success?order=token-of-the-page-0000",
)


@pytest.mark.parametrize("part", INVOICE)
def test_the_confirmation_is_an_invoice_in_both_forms(part: str) -> None:
    message = write_message(a_mail(), a_paid_order(), LETTERHEAD)

    assert part in message.text
    assert part in message.html


def test_the_confirmation_goes_to_the_orders_contact() -> None:
    message = write_message(a_mail(), a_paid_order(), LETTERHEAD)

    assert message.to == "ada@example.com"
    assert message.subject == "Your order B7K2-9QWM at Quire & Quoin"


def test_what_people_typed_is_no_markup() -> None:
    message = write_message(a_mail(), a_paid_order(), LETTERHEAD)

    assert "Ada &lt;b&gt;" in message.html
    assert "The &lt;Quoin&gt;" in message.html
    assert "2 x The <Quoin>, $23.00 each: $46.00" in message.text


def test_free_delivery_is_called_free() -> None:
    message = write_message(a_mail(), free_delivery(a_paid_order()), LETTERHEAD)

    assert "Delivery: free" in message.text


def test_a_letter_has_the_same_id_each_time_and_no_other_has_it() -> None:
    names = ["confirmation", "unfillable", refund_name(500), refund_name(1000)]
    names += ["processing", "failed", "failed-2", "reminder", "reminder-2"]
    order = a_paid_order()

    ids = [write_message(a_mail(name), order, LETTERHEAD).id for name in names * 2]

    assert ids[:9] == ids[9:]
    assert len(set(ids)) == 9


def test_the_apology_says_that_all_money_goes_back() -> None:
    message = write_message(a_mail("unfillable"), a_paid_order(), LETTERHEAD)

    assert "We are sorry. Your payment of $61.00 arrived" in message.text
    assert "You get all of your money back" in message.text
    assert "pack your books" not in message.text


def test_a_refunds_letter_says_how_much_went_back_of_what() -> None:
    message = write_message(a_mail(refund_name(1250)), a_paid_order(), LETTERHEAD)

    assert "Of the $61.00 that you paid, $12.50 was given back in all" in message.text


@pytest.mark.parametrize(("mode", "says_so"), [(Mode.SANDBOX, True), (Mode.LIVE, False)])
def test_a_practice_order_says_that_no_money_moved(mode: Mode, says_so: bool) -> None:
    message = write_message(a_mail(), a_paid_order(mode=mode), LETTERHEAD)

    assert ("no money moved" in message.text) is says_so


def test_html_says_in_what_language_it_is_read_out() -> None:
    assert '<html lang="en">' in write_message(a_mail(), a_paid_order(), LETTERHEAD).html


def test_a_message_prints_without_its_address() -> None:
    assert repr(write_message(a_mail(), a_paid_order(), LETTERHEAD)) == (
        "Message('B7K2-9QWM.confirmation')"
    )


def test_a_payment_on_its_way_asks_for_patience_and_not_for_money() -> None:
    message = write_message(a_mail("processing"), a_paid_order(), LETTERHEAD)

    assert "one to four business days" in message.text
    assert "do not pay again" in message.text
    assert "/checkout" not in message.text


@pytest.mark.parametrize("name", ["failed", "failed-2"])
def test_a_late_failure_links_to_where_that_order_is_paid_and_says_until_when(name: str) -> None:
    order = a_paid_order()
    message = write_message(a_mail(name), order, LETTERHEAD)

    assert "Nothing was charged" in message.text
    assert "until November 24, 2026" in message.text
    for form in (message.text, message.html):
        assert f"https://shop.example.com/checkout?order={order.token}" in form
        assert f"https://shop.example.com/success?order={order.token}" in form


def test_a_reminder_links_to_each_order_and_says_nothing_else_of_them() -> None:
    newest = a_paid_order()
    older = replace(newest, number="C8L3-0RXN", token="token-of-another-page-0")

    message = write_message(a_mail("reminder"), newest, LETTERHEAD, linked=[newest, older])

    assert message.to == "ada@example.com"
    assert message.subject == "Your orders at Quire & Quoin"
    for order in (newest, older):
        assert f"Order {order.number} of November 21, 2026, $61.00" in message.text
        for form in (message.text, message.html):
            assert f"https://shop.example.com/success?order={order.token}" in form
    for word in ("Ada", "Küfer", "Quoin>", "ch_1", "4242", "invoice"):
        assert word not in message.text


def test_a_reminder_of_practice_orders_says_so() -> None:
    order = a_paid_order(mode=Mode.SANDBOX)

    message = write_message(a_mail("reminder"), order, LETTERHEAD, linked=[order])

    assert "These are practice orders: no money moved" in message.text
