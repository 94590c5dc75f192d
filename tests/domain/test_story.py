"""The short form of a timeline: true, and fit for whoever holds the order's link."""

from __future__ import annotations

import pytest

from bookstore.domain.order import OrderEvent
from bookstore.domain.story import is_looked_into, tell_story
from tests.fakes import START


def lines(*told: tuple[str, str]) -> list[OrderEvent]:
    return [OrderEvent(n, "A", START, kind, text) for n, (kind, text) in enumerate(told)]


def test_what_is_for_support_is_left_out() -> None:
    story = tell_story(
        lines(
            ("placed", "Placed: 1 copy of 1 title for $15.00."),
            ("intent", "Bound to pi_1."),
            ("changed", "Changed."),
            ("agreed", "Agreed."),
            ("declined", "Not paid: your card was declined (stolen_card, pm_1)."),
            ("paid", "Paid: 1 copy of 1 title for $15.00 (revision 1, charge ch_1)."),
            ("fulfilled", "Fulfilled."),
            ("event", "Stripe's event evt_1 came again and was ignored."),
            ("mail", "Not mailed yet: confirmation, because the mail server answered 451."),
            ("mail", "Mailed: confirmation."),
            ("alarm", "received too much"),
            ("anything new", "Its words are not known."),
        )
    )

    assert [step.sentence for step in story] == [
        "You placed this order.",
        "A payment was declined. Nothing was charged.",
        "We have your payment.",
        "We wrote to you by e-mail.",
    ]


@pytest.mark.parametrize("private", ["pm_1", "stolen", "evt_1", "451", "ch_1"])
def test_no_step_names_an_id_or_a_banks_own_reason(private: str) -> None:
    kinds = ("placed", "bank", "declined", "processing", "waiting", "paid", "mail", "canceled")
    story = tell_story(lines(*((kind, f"Mailed: {private}") for kind in kinds)))

    assert private not in repr(story)


def test_late_refusal_is_told_once() -> None:
    story = tell_story(lines(("processing", ""), ("declined", ""), ("waiting", ""), ("mail", "")))

    assert len(story) == 2


def test_same_thing_twice_is_told_once() -> None:
    assert len(tell_story(lines(("declined", "a"), ("declined", "b")))) == 1


def test_refund_tells_its_amount() -> None:
    (step,) = tell_story(lines(("refunded", "Refunded $12.50 of $45.00 in all.")))

    assert step.sentence == "Refunded $12.50 of $45.00 in all."


@pytest.mark.parametrize(
    ("kinds", "is_so"),
    [
        ((), False),
        (("placed", "alarm"), True),
        (("alarm", "mail", "event"), True),
        (("alarm", "paid"), False),
        (("paid", "alarm"), True),
        (("alarm", "canceled"), False),
    ],
)
def test_alarm_counts_until_something_about_the_money_follows(
    kinds: tuple[str, ...], is_so: bool
) -> None:
    assert is_looked_into(lines(*((kind, "") for kind in kinds))) is is_so
