"""Payments for which the buyer leaves the shop: to Amazon Pay's page here, and back."""

from typing import Literal

from .charges import wallet_details
from .errors import describe_error
from .events import record_event
from .intents import await_action
from .ledger import Ledger
from .manner import Manner
from .params import missing_param
from .settling import Attempt, add_charge, decline, give_up, receive
from .shapes import Opaque, PaymentIntent, PaymentMethod
from .verdicts import YES, decline_error, missing_authentication

Answer = Literal["authorise", "fail", "cancel"]


def send_to_wallet(
    ledger: Ledger, intent: PaymentIntent, method: PaymentMethod, *, manner: Manner
) -> Attempt:
    """Send the buyer to the wallet's page, from which they come back to ``return_url``.

    Raises:
        ApiError: there is no address to come back to.
    """
    if manner.error_on_action or manner.off_session:
        return _refuse_absent(ledger, intent, method)
    if manner.return_url is None:
        raise missing_param("return_url")
    attempt_id = ledger.world.new_id("pa")  # long enough that only the buyer knows the page
    action: Opaque = {
        "redirect_to_url": {
            "return_url": manner.return_url,
            "url": f"{manner.base_url}/bank/{attempt_id}",
        },
        "type": "redirect_to_url",
    }
    waiting = await_action(intent, method["id"], action)
    ledger.remember(
        attempt_id, intent=intent["id"], method=method["id"], return_url=manner.return_url
    )
    ledger.remember(intent["id"], at=attempt_id)
    ledger.intents.save(waiting)
    record_event(ledger, "payment_intent.requires_action", waiting)
    return Attempt(waiting)


def finish_redirect(ledger: Ledger, attempt_id: str, answer: Answer) -> PaymentIntent:
    """The buyer has pressed a button; answering a settled attempt changes nothing."""
    note = ledger.recall(attempt_id)
    intent = ledger.intents.need(note.get("intent", attempt_id))
    if intent["status"] != "requires_action" or ledger.recall(intent["id"]).get("at") != attempt_id:
        return intent
    method = ledger.methods.need(note["method"])
    if answer != "authorise":
        return give_up(ledger, intent, _refusal(answer, method))
    details = wallet_details(ledger.world.new_id("P01"))
    charge = add_charge(ledger, intent, method, details=details, verdict=YES)
    return receive(ledger, intent, charge).intent


def _refuse_absent(ledger: Ledger, intent: PaymentIntent, method: PaymentMethod) -> Attempt:
    verdict = missing_authentication("normal")
    details = wallet_details("")
    charge = add_charge(ledger, intent, method, details=details, verdict=verdict)
    return decline(ledger, intent, charge, decline_error(verdict, charge["id"], method))


def _refusal(answer: Answer, method: PaymentMethod) -> Opaque:
    if answer == "cancel":
        code, message = "payment_method_customer_decline", "You left the payment page unfinished."
    else:
        code, message = "payment_method_provider_decline", "Amazon Pay declined the payment."
    return {**describe_error("card_error", message, code=code), "payment_method": method}
