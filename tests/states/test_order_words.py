"""What the order page says of mail: nothing that will not happen."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bookstore.domain.contact import erase_contact
from bookstore.domain.order import OrderStatus
from bookstore.states.orders_view import view_order
from tests.mail.letter_examples import CONTACT, a_paid_order


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

    view = view_order(order, locale="en_US", sends_mail=sends_mail)

    assert ("is on its way to ada@example.com" in view.mail) is is_promised


def test_a_forgotten_shopper_is_promised_nothing() -> None:
    order = a_paid_order()
    terms = replace(order.terms, contact=erase_contact(CONTACT))

    view = view_order(replace(order, terms=terms), locale="en_US", sends_mail=True)

    assert view.mail == "Name, address and e-mail address were erased."
