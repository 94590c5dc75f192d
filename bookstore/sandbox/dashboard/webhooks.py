"""Events and their deliveries on the page, with everything that can go wrong on the way."""

from collections.abc import Mapping
from urllib.parse import urlencode

from ..deliveries import Delivery, held_endpoints, list_deliveries
from ..ledger import Ledger
from .markup import Html, button, form, join, link, table, tag, void
from .words import moment, state, whole

_PER_PAGE = 20


def show_event(ledger: Ledger, event_id: str) -> Html:
    """One event, its deliveries and a way to send it again."""
    event = ledger.events.find(event_id)
    if event is None:
        return tag("p", f"There is no event {event_id[:80]!r}.", class_="none")
    back = urlencode({"view": "event", "id": event_id})
    return join(
        (
            tag("h1", event["type"]),
            tag("p", tag("code", event_id), " ", moment(event["created"])),
            button("Send it again", f"events/{event_id}/resend", back=back),
            tag("h2", "Deliveries"),
            _table(list_deliveries(ledger.tx, event=event_id, limit=100), back),
            whole(event),
        )
    )


def show_events(ledger: Ledger, rows: Html) -> Html:
    """The list of events under its heading."""
    return join((tag("h1", "Events"), rows))


def show_deliveries(ledger: Ledger, asked: Mapping[str, str]) -> Html:
    """The endpoints with their switches, and the newest deliveries."""
    before = asked.get("before", "")
    listed = list_deliveries(
        ledger.tx,
        before=int(before) if before.isascii() and before.isdigit() and len(before) < 19 else None,
        limit=_PER_PAGE,
    )
    older = (
        tag("p", link("Older", view="deliveries", before=str(listed[-1]["id"])))
        if len(listed) == _PER_PAGE
        else ""
    )
    return join(
        (
            tag("h1", "Deliveries"),
            tag("h2", "Endpoints"),
            _endpoints(ledger),
            tag("h2", "On the way, and there"),
            _table(listed, "view=deliveries"),
            older,
        )
    )


def _endpoints(ledger: Ledger) -> Html:
    held = held_endpoints(ledger.tx)
    rows = [
        (
            endpoint["url"],
            state("held" if endpoint["id"] in held else endpoint["status"]),
            ", ".join(endpoint["enabled_events"]),
            _switches(endpoint["id"], is_held=endpoint["id"] in held),
        )
        for endpoint in ledger.endpoints.everything()
    ]
    return table(("Address", "State", "Events", ""), rows, none="No endpoint is registered.")


def _switches(endpoint: str, *, is_held: bool) -> Html:
    hold = ("resume", "Resume") if is_held else ("hold", "Hold")
    acts = (hold, ("reverse", "Reverse what waits"), ("shuffle", "Shuffle"), ("drop", "Drop all"))
    return join(
        button(text, f"endpoints/{endpoint}/{act}", back="view=deliveries") for act, text in acts
    )


def _table(listed: list[Delivery], back: str) -> Html:
    heads = ("No.", "Event", "To", "State", "Answer", "Tries", "")
    return table(heads, (_row(each, back) for each in listed), none="Nothing was sent yet.")


def _row(delivery: Delivery, back: str) -> tuple[str, ...]:
    answer = delivery["status"] if delivery["status"] is not None else delivery["problem"] or ""
    return (
        str(delivery["id"]),
        link(delivery["type"] or delivery["event"], view="event", id=delivery["event"]),
        delivery["url"],
        state("held" if _is_stopped(delivery) else delivery["state"]),
        str(answer),
        str(delivery["attempts"]),
        _buttons(delivery, back),
    )


def _is_stopped(delivery: Delivery) -> bool:
    return delivery["held"] and delivery["state"] == "waiting" and delivery["due"] > 0


def _buttons(delivery: Delivery, back: str) -> Html:
    path = f"deliveries/{delivery['id']}"
    if delivery["state"] != "waiting":
        return button("Send again", f"{path}/send", back=back)
    later = form(
        f"{path}/delay",
        void("input", name="seconds", value="60", type="number", min=1, aria_label="Seconds"),
        tag("button", "Delay"),
        back=back,
        class_="one",
    )
    acts = (("send", "Send now"), ("duplicate", "Duplicate"), ("drop", "Drop"))
    return join((*(button(text, f"{path}/{act}", back=back) for act, text in acts), later))
