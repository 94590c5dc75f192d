"""``/v1/charges``: retrieve and list. Charges are made by confirming intents."""

from ..call import Call, Reply
from ..ledger import Ledger, Links
from ..views import expand, show_page
from .listing import read_window


def retrieve(ledger: Ledger, call: Call) -> Reply:
    """One charge."""
    charge = ledger.charges.need(call.path["charge"], param="charge")
    return Reply(expand(ledger, charge, call.params.texts("expand")))


def list_all(ledger: Ledger, call: Call) -> Reply:
    """Charges, newest first, of one intent when that is asked."""
    links = Links(intent=call.params.text("payment_intent"), customer=call.params.text("customer"))
    page = ledger.charges.page(read_window(call.params), links)
    return Reply(show_page(ledger, page, "/v1/charges", call.params.texts("expand")))
