"""What the operator's commands say, on the real database, gateway and sandbox."""

from __future__ import annotations

from pathlib import Path

import pytest

from bookstore import orders
from bookstore.domain.order import Order, OrderStatus
from bookstore.services.checkout import verify_payment
from tests.orders.bank import Bank, open_shop_at, order_of

pytestmark = pytest.mark.anyio


async def paid(bank: Bank, folder: Path, *, method: str = "pm_card_visa") -> Order:
    async with open_shop_at(folder) as shop:
        order = await order_of(shop, f"key-{method}")
        bank.pay(order.intent_id or "", method=method)
        return (await verify_payment(shop, order.intent_id or "")).order


def refunds_of(bank: Bank, order: Order) -> list[object]:
    return bank.get(f"/v1/refunds?payment_intent={order.intent_id}")["data"]


async def stored(folder: Path, order: Order) -> Order:
    async with open_shop_at(folder) as shop:
        return await shop.orders.by_number(order.number)


async def test_refund_in_parts_is_told_and_recorded(
    bank: Bank, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    order = await paid(bank, tmp_path)

    await orders.run(["refund", order.number, "--amount", "12.50"])
    partly = await stored(tmp_path, order)
    await orders.run(["refund", order.number])

    told = capsys.readouterr().out
    assert f"$12.50 of order {order.number} went back (re_" in told
    assert f"$22.50 of order {order.number} went back (re_" in told
    assert (partly.status, partly.refunded_minor) == (OrderStatus.PARTIALLY_REFUNDED, 1250)
    assert (await stored(tmp_path, order)).status is OrderStatus.REFUNDED


@pytest.mark.parametrize("amount", ["35.01", "0", "-1", "12.505", "twelve", "1e9", "NaN"])
async def test_refund_of_an_odd_amount_moves_nothing(
    bank: Bank, tmp_path: Path, amount: str
) -> None:
    order = await paid(bank, tmp_path)

    with pytest.raises(SystemExit, match=r"^bookstore: "):
        await orders.run(["refund", order.number, f"--amount={amount}"])

    assert refunds_of(bank, order) == []


async def test_refund_that_is_slow_is_on_its_way(
    bank: Bank, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    order = await paid(bank, tmp_path, method="pm_card_pendingRefund")

    await orders.run(["refund", order.number])

    assert f"$35.00 of order {order.number} is on its way back" in capsys.readouterr().out


async def test_refund_of_a_disputed_payment_is_refused_with_the_reason(
    bank: Bank, tmp_path: Path
) -> None:
    order = await paid(bank, tmp_path)
    bank.post(f"/control/charges/{order.charge_id}/dispute", reason="fraudulent")

    with pytest.raises(SystemExit, match="the shopper's bank disputes it"):
        await orders.run(["refund", order.number])

    assert (await stored(tmp_path, order)).refunded_minor == 0


async def test_refund_that_was_made_in_the_dashboard_is_not_made_again(
    bank: Bank, tmp_path: Path
) -> None:
    order = await paid(bank, tmp_path)
    bank.post("/v1/refunds", payment_intent=order.intent_id or "")

    with pytest.raises(SystemExit, match="all of it has gone back already"):
        await orders.run(["refund", order.number])

    assert len(refunds_of(bank, order)) == 1


async def test_number_is_understood_however_it_was_read_out(
    bank: Bank, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    order = await paid(bank, tmp_path)

    for typed in (order.number.lower(), order.number.replace("-", ""), f" {order.number} "):
        await orders.run(["show", typed])

    assert capsys.readouterr().out.count(f"Order {order.number}: paid") == 3


async def test_list_shows_the_newest_and_what_is_to_be_shipped(
    bank: Bank, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = await paid(bank, tmp_path)
    second = await paid(bank, tmp_path, method="pm_card_mastercard")

    await orders.run(["list"])
    both = capsys.readouterr().out
    await orders.run(["ship", first.number])
    await orders.run(["list", "--limit", "1"])
    await orders.run(["list", "--status", "canceled"])
    later = capsys.readouterr().out

    assert both.index(first.number) < both.index(second.number)
    assert both.count("(to ship)") == 2
    assert second.number in later
    assert later.count(first.number) == 1  # "is shipped", but not in the list of one
    assert "1 order in sandbox mode; --limit shows more." in later
    assert "0 canceled orders in sandbox mode." in later
