"""Webhooks as a person or a test steers them: listed, held, sent again, doubled, late, lost.

A delivery is ``waiting``, ``delivered``, ``failed`` (given up after three days) or ``dropped``.
While an endpoint is held, its deliveries wait, and only those asked for one by one are sent.
"""

from random import Random
from typing import TypedDict

from .errors import ApiError, describe_error, invalid_request, no_such
from .ledger import Ledger
from .store import Transaction

APART_SECONDS = 0.05
"""How far apart deliveries are sent whose order was asked for."""

_MAX_COPIES = 20
_MAX_SHOWN = 100
_COLUMNS = (
    "d.seq, d.event, v.topic, d.endpoint, json_extract(e.body, '$.url'), d.state, d.attempts, "
    "d.due, d.status, d.problem, d.claimed_by IS NOT NULL, "
    "EXISTS (SELECT 1 FROM holds h WHERE h.endpoint = d.endpoint)"
)
_TABLES = (
    "deliveries d LEFT JOIN objects v ON v.id = d.event LEFT JOIN objects e ON e.id = d.endpoint"
)


class Delivery(TypedDict):
    """One event on its way to one endpoint, and what became of it.

    ``due`` is when it is tried next; ``status`` and ``problem`` tell how the last try ended.
    """

    id: int
    event: str
    type: str
    endpoint: str
    url: str
    state: str
    attempts: int
    due: float
    status: int | None
    problem: str | None
    under_way: bool
    held: bool


def list_deliveries(
    tx: Transaction,
    *,
    event: str | None = None,
    endpoint: str | None = None,
    before: int | None = None,
    limit: int = 20,
) -> list[Delivery]:
    """The newest deliveries first: of one event, to one endpoint, or all."""
    where, values = "1", list[object]()
    for condition, value in (
        ("d.event = ?", event),
        ("d.endpoint = ?", endpoint),
        ("d.seq < ?", before),
    ):
        if value is not None:
            where += f" AND {condition}"
            values.append(value)
    ordered = f"{where} ORDER BY d.seq DESC LIMIT ?"
    sql = f"SELECT {_COLUMNS} FROM {_TABLES} WHERE {ordered}"  # noqa: S608 - our own words
    rows = tx.execute(sql, [*values, min(limit, _MAX_SHOWN)])
    return [
        {
            "id": row[0],
            "event": row[1],
            "type": row[2] or "",
            "endpoint": row[3],
            "url": row[4] or "",
            "state": row[5],
            "attempts": row[6],
            "due": row[7],
            "status": row[8],
            "problem": row[9],
            "under_way": bool(row[10]) and row[5] == "waiting",
            "held": bool(row[11]),
        }
        for row in rows
    ]


def steer_delivery(ledger: Ledger, number: int, act: str, *, seconds: int, times: int) -> None:
    """Send a delivery now (again, if it is over), delay it, drop it, or duplicate it.

    Raises:
        ApiError: 404 for an unknown delivery or act, 409 when it is over or being sent.
    """
    match act:
        case "send":
            state, _, _ = _find(ledger.tx, number)
            if state == "waiting":
                _change(ledger, number, "due = 0")
            else:
                _copy(ledger, number, 1)
        case "duplicate":
            _find(ledger.tx, number)
            _copy(ledger, number, times)
        case "delay":
            later = ledger.world.clock() + seconds
            _change(ledger, number, "due = max(due, ?)", later)
        case "drop":
            _change(ledger, number, "state = 'dropped'")
        case _:
            raise _no_such_act(act)


