"""Movements of the account's balance which no new payment makes: refunds, disputes and back."""

from .ledger import Ledger, Links
from .shapes import BalanceTransaction, Charge, Opaque


def book_movement(
    ledger: Ledger,
    charge: Charge,
    source: str,
    amount: int,
    *,
    kind: str,
    category: str | None = None,
    fee: int = 0,
) -> BalanceTransaction:
    """Enter a movement that counts at once; ``source`` is the object which causes it."""
    movement: BalanceTransaction = {
        "id": ledger.world.new_id("txn"),
        "object": "balance_transaction",
        "amount": amount,
        "available_on": ledger.now,
        "balance_type": "payments",
        "created": ledger.now,
        "currency": charge["currency"],
        "description": None,
        "exchange_rate": None,
        "fee": fee,
        "fee_details": [_show_fee(fee, charge["currency"])] if fee else [],
        "net": amount - fee,
        "reporting_category": category or kind,
        "source": source,
        "status": "available",
        "type": kind,
    }
    ledger.movements.add(movement, Links(charge=charge["id"], intent=charge["payment_intent"]))
    return movement


def _show_fee(fee: int, currency: str) -> Opaque:
    return {
        "amount": fee,
        "application": None,
        "currency": currency,
        "description": "Dispute fee",
        "type": "stripe_fee",
    }
