"""The open logbook: one handler for every library, in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.machine import PROJECT

SPEAK = """
import logging, logging.config
from granian.log import LOGGING_CONFIG
logging.config.dictConfig(LOGGING_CONFIG)
logging.getLogger("reflex").addHandler(logging.StreamHandler())
logging.getLogger("reflex").propagate = False
from bookstore.logbook import open_logbook
open_logbook("INFO", as_json={as_json})
logging.getLogger("bookstore.x").info("Order B7K2-9QWM has pi_1_secret_2.")
logging.getLogger("bookstore.x").debug("quiet")
logging.getLogger("stripe").info("quiet")
logging.getLogger("httpx").info("GET https://shop/checkout/return?quiet")
logging.getLogger("granian.access").info("GET /checkout/return?quiet")
logging.getLogger("reflex.app").error("quiet")
logging.getLogger("_granian").error("quiet, for ada@example.com")
logging.getLogger("sqlalchemy").warning("as sk_test_abc of ada@example.com")
"""


def said(*, as_json: bool) -> str:
    command = [sys.executable, "-c", SPEAK.format(as_json=as_json)]
    ran = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True)
    assert ran.stdout == ""
    return ran.stderr


def test_every_library_writes_through_the_logbook_and_once() -> None:
    lines = said(as_json=False).splitlines()

    assert lines == [
        "INFO bookstore.x: Order B7K2-9QWM has pi_1_secret_****.",
        "ERROR reflex.app: <module> could not use what came (line 14).",
        "ERROR _granian: <module> could not use what came (line 15).",
        "WARNING sqlalchemy: as sk_test_**** of ****@****",
    ]


@pytest.mark.parametrize("word", ["quiet", "ada@", "sk_test_abc", "secret_2"])
def test_json_lines_are_objects_without_secrets(word: str) -> None:
    text = said(as_json=True)

    told = [json.loads(line) for line in text.splitlines()]
    assert [each["logger"] for each in told] == [
        "bookstore.x",
        "reflex.app",
        "_granian",
        "sqlalchemy",
    ]
    assert (told[0]["order"], told[0]["intent"]) == ("B7K2-9QWM", "pi_1")
    assert word not in text
