"""A handler that fails in a way nobody foresaw is logged, and admitted to the shopper."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import anyio
import pytest
from anyio.lowlevel import checkpoint
from reflex.event import Event

from bookstore.states.cart import CartState
from bookstore.states.trouble import (
    SENTENCE,
    TroubleState,
    answer_trouble,
    note_browser_error,
)
from tests.fakes import make_shop
from tests.states.tab import Tab, tab_of


async def calls(tab: Tab, handler: str, **payload: object) -> None:
    """Call a handler of the cart as a browser does, which waits for no outcome."""
    event = Event(name=f"{CartState.get_full_name()}.{handler}", payload=payload)
    await tab.processor.enqueue(tab.name, event)


async def admits(tab: Tab) -> None:
    """Wait for the sentence, which comes as an event of its own, and dismiss it."""
    with anyio.fail_after(5):
        while (await tab.see(TroubleState)).trouble != SENTENCE:
            await checkpoint()
    await tab.do(TroubleState, "dismiss")
    assert (await tab.see(TroubleState)).trouble == ""


@pytest.mark.anyio
async def test_failed_handler_is_logged_and_admitted_until_it_is_dismissed(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    shop = make_shop()
    async with tab_of(shop, tmp_path) as tab:
        tab.processor.backend_exception_handler = answer_trouble
        kept: Any = shop.books.books
        shop.books.books = None  # pyright: ignore[reportAttributeAccessIssue] - the shelf has burnt

        await calls(tab, "add_book", book_id=1, carried="")
        while not caplog.records:
            await checkpoint()
        shop.books.books = kept
        await admits(tab)

    assert "A handler has failed." in caplog.text
    assert "Traceback" in caplog.text


@pytest.mark.anyio
async def test_call_that_fits_no_handler_is_one_line_that_quotes_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with tab_of(make_shop(), tmp_path) as tab:
        tab.processor.backend_exception_handler = answer_trouble

        await calls(tab, "add_book", nonsense="nobody foresaw this")
        await admits(tab)

    said = [each for each in caplog.records if each.name == "bookstore.states"]
    assert [each.getMessage() for each in said] == [
        "A call that fits no handler was refused (TypeError)."
    ]
    assert "Traceback" not in caplog.text
    assert "nonsense" not in caplog.text


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("TypeError: x is undefined for ada@example.com", "TypeError"),
        ("[SID: 1] unknown: Mallory", "of no known kind"),
    ],
)
def test_report_of_a_browser_tells_its_kind_alone(
    said: str, kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    note_browser_error(Exception(said))

    assert [each.getMessage() for each in caplog.records] == [
        f"A browser reports a failure ({kind})."
    ]
