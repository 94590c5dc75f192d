"""Payments that are answered late: a bank account is debited, and its bank takes its time."""

from .bank_accounts import BankAccount, account_numbered
from .charges import debit_details
from .diary import enter
from .events import record_event
from .intents import begin_processing
from .ledger import Ledger
from .manner import Manner
from .params import missing_param
from .settling import Attempt, add_charge, decline, receive
from .shapes import Charge, PaymentIntent, PaymentMethod
from .verdicts import YES, charge_outcome, decline_error, refuse_debit


def begin_debit(
    ledger: Ledger, intent: PaymentIntent, method: PaymentMethod, *, manner: Manner
) -> Attempt:
    """Ask the bank for the money; the intent is processing until it has answered.

    Raises:
        ApiError: the buyer has not allowed the debit.
    """
    if not manner.with_mandate:
        raise missing_param("mandate_data")
    details = debit_details(method, ledger.world.new_id("mandate"))
    charge = add_charge(ledger, intent, method, details=details, verdict=YES, pending=True)
    waiting = begin_processing(intent, method["id"], charge["id"])
    ledger.intents.save(waiting)
    record_event(ledger, "charge.pending", charge)
    record_event(ledger, "payment_intent.processing", waiting)
    seconds = ledger.world.settle_seconds
    if seconds is not None and _account_of(ledger, charge).settles:
        enter(ledger, "debit.settle", charge["id"], after_seconds=seconds)
    return Attempt(waiting)


def answer_debit(ledger: Ledger, charge_id: str) -> None:
    """The bank answers as its account's row says, unless somebody has answered for it."""
    charge = ledger.charges.find(charge_id)
    if charge is not None and charge["status"] == "pending":
        account = _account_of(ledger, charge)
        settle_debit(ledger, charge, account.failure_code, account.message)


def settle_debit(
    ledger: Ledger, charge: Charge, failure_code: str | None, message: str | None = None
) -> PaymentIntent:
    """The money has come, or it will not; only a pending charge can be settled."""
    intent = ledger.intents.need(charge["payment_intent"])
    if failure_code is None:
        taken: Charge = {**charge, "paid": True, "status": "succeeded"}
        ledger.charges.save(taken)
        return receive(ledger, intent, taken).intent
    method = ledger.methods.need(charge["payment_method"])
    message = message or "The bank returned the debit."
    verdict = refuse_debit(failure_code, message)
    failed: Charge = {
        **charge,
        "amount_captured": 0,
        "captured": False,
        "failure_code": failure_code,
        "failure_message": message,
        "outcome": charge_outcome(verdict),
        "status": "failed",
    }
    ledger.charges.save(failed)
    error = decline_error(verdict, charge["id"], method)
    return decline(ledger, intent, failed, error).intent


def _account_of(ledger: Ledger, charge: Charge) -> BankAccount:
    number = ledger.recall(charge["payment_method"])["number"]
    account = account_numbered(number)
    if account is None:
        raise LookupError(f"No test account ends in {number[-4:]} any more.")
    return account
