"""Whoever asks for links hears the same, whether the address has orders, has none, or is a trap."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from bookstore import wiring
from bookstore.domain.allowance import Allowance
from bookstore.states.reminder import ASKED, NO_MAIL, ReminderState
from bookstore.turnstile import Limit, Limits
from tests.fakes import CONTACT, FakeShop, make_shop
from tests.services.placing import placed
from tests.states.tab import Tab, tab_of

pytestmark = pytest.mark.anyio

KNOWN, UNKNOWN = CONTACT.email, "nobody@example.com"


@pytest.fixture
async def tab(shop: FakeShop, tmp_path: Path) -> AsyncGenerator[Tab]:
    """A tab on the page, in a shop with one paid order."""
    payable = await placed(shop)
    shop.payments.pay(payable.intent.id)
    await shop.orders.mark_paid(payable.order.number, 1, charge_id="ch_1", at=shop.clock.now())
    async with tab_of(shop, tmp_path, path="/orders") as tab:
        yield tab


async def asks(tab: Tab, form: object) -> tuple[str, str]:
    """What the page says: the problem and the answer."""
    await tab.do(ReminderState, "ask", form=form)
    state = await tab.see(ReminderState)
    return state.problem, state.answer


async def test_every_address_gets_the_same_answer_by_the_same_work(
    tab: Tab, shop: FakeShop
) -> None:
    calls = len(shop.payments.calls)
    looked: list[str] = []

    async def look() -> None:
        looked.append("by_email")

    shop.orders.meanwhile("by_email", look)

    said = [await asks(tab, {"email": email}) for email in (KNOWN, UNKNOWN, KNOWN.upper())]

    assert said == [("", ASKED)] * 3
    assert shop.reminders.waiting == [KNOWN, UNKNOWN]  # one row each, and nothing else
    assert looked == []  # nobody has looked for orders yet
    assert len(shop.payments.calls) == calls
    assert [mail.name for mail in shop.mails.queue] == ["confirmation"]


async def test_page_sends_the_same_whether_there_are_orders(tab: Tab, shop: FakeShop) -> None:
    sent: list[list[object]] = []
    for email in (KNOWN, UNKNOWN):
        tab.line.updates.clear()
        await asks(tab, {"email": email})
        sent.append([update.delta for update in tab.line.updates])

    assert sent[0] == sent[1]
    assert sent[0]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Enter an e-mail address"),
        ("  ", "Enter an e-mail address"),
        ("ada.example.com", "has no @"),
        ("ada@localhost", "not a complete domain"),
        ("a@example.com, b@example.com", "no spaces"),
        ("ada@example.com\nBcc: b@example.com", "no spaces"),
        ("a" * 200 + "@example.com", "at most 120"),
        ("ada\x00@example.com", "ordinary characters"),
        ("\ud800@example.com", "ordinary characters"),
        ("erased", "has no @"),
    ],
)
async def test_what_is_no_address_is_told_exactly_and_kept_nowhere(
    tab: Tab, shop: FakeShop, typed: str, words: str
) -> None:
    problem, answer = await asks(tab, {"email": typed})

    assert words in problem
    assert answer == ""
    assert shop.reminders.asked == {}


@pytest.mark.parametrize("form", [None, 1, "x", [], {}, {"email": 1}, {"email": ["a@b.cd"]}])
async def test_form_of_any_shape_is_only_a_missing_address(
    tab: Tab, shop: FakeShop, form: object
) -> None:
    problem, _ = await asks(tab, form)

    assert "Enter an e-mail address" in problem
    assert shop.reminders.asked == {}


async def test_leaving_the_field_says_what_is_wrong_and_mending_takes_it_back(tab: Tab) -> None:
    said: list[str] = []
    for text in ("ada", "ada@example.com", ""):
        await tab.do(ReminderState, "check", text=text)
        said.append((await tab.see(ReminderState)).problem)
    await tab.do(ReminderState, "check", text=7)

    assert ["@" in problem for problem in said] == [True, False, False]
    assert (await tab.see(ReminderState)).problem == ""


async def test_whoever_asks_too_often_is_told_to_wait_and_nothing_is_kept(
    tab: Tab, shop: FakeShop
) -> None:
    narrow = Limit(Allowance(2, 60), Allowance(1000, 60))
    wiring.premises().limits = Limits(reminding=narrow)

    said = [await asks(tab, {"email": f"{n}@example.com"}) for n in range(4)]

    assert ["wait a minute" in problem for problem, _ in said] == [False, False, True, True]
    assert list(shop.reminders.asked) == ["0@example.com", "1@example.com"]


async def test_addresses_tried_from_one_line_share_its_limit(
    shop: FakeShop, tmp_path: Path
) -> None:
    said: list[bool] = []
    async with tab_of(shop, tmp_path):
        wiring.premises().limits = Limits(reminding=Limit(Allowance(99, 60), Allowance(2, 60)))
        for number in range(4):
            tab = Tab(f"tab-{number}")
            tab.address = "203.0.113.7"
            async with tab.processor:
                await tab.connect()
                problem, _ = await asks(tab, {"email": f"{number}@example.com"})
            said.append("wait a minute" in problem)

    assert said == [False, False, True, True]


async def test_shop_that_sends_no_mail_promises_none(tmp_path: Path) -> None:
    shop = make_shop(postman=None)
    async with tab_of(shop, tmp_path, path="/orders") as tab:
        assert await asks(tab, {"email": KNOWN}) == (NO_MAIL, "")

    assert shop.reminders.asked == {}
