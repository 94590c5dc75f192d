"""Every refusal has plain words and a next step, and helps no thief."""

from __future__ import annotations

import re
from typing import get_args

import pytest
import stripe
from hypothesis import given
from hypothesis import strategies as st

from bookstore.domain.declines import ADVICE, advise, is_decline

# Names of docs.stripe.com/declines/codes, read 2026-11-21.
DECLINE_CODES = (
    "authentication_required",
    "approve_with_id",
    "call_issuer",
    "card_not_supported",
    "card_velocity_exceeded",
    "currency_not_supported",
    "do_not_honor",
    "do_not_try_again",
    "duplicate_transaction",
    "expired_card",
    "fraudulent",
    "generic_decline",
    "incorrect_number",
    "incorrect_cvc",
    "incorrect_pin",
    "incorrect_zip",
    "insufficient_funds",
    "invalid_account",
    "invalid_amount",
    "invalid_cvc",
    "invalid_expiry_month",
    "invalid_expiry_year",
    "invalid_number",
    "invalid_pin",
    "issuer_not_available",
    "lost_card",
    "merchant_blacklist",
    "new_account_information_available",
    "no_action_taken",
    "not_permitted",
    "offline_pin_required",
    "online_or_offline_pin_required",
    "pickup_card",
    "pin_try_exceeded",
    "processing_error",
    "reenter_transaction",
    "restricted_card",
    "revocation_of_all_authorizations",
    "revocation_of_authorization",
    "security_violation",
    "service_not_allowed",
    "stolen_card",
    "stop_payment_order",
    "testmode_decline",
    "transaction_not_allowed",
    "try_again_later",
    "withdrawal_count_limit_exceeded",
)
# Every code that Stripe's own library knows a failed payment to have.
ERROR_CODES = sorted(
    get_args(get_args(stripe.PaymentIntent.LastPaymentError.__annotations__["code"])[0])
)
HIDDEN = ["lost_card", "stolen_card", "fraudulent", "pickup_card", "merchant_blacklist"]
# The pairs of the published test cards: what each alert must say (one of the words).
WORDS = [
    ("card_declined", "generic_decline", ("declined", "refused")),
    ("card_declined", "lost_card", ("declined", "refused")),
    ("card_declined", "stolen_card", ("declined", "refused")),
    ("card_declined", "fraudulent", ("declined", "refused")),
    ("card_declined", "insufficient_funds", ("not enough money", "insufficient funds")),
    ("account_closed", "", ("account is closed",)),
    ("no_account", "", ("could not find this account",)),
    ("debit_not_authorized", "", ("did not allow",)),
    ("card_declined", "card_velocity_exceeded", ("declined", "refused")),
    ("expired_card", "", ("expired",)),
    ("incorrect_cvc", "", ("security code",)),
    ("processing_error", "", ("declined", "refused")),
    ("incorrect_number", "", ("declined", "refused")),
    ("payment_intent_authentication_failure", "", ("declined", "refused")),
]


@pytest.mark.parametrize("code", DECLINE_CODES)
def test_every_code_of_stripes_list_has_advice(code: str) -> None:
    assert code in ADVICE
    assert is_decline("card_declined", code)


@pytest.mark.parametrize(("code", "decline_code", "words"), WORDS)
def test_alert_says_what_happened(code: str, decline_code: str, words: tuple[str, ...]) -> None:
    sentence = advise(code, decline_code).sentence.lower()

    assert any(word in sentence for word in words)


@pytest.mark.parametrize("code", sorted(ADVICE))
def test_no_sentence_tells_what_helps_a_thief(code: str) -> None:
    sentence = ADVICE[code].sentence

    assert not re.search(r"lost|stolen|fraud|pick|blacklist|risk|block", sentence, re.IGNORECASE)


@pytest.mark.parametrize("code", [*ERROR_CODES, *DECLINE_CODES])
def test_every_code_is_told_without_naming_it_and_leads_on(code: str) -> None:
    for advice in (advise(code), advise("card_declined", code)):
        assert code not in advice.sentence
        assert "_" not in advice.sentence
        way_on = "again|ask your bank" if advice.same_card_may_work else "another card|use 4242"
        assert re.search(way_on, advice.next_step, re.IGNORECASE)


def test_stripes_list_is_read_whole() -> None:
    assert len(ERROR_CODES) > 200
    assert {"card_declined", "expired_card", "incorrect_cvc"} <= set(ERROR_CODES)


def test_only_a_sandbox_or_a_test_mode_speaks_of_test_numbers() -> None:
    assert "4242" in advise("card_declined", "test_mode_live_card").sentence
    assert "4242" not in advise("card_declined", "live_mode_test_card").sentence


@pytest.mark.parametrize("code", HIDDEN)
def test_hidden_reason_reads_as_an_ordinary_refusal(code: str) -> None:
    assert advise("card_declined", code) == advise("card_declined", "generic_decline")


@pytest.mark.parametrize("code", sorted(ADVICE))
def test_advice_is_two_whole_sentences_in_plain_words(code: str) -> None:
    advice = ADVICE[code]

    for sentence in (advice.what, advice.next_step):
        assert sentence[0].isupper()
        assert sentence.endswith(".")
        assert "_" not in sentence


def test_decline_code_says_more_than_the_code() -> None:
    assert advise("card_declined", "insufficient_funds") == advise("insufficient_funds")
    assert advise("card_declined", "a_code_of_tomorrow") == advise("card_declined")


@given(st.text(), st.text())
def test_any_codes_have_advice(code: str, decline_code: str) -> None:
    advice = advise(code, decline_code)

    assert advice.what
    assert advice.next_step


@pytest.mark.parametrize("code", ["", "api_connection_error", "rate_limit", "validation_error"])
def test_what_is_no_refusal_is_not_called_one(code: str) -> None:
    assert not is_decline(code)
    assert "declined" not in advise(code).sentence
