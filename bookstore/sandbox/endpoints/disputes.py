"""``/v1/disputes``: retrieve and list. Banks open and close them; see ``/control``."""

from ..call import Call, Reply
from ..ledger import Ledger, Links
from ..views import expand, show_page
from .listing import read_window


def retrieve(ledger: Ledger, call: Call) -> Reply:
    """One dispute."""
    dispute = ledger.disputes.need(call.path["dispute"], param="dispute")
    return Reply(expand(ledger, dispute, call.params.texts("expand")))


def list_all(ledger: Ledger, call: Call) -> Reply:
    """Disputes, newest first, of one charge or intent when that is asked."""
    links = Links(intent=call.params.text("payment_intent"), charge=call.params.text("charge"))
    page = ledger.disputes.page(read_window(call.params), links)
    return Reply(show_page(ledger, page, "/v1/disputes", call.params.texts("expand")))
