"""What the diary may have done later, by the name it is entered under."""

from collections.abc import Callable, Mapping

from .ledger import Ledger
from .refunds import fail_refund, settle_refund

DEEDS: Mapping[str, Callable[[Ledger, str], None]] = {
    "refund.settle": settle_refund,
    "refund.fail": fail_refund,
}
"""Each takes the id of the object it is about, and does nothing when that is past it."""
