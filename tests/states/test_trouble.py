"""A handler that fails in a way nobody foresaw is logged, and admitted to the shopper."""

from __future__ import annotations

import logging
from pathlib import Path

import anyio
import pytest
from anyio.lowlevel import checkpoint

from bookstore.states.cart import CartState
from bookstore.states.trouble import SENTENCE, TroubleState, answer_trouble
from tests.fakes import make_shop
from tests.states.tab import tab_of


@pytest.mark.anyio
async def test_failed_handler_is_logged_and_admitted_until_it_is_dismissed(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with tab_of(make_shop(), tmp_path) as tab:
        tab.processor.backend_exception_handler = answer_trouble

        with caplog.at_level(logging.ERROR), pytest.raises(TypeError):
            await tab.do(CartState, "add_book", nonsense="nobody foresaw this")
        with anyio.fail_after(5):
            while (await tab.see(TroubleState)).trouble != SENTENCE:
                await checkpoint()  # the sentence comes as an event of its own
        await tab.do(TroubleState, "dismiss")

        assert (await tab.see(TroubleState)).trouble == ""
    assert "A handler has failed." in caplog.text
    assert "Traceback" in caplog.text
