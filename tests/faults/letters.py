"""What must hold of letters: each queued once, sent, and to nobody but whom it belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.faults.carts import EVENTS, ONCE_SETTLED

if TYPE_CHECKING:
    from tests.faults.invariants import Row
    from tests.faults.world import World

REMINDERS = "Your orders at "  # how the subject of a letter begins that lists orders
OVERTAKEN = ("processing", "failed")  # letters that are dropped when they are true no more


def check_letters(world: World, orders: list[Row]) -> None:
    """Every order's own letters, and those that list the orders of an address."""
    mails = world.store.held.execute("SELECT recipient, subject, text FROM mails").fetchall()
    lists = [(to, text) for to, subject, text in mails if subject.startswith(REMINDERS)]
    others = [
        f"{subject} {text}" for _, subject, text in mails if not subject.startswith(REMINDERS)
    ]
    may_repeat = world.may_repeat_letters()
    for order in orders:
        queued = world.ask(
            "SELECT kind, sent_at, julianday(dropped_at) - julianday(queued_at) > 7 FROM mail "
            "WHERE order_number = ?",
            order.number,
        )
        firsts = [kind for kind, _, _ in queued if kind in ("confirmation", "unfillable")]
        wanted = ["unfillable" if order.is_unfillable else "confirmation"] if order.was_paid else []
        if firsts != wanted:
            world.fail(f"order {order.number} is {order.status} and has the letters {firsts}")
        for kind, sent_at, is_too_late in queued:
            if sent_at is None and not is_too_late and not kind.startswith(OVERTAKEN):
                world.fail(f"order {order.number}: letter {kind} was not sent")
        received = sum(order.number in letter for letter in others)
        own = [sent_at for kind, sent_at, _ in queued if not kind.startswith("reminder")]
        sent = sum(sent_at is not None for sent_at in own)
        if received < sent or (received > sent and not may_repeat):
            world.fail(f"order {order.number}: {received} letters, {sent} of them known as sent")
    _check_lists(world, lists)


def _check_lists(world: World, letters: list[tuple[str, str]]) -> None:
    """A list goes to the address that its orders have, and holds none that was merely placed."""
    orders = world.ask(
        "SELECT o.number, o.token, json_extract(r.contact, '$.email') FROM orders o "
        "JOIN order_revisions r ON r.order_number = o.number AND r.revision = o.revision"
    )
    for recipient, text in letters:
        listed = [(number, email) for number, token, email in orders if token in text]
        if not listed:
            world.fail("a letter lists no order")
        for number, email in listed:
            if email not in (recipient, "erased"):
                world.fail(f"a letter lists order {number}, which is somebody else's")
            if not {kind for (kind,) in world.ask(EVENTS, number)} & ONCE_SETTLED:
                world.fail(f"a letter lists order {number}, which was never bought")
    [(sent,)] = world.ask(
        "SELECT count(*) FROM mail WHERE kind LIKE 'reminder%' AND sent_at IS NOT NULL"
    )
    if len(letters) < sent or (len(letters) > sent and not world.may_repeat_letters()):
        world.fail(f"{len(letters)} lists came, {sent} of them are known as sent")
    world.counts["letters that list orders"] += len(letters)
