"""Tries to take an intent's money: asks for the bank's check where needed, then charges.

This is the only place where money is received, so that no path charges an intent twice:
each step goes through ``intents``, which has no way from succeeded to anywhere.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from .cards import Card, card_numbered
from .charges import book_charge, card_details, make_charge
from .errors import invalid_request
from .events import record_event
from .intents import await_action, collect, fail_attempt
from .ledger import Ledger, Links
from .shapes import Charge, Opaque, PaymentIntent, PaymentMethod
from .verdicts import (
    Verdict,
    authentication_error,
    decline_error,
    judge_card,
    missing_authentication,
)


@dataclass(frozen=True, slots=True)
class Manner:
    """How a confirmation was asked for.

    Attributes:
        base_url: where a browser reaches the sandbox.
        return_url: where the buyer goes after a bank page, when one was given.
        in_page: whether Stripe.js handles the bank's check inside the page.
        off_session: whether the buyer is absent.
        error_on_action: whether a bank's check shall count as a decline.
    """

    base_url: str
    return_url: str | None = None
    in_page: bool = False
    off_session: bool = False
    error_on_action: bool = False


@dataclass(frozen=True, slots=True)
class Attempt:
    """What became of a try: the intent afterwards, and the error when it was declined."""

    intent: PaymentIntent
    error: Mapping[str, object] | None = None


def attempt_payment(
    ledger: Ledger, intent: PaymentIntent, method: PaymentMethod, *, manner: Manner
) -> Attempt:
    """Confirm an intent with a method: paid, held, waiting for the buyer, or declined."""
    card = _card_of(ledger, method)
    if _needs_authentication(card, intent, manner):
        if manner.off_session or manner.error_on_action:
            return _settle(ledger, intent, method, verdict=missing_authentication(card))
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
    failed = fail_attempt(intent, authentication_error(method))
    ledger.intents.save(failed)
    record_event(ledger, "payment_intent.payment_failed", failed)
    return failed


def book_capture(ledger: Ledger, charge: Charge) -> Charge:
    """Enter a captured charge into the balance and announce it."""
    last4 = _number_of(ledger, charge["payment_method"])[-4:]
    movement = book_charge(charge, ledger.world.new_id("txn"), last4=last4, now=ledger.now)
    ledger.movements.add(movement, Links(charge=charge["id"], intent=charge["payment_intent"]))
    booked: Charge = {**charge, "balance_transaction": movement["id"]}
    ledger.charges.save(booked)
    record_event(ledger, "charge.updated", booked, before=charge)
    return booked


def demand_unused(ledger: Ledger, method: PaymentMethod) -> None:
    """Refuse a method which has paid before and belongs to no customer.

    Raises:
        ApiError: 400; Stripe's methods are good for one payment unless they are attached.
    """
    if method["customer"] is None and ledger.recall(method["id"]).get("used_by"):
        raise invalid_request(
            "The provided PaymentMethod was previously used without being attached to a "
            "Customer, and may not be used again.",
            param="payment_method",
        )


def _card_of(ledger: Ledger, method: PaymentMethod) -> Card:
    return card_numbered(_number_of(ledger, method["id"]))


def _number_of(ledger: Ledger, method_id: str) -> str:
    return ledger.recall(method_id)["number"]


def _judge(ledger: Ledger, card: Card, method: PaymentMethod) -> Verdict:
    return judge_card(card, with_cvc=_with_cvc(ledger, method))


def _with_cvc(ledger: Ledger, method: PaymentMethod) -> bool:
    return ledger.recall(method["id"])["cvc"] == "sent"


def _needs_authentication(card: Card, intent: PaymentIntent, manner: Manner) -> bool:
    match card["three_d_secure"]:
        case "required":
            return True
        case "required_unless_set_up" | "required_on_session":
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
    charge = make_charge(
        ledger.world.new_id("ch"),
        intent,
        method,
        details=details,
        verdict=verdict,
        now=ledger.now,
    )
    ledger.charges.add(charge, Links(intent=intent["id"], customer=intent["customer"]))
    if not verdict.approved:
        return _decline(ledger, intent, charge, decline_error(verdict, charge["id"], method))
    ledger.remember(method["id"], used_by=intent["id"])
    return _collect(ledger, intent, charge)


def _collect(ledger: Ledger, intent: PaymentIntent, charge: Charge) -> Attempt:
    paid = collect(intent, charge["payment_method"], charge["id"])
    ledger.intents.save(paid)
    record_event(ledger, "charge.succeeded", charge)
    if charge["captured"]:
        book_capture(ledger, charge)
        record_event(ledger, "payment_intent.succeeded", paid)
    else:
        record_event(ledger, "payment_intent.amount_capturable_updated", paid)
    return Attempt(paid)


def _decline(ledger: Ledger, intent: PaymentIntent, charge: Charge, error: Opaque) -> Attempt:
    failed = fail_attempt(intent, error, charge["id"])
    ledger.intents.save(failed)
    record_event(ledger, "charge.failed", charge)
    record_event(ledger, "payment_intent.payment_failed", failed)
    return Attempt(failed, error)
