"""What the bank of a test card says when it is asked for money."""

from collections.abc import Mapping
from dataclasses import dataclass

from .cards import Card
from .errors import describe_error
from .shapes import Opaque

_PARAMS: Mapping[str, str] = {"expired_card": "exp_month", "incorrect_cvc": "cvc"}
_ADVICE: Mapping[str, str] = {
    "insufficient_funds": "try_again_later",
    "card_velocity_exceeded": "try_again_later",
    "processing_error": "try_again_later",
    "lost_card": "do_not_try_again",
    "stolen_card": "do_not_try_again",
    "expired_card": "do_not_try_again",
    "incorrect_cvc": "confirm_card_data",
}
_SCORES: Mapping[str, int] = {"normal": 20, "elevated": 70, "highest": 95}
_SELLER: Mapping[str, str] = {
    "generic_decline": "The bank did not return any further details with this decline.",
    "insufficient_funds": "The bank returned the decline code `insufficient_funds`.",
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """Yes, or no with the reason; ``code`` is None exactly when it is yes."""

    code: str | None
    decline_code: str | None
    message: str | None
    blocked: bool
    risk_level: str

    @property
    def approved(self) -> bool:
        """Whether the bank gave the money."""
        return self.code is None


YES = Verdict(None, None, None, blocked=False, risk_level="normal")
"""The answer of a bank that pays."""


def judge_card(card: Card, *, with_cvc: bool) -> Verdict:
    """The answer to a charge; a wrong security code only matters when one was sent."""
    declines = card["outcome"] in (
        "declined",
        "attaches_then_declined",
        "blocked",
        "requires_action_then_declined",
    )
    if not declines or (card["code"] == "incorrect_cvc" and not with_cvc):
        return Verdict(None, None, None, blocked=False, risk_level=card["risk_level"])
    return Verdict(
        code=card["code"],
        decline_code=card["decline_code"],
        message=card["message"],
        blocked=card["outcome"] == "blocked",
        risk_level=card["risk_level"],
    )


def missing_authentication(risk_level: str) -> Verdict:
    """The answer when the bank insists on the buyer, who is not there."""
    return Verdict(
        code="authentication_required",
        decline_code="authentication_required",
        message="Your card was declined. This transaction requires authentication.",
        blocked=False,
        risk_level=risk_level,
    )


def refuse_debit(failure_code: str, message: str) -> Verdict:
    """The answer of a bank which returns a debit."""
    return Verdict(failure_code, None, message, blocked=False, risk_level="normal")


def field_of(code: str) -> str | None:
    """Which field of the card a code is about, if it is about one."""
    return _PARAMS.get(code)


def charge_outcome(verdict: Verdict) -> Opaque:
    """The ``outcome`` of the charge, which tells the seller more than the buyer."""
    outcome = {
        "advice_code": None,
        "network_advice_code": None,
        "network_decline_code": None,
        "network_status": "approved_by_network",
        "reason": None,
        "risk_level": verdict.risk_level,
        "risk_score": _SCORES.get(verdict.risk_level, 20),
        "seller_message": "Payment complete.",
        "type": "authorized",
    }
    if verdict.approved:
        if verdict.risk_level == "elevated":
            outcome["reason"] = "elevated_risk_level"
        return outcome
    if verdict.blocked:
        return {
            **outcome,
            "network_status": "not_sent_to_network",
            "reason": "highest_risk_level",
            "seller_message": "Stripe blocked this payment as too risky.",
            "type": "blocked",
        }
    reason = verdict.decline_code or verdict.code or "generic_decline"
    return {
        **outcome,
        "advice_code": _ADVICE.get(reason),
        "network_decline_code": "01",
        "network_status": "declined_by_network",
        "reason": reason,
        "seller_message": _SELLER.get(reason, f"The bank returned the decline code `{reason}`."),
        "type": "issuer_declined",
    }


def decline_error(verdict: Verdict, charge_id: str, method: Opaque) -> dict[str, object]:
    """The ``card_error`` of a refused charge, for the answer and for ``last_payment_error``."""
    code = verdict.code or "card_declined"
    message = verdict.message or "Your card was declined."
    error = describe_error("card_error", message, code=code, param=field_of(code))
    error["charge"] = charge_id
    if verdict.decline_code is not None:
        error["decline_code"] = verdict.decline_code
    advice = _ADVICE.get(verdict.decline_code or code)
    if advice is not None:
        error["advice_code"] = advice
    error["payment_method"] = method
    return error


def authentication_error(method: Opaque) -> dict[str, object]:
    """``last_payment_error`` after the buyer failed, or gave up, the bank's check."""
    error = describe_error(
        "invalid_request_error",
        "The provided PaymentMethod has failed authentication. You can provide "
        "payment_method_data or a new PaymentMethod to attempt to fulfill this "
        "PaymentIntent again.",
        code="payment_intent_authentication_failure",
    )
    error["payment_method"] = method
    return error
