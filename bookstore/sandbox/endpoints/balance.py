"""``/v1/balance``: what the account holds, per currency."""

from collections.abc import Mapping

from ..call import Call, Reply
from ..ledger import Ledger

_FALLBACK_CURRENCY = "usd"  # an empty account still answers one currency


def retrieve(ledger: Ledger, call: Call) -> Reply:
    """The sums of all movements, split by whether the money is available yet."""
    rows = ledger.tx.execute(
        "SELECT json_extract(body, '$.currency'), json_extract(body, '$.available_on') <= ?, "
        "sum(json_extract(body, '$.net')) FROM objects "
        "WHERE kind = 'balance_transaction' GROUP BY 1, 2",
        (ledger.now,),
    ).fetchall()
    sums: dict[tuple[str, bool], int] = {(row[0], bool(row[1])): row[2] for row in rows}
    currencies = sorted({currency for currency, _ in sums} or {_FALLBACK_CURRENCY})
    return Reply(
        {
            "object": "balance",
            "available": [_amount(c, sums.get((c, True), 0)) for c in currencies],
            "livemode": False,
            "pending": [_amount(c, sums.get((c, False), 0)) for c in currencies],
        }
    )


def _amount(currency: str, amount: int) -> Mapping[str, object]:
    return {"amount": amount, "currency": currency, "source_types": {"card": amount}}
