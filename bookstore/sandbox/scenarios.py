"""The test cards in words, for people who look for an outcome and not for a number."""

from collections.abc import Mapping

from .cards import Card

_BY_NUMBER: Mapping[str, str] = {
    "4000000000003220": "the bank asks you to confirm (3-D Secure 2)",
    "4000002500003155": "the bank asks you to confirm, unless the card was set up",
    "4000003800000446": "the bank asks you to confirm when you are there",
    "4000008400001280": "the bank's check breaks down, then a decline",
    "4000000000003055": "paid; the bank's check is possible, not asked",
    "4000000000003097": "paid; the bank's check would break down",
    "4000000000000101": "paid, though the security code is wrong",
    "4000000000000036": "paid, though the postal code is wrong",
    "4000000000004954": "paid, at the highest risk",
    "4000000000009235": "paid, at an elevated risk",
    "4000000000007726": "paid; a refund takes a while",
    "4000000000005126": "paid; a refund fails later",
    "4000000000000077": "paid, and available at once",
    "4000000000001976": "paid, then the bank inquires",
    "4000000000002685": "paid, then disputed: not received",
    "4000000000000259": "paid, then disputed: fraudulent",
    "4000000000000341": "declined, though it could be saved",
}
_BY_DECLINE: Mapping[str, str] = {
    "generic_decline": "declined",
    "insufficient_funds": "not enough money",
    "lost_card": "declined: lost card",
    "stolen_card": "declined: stolen card",
    "fraudulent": "blocked as fraudulent",
    "card_velocity_exceeded": "declined: used too often",
    "expired_card": "the card has expired",
    "incorrect_cvc": "the security code is wrong",
    "incorrect_number": "not a card number",
    "processing_error": "the bank has a fault",
}


def describe_card(card: Card) -> str:
    """What happens with a card, in a few plain words."""
    known = _BY_NUMBER.get(card["number"])
    if known is not None:
        return known
    reason = _BY_DECLINE.get(card["decline_code"] or card["code"] or "")
    match card["outcome"]:
        case "succeeds" | "succeeds_then_disputed":
            return f"paid ({card['brand']} {card['funding']})"
        case "succeeds_then_early_fraud_warning":
            return "paid, then a warning of fraud"
        case "requires_action":
            return "the bank asks you to confirm"
        case "requires_action_then_declined":
            return f"the bank asks you to confirm, then: {reason}"
        case "declined" | "attaches_then_declined" | "blocked":
            return reason or "declined"
