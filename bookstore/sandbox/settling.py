"""What follows an answer of a bank, whichever way is paid: charge, intent, balance, events.

This is the only place where money is received, so that no path charges an intent twice:
each step goes through ``intents``, which has no way from succeeded to anywhere.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from .charges import book_charge, make_charge
from .customers import save_for_later
from .disputes import foresee_trouble
from .events import record_event
from .intents import collect, fail_attempt
from .ledger import Ledger, Links
from .shapes import Charge, Opaque, PaymentIntent, PaymentMethod
from .verdicts import Verdict


@dataclass(frozen=True, slots=True)
class Attempt:
    """What became of a try: the intent afterwards, and the error when it was declined."""

    intent: PaymentIntent
    error: Mapping[str, object] | None = None


def add_charge(
    ledger: Ledger,
    intent: PaymentIntent,
    method: PaymentMethod,
    *,
    details: Opaque,
    verdict: Verdict,
    pending: bool = False,
) -> Charge:
    """Keep the charge of one attempt; whether it is announced is for the caller to say."""
    charge_id, base_url = ledger.world.new_id("ch"), ledger.world.base_url
    has_receipt = bool(verdict.approved and base_url)
    charge = make_charge(
        charge_id,
        intent,
        method,
        details=details,
        verdict=verdict,
        now=ledger.now,
        pending=pending,
        receipt_url=f"{base_url}/receipts/{charge_id}" if has_receipt else None,
    )
    ledger.charges.add(charge, Links(intent=intent["id"], customer=intent["customer"]))
    return charge


def receive(
    ledger: Ledger, intent: PaymentIntent, charge: Charge, *, authenticated: bool = False
) -> Attempt:
    """The bank has said yes: the money is taken, or held when it is to be captured later."""
    paid = collect(intent, charge["payment_method"], charge["id"])
    ledger.intents.save(paid)
    ledger.remember(charge["payment_method"], used_by=intent["id"])
    save_for_later(ledger, paid, authenticated=authenticated)
    record_event(ledger, "charge.succeeded", charge)
    if charge["captured"]:
        book_capture(ledger, charge)
        record_event(ledger, "payment_intent.succeeded", paid)
    else:
        record_event(ledger, "payment_intent.amount_capturable_updated", paid)
    return Attempt(paid)


def decline(ledger: Ledger, intent: PaymentIntent, charge: Charge, error: Opaque) -> Attempt:
    """The bank has said no: the intent may be tried again."""
    failed = fail_attempt(intent, error, charge["id"])
    ledger.intents.save(failed)
    record_event(ledger, "charge.failed", charge)
    record_event(ledger, "payment_intent.payment_failed", failed)
    return Attempt(failed, error)


def give_up(ledger: Ledger, intent: PaymentIntent, error: Opaque) -> PaymentIntent:
    """The buyer or their bank ended the attempt before any money was asked for."""
    failed = fail_attempt(intent, error)
    ledger.intents.save(failed)
    record_event(ledger, "payment_intent.payment_failed", failed)
    return failed


def book_capture(ledger: Ledger, charge: Charge) -> Charge:
    """Enter a captured charge into the balance and announce it."""
    last4 = ledger.recall(charge["payment_method"]).get("number", "")[-4:]
    movement = book_charge(charge, ledger.world.new_id("txn"), last4=last4, now=ledger.now)
    ledger.movements.add(movement, Links(charge=charge["id"], intent=charge["payment_intent"]))
    booked: Charge = {**charge, "balance_transaction": movement["id"]}
    ledger.charges.save(booked)
    record_event(ledger, "charge.updated", booked, before=charge)
    foresee_trouble(ledger, booked)
    return booked