def steer_endpoint(ledger: Ledger, endpoint: str, act: str, *, seed: int) -> None:
    """Hold an endpoint, resume it, reverse or shuffle what waits for it, or drop all that.

    Raises:
        ApiError: 404 for an unknown endpoint or act.
    """
    ledger.endpoints.need(endpoint, param="endpoint")
    tx = ledger.tx
    match act:
        case "hold":
            tx.execute("INSERT OR IGNORE INTO holds (endpoint) VALUES (?)", (endpoint,))
        case "resume":
            tx.execute("DELETE FROM holds WHERE endpoint = ?", (endpoint,))
            _line_up(ledger, _waiting(tx, endpoint), keeps_delays=True)
        case "reverse":
            _line_up(ledger, _waiting(tx, endpoint)[::-1])
        case "shuffle":
            line = _waiting(tx, endpoint)
            Random(seed).shuffle(line)
            _line_up(ledger, line)
        case "drop":
            rows = [(number,) for number in _waiting(tx, endpoint)]
            tx.executemany("UPDATE deliveries SET state = 'dropped' WHERE seq = ?", rows)
        case _:
            raise _no_such_act(act)


def resend_event(ledger: Ledger, event: str, endpoint: str | None) -> None:
    """Queue an event once more, for one endpoint or for every one that is enabled.

    Raises:
        ApiError: 404 for an unknown event or endpoint.
    """
    ledger.events.need(event)
    targets = (
        [ledger.endpoints.need(endpoint, param="endpoint")]
        if endpoint
        else [e for e in ledger.endpoints.everything() if e["status"] == "enabled"]
    )
    ledger.tx.executemany(
        "INSERT INTO deliveries (event, endpoint, due) VALUES (?, ?, ?)",
        [(event, target["id"], ledger.world.clock()) for target in targets],
    )


def held_endpoints(tx: Transaction) -> set[str]:
    """The ids of endpoints whose deliveries wait."""
    return {row[0] for row in tx.execute("SELECT endpoint FROM holds")}


def _find(tx: Transaction, number: int) -> tuple[str, str, str]:
    row = tx.execute(
        "SELECT state, event, endpoint FROM deliveries WHERE seq = ?", (number,)
    ).fetchone()
    if row is None:
        raise no_such("delivery", str(number), param="id")
    return row[0], row[1], row[2]


def _change(ledger: Ledger, number: int, change: str, *values: object) -> None:
    state, _, _ = _find(ledger.tx, number)
    cursor = ledger.tx.execute(
        f"UPDATE deliveries SET {change} "  # noqa: S608 - our own words
        "WHERE seq = ? AND state = 'waiting' AND claimed_by IS NULL",
        (*values, number),
    )
    if cursor.rowcount == 0:
        now = "is being sent at this moment" if state == "waiting" else f"is {state}"
        message = f"Delivery {number} {now}: this can only be done to one that waits."
        raise ApiError(409, describe_error("invalid_request_error", message))


def _copy(ledger: Ledger, number: int, times: int) -> None:
    if not 1 <= times <= _MAX_COPIES:
        message = f"times is {times}, and must be 1 to {_MAX_COPIES}."
        raise invalid_request(message, param="times")
    _, event, endpoint = _find(ledger.tx, number)
    ledger.tx.executemany(
        "INSERT INTO deliveries (event, endpoint, due) VALUES (?, ?, ?)",
        [(event, endpoint, ledger.world.clock())] * times,
    )


def _waiting(tx: Transaction, endpoint: str) -> list[int]:
    rows = tx.execute(
        "SELECT seq FROM deliveries WHERE endpoint = ? AND state = 'waiting' "
        "AND claimed_by IS NULL ORDER BY due, seq",
        (endpoint,),
    )
    return [row[0] for row in rows]


def _line_up(ledger: Ledger, line: list[int], *, keeps_delays: bool = False) -> None:
    now = ledger.world.clock()
    ledger.tx.executemany(
        "UPDATE deliveries SET due = max(?, due * ?) WHERE seq = ?",
        [(now + i * APART_SECONDS, keeps_delays, number) for i, number in enumerate(line)],
    )


def _no_such_act(act: str) -> ApiError:
    return invalid_request(f"There is no act {act[:40]!r} for this.", status=404)
