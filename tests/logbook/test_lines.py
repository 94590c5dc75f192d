"""Records as lines: ids as fields, hostile texts withheld or kept to one short line."""

from __future__ import annotations

import json
import logging

import pytest

from bookstore.logbook.lines import LONGEST_LINE, JsonLine, TextLine, fields_of
from bookstore.wiring import RandomIds

LAYOUTS = [TextLine(), JsonLine()]
HOSTILE = "x\nERROR bookstore: ALARM order forged\r\n\x1b[31m" + "y" * 900_000


def record_of(
    message: str,
    *arguments: object,
    name: str = "bookstore.test",
    level: int = logging.ERROR,
    error: BaseException | None = None,
) -> logging.LogRecord:
    raised = None if error is None else (type(error), error, error.__traceback__)
    return logging.LogRecord(name, level, "/a/b/source.py", 7, message, arguments, raised, "work")


def raised(text: str) -> Exception:
    try:
        raise ValueError(text)
    except ValueError as error:
        return error


def test_ids_are_fields_of_a_json_line() -> None:
    number = RandomIds().order_number()
    record = record_of("Order %s is paid with %s.", number, "pi_3Abc")

    told = json.loads(JsonLine().format(record))

    assert (told["order"], told["intent"]) == (number, "pi_3Abc")
    assert told["message"] == f"Order {number} is paid with pi_3Abc."
    assert (told["level"], told["logger"]) == ("error", "bookstore.test")
    assert told["time"].endswith("+00:00")


def test_every_order_number_is_known_by_its_shape() -> None:
    numbers = [RandomIds().order_number() for _ in range(200)]

    assert [fields_of(f"Order {number}: x")["order"] for number in numbers] == numbers


def test_line_for_people_reads_as_a_sentence() -> None:
    assert TextLine().format(record_of("Order %s is paid.", "B7K2-9QWM")) == (
        "ERROR bookstore.test: Order B7K2-9QWM is paid."
    )


@pytest.mark.parametrize("layout", LAYOUTS)
def test_one_record_is_one_short_line_whatever_it_quotes(layout: logging.Formatter) -> None:
    line = layout.format(record_of("refused: %s", HOSTILE))

    assert "\n" not in line
    assert "\r" not in line
    assert len(line) < LONGEST_LINE + 300


@pytest.mark.parametrize("layout", LAYOUTS)
def test_traceback_of_ours_is_told_without_its_secrets_and_not_at_length(
    layout: logging.Formatter,
) -> None:
    error = raised(f"of ada@example.com {HOSTILE}")

    line = layout.format(record_of("A handler has failed.", error=error))

    assert "test_lines.py" in line
    assert "ValueError" in line
    assert "ada@" not in line
    assert len(line) < 6 * LONGEST_LINE


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize(
    "name",
    ["reflex.app", "reflex_base.event.processor.event_processor", "socketio", "asyncio"],
)
def test_libraries_of_the_socket_tell_kind_and_place_and_quote_nothing(
    layout: logging.Formatter, name: str
) -> None:
    error = raised("payload {'name': 'Mallory'}")
    record = record_of("for Event(payload={'cookie': 'Mallory'})", name=name, error=error)

    line = layout.format(record)

    assert "Mallory" not in line
    assert "Traceback" not in line
    assert "work could not use what came (ValueError at test_lines.py:" in line


def test_library_without_an_exception_tells_its_line() -> None:
    line = TextLine().format(record_of("Mallory", name="reflex.app", level=logging.WARNING))

    assert line == "WARNING reflex.app: work could not use what came (line 7)."


def test_lines_left_out_are_counted() -> None:
    record = record_of("Again.")
    record.left_out = 5

    assert TextLine().format(record).endswith("(5 like it were left out.)")
    assert json.loads(JsonLine().format(record))["left_out"] == 5


def test_exception_of_no_traceback_is_a_line_too() -> None:
    record = record_of("So.", name="asyncio", error=ValueError("Mallory"))
    no_error = record_of("So.")
    no_error.exc_info = (None, None, None)

    assert TextLine().format(record).endswith("(ValueError).")
    assert TextLine().format(no_error) == "ERROR bookstore.test: So."
