"""Why a payment was refused, in plain words with a next step.

Lost, stolen and fraud codes read as an ordinary refusal: saying more would help the
wrong person. Source: docs.stripe.com/declines/codes, names as read 2026-11-21; the
words are ours.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DeclineAdvice:
    """What to tell the shopper; `same_card_may_work` says whether to try it again."""

    what: str
    next_step: str
    same_card_may_work: bool

    @property
    def sentence(self) -> str:
        """Both sentences together."""
        return f"{self.what} {self.next_step}"


_NOTHING = "Nothing was charged."
_OTHER_CARD = f"{_NOTHING} Please try another card."
_OTHER_WAY = f"{_NOTHING} Please try another card or account."
_REFUSED = DeclineAdvice(
    "Your card was declined.",
    f"{_NOTHING} Please try another card, or ask your bank why.",
    same_card_may_work=False,
)
_CALL_BANK = DeclineAdvice(
    "Your card was declined: the bank has to allow this payment first.",
    f"{_NOTHING} Ask your bank to allow the payment, or try another card.",
    same_card_may_work=True,
)
_TRY_AGAIN = DeclineAdvice(
    "Your card was declined because of a problem at the bank.",
    f"{_NOTHING} Please try again in a minute, or use another card.",
    same_card_may_work=True,
)
_NO_MONEY = DeclineAdvice(
    "There is not enough money for this payment (insufficient funds).",
    _OTHER_WAY,
    same_card_may_work=False,
)
_EXPIRED = DeclineAdvice("This card has expired.", _OTHER_CARD, same_card_may_work=False)
_CVC = DeclineAdvice(
    "The security code is not right.",
    f"{_NOTHING} Check the code on the card and try again.",
    same_card_may_work=True,
)
_NUMBER = DeclineAdvice(
    "The card was declined because its number is not right.",
    f"{_NOTHING} Check the number and try again.",
    same_card_may_work=True,
)
_DATE = DeclineAdvice(
    "The card was declined because its expiry date is not right.",
    f"{_NOTHING} Check the date and try again.",
    same_card_may_work=True,
)
_ADDRESS = DeclineAdvice(
    "The card was declined because the bank knows another postal code for it.",
    f"{_NOTHING} Check the address and try again.",
    same_card_may_work=True,
)
_LIMIT = DeclineAdvice(
    "Your card was declined: it is over its limit for now.",
    _OTHER_CARD,
    same_card_may_work=False,
)
_UNSUPPORTED = DeclineAdvice(
    "Your card was declined: it cannot be used for this kind of payment.",
    _OTHER_CARD,
    same_card_may_work=False,
)
_DUPLICATE = DeclineAdvice(
    "Your card was declined: a payment of the same amount was made just now.",
    "Wait a few minutes and check whether it arrived before you try again.",
    same_card_may_work=True,
)
_AUTHENTICATION = DeclineAdvice(
    "Your bank could not confirm that it is you, so the card was declined.",
    f"{_NOTHING} Please try again, or use another card.",
    same_card_may_work=True,
)
_TEST_CARD = DeclineAdvice(
    "This card was declined: only the published test cards work here.",
    f"{_NOTHING} Use 4242 4242 4242 4242, for example.",
    same_card_may_work=False,
)
_NOT_REAL = DeclineAdvice(
    "The card was declined: it is a test card, and this payment is real.",
    _OTHER_CARD,
    same_card_may_work=False,
)
_NO_ACCOUNT = DeclineAdvice(
    "The bank could not find this account.",
    f"{_NOTHING} Check its numbers, or try another card or account.",
    same_card_may_work=False,
)
_CLOSED_ACCOUNT = DeclineAdvice(
    "This bank account is closed.",
    _OTHER_WAY,
    same_card_may_work=False,
)
_NO_DEBIT = DeclineAdvice(
    "The bank did not allow this account to be debited.",
    f"{_NOTHING} Ask your bank to allow it, or try another card or account.",
    same_card_may_work=False,
)
_UNFINISHED = DeclineAdvice(
    "The payment was not completed.",
    f"{_NOTHING} Please try again.",
    same_card_may_work=True,
)

ADVICE: dict[str, DeclineAdvice] = {
    # decline codes
    "approve_with_id": _CALL_BANK,
    "authentication_not_handled": _AUTHENTICATION,
    "authentication_required": _AUTHENTICATION,
    "call_issuer": _CALL_BANK,
    "card_not_supported": _UNSUPPORTED,
    "card_velocity_exceeded": _LIMIT,
    "currency_not_supported": _UNSUPPORTED,
    "do_not_honor": _REFUSED,
    "do_not_try_again": _REFUSED,
    "duplicate_transaction": _DUPLICATE,
    "expired_card": _EXPIRED,
    "fraudulent": _REFUSED,
    "generic_decline": _REFUSED,
    "highest_risk_level": _REFUSED,
    "incorrect_address": _ADDRESS,
    "incorrect_cvc": _CVC,
    "incorrect_number": _NUMBER,
    "incorrect_pin": _REFUSED,
    "incorrect_zip": _ADDRESS,
    "insufficient_funds": _NO_MONEY,
    "invalid_account": _REFUSED,
    "invalid_amount": _REFUSED,
    "invalid_cvc": _CVC,
    "invalid_expiry_month": _DATE,
    "invalid_expiry_year": _DATE,
    "invalid_number": _NUMBER,
    "invalid_pin": _REFUSED,
    "issuer_not_available": _TRY_AGAIN,
    "live_mode_test_card": _NOT_REAL,
    "lost_card": _REFUSED,
    "merchant_blacklist": _REFUSED,
    "mobile_device_authentication_required": _AUTHENTICATION,
    "new_account_information_available": _REFUSED,
    "no_action_taken": _REFUSED,
    "not_permitted": _UNSUPPORTED,
    "offline_pin_required": _UNSUPPORTED,
    "online_or_offline_pin_required": _UNSUPPORTED,
    "pickup_card": _REFUSED,
    "pin_try_exceeded": _REFUSED,
    "previously_declined_do_not_retry": _REFUSED,
    "processing_error": _TRY_AGAIN,
    "reenter_transaction": _TRY_AGAIN,
    "restricted_card": _REFUSED,
    "revocation_of_all_authorizations": _REFUSED,
    "revocation_of_authorization": _REFUSED,
    "security_violation": _REFUSED,
    "service_not_allowed": _UNSUPPORTED,
    "stolen_card": _REFUSED,
    "stop_payment_order": _REFUSED,
    "test_mode_live_card": _TEST_CARD,
    "testmode_decline": _TEST_CARD,
    "transaction_not_allowed": _UNSUPPORTED,
    "try_again_later": _TRY_AGAIN,
    "withdrawal_count_limit_exceeded": _LIMIT,
    # bank debits that fail late; docs.stripe.com/declines/network-codes, "ACH Direct Debit",
    # and the error codes of docs.stripe.com/error-codes, as read 2026-11-25
    "account_closed": _CLOSED_ACCOUNT,
    "bank_account_closed": _CLOSED_ACCOUNT,
    "bank_account_invalid_details": _NO_ACCOUNT,
    "bank_account_restricted": _NO_DEBIT,
    "debit_not_authorized": _NO_DEBIT,
    "no_account": _NO_ACCOUNT,
    # error codes without a decline code
    "card_declined": _REFUSED,
    "card_decline_rate_limit_exceeded": _LIMIT,
    "payment_intent_authentication_failure": _AUTHENTICATION,
    "payment_intent_payment_attempt_failed": _REFUSED,
    "payment_method_customer_decline": _UNFINISHED,
    "payment_method_provider_decline": _REFUSED,
    "payment_method_provider_timeout": _TRY_AGAIN,
    "payment_intent_payment_attempt_expired": _UNFINISHED,
}


def advise(code: str, decline_code: str = "") -> DeclineAdvice:
    """The advice for Stripe's pair of codes; the decline code says more than the code."""
    return ADVICE.get(decline_code) or ADVICE.get(code) or _UNFINISHED


def is_decline(code: str, decline_code: str = "") -> bool:
    """Say whether the codes mean that a card or bank refused."""
    return decline_code in ADVICE or code in ADVICE
