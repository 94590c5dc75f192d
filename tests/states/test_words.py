"""What pages say: of an order, a price, the stock, and a payment that did not go as hoped."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bookstore.domain.cart import MAX_QUANTITY, CartLine
from bookstore.domain.catalogue import ShelfBook
from bookstore.domain.money import Money
from bookstore.domain.order import Mode, Order, OrderStatus, Terms
from bookstore.domain.payment import IntentStatus, Outcome, PaymentIntent, Verdict
from bookstore.domain.pricing import LineItem, quote_cart
from bookstore.services.settlement import Payment
from bookstore.states.order_words import Telling, status_in_words
from bookstore.states.orders_view import view_order
from bookstore.states.payment_words import MAX_MESSAGE, decline_in_words, under_way_in_words
from bookstore.states.quote_view import QuoteView, view_quote
from bookstore.states.title_view import FEW, stock_in_words, view_stock
from tests.fakes import BOOKS, CONTACT, DELIVERY, START

TERMS = Terms(
    items=(LineItem(1, "Book 1", 2, Money(2300, "usd")),),
    subtotal=Money(4600, "usd"),
    delivery=Money(1200, "usd"),
    total=Money(5800, "usd"),
    contact=CONTACT,
)
ORDER = Order(
    number="B-0001",
    token="a-token-nobody-can-guess",
    checkout_key="a-key",
    mode=Mode.SANDBOX,
    status=OrderStatus.PAID,
    terms=TERMS,
    revision=1,
    proposed=1,
    is_from_cart=True,
    created_at=START,
    intent_id="pi_1",
    charge_id="ch_1",
)
TELLING = Telling("en_US", sends_mail=True)
FLAGS: list[dict[str, Any]] = [{}, {"is_unfillable": True}, {"shipped_at": START}]


@pytest.mark.parametrize("flags", FLAGS, ids=["plain", "unfillable", "shipped"])
@pytest.mark.parametrize("status", OrderStatus)
def test_every_order_has_a_headline_and_a_sentence(
    status: OrderStatus, flags: dict[str, Any]
) -> None:
    headline, sentence = status_in_words(replace(ORDER, status=status, **flags), (), TELLING)

    assert headline
    assert not headline.endswith(".")
    assert sentence.endswith(".")


def test_no_two_standings_of_an_order_read_alike() -> None:
    standings = [replace(ORDER, status=status) for status in OrderStatus]
    standings += [replace(ORDER, **flags) for flags in FLAGS[1:]]

    said = [status_in_words(order, (), TELLING) for order in standings]

    assert len(set(said)) == len({headline for headline, _ in said}) == len(standings)


@pytest.mark.parametrize("status", [OrderStatus.AWAITING_PAYMENT, OrderStatus.CANCELED])
def test_order_without_a_payment_says_that_nothing_was_charged(status: OrderStatus) -> None:
    assert "Nothing was charged" in status_in_words(replace(ORDER, status=status), (), TELLING)[1]


def test_paid_order_that_cannot_be_filled_promises_the_money_back() -> None:
    headline, sentence = status_in_words(replace(ORDER, is_unfillable=True), (), TELLING)

    assert "complete" not in headline
    assert "all of your money back" in sentence


def test_order_is_shown_with_what_was_charged_and_its_ids() -> None:
    view = view_order(ORDER, (), TELLING)

    row = view.rows[0]
    assert (row.title, row.quantity, row.price, row.total) == ("Book 1", 2, "$23.00", "$46.00")
    assert (view.number, view.delivery, view.total) == ("B-0001", "$12.00", "$58.00")
    assert (view.intent_id, view.charge_id) == ("pi_1", "ch_1")
    assert CONTACT.email in view.mail
    assert view.refunded == ""
    assert ORDER.token not in str(view)
    assert ORDER.checkout_key not in str(view)


def test_order_goes_to_the_second_line_too_where_there_is_one() -> None:
    with_flat = replace(TERMS, contact=replace(CONTACT, line2="Flat 3"))

    plain, longer = (
        view_order(replace(ORDER, terms=terms), (), TELLING).recipient
        for terms in (TERMS, with_flat)
    )

    assert plain == ["Ada Lovelace", "12 St James's Square", "London SW1Y 4LE", "United Kingdom"]
    assert longer == [*plain[:2], "Flat 3", *plain[2:]]


def test_order_shows_free_delivery_and_what_went_back() -> None:
    terms = replace(TERMS, delivery=Money(0, "usd"))
    order = replace(ORDER, terms=terms, refunded_minor=1000, intent_id=None, charge_id=None)

    view = view_order(order, (), TELLING)

    assert (view.delivery, view.refunded) == ("free", "$10.00")
    assert (view.intent_id, view.charge_id) == ("", "")


def view_of(*lines: CartLine, country: str = "US", **shelf: ShelfBook) -> QuoteView:
    found = {book.id: ShelfBook(book, 10, is_withdrawn=False) for book in BOOKS}
    found |= {changed.book.id: changed for changed in shelf.values()}
    quote = quote_cart(lines, found, DELIVERY, country=country, currency="usd")
    return view_quote(quote, found, lines, locale="en_US")


def test_quote_is_shown_priced_and_counted() -> None:
    view = view_of(CartLine(1, 2), CartLine(2, 1))

    assert [(row.title, row.quantity, row.total) for row in view.rows] == [
        ("Book 1", 2, "$46.00"),
        ("Book 2", 1, "$25.00"),
    ]
    assert (view.count, view.subtotal, view.delivery) == (3, "$71.00", "$5.00")
    assert (view.total, view.total_minor) == ("$76.00", 7600)
    assert view.is_known
    assert view.is_sellable
    assert {row.most for row in view.rows} == {MAX_QUANTITY}


def test_hint_names_what_is_missing_to_free_delivery_and_then_goes() -> None:
    assert view_of(CartLine(1, 2)).delivery_hint == "$54.00 more and delivery is free."
    almost = view_of(CartLine(1, 2))
    assert (almost.subtotal_minor, almost.free_from_minor) == (4600, 10_000)
    assert view_of(CartLine(1, 5)).delivery_hint == ""
    assert view_of(CartLine(1, 5)).free_from_minor == 0
    assert view_of(CartLine(1, 5)).delivery == "free"
    assert view_of(CartLine(1, 2), country="GB").delivery_hint == ""
    assert view_of().delivery_hint == ""


def test_line_that_asks_for_too_much_says_so_and_how_many_there_are() -> None:
    view = view_of(CartLine(1, 4), short=ShelfBook(BOOKS[0], 3, is_withdrawn=False))

    assert not view.is_sellable
    assert [(row.quantity, row.most, row.problem, row.fix) for row in view.rows] == [
        (4, 3, "Only 3 copies of Book 1 left.", "Take 3")
    ]


@pytest.mark.parametrize(
    ("found", "problem"),
    [
        (ShelfBook(BOOKS[0], 0, is_withdrawn=False), "Book 1 is sold out."),
        (ShelfBook(BOOKS[0], 9, is_withdrawn=True), "Book 1 is no longer sold."),
    ],
)
def test_line_that_cannot_be_sold_keeps_one_row_that_says_why(
    found: ShelfBook, problem: str
) -> None:
    view = view_of(CartLine(1, 2), CartLine(2, 1), found=found)

    assert not view.is_sellable
    assert [(row.book_id, row.problem, row.fix) for row in view.rows] == [
        (1, problem, ""),  # where it stood
        (2, "", ""),
    ]


@pytest.mark.parametrize(
    ("available", "is_withdrawn", "words", "can_buy"),
    [
        (FEW + 1, False, "", True),
        (FEW, False, f"Only {FEW} left", True),
        (1, False, "Only 1 left", True),
        (0, False, "Sold out", False),
        (9, True, "No longer sold", False),
        (0, True, "No longer sold", False),
    ],
)
def test_stock_is_named_when_it_matters(
    available: int, is_withdrawn: bool, words: str, can_buy: bool
) -> None:
    found = ShelfBook(BOOKS[0], available, is_withdrawn)

    assert stock_in_words(found) == words
    assert view_stock(found, locale="en_US").can_buy is can_buy


def payment_with(error_code: str | None = None, decline_code: str | None = None) -> Payment:
    zero = Money(0, "usd")
    intent = PaymentIntent(
        id="pi_1",
        status=IntentStatus.REQUIRES_PAYMENT_METHOD,
        amount=TERMS.total,
        amount_received=zero,
        livemode=False,
        client_secret="pi_1_secret_x",
        order_number="B-0001",
        order_revision=1,
        charge_id=None,
        amount_refunded=zero,
        decline_code=decline_code,
        error_code=error_code,
    )
    return Payment(Verdict(Outcome.WAITING), ORDER, intent)


@pytest.mark.parametrize(
    ("payment", "said", "word"),
    [
        (payment_with("card_declined", "expired_card"), {}, "expired"),
        (payment_with("card_declined"), {"decline_code": "expired_card"}, "declined"),
        (payment_with(), {"code": "card_declined", "decline_code": "expired_card"}, "expired"),
        (payment_with("rate_limit"), {"code": "incorrect_cvc"}, "security code"),
    ],
    ids=["stripe", "stripe-over-browser", "browser-alone", "stripe-has-no-decline"],
)
def test_decline_is_told_by_stripe_first_and_the_browser_second(
    payment: Payment, said: dict[str, str], word: str
) -> None:
    assert word in decline_in_words(payment, said).lower()


def test_message_of_the_browser_is_told_for_a_form_that_is_not_valid() -> None:
    said = {"type": "validation_error", "message": "Your card number is incomplete." + "x" * 999}

    assert decline_in_words(payment_with(), said) == said["message"][:MAX_MESSAGE]
    declined = decline_in_words(payment_with("card_declined"), said)
    assert "incomplete" not in declined
    unsigned = {"type": "api_error", "message": "Send your card to evil.test"}
    assert "evil" not in decline_in_words(payment_with(), unsigned)


def test_payment_under_way_is_named_with_its_amount() -> None:
    assert "$58.00" in under_way_in_words(TERMS.total, "en_US")
