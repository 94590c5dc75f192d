"""The log of a running shop: one place where every line of every library passes.

Lines carry the ids of orders and intents, and never a key, secret, cookie or address.
"""

from __future__ import annotations

import logging
import sys

from bookstore.logbook.flood import FloodGate
from bookstore.logbook.lines import JsonLine, TextLine

_OWN = "bookstore"


def open_logbook(level: str, *, as_json: bool) -> None:
    """Have everything that is logged in this process written by us, from now on.

    Called by each worker once it runs: granian configures logging anew after its fork.

    Args:
        level: of the shop's own lines; others are written from WARNING on.
        as_json: whether a line is a JSON object, for machines.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLine() if as_json else TextLine())
    handler.addFilter(FloodGate())
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    for logger in list(logging.Logger.manager.loggerDict.values()):
        if isinstance(logger, logging.Logger) and logger.handlers:
            logger.handlers, logger.propagate = [], True
    for name in ("granian.access", "uvicorn.access", "httpx"):  # they write whole addresses
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.getLogger(_OWN).setLevel(level)
