"""``/v1/events``: retrieve and list what happened."""

from collections.abc import Mapping

from ..call import Call, Reply
from ..errors import not_imitated
from ..ledger import Ledger, Links, Page
from ..shapes import Event
from ..views import show_page
from .listing import read_window


def retrieve(ledger: Ledger, call: Call) -> Reply:
    """One event."""
    return Reply(_current(ledger, ledger.events.need(call.path["id"])))


def list_all(ledger: Ledger, call: Call) -> Reply:
    """Events, newest first, of one type or several when that is asked."""
    if call.params.has("delivery_success"):
        raise not_imitated("delivery_success")
    page = ledger.events.page(read_window(call.params), Links(topics=_read_topics(call)))
    shown = Page([_current(ledger, event) for event in page.things], page.has_more)
    return Reply(show_page(ledger, shown, "/v1/events", call.params.texts("expand")))


def _read_topics(call: Call) -> tuple[str, ...]:
    one = call.params.text("type")
    return (one,) if one is not None else tuple(call.params.texts("types"))


def _current(ledger: Ledger, event: Event) -> Mapping[str, object]:
    waiting = ledger.tx.execute(
        "SELECT count(*) FROM deliveries WHERE event = ? AND state = 'waiting'", (event["id"],)
    ).fetchone()
    return {**event, "pending_webhooks": waiting[0]}
