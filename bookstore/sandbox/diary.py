"""Deeds to be done later, kept in the store so that a restart forgets none of them."""

from .ledger import Ledger
from .store import Transaction


def enter(ledger: Ledger, deed: str, subject: str, *, after_seconds: float) -> None:
    """Have ``deed`` done to the object ``subject`` in a while."""
    due = ledger.world.clock() + after_seconds
    ledger.tx.execute(
        "INSERT INTO timers (due, deed, subject) VALUES (?, ?, ?)", (due, deed, subject)
    )


def take_due(tx: Transaction, now: float) -> list[tuple[str, str]]:
    """Deed and subject of everything due by now; they leave the diary with this transaction."""
    rows = tx.execute(
        "SELECT deed, subject FROM timers WHERE due <= ? ORDER BY due, seq", (now,)
    ).fetchall()
    tx.execute("DELETE FROM timers WHERE due <= ?", (now,))
    return [(row[0], row[1]) for row in rows]


def next_entry(tx: Transaction) -> float | None:
    """When the next deed is due."""
    return tx.execute("SELECT min(due) FROM timers").fetchone()[0]


def hasten(ledger: Ledger, subject: str | None = None) -> int:
    """Make everything in the diary due now, or what concerns ``subject``; how much that is."""
    now = ledger.world.clock()
    where, values = ("subject = ?", [subject]) if subject else ("1", [])
    sql = f"UPDATE timers SET due = min(due, ?) WHERE {where}"  # noqa: S608 - our own words
    return ledger.tx.execute(sql, [now, *values]).rowcount


def entries_of(ledger: Ledger, subject: str) -> list[tuple[str, float]]:
    """What is entered about one object, and when it is due."""
    rows = ledger.tx.execute(
        "SELECT deed, due FROM timers WHERE subject = ? ORDER BY due, seq", (subject,)
    )
    return [(row[0], row[1]) for row in rows]
