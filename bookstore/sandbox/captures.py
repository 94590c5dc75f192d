"""Takes a held amount, in whole or in part.

Letting the rest or all of it go leaves no trace in the charge and makes no refund. Source:
Stripe changelog 2025-03-31, "Partially capturing or canceling payments no longer creates a
Refund".
"""

from .errors import invalid_request
from .events import record_event
from .intents import capture_held
from .ledger import Ledger
from .settling import book_capture
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
    taken: Charge = {**charge, "captured": True, "amount_captured": amount}
    ledger.charges.save(taken)
    record_event(ledger, "charge.captured", taken, before=charge)
    book_capture(ledger, taken)
    record_event(ledger, "payment_intent.succeeded", paid)
    return paid


def _held_charge(ledger: Ledger, intent: PaymentIntent) -> Charge:
    return ledger.charges.need(intent["latest_charge"] or "")
