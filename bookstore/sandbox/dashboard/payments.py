"""Payments on the page: a list, one in full with its buttons, and any other object."""

from collections.abc import Iterable, Mapping

from ..diary import entries_of
from ..errors import ApiError
from ..ledger import Drawer, Ledger, Links, Window
from ..shapes import PaymentIntent
from .acts import acts_of, call_form, choose_card, payment_acts
from .markup import Html, button, choose, field, hide, join, link, table, tag
from .words import amount_of, moment, part_of, state, text_of, whole

_PER_PAGE = 20
_HEADS = ("Made", "Amount", "State", "Id", "About")


def show_payments(ledger: Ledger, asked: Mapping[str, str]) -> Html:
    """The newest payments, and a form which makes one."""
    return join((tag("h1", "Payments"), _new_payment(), _list(ledger, "payment_intent", asked)))


def show_kind(ledger: Ledger, kind: str, title: str, asked: Mapping[str, str]) -> Html:
    """The newest objects of another kind."""
    return join((tag("h1", title), _list(ledger, kind, asked)))


def show_object(ledger: Ledger, object_id: str) -> Html:
    """One object in full; a payment with everything that can be done to it."""
    thing = ledger.find_any(object_id)
    if thing is None:
        return tag("p", f"There is nothing by the id {object_id[:80]!r}.", class_="none")
    intent = ledger.intents.find(object_id)
    parts = _show_payment(ledger, intent) if intent is not None else [acts_of(thing)]
    return join((tag("h1", object_id), _facts(thing), *parts, whole(thing)))


def _list(ledger: Ledger, kind: str, asked: Mapping[str, str]) -> Html:
    drawer: Drawer[Mapping[str, object]] = Drawer(ledger.tx, kind)
    try:
        page = drawer.page(Window(limit=_PER_PAGE, after=asked.get("after")))
    except ApiError:
        return tag("p", "This place in the list is gone.", class_="none")
    older = (
        tag("p", link("Older", view=asked.get("view", ""), after=str(page.things[-1]["id"])))
        if page.has_more
        else ""
    )
    return join((_table(page.things), older))


def _table(things: Iterable[Mapping[str, object]]) -> Html:
    return table(_HEADS, (_row(thing) for thing in things), none="Nothing yet.")


def _row(thing: Mapping[str, object]) -> tuple[str, ...]:
    object_id, status = str(thing["id"]), thing.get("status")
    return (
        moment(float(str(thing["created"]))),
        amount_of(thing),
        state(str(status)) if status else "",
        tag("code", link(object_id, view="object", id=object_id)),
        _about(thing),
    )


def _about(thing: Mapping[str, object]) -> str:
    words = [text_of(thing, name) for name in ("type", "description", "reason", "failure_message")]
    words += [f"{name}: {value}" for name, value in part_of(thing, "metadata").items()]
    return ", ".join(word for word in words if word)[:120]


def _facts(thing: Mapping[str, object]) -> Html:
    names = ("customer", "payment_intent", "latest_charge", "charge", "payment_method")
    facts: list[tuple[str, str]] = [("amount", amount_of(thing))]
    if thing.get("status"):
        facts.append(("state", state(str(thing["status"]))))
    for name in names:
        value = text_of(thing, name)
        facts.append(
            (name.replace("_", " "), link(value, view="object", id=value) if value else "")
        )
    facts.append(("last error", text_of(part_of(thing, "last_payment_error"), "message")))
    return tag("dl", *(join((tag("dt", k), tag("dd", v))) for k, v in facts if v))


def _show_payment(ledger: Ledger, intent: PaymentIntent) -> list[Html]:
    links = Links(intent=intent["id"])
    charges, refunds = ledger.charges.everything(links), ledger.refunds.everything(links)
    subjects = [intent["id"], *(c["id"] for c in charges), *(r["id"] for r in refunds)]
    parts = [tag("h2", "What you can do"), payment_acts(intent), _waiting(ledger, subjects, intent)]
    parts += [tag("h2", "Charges"), _table(charges[::-1])]
    parts += [tag("h2", "Refunds"), _table(refunds[::-1])]
    return parts


def _waiting(ledger: Ledger, subjects: list[str], intent: PaymentIntent) -> Html:
    back = f"view=object&id={intent['id']}"
    rows = [
        (deed, moment(due), button("Have it now", "diary/hasten", back=back, subject=subject))
        for subject in subjects
        for deed, due in entries_of(ledger, subject)
    ]
    return table(("Still to come", "At", ""), rows, none="") if rows else Html()


def _new_payment() -> Html:
    return tag(
        "details",
        tag("summary", "Make a payment"),
        call_form(
            "POST /v1/payment_intents",
            "view=payments",
            field("Amount, in the smallest unit", "amount", "1999", type="number", min=1),
            field("Currency", "currency", "usd", size=4, maxlength=3),
            choose_card(),
            choose("Capture", "capture_method", (("automatic", "at once"), ("manual", "later"))),
            hide("confirm", "true"),
            hide("automatic_payment_methods[enabled]", "true"),
            hide("automatic_payment_methods[allow_redirects]", "never"),
            tag("button", "Pay", class_="yes"),
        ),
    )
