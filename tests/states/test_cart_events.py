"""What a shopper does to the cart, sent as events and read from what the browser would keep."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from bookstore.domain.cart import MAX_QUANTITY, Cart, CartLine, read_cart, write_cart
from bookstore.services.checkout import verify_payment
from bookstore.states.cart import CartState
from bookstore.wiring import RandomIds
from tests.fakes import FakeShop, make_shop
from tests.services.placing import KEY, placed
from tests.states.tab import Tab, tab_of

pytestmark = pytest.mark.anyio


@pytest.fixture
def shop() -> FakeShop:
    return make_shop(ids=RandomIds())  # carts of two tests must not share an id


@pytest.fixture
async def tab(shop: FakeShop, tmp_path: Path) -> AsyncGenerator[Tab]:
    async with tab_of(shop, tmp_path) as tab:
        yield tab


async def lines_of(tab: Tab) -> dict[int, int]:
    cart = read_cart((await tab.see(CartState)).cart)
    return {line.book_id: line.quantity for line in cart.lines}


async def notice_of(tab: Tab) -> str:
    return (await tab.see(CartState)).notice


async def fill(tab: Tab, *lines: tuple[int, int]) -> str:
    """Have the browser's cart arrive; what it would carry with a click."""
    text = write_cart(Cart(tuple(CartLine(*line) for line in lines)))
    await tab.set(CartState, cart=text)
    return text


async def test_added_book_is_in_the_cart_and_is_named(tab: Tab) -> None:
    await tab.do(CartState, "add_book", book_id=1, carried="")

    assert await lines_of(tab) == {1: 1}
    assert await notice_of(tab) == "Book 1 is in your cart: 1 copy."


async def test_second_copy_joins_the_line(tab: Tab) -> None:
    carried = await fill(tab, (1, 1), (2, 1))

    await tab.do(CartState, "add_book", book_id=1, carried=carried)

    assert await lines_of(tab) == {1: 2, 2: 1}
    assert await notice_of(tab) == "Book 1 is in your cart: 2 copies."


async def test_click_adds_to_the_cart_that_it_carries(tab: Tab) -> None:
    """Another tab has added since: the server's older copy must not win."""
    await fill(tab, (1, 1))
    carried = write_cart(Cart((CartLine(1, 1), CartLine(3, 2)), revision=5))

    await tab.do(CartState, "add_book", book_id=2, carried=carried)

    assert await lines_of(tab) == {1: 1, 3: 2, 2: 1}


async def test_click_that_carries_an_older_copy_undoes_nothing(tab: Tab) -> None:
    await tab.do(CartState, "connect")
    carried = (await tab.see(CartState)).cart

    await tab.do(CartState, "add_book", book_id=1, carried=carried)
    await tab.do(CartState, "add_book", book_id=2, carried=carried)

    assert await lines_of(tab) == {1: 1, 2: 1}


async def test_no_more_is_added_than_the_shelf_has(tab: Tab, shop: FakeShop) -> None:
    shop.books.supplied[1] = 1
    carried = await fill(tab, (1, 1))

    await tab.do(CartState, "add_book", book_id=1, carried=carried)

    assert await lines_of(tab) == {1: 1}
    assert await notice_of(tab) == "Only 1 copy of Book 1 left."


@pytest.mark.parametrize("book_id", [0, -1, 99, 2**40, True, "1e3", None, [1]])
async def test_unknown_book_is_not_added(tab: Tab, book_id: object) -> None:
    carried = await fill(tab, (2, 1))

    await tab.do(CartState, "add_book", book_id=book_id, carried=carried)

    assert await lines_of(tab) == {2: 1}


@pytest.mark.parametrize(
    ("quantity", "step", "left"),
    [(2, 1, 3), (2, -1, 1), (1, -1, 1), (2, 2, 2), (2, 0, 2), (10, 1, 10)],
)
async def test_buttons_change_a_line_by_one_copy(
    tab: Tab, quantity: int, step: int, left: int
) -> None:
    carried = await fill(tab, (1, quantity))

    await tab.do(CartState, "step_quantity", book_id=1, step=step, carried=carried)

    assert await lines_of(tab) == {1: left}


async def test_step_below_one_copy_changes_nothing_and_says_what_would(tab: Tab) -> None:
    carried = await fill(tab, (1, 1))

    await tab.do(CartState, "step_quantity", book_id=1, step=-1, carried=carried)

    said = await notice_of(tab)
    assert said == "A line holds at least 1 copy. To take it out, press Remove."


