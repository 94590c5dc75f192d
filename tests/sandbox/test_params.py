"""Typed parameters: unknown ones are refused by name, malformed ones by kind."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bookstore.sandbox.errors import ApiError
from bookstore.sandbox.forms import parse_form
from bookstore.sandbox.parameters import parameter_table, parameters_of
from bookstore.sandbox.params import read_params


def read(text: str, operation: str = "PaymentIntentCreate") -> Any:
    return read_params(parse_form(text), parameters_of(operation))


def refusal(text: str, operation: str = "PaymentIntentCreate") -> dict[str, Any]:
    with pytest.raises(ApiError) as caught:
        read(text, operation)
    assert caught.value.status == 400
    assert caught.value.error["type"] == "invalid_request_error"
    return dict(caught.value.error)


def status_of(text: str, operation: str) -> int:
    try:
        read(text, operation)
    except ApiError as error:
        return error.status
    return 200


def test_text_becomes_what_the_operation_expects():
    params = read(
        "amount=1999&currency=usd&confirm=true&metadata[order]=7&expand[]=latest_charge"
        "&automatic_payment_methods[enabled]=false&off_session=one_off"
    )

    assert params == {
        "amount": 1999,
        "currency": "usd",
        "confirm": True,
        "metadata": {"order": "7"},
        "expand": ["latest_charge"],
        "automatic_payment_methods": {"enabled": False},
        "off_session": "one_off",
    }


def test_an_unknown_parameter_is_refused_by_name():
    error = refusal("amount=1&currency=usd&recipt_email=a@b.c")

    assert error["code"] == "parameter_unknown"
    assert error["param"] == "recipt_email"
    assert "recipt_email" in error["message"]


def test_an_unknown_nested_parameter_is_refused_with_its_path():
    error = refusal("amount=1&currency=usd&shipping[name]=A&shipping[adress][city]=B")

    assert error["param"] == "shipping[adress]"


def test_every_unknown_parameter_is_named_at_once():
    assert "foo, bar" in refusal("amount=1&currency=usd&foo=1&bar=2")["message"]


@pytest.mark.parametrize("form", ["currency=usd", "currency=usd&metadata[amount]=3"])
def test_a_missing_parameter_is_named(form: str):
    error = refusal(form)

    assert (error["code"], error["param"]) == ("parameter_missing", "amount")


@pytest.mark.parametrize("amount", ["19.99", "1e3", "abc", "0x10", "1" * 40, "١٢"])
def test_an_amount_is_a_whole_number(amount: str):
    error = refusal(f"amount={amount}&currency=usd")

    assert (error["code"], error["param"]) == ("parameter_invalid_integer", "amount")


@pytest.mark.parametrize("flag", ["yes", "1", "True", "on"])
def test_a_flag_is_true_or_false(flag: str):
    assert refusal(f"amount=1&currency=usd&confirm={flag}")["param"] == "confirm"


def test_a_choice_is_one_of_those_offered():
    error = refusal("amount=1&currency=usd&capture_method=later")

    assert error["param"] == "capture_method"
    assert "manual" in error["message"]


@pytest.mark.parametrize(
    "form",
    [
        "amount[a]=1&currency=usd",
        "amount=1&currency=usd&metadata=5",
        "amount=1&currency=usd&expand=x",
    ],
)
def test_a_value_is_no_group_and_a_group_no_value(form: str):
    assert "Invalid" in refusal(form)["message"]


def test_an_emptied_required_parameter_is_refused():
    assert refusal("amount=&currency=usd")["code"] == "parameter_invalid_empty"


def test_an_emptied_optional_text_reads_as_unset():
    assert read("description=", "PaymentIntentUpdate") == {"description": None}


def test_emptied_metadata_reads_as_unset():
    assert read("metadata=", "PaymentIntentUpdate") == {"metadata": None}


@settings(deadline=None)
@given(st.sampled_from(sorted(parameter_table()["operations"])), st.text(max_size=80))
def test_no_form_breaks_any_operation(operation: str, text: str):
    assert status_of(text, operation) in (200, 400)
