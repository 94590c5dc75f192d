"""A record as a line: for people, or as JSON with the ids it names as fields.

Reflex and the libraries of its socket quote in their messages what a browser has sent,
with all headers. Of those only the kind and the place are told.
"""

from __future__ import annotations

import json
import logging
import re
from datetime import UTC, datetime
from traceback import extract_tb

from bookstore.logbook.redaction import redact

IDS = {
    # The alphabet of `wiring.RandomIds`; a test holds the two together.
    "order": re.compile(r"\b[2-9A-HJKMNP-TV-Z]{4}-[2-9A-HJKMNP-TV-Z]{4}\b"),
    "intent": re.compile(r"\bpi_[A-Za-z0-9]+"),
    "charge": re.compile(r"\bch_[A-Za-z0-9]+"),
    "event": re.compile(r"\bevt_[A-Za-z0-9]+"),
}
LONGEST_LINE = 1000  # characters; also what keeps redacting a hostile text quick
MOST_LINES = 80  # of a traceback
QUOTING = ("reflex", "reflex_base", "socketio", "engineio", "asyncio", "_granian")
TOOLS = "reflex.utils"  # they speak of files and packages, before anybody calls


def message_of(record: logging.LogRecord) -> str:
    """What a record says, on one line and not too long."""
    if _quotes(record):
        return f"{record.funcName} could not use what came ({_raised(record)})."
    return redact(_cut(" ".join(record.getMessage().split())))


def traceback_of(record: logging.LogRecord) -> str:
    """The traceback of a record, "" without one; its end matters most."""
    if _quotes(record) or not record.exc_info or record.exc_info[0] is None:
        return ""
    lines = logging.Formatter().formatException(record.exc_info).splitlines()
    return redact("\n".join(map(_cut, lines[-MOST_LINES:])))


def fields_of(message: str) -> dict[str, str]:
    """The ids that a message names, the first of each kind."""
    found = ((name, pattern.search(message)) for name, pattern in IDS.items())
    return {name: match[0] for name, match in found if match}


def left_out(record: logging.LogRecord) -> int:
    """How many lines like this one the flood gate has kept back."""
    return getattr(record, "left_out", 0)


def _cut(text: str) -> str:
    return f"{text[:LONGEST_LINE]}..." if len(text) > LONGEST_LINE else text


def _quotes(record: logging.LogRecord) -> bool:
    if record.levelno < logging.WARNING or record.name.startswith(TOOLS):
        return False
    return any(record.name == name or record.name.startswith(f"{name}.") for name in QUOTING)


def _raised(record: logging.LogRecord) -> str:
    if not record.exc_info or record.exc_info[0] is None:
        return f"line {record.lineno}"
    steps = extract_tb(record.exc_info[2])
    place = f" at {steps[-1].filename.rpartition('/')[2]}:{steps[-1].lineno}" if steps else ""
    return f"{record.exc_info[0].__name__}{place}"


class TextLine(logging.Formatter):
    """A line for people: level, logger, message."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, and the traceback below it."""
        line = f"{record.levelname} {record.name}: {message_of(record)}"
        if count := left_out(record):
            line += f" ({count} like it were left out.)"
        traceback = traceback_of(record)
        return f"{line}\n{traceback}" if traceback else line


class JsonLine(logging.Formatter):
    """One JSON object for each record, for machines."""

    def format(self, record: logging.LogRecord) -> str:
        """The object; `exception` holds a traceback, `left_out` a number."""
        message = message_of(record)
        told = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": message,
            **fields_of(message),
        }
        more = {"left_out": left_out(record), "exception": traceback_of(record)}
        return json.dumps({**told, **{name: value for name, value in more.items() if value}})
