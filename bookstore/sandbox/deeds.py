"""What the diary may have done later, by the name it is entered under."""

from collections.abc import Callable, Mapping

from .debits import answer_debit
from .disputes import issue_warning, open_foreseen_dispute
from .ledger import Ledger
from .refunds import fail_refund, settle_refund

DEEDS: Mapping[str, Callable[[Ledger, str], None]] = {
    "debit.settle": answer_debit,
    "dispute.open": open_foreseen_dispute,
    "warning.issue": issue_warning,
    "refund.settle": settle_refund,
    "refund.fail": fail_refund,
}
"""Each takes the id of the object it is about, and does nothing when that is past it."""
