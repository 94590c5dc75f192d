"""Keeps the mails a shop would have sent, for a person to read. Nothing leaves the machine."""

import json
from html import escape
from typing import TypedDict

from .params import Group, Value
from .store import Transaction

_SHOWN = 100


class BadMail(ValueError):
    """What was posted is no mail; the message says why."""


class Mail(TypedDict):
    """One mail as it is listed."""

    id: int
    created: int
    to: str
    subject: str
    text: str
    html: str | None


def read_mail(body: bytes, now: int) -> Mail:
    """A mail from the JSON ``{to, subject, text, html}`` that was posted; html may be absent.

    Raises:
        BadMail: a field is missing, or is no text.
    """
    try:
        posted: Value = json.loads(body)
    except ValueError as error:
        raise BadMail(f"A mail is posted as one JSON object: {error}.") from error
    if not isinstance(posted, dict):
        raise BadMail("A mail is posted as one JSON object with to, subject, text and html.")
    return {
        "id": 0,
        "created": now,
        "to": _text(posted, "to"),
        "subject": _text(posted, "subject"),
        "text": _text(posted, "text"),
        "html": _text(posted, "html") if posted.get("html") is not None else None,
    }


def keep_mail(tx: Transaction, mail: Mail) -> int:
    """Keep one mail; its number."""
    cursor = tx.execute(
        "INSERT INTO mails (created, recipient, subject, text, html) VALUES (?, ?, ?, ?, ?)",
        (mail["created"], mail["to"], mail["subject"], mail["text"], mail["html"]),
    )
    return cursor.lastrowid or 0


def list_mails(tx: Transaction) -> list[Mail]:
    """The newest mails first, at most a hundred."""
    rows = tx.execute(
        "SELECT seq, created, recipient, subject, text, html FROM mails ORDER BY seq DESC LIMIT ?",
        (_SHOWN,),
    )
    return [
        {
            "id": row[0],
            "created": row[1],
            "to": row[2],
            "subject": row[3],
            "text": row[4],
            "html": row[5],
        }
        for row in rows
    ]


def show_mails(mails: list[Mail]) -> str:
    """The mails as HTML; what they bring is shown as text or behind a sandboxed frame."""
    if not mails:
        return "<h1>Outbox</h1><p>No mail yet.</p>"
    return "<h1>Outbox</h1>" + "".join(_show_mail(mail) for mail in mails)


def _show_mail(mail: Mail) -> str:
    html = mail["html"]
    frame = (
        f'<iframe title="As HTML" sandbox srcdoc="{escape(html)}" '
        'style="width:100%;height:20rem;border:1px solid #ddd"></iframe>'
        if html
        else ""
    )
    return (
        f"<article><h2>{escape(mail['subject'])}</h2><p>To {escape(mail['to'])}</p>"
        f"<pre style='white-space:pre-wrap'>{escape(mail['text'])}</pre>{frame}</article>"
    )


def _text(posted: Group, name: str) -> str:
    value = posted.get(name)
    if not isinstance(value, str):
        raise BadMail(f"A mail needs {name!r}, which is a text.")
    return value