async def test_button_makes_no_line_that_is_not_there(tab: Tab) -> None:
    carried = await fill(tab, (1, 1))

    await tab.do(CartState, "step_quantity", book_id=2, step=1, carried=carried)

    assert await lines_of(tab) == {1: 1}


@pytest.mark.parametrize(
    ("typed", "left", "said"),
    [
        (7, 7, "Book 1: 7 copies."),
        (11, 10, "Only 10 copies of Book 1 left."),
        (0, 2, f"A line holds 1 to {MAX_QUANTITY} copies."),
        (-3, 2, f"A line holds 1 to {MAX_QUANTITY} copies."),
    ],
)
async def test_typed_quantity_is_taken_as_far_as_it_can_be(
    tab: Tab, typed: int, left: int, said: str
) -> None:
    carried = await fill(tab, (1, 2))

    await tab.do(CartState, "change_quantity", book_id=1, typed=typed, carried=carried)

    assert await lines_of(tab) == {1: left}
    assert await notice_of(tab) == said


async def test_no_line_holds_more_than_an_order_may(tab: Tab, shop: FakeShop) -> None:
    shop.books.supplied[1] = 500
    carried = await fill(tab, (1, 2))

    await tab.do(CartState, "change_quantity", book_id=1, typed=99, carried=carried)

    assert await lines_of(tab) == {1: MAX_QUANTITY}
    assert await notice_of(tab) == f"One order holds at most {MAX_QUANTITY} copies of a book."


async def test_copies_held_for_this_browser_count_as_free_for_it(tab: Tab, shop: FakeShop) -> None:
    await placed(shop, 10)
    carried = await fill(tab, (1, 2))

    await tab.do(CartState, "change_quantity", book_id=1, typed=9, carried=carried)
    without_key = await lines_of(tab)
    await tab.set(CartState, checkout=KEY)
    await tab.do(CartState, "change_quantity", book_id=1, typed=9, carried=carried)

    assert (without_key, await lines_of(tab)) == ({1: 1}, {1: 9})


async def test_field_left_with_another_number_is_drawn_anew(tab: Tab) -> None:
    await fill(tab, (1, 2))

    await tab.do(CartState, "leave_quantity", book_id=1, typed=2)
    as_it_is = (await tab.see(CartState)).redrawn
    await tab.do(CartState, "leave_quantity", book_id=1, typed=55)

    assert (as_it_is, (await tab.see(CartState)).redrawn) == (0, 1)


async def test_other_country_changes_delivery_and_says_so(tab: Tab) -> None:
    await fill(tab, (1, 1))

    await tab.do(CartState, "choose_country", country="GB")

    state = await tab.see(CartState)
    assert (state.country, (await state.quote).total_minor) == ("GB", 3500)
    assert state.notice == "Delivery is now $12.00; the total is $35.00."


@pytest.mark.parametrize("country", ["XX", "", "us", "US", None, 7])
async def test_country_without_delivery_or_without_change_is_not_taken(
    tab: Tab, country: object
) -> None:
    await fill(tab, (1, 1))

    await tab.do(CartState, "choose_country", country=country)

    state = await tab.see(CartState)
    assert (state.country, state.notice) == ("", "")


async def test_country_kept_by_a_browser_is_not_believed(tab: Tab) -> None:
    await fill(tab, (1, 1))
    await tab.set(CartState, country="<script>")

    assert (await (await tab.see(CartState)).quote).country == "US"


async def test_first_connection_names_the_cart_and_later_ones_keep_the_name(tab: Tab) -> None:
    await tab.do(CartState, "connect")
    first = read_cart((await tab.see(CartState)).cart).id
    await tab.do(CartState, "connect")

    assert first
    assert read_cart((await tab.see(CartState)).cart).id == first


async def test_what_was_bought_leaves_the_cart_at_the_next_connection(
    tab: Tab, shop: FakeShop
) -> None:
    payable = await placed(shop, 2)
    await fill(tab, (1, 3), (2, 1))
    await tab.set(CartState, checkout=KEY)
    await tab.do(CartState, "connect")
    while_unpaid = (await lines_of(tab), (await tab.see(CartState)).checkout)

    shop.payments.pay(payable.intent.id)
    await verify_payment(shop, payable.intent.id)
    await tab.do(CartState, "connect")
    once = await lines_of(tab)
    await tab.set(CartState, checkout=KEY)
    await tab.do(CartState, "connect")

    assert while_unpaid == ({1: 3, 2: 1}, KEY)
    assert once == await lines_of(tab) == {1: 1, 2: 1}
    assert (await tab.see(CartState)).checkout == ""
