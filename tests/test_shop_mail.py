"""An open shop sends its mail by itself, and its operator may forget an order."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path

import anyio
import pytest

from bookstore import orders
from bookstore.domain.order import Mode, Order
from bookstore.services.ports import Shop
from bookstore.settings import Settings, read_settings
from bookstore.wiring import open_shop
from tests.mail.letter_examples import CONTACT, NOW
from tests.mail.smtp_server import MailServer, open_mail_server
from tests.storage.examples import an_order

pytestmark = pytest.mark.anyio

PATIENCE_SECONDS = 10
KEYS = {
    "STRIPE_PUBLISHABLE_KEY": "pk_test_51ABCDEFGHIJKLMNab12",
    "STRIPE_SECRET_KEY": "sk_test_51ABCDEFGHIJKLMNcd34",
}


def settings_in(folder: Path, **environ: str) -> Settings:
    return read_settings({"DATABASE_URL": f"sqlite:///{folder}/shop.db"} | environ)


async def pay_an_order(shop: Shop) -> Order:
    made = an_order("A", {1: 1}, mode=shop.mode)
    order = replace(made, terms=replace(made.terms, contact=CONTACT))
    await shop.orders.add(order, at=NOW)
    at = shop.clock.now()
    await shop.orders.mark_paid(order.number, 1, charge_id="ch_1", at=at)
    await shop.orders.mark_fulfilled(order.number, at=at)
    return order


async def test_a_paid_order_is_mailed_without_being_asked_for(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    server = MailServer()
    caplog.set_level(logging.DEBUG, "bookstore")
    async with open_mail_server(server):
        settings = settings_in(tmp_path, SMTP_URL=f"smtp://127.0.0.1:{server.port}")
        async with open_shop(settings) as shop:
            await pay_an_order(shop)
            with anyio.fail_after(PATIENCE_SECONDS):
                await server.arrived.wait()

    assert [message["To"] for message in server.taken] == [CONTACT.email]
    assert CONTACT.email not in caplog.text


async def test_with_keys_and_no_mail_server_the_start_says_that_mail_waits(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with open_shop(settings_in(tmp_path, **KEYS)) as shop:
        await pay_an_order(shop)

    assert shop.mode is Mode.TEST
    assert not shop.sends_mail
    assert caplog.text.count("SMTP_URL is not set") == 1


async def test_the_operator_forgets_an_order(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, text in (KEYS | {"DATABASE_URL": f"sqlite:///{tmp_path}/shop.db"}).items():
        monkeypatch.setenv(name, text)
    async with open_shop(settings_in(tmp_path, **KEYS), with_upkeep=False) as shop:
        await pay_an_order(shop)

    with pytest.raises(SystemExit, match="ship or refund it first, or add --even-unshipped"):
        await orders.run(["forget", "A"])
    await orders.run(["forget", "A", "--even-unshipped"])
    await orders.run(["show", "A"])

    shown = capsys.readouterr().out
    assert "Name, address and e-mail of order A are erased here." in shown
    assert CONTACT.email not in shown
    assert CONTACT.line1 not in shown


async def test_the_operator_is_told_why_an_open_order_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, text in (KEYS | {"DATABASE_URL": f"sqlite:///{tmp_path}/shop.db"}).items():
        monkeypatch.setenv(name, text)
    async with open_shop(settings_in(tmp_path, **KEYS), with_upkeep=False) as shop:
        await shop.orders.add(an_order("A", {1: 1}), at=NOW)

    with pytest.raises(SystemExit, match="Order A is awaiting_payment and not done with"):
        await orders.run(["forget", "A"])
