"""Tries to take an intent's money, each way to pay in its own manner; cards are tried here.

A card is charged at once, or after the bank's check where one is needed.
"""

from .cards import Card, card_numbered
from .charges import card_details
from .debits import begin_debit
from .events import record_event
from .intents import await_action
from .ledger import Ledger
from .manner import Manner
from .redirects import send_to_wallet
from .settling import Attempt, add_charge, decline, give_up, receive
from .shapes import Opaque, PaymentIntent, PaymentMethod
from .verdicts import (
    Verdict,
    authentication_error,
    decline_error,
    judge_card,
    missing_authentication,
)


def attempt_payment(
    ledger: Ledger, intent: PaymentIntent, method: PaymentMethod, *, manner: Manner
) -> Attempt:
    """Confirm an intent with a method: paid, held, waiting for the buyer, or declined."""
    match method["type"]:
        case "amazon_pay":
            return send_to_wallet(ledger, intent, method, manner=manner)
        case "us_bank_account":
            return begin_debit(ledger, intent, method, manner=manner)
        case _:
            return _attempt_card(ledger, intent, method, manner)


def _attempt_card(
    ledger: Ledger, intent: PaymentIntent, method: PaymentMethod, manner: Manner
) -> Attempt:
    card = _card_of(ledger, method)
    if _needs_authentication(ledger, intent, method, manner):
        if manner.off_session or manner.error_on_action:
            verdict = missing_authentication(card["risk_level"])
            return _settle(ledger, intent, method, verdict=verdict)
        return Attempt(_send_to_bank(ledger, intent, method, manner=manner))
    return _settle(ledger, intent, method, verdict=_judge(ledger, card, method))


def finish_authentication(ledger: Ledger, attempt_id: str, *, passed: bool) -> PaymentIntent:
    """The buyer has answered the bank's check; answering a settled one changes nothing."""
    note = ledger.recall(attempt_id)
    intent = ledger.intents.need(note.get("intent", attempt_id))
    if intent["status"] != "requires_action" or ledger.recall(intent["id"]).get("at") != attempt_id:
        return intent
    method = ledger.methods.need(note["method"])
    if passed:
        card = _card_of(ledger, method)
        verdict = _judge(ledger, card, method)
        return _settle(ledger, intent, method, verdict=verdict, authenticated=True).intent
    return give_up(ledger, intent, authentication_error(method))


def _card_of(ledger: Ledger, method: PaymentMethod) -> Card:
    return card_numbered(ledger.recall(method["id"])["number"])


def _judge(ledger: Ledger, card: Card, method: PaymentMethod) -> Verdict:
    return judge_card(card, with_cvc=_with_cvc(ledger, method))


def _with_cvc(ledger: Ledger, method: PaymentMethod) -> bool:
    return ledger.recall(method["id"])["cvc"] == "sent"


def _needs_authentication(
    ledger: Ledger, intent: PaymentIntent, method: PaymentMethod, manner: Manner
) -> bool:
    card = _card_of(ledger, method)
    match card["three_d_secure"]:
        case "required":
            return True
        case "required_unless_set_up":
            return not (manner.off_session and ledger.recall(method["id"]).get("set_up"))
        case "required_on_session":
            return not manner.off_session
        case "supported":
            options = intent["payment_method_options"].get("card", {})
            return options.get("request_three_d_secure") in ("any", "challenge")
        case _:
            return False


def _send_to_bank(
    ledger: Ledger, intent: PaymentIntent, method: PaymentMethod, *, manner: Manner
) -> PaymentIntent:
    attempt_id = ledger.world.new_id("src")
    secret = intent["client_secret"]
    url = f"{manner.base_url}/authenticate/{attempt_id}?client_secret={secret}"
    waiting = await_action(intent, method["id"], _next_action(attempt_id, url, manner))
    ledger.remember(
        attempt_id,
        intent=intent["id"],
        method=method["id"],
        return_url="" if manner.in_page else manner.return_url or "",
    )
    ledger.remember(intent["id"], at=attempt_id)
    ledger.intents.save(waiting)
    record_event(ledger, "payment_intent.requires_action", waiting)
    return waiting


def _next_action(attempt_id: str, url: str, manner: Manner) -> Opaque:
    if manner.return_url and not manner.in_page:
        redirect = {"return_url": manner.return_url, "url": url}
        return {"redirect_to_url": redirect, "type": "redirect_to_url"}
    sdk = {"source": attempt_id, "stripe_js": url, "type": "three_d_secure_redirect"}
    return {"type": "use_stripe_sdk", "use_stripe_sdk": sdk}


def _settle(
    ledger: Ledger,
    intent: PaymentIntent,
    method: PaymentMethod,
    *,
    verdict: Verdict,
    authenticated: bool = False,
) -> Attempt:
    details = card_details(
        _card_of(ledger, method),
        method,
        intent=intent,
        with_cvc=_with_cvc(ledger, method),
        authenticated=authenticated,
        now=ledger.now,
    )
    charge = add_charge(ledger, intent, method, details=details, verdict=verdict)
    if not verdict.approved:
        return decline(ledger, intent, charge, decline_error(verdict, charge["id"], method))
    return receive(ledger, intent, charge, authenticated=authenticated)
