"""What happens to a held amount: it is taken, in whole or in part, or let go."""

from .attempts import book_capture
from .errors import invalid_request
from .events import record_event
from .intents import capture_held
from .ledger import Ledger
from .shapes import Charge, PaymentIntent


def capture_intent(ledger: Ledger, intent: PaymentIntent, amount: int | None) -> PaymentIntent:
    """Take ``amount``, or all that is held, and let the rest go.

    Raises:
        ApiError: more is asked for than is held.
    """
    held = intent["amount_capturable"]
    amount = held if amount is None else amount
    if not 1 <= amount <= held:
        raise invalid_request(
            f"The amount to capture must be between 1 and the {held} that can be captured.",
            code="amount_too_large" if amount > held else "parameter_invalid_integer",
            param="amount_to_capture",
        )
    paid = capture_held(intent, amount)
    ledger.intents.save(paid)
    charge = _held_charge(ledger, intent)
    rest = charge["amount"] - amount
    taken: Charge = {
        **charge,
        "captured": True,
        "amount_captured": amount,
        "amount_refunded": rest,
    }
    ledger.charges.save(taken)
    record_event(ledger, "charge.captured", taken, before=charge)
    book_capture(ledger, taken)
    record_event(ledger, "payment_intent.succeeded", paid)
    return paid


def release_hold(ledger: Ledger, intent: PaymentIntent) -> None:
    """Let a held amount go, as when its intent is canceled; nothing held is nothing done."""
    if intent["status"] != "requires_capture":
        return
    charge = _held_charge(ledger, intent)
    released: Charge = {**charge, "amount_refunded": charge["amount"], "refunded": True}
    ledger.charges.save(released)
    record_event(ledger, "charge.refunded", released, before=charge)


def _held_charge(ledger: Ledger, intent: PaymentIntent) -> Charge:
    return ledger.charges.need(intent["latest_charge"] or "")
