"""A cart goes out by a link and comes in by one, and is put into no cart unasked."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from bookstore.domain.cart import Cart, CartLine, read_cart, write_cart
from bookstore.services.sending import KEY_NAME, send_cart
from bookstore.states.cart import CartState
from bookstore.states.sending import COPIED, NOT_COPIED, SentCartState
from bookstore.wiring import RandomIds
from tests.fakes import FakeShop, make_shop
from tests.states.tab import Tab, tab_of

pytestmark = pytest.mark.anyio

SENT = (CartLine(1, 2), CartLine(2, 1))


@pytest.fixture
def shop() -> FakeShop:
    return make_shop(ids=RandomIds())


@pytest.fixture
async def tab(shop: FakeShop, tmp_path: Path) -> AsyncGenerator[Tab]:
    async with tab_of(shop, tmp_path) as tab:
        yield tab


async def opens(tab: Tab, text: str, *own: CartLine) -> SentCartState:
    """Open an address that carries this text, and the clean one to which the page is sent."""
    if own:
        await tab.set(CartState, cart=write_cart(Cart(own)))
    for query in ({"shared": text}, {}):
        tab.query = query
        await tab.do(CartState, "connect")
        await tab.do(SentCartState, "open_link")
    return await tab.see(SentCartState)


async def answers(tab: Tab, handler: str) -> SentCartState:
    await tab.do(SentCartState, handler, carried=(await tab.see(CartState)).cart)
    return await tab.see(SentCartState)


def quantities(state: CartState) -> dict[int, int]:
    return {line.book_id: line.quantity for line in read_cart(state.cart).lines}


async def test_link_leads_to_the_cart_page_of_this_shop_and_holds_the_cart(tab: Tab) -> None:
    await tab.set(CartState, cart=write_cart(Cart(SENT, id="x" * 22)))

    made = await answers(tab, "make_link")

    assert re.fullmatch(
        r"http://localhost:3000/cart\?shared=1\.1x2-2x1\.[A-Za-z0-9_-]{22}", made.link
    )
    assert made.linked_cart == made.cart


async def test_empty_cart_makes_no_link(tab: Tab) -> None:
    assert (await answers(tab, "make_link")).link == ""


async def test_key_of_the_shop_is_made_once(shop: FakeShop) -> None:
    first = await send_cart(shop, SENT)
    key = shop.notebook.facts[KEY_NAME]

    assert await send_cart(shop, SENT) == first
    assert shop.notebook.facts == {KEY_NAME: key}


async def test_sent_cart_fills_an_empty_one_and_cleans_the_address(
    tab: Tab, shop: FakeShop
) -> None:
    state = await opens(tab, await send_cart(shop, SENT))

    assert tab.led_to() == ["/cart"]
    assert quantities(state) == {1: 2, 2: 1}
    assert state.sent_words == "From the link, 3 books went into your cart, at today's prices."
    assert [line.seen_minor for line in read_cart(state.cart).lines] == [2300, 2500]


async def test_sent_cart_says_what_has_changed_since(tab: Tab, shop: FakeShop) -> None:
    text = await send_cart(shop, (*SENT, CartLine(3, 1)))
    shop.books.supplied[1] = 1
    shop.books.supplied[2] = 0
    shop.books.withdrawn.add(3)

    state = await opens(tab, text)

    assert quantities(state) == {1: 1}
    assert state.sent_words == (
        "From the link, 1 book went into your cart, at today's prices. Only 1 copy of Book 1 left. "
        "Book 2 is sold out. Book 3 is no longer sold."
    )


async def test_cart_that_holds_something_is_asked_about_first(tab: Tab, shop: FakeShop) -> None:
    state = await opens(tab, await send_cart(shop, SENT), CartLine(3, 1))

    assert quantities(state) == {3: 1}
    assert (state.sent_count, state.sent_words) == ("3 books", "")
    assert [(row.title, row.quantity) for row in state.sent.rows] == [("Book 1", 2), ("Book 2", 1)]


async def test_question_counts_what_can_be_had(tab: Tab, shop: FakeShop) -> None:
    shop.books.supplied[1] = 1

    state = await opens(tab, await send_cart(shop, SENT), CartLine(3, 1))

    assert state.sent_count == "2 books"


async def test_nothing_is_asked_when_nothing_can_be_had(tab: Tab, shop: FakeShop) -> None:
    text = await send_cart(shop, SENT)
    shop.books.withdrawn |= {1, 2}

    state = await opens(tab, text, CartLine(3, 1))

    assert (quantities(state), state.sent_count) == ({3: 1}, "")
    assert state.sent_words.startswith("From the link, no book went into your cart")
    assert "Book 2 is no longer sold." in state.sent_words


@pytest.mark.parametrize(
    ("answer", "left"),
    [("add_sent", {3: 1, 1: 2, 2: 1}), ("replace_with_sent", {1: 2, 2: 1})],
)
async def test_answer_decides_and_the_question_goes(
    tab: Tab, shop: FakeShop, answer: str, left: dict[int, int]
) -> None:
    await opens(tab, await send_cart(shop, SENT), CartLine(3, 1))

    state = await answers(tab, answer)
    again = await answers(tab, answer)

    assert quantities(state) == quantities(again) == left
    assert state.sent_count == ""
    assert state.notice == "From the link, 3 books went into your cart, at today's prices."


async def test_declined_cart_leaves_the_own_one_as_it_was(tab: Tab, shop: FakeShop) -> None:
    await opens(tab, await send_cart(shop, SENT), CartLine(3, 1))

    await tab.do(SentCartState, "decline_sent")
    state = await answers(tab, "add_sent")

    assert (quantities(state), state.sent_count) == ({3: 1}, "")


async def test_unanswered_question_does_not_wait_for_another_visit(
    tab: Tab, shop: FakeShop
) -> None:
    await opens(tab, await send_cart(shop, SENT), CartLine(3, 1))

    await tab.do(SentCartState, "open_link")

    assert (await tab.see(SentCartState)).sent_count == ""


@pytest.mark.parametrize("text", ["", "x", "1.1x2.AAAAAAAAAAAAAAAAAAAAAA", "1" * 100_000, "\x00"])
async def test_link_without_our_seal_is_refused_and_changes_nothing(tab: Tab, text: str) -> None:
    state = await opens(tab, text, CartLine(3, 1))

    assert quantities(state) == {3: 1}
    assert state.sent_count == ""
    assert ("changed on its way" in state.sent_refused) == (text != "")


async def test_link_of_another_shop_is_refused(tab: Tab) -> None:
    state = await opens(tab, await send_cart(make_shop(ids=RandomIds()), SENT))

    assert quantities(state) == {}
    assert "changed on its way" in state.sent_refused


@pytest.mark.parametrize(
    ("said", "heard"), [(True, COPIED), (False, NOT_COPIED), ("yes", NOT_COPIED), (7, NOT_COPIED)]
)
async def test_what_the_browser_says_of_copying_is_announced(
    tab: Tab, said: object, heard: str
) -> None:
    await tab.do(SentCartState, "link_copied", is_copied=said)

    assert (await tab.see(CartState)).notice == heard
