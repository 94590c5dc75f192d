"""`python -m bookstore.orders reconcile`, on the real database, gateway and sandbox."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from bookstore import orders
from bookstore.domain.order import Order, OrderStatus
from bookstore.services.checkout import verify_payment
from tests.counter import TEST_KEYS
from tests.machine import PROJECT, free_port, run
from tests.orders.bank import Bank, open_shop_at, order_of

pytestmark = pytest.mark.anyio


async def reconciled(*options: str) -> int:
    """Run the command; answer its exit code."""
    try:
        await orders.run(["reconcile", *options])
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else -1
    return 0


async def test_every_kind_of_orphan_is_settled_or_listed(
    new_bank: Bank, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with open_shop_at(tmp_path) as shop:
        unnoticed, unpaid, changed, refunded = [
            await order_of(shop, f"key-{name}") for name in ("a", "b", "c", "d")
        ]
        new_bank.pay(unnoticed.intent_id or "")
        await shop.orders.mark_paid(unpaid.number, 1, charge_id="ch_x", at=shop.clock.now())
        new_bank.post(f"/v1/payment_intents/{changed.intent_id}", amount="100")
        new_bank.pay(changed.intent_id or "")
        new_bank.pay(refunded.intent_id or "")
        await verify_payment(shop, refunded.intent_id or "")
    new_bank.post("/v1/refunds", payment_intent=refunded.intent_id or "", amount="700")
    orphan = new_bank.pay(
        new_bank.post(
            "/v1/payment_intents",
            amount="4200",
            currency="usd",
            **{"metadata[order_number]": "ZZZZ-9999"},
        )["id"]
    )

    code = await reconciled()
    first = capsys.readouterr().out
    again = await reconciled()
    second = capsys.readouterr().out

    assert (code, again) == (1, 1)
    assert f"Order {unnoticed.number}: Stripe has $35.00 for it ({unnoticed.intent_id})." in first
    assert f"Order {refunded.number}: $7.00 went back at Stripe" in first
    assert f"{orphan['id']}: $42.00 came for no order of this shop" in first
    assert f"Order {unpaid.number}: is paid here ($35.00), and Stripe has no payment" in first
    assert f"Order {changed.number}: is over $35.00, and Stripe has received $1.00" in first
    assert "2 put right, 3 to be looked at" in first
    assert "0 put right, 3 to be looked at" in second
    assert await statuses(tmp_path, unnoticed, changed, refunded) == [
        OrderStatus.PAID,
        OrderStatus.AWAITING_PAYMENT,
        OrderStatus.PARTIALLY_REFUNDED,
    ]
    assert new_bank.get(f"/v1/charges/{orphan['latest_charge']}")["amount_refunded"] == 0


async def statuses(folder: Path, *found: Order) -> list[OrderStatus]:
    async with open_shop_at(folder) as shop:
        return [(await shop.orders.by_number(order.number)).status for order in found]


async def test_payment_of_another_program_is_left_out_when_that_is_said(
    new_bank: Bank, capsys: pytest.CaptureFixture[str]
) -> None:
    foreign = new_bank.post("/v1/payment_intents", amount="4200", currency="usd")
    new_bank.pay(foreign["id"])

    codes = [await reconciled(), await reconciled("--ours-only")]

    assert codes == [1, 0]
    assert f"{foreign['id']}: $42.00 came and names no order" in capsys.readouterr().out


async def test_a_dispute_is_shown_with_its_order(
    new_bank: Bank, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with open_shop_at(tmp_path) as shop:
        order = await order_of(shop, "key-a")
        charge_id = new_bank.pay(order.intent_id or "")["latest_charge"]
        await verify_payment(shop, order.intent_id or "")
    dispute = new_bank.post(f"/control/charges/{charge_id}/dispute", reason="fraudulent")

    waiting = await reconciled()
    await orders.run(["list"])
    new_bank.post(f"/control/disputes/{dispute['id']}/close", status="won")
    decided = await reconciled()
    await orders.run(["show", order.number])

    told = capsys.readouterr().out
    assert (waiting, decided) == (1, 0)
    assert f"Order {order.number}: the shopper's bank disputes the payment of $35.00" in told
    assert "(to ship, DISPUTED: needs response)" in told
    assert f"Order {order.number}: paid (to ship, DISPUTED: won), sandbox mode" in told
    assert f"disputes $35.00 (fraudulent): won ({dispute['id']})." in told


async def test_a_command_of_its_own_finds_the_sandbox_of_the_running_shop(
    new_bank: Bank, tmp_path: Path
) -> None:
    async with open_shop_at(tmp_path) as shop:
        paid, waiting = await order_of(shop, "key-a"), await order_of(shop, "key-b")
        new_bank.pay(paid.intent_id or "")
        command = (sys.executable, "-m", "bookstore.orders", "reconcile", "--days", "2")

        first = run([*command], env=os.environ)
        again = run([*command], env=os.environ)

        assert (first.returncode, again.returncode) == (0, 0), first.stderr + again.stderr
        assert "1 put right, 0 to be looked at" in first.stdout
        assert again.stdout == (
            "Compared 2 days in sandbox mode: 0 put right, 0 to be looked at.\n"
        )
        assert (await shop.orders.by_number(paid.number)).status is OrderStatus.PAID
        assert (await shop.orders.by_number(waiting.number)).is_open


@pytest.mark.parametrize("command", [["reconcile"], ["refund", "B7K2-9QWM"]])
async def test_without_a_running_shop_the_sandbox_is_said_to_be_in_it(
    command: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/shop.db")
    monkeypatch.setenv("REFLEX_BACKEND_PORT", str(free_port()))

    with pytest.raises(SystemExit) as ended:
        await orders.run(command)

    told = capsys.readouterr().err
    assert ended.value.code == 3
    assert told.count("\n") == 1
    assert "lives inside the running shop: start the shop (make run)" in told


async def test_stripe_that_does_not_answer_is_no_clean_bill(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{free_port()}")
    for name, text in {**TEST_KEYS, "DATABASE_URL": f"sqlite:///{tmp_path}/shop.db"}.items():
        monkeypatch.setenv(name, text)

    code = await reconciled()

    assert code == 3
    assert "Stripe could not be asked, try again in a minute" in capsys.readouterr().err


def test_make_knows_the_command() -> None:
    environ = {name: text for name, text in os.environ.items() if not name.startswith("MAKE")}

    dry = run(["make", "-n", "reconcile", "DAYS=90"], cwd=PROJECT, env=environ)

    assert "-m bookstore.orders reconcile --days 90" in dry.stdout
