"""The life of a PaymentIntent: no sequence of steps leaves the lawful paths."""

from collections.abc import Callable
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bookstore.sandbox import intents
from bookstore.sandbox.call import Params
from bookstore.sandbox.errors import ApiError
from bookstore.sandbox.intent_terms import open_intent
from bookstore.sandbox.shapes import IntentStatus, PaymentIntent

Step = Callable[[PaymentIntent], PaymentIntent]
STEPS: dict[str, Step] = {
    "choose": lambda intent: intents.choose_method(intent, "pm_1"),
    "drop": lambda intent: intents.choose_method(intent, None),
    "ask": lambda intent: intents.await_action(intent, "pm_1", {"type": "use_stripe_sdk"}),
    "wait": lambda intent: intents.begin_processing(intent, "pm_1", "ch_1"),
    "pay": lambda intent: intents.collect(intent, "pm_1", "ch_1"),
    "fail": lambda intent: intents.fail_attempt(intent, {"type": "card_error"}, "ch_1"),
    "capture": lambda intent: intents.capture_held(intent, intent["amount_capturable"]),
    "cancel": lambda intent: intents.cancel_intent(intent, None, 1),
}


def fresh(*, manual: bool = False) -> PaymentIntent:
    method = "manual" if manual else "automatic"
    params = Params({"amount": 1999, "currency": "usd", "capture_method": method})
    return open_intent("pi_1", "pi_1_secret_1", params, 1)


def take(intent: PaymentIntent, step: str) -> PaymentIntent:
    """The step, or the same intent where the step is unlawful."""
    try:
        return STEPS[step](intent)
    except ValueError:
        return intent


def assert_lawful(intent: PaymentIntent) -> None:
    status = intent["status"]
    assert status in get_args(IntentStatus)
    assert 0 <= intent["amount_received"] <= intent["amount"]
    assert 0 <= intent["amount_capturable"] <= intent["amount"]
    assert (intent["amount_received"] > 0) == (status == "succeeded")
    assert (intent["amount_capturable"] > 0) == (status == "requires_capture")
    assert (intent["next_action"] is not None) == (status == "requires_action")
    assert (intent["canceled_at"] is not None) == (status == "canceled")
    assert status != "requires_confirmation" or intent["payment_method"] is not None


@settings(deadline=None)
@given(st.booleans(), st.lists(st.sampled_from(sorted(STEPS)), max_size=12))
def test_no_sequence_of_steps_leaves_the_lawful_paths(manual: bool, steps: list[str]):
    intent = fresh(manual=manual)
    for step in steps:
        after = take(intent, step)

        assert after is intent or after["status"] in intents.NEXT[intent["status"]]
        assert_lawful(after)
        intent = after


@settings(deadline=None)
@given(st.booleans(), st.lists(st.sampled_from(sorted(STEPS)), max_size=12))
def test_money_is_received_at_most_once(manual: bool, steps: list[str]):
    intent, times_received = fresh(manual=manual), 0
    for step in steps:
        after = take(intent, step)
        times_received += after["amount_received"] > intent["amount_received"]
        intent = after

    assert times_received <= 1


@settings(deadline=None)
@given(st.sampled_from(["succeeded", "canceled"]), st.sampled_from(sorted(STEPS)))
def test_what_is_over_stays(status: IntentStatus, step: str):
    over: PaymentIntent = {**fresh(), "status": status}

    with pytest.raises(ValueError, match=f"never goes from {status}"):
        STEPS[step](over)


def test_a_manual_capture_holds_the_money_first():
    held = intents.collect(fresh(manual=True), "pm_1", "ch_1")

    assert (held["status"], held["amount_capturable"]) == ("requires_capture", 1999)
    assert held["amount_received"] == 0


def test_more_than_is_held_cannot_be_captured():
    held = intents.collect(fresh(manual=True), "pm_1", "ch_1")

    with pytest.raises(ValueError, match="Cannot capture 2000 of 1999"):
        intents.capture_held(held, 2000)


@pytest.mark.parametrize("step", get_args(intents.Step))
@pytest.mark.parametrize("status", get_args(IntentStatus))
def test_a_call_in_the_wrong_state_is_refused_with_the_intent(
    step: intents.Step, status: IntentStatus
):
    intent: PaymentIntent = {**fresh(), "status": status}
    if status in intents.ALLOWED_FROM[step]:
        intents.demand_step(intent, step)
        return

    with pytest.raises(ApiError) as caught:
        intents.demand_step(intent, step)

    assert caught.value.status == 400
    assert caught.value.error["code"] == "payment_intent_unexpected_state"
    assert caught.value.error["payment_intent"] == intent


@pytest.mark.parametrize("status", ["requires_action", "processing", "succeeded", "canceled"])
def test_the_price_is_fixed_once_the_bank_was_asked(status: IntentStatus):
    intent: PaymentIntent = {**fresh(), "status": status}

    with pytest.raises(ApiError) as caught:
        intents.demand_update(intent, ["metadata", "amount"])

    assert caught.value.error["param"] == "amount"


@pytest.mark.parametrize("status", get_args(IntentStatus))
def test_metadata_may_change_in_every_state(status: IntentStatus):
    intents.demand_update({**fresh(), "status": status}, ["metadata", "description"])
