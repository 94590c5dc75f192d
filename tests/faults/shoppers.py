"""What shoppers do, act by act: they add, pay, decline, retry, double click, leave, return."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Sequence
from typing import TYPE_CHECKING, Any

from bookstore.domain.cart import read_cart
from bookstore.states.cart import CartState
from bookstore.states.checkout import CheckoutState
from bookstore.states.reminder import ReminderState
from tests.faults.browser import Browser, TabClosed
from tests.faults.plan import BOOKS
from tests.faults.till import MEANS, UNLUCKY, Means, Till, TillClosed

if TYPE_CHECKING:
    from tests.faults.world import World

COUNTRIES = ("US", "US", "DE", "GB")
ACTS = {
    "add": 5,
    "pay": 9,
    "buy one item": 2,
    "change the cart": 2,
    "choose a country": 1,
    "double click": 2,
    "look again": 1,
    "finish": 3,
    "cancel": 2,
    "close the tab": 2,
    "come back": 2,
    "reload": 2,
    "wait": 2,
    "peek": 1,
    "pay by the link of a letter": 1,
    "ask for the orders": 1,
}

UNDECIDED = {**ACTS, "pay": 12, "change the cart": 6, "choose a country": 4, "finish": 2}


class Shopper:
    """One hand of a shopper, working one tab at a time."""

    def __init__(self, world: World, browser: Browser) -> None:
        self._world = world
        self._random = world.random
        self._browser = browser
        self._tab = browser.open_tab()

    async def shop(self, acts: int) -> None:
        """Put something into the cart, then do this many acts."""
        is_first = self._browser.tabs[0] is self._tab
        while not is_first and self._browser.is_new and not self._browser.is_left:
            await self._world.scheduler.pause(1)  # a newcomer's first page is answered first
        await self._act("come back")
        await self._act("add")
        likings = UNDECIDED if self._world.plan.is_undecided else ACTS
        for _ in range(acts):
            await self._act(self._random.choices(tuple(likings), tuple(likings.values()))[0])
        self._browser.is_left = True

    async def _act(self, name: str) -> None:
        self._world.counts[f"act: {name}"] += 1
        self._world.scheduler.tell(f"{self._tab.name} will {name}")
        try:
            await getattr(self, f"_{name.replace(' ', '_')}")()
        except TabClosed:
            self._world.counts["act: cut short by a closed tab"] += 1
            self._tab = self._browser.open_tab()

    async def _somewhere(self) -> None:
        if not self._tab.is_open:
            self._tab = self._browser.open_tab()
        if self._tab.served is None:
            await self._tab.load("/")

    async def _add(self) -> None:
        await self._somewhere()
        carried = self._browser.storage["cart"]
        book = self._random.choice(BOOKS)
        await self._tab.send(CartState, "add_book", book_id=book, carried=carried)

    async def _double_click(self) -> None:
        """Two clicks on Add, the second before the first is answered; or two on Pay."""
        await self._somewhere()
        tab, carried = self._tab, self._browser.storage["cart"]
        book = self._random.choice(BOOKS)
        if self._random.random() < 0.5:
            work = [
                tab.send(CartState, "add_book", book_id=book, carried=carried) for _ in range(2)
            ]
        else:
            await tab.load("/checkout")
            form = self._form()
            work = [
                tab.send(CheckoutState, "place_order", attempt=f"double-{n}", form=form)
                for n in range(2)
            ]
        tasks = [self._world.start(each, who=tab.name, life=None) for each in map(_quiet, work)]
        await asyncio.wait(tasks)

    async def _change_the_cart(self) -> None:
        await self._somewhere()
        cart = read_cart(self._browser.storage["cart"])
        if not cart.lines:
            return
        book = self._random.choice(cart.lines).book_id
        self._browser.touched.add(book)
        carried = self._browser.storage["cart"]
        match self._random.randrange(4):
            case 0:
                await self._tab.send(CartState, "remove_book", book_id=book, carried=carried)
            case 1:
                await self._tab.send(CartState, "remove_book", book_id=book, carried=carried)
                carried = self._browser.storage["cart"]
                await self._tab.send(CartState, "undo", carried=carried)
            case 2:
                step = self._random.choice((1, -1))
                await self._tab.send(
                    CartState, "step_quantity", book_id=book, step=step, carried=carried
                )
            case _:
                typed = self._random.choice((1, 2, 3, 25))
                await self._tab.send(
                    CartState, "change_quantity", book_id=book, typed=typed, carried=carried
                )

    async def _choose_a_country(self) -> None:
        await self._somewhere()
        country = self._random.choice(COUNTRIES)
        await self._tab.send(CartState, "choose_country", country=country)

    async def _pay(self) -> None:
        await self._somewhere()
        if self._tab.path != "/checkout":
            await self._tab.load("/checkout")
        await self._press_pay()

    async def _buy_one_item(self) -> None:
        await self._somewhere()
        book, count = self._random.choice(BOOKS), self._random.choice((1, 1, 2))
        await self._tab.load(f"/checkout?item={book}&quantity={count}")
        await self._press_pay()

    async def _pay_by_the_link_of_a_letter(self) -> None:
        """A bank refused after days, or the shopper has kept the address of an order."""
        await self._somewhere()
        token = self._world.find_open_order(self._browser.email)
        if token:
            await self._tab.load(f"/checkout?order={token}")
            await self._press_pay()

    async def _ask_for_the_orders(self) -> None:
        await self._somewhere()
        email = self._random.choice((self._browser.email, self._browser.email.upper()))
        await self._tab.send(ReminderState, "ask", form={"email": email})

    def _form(self) -> dict[str, str]:
        country = self._browser.storage["country"] or "US"
        return {
            "email": self._browser.email,
            "name": "A Shopper",
            "line1": f"{self._random.randrange(1, 4)} Main Street",
            "city": "Springfield",
            "postal_code": "SW1A 1AA" if country == "GB" else "12345",
            "country": country,
            "shown_total": str(self._tab.shown.get("total", "")),
        }

    async def _press_pay(self) -> None:
        tab = self._tab
        if tab.path != "/checkout" or tab.is_paying:
            return
        attempt = f"{tab.name}-{self._random.randrange(10**6)}"
        tab.is_paying = True
        self._perhaps_close_soon()
        try:
            await tab.send(CheckoutState, "place_order", attempt=attempt, form=self._form())
            secret = tab.shown.get("client_secret", "")
            if tab.shown.get("attempt") != attempt or not secret:
                said = tab.shown.get("alert") or "no answer, or led elsewhere"
                self._world.counts[f"pay: not yet ({_without_amounts(said)})"] += 1
                return
            means = self._random.choice(self._means())
            result = await Till(tab).confirm(secret, means)
            await tab.send(CheckoutState, "payment_answered", result={**result, "attempt": attempt})
        except TillClosed as left:
            await self._return(left.address)
        finally:
            tab.is_paying = False

    def _means(self) -> Sequence[Means]:
        is_undecided = self._world.plan.is_undecided and self._random.random() < 0.7
        return UNLUCKY if is_undecided else MEANS

    async def _return(self, address: str) -> None:
        """Back from the bank's page by its address, or by the Back button, or not at all."""
        self._world.counts["pay: by way of the bank's page"] += 1
        if address and self._random.random() < 0.8:
            await self._tab.load(address)
        elif self._random.random() < 0.5:
            await self._tab.load("/checkout")
        else:
            self._tab.close()

    def _perhaps_close_soon(self) -> None:
        if self._random.random() < 0.12:
            tab = self._tab
            self._world.scheduler.fuse(self._random.randrange(1, 60), tab.close)

    async def _finish(self) -> None:
        """Finish a payment under way, from the checkout, if there is one."""
        await self._somewhere()
        if self._tab.path != "/checkout":
            await self._tab.load("/checkout")
        secret = self._tab.shown.get("under_way_secret", "")
        if not secret or self._tab.is_paying:
            return
        try:
            result = await Till(self._tab).finish(secret, self._random.choice(self._means()))
            await self._tab.send(CheckoutState, "payment_answered", result=result)
        except TillClosed as left:
            await self._return(left.address)

    async def _look_again(self) -> None:
        await self._somewhere()
        await self._tab.send(CheckoutState, "look_again")

    async def _cancel(self) -> None:
        await self._somewhere()
        await self._tab.load("/cancel")
        await self._tab.send(CheckoutState, "abandon")
        if self._tab.shown.get("under_way_secret") and self._random.random() < 0.5:
            await self._tab.send(CheckoutState, "abandon_at_the_bank")

    async def _close_the_tab(self) -> None:
        self._tab.close()
        await self._world.scheduler.gate(f"{self._browser.name} has closed a tab")

    async def _come_back(self) -> None:
        if self._tab.is_open and self._random.random() < 0.5:
            self._tab.close()
        self._tab = self._browser.open_tab()
        await self._tab.load(self._random.choice(("/", "/cart", "/checkout")))

    async def _reload(self) -> None:
        await self._somewhere()
        await self._tab.load(self._tab.address)

    async def _peek(self) -> None:
        """Come back from a bank with the number of an intent that may be anybody's."""
        await self._somewhere()
        intents = self._world.intents()
        if intents:
            named = self._random.choice(intents)["id"]
            query = f"payment_intent={named}&payment_intent_client_secret={named}_secret_guessed"
            await self._tab.load(f"/checkout/return?{query}&redirect_status=succeeded")

    async def _wait(self) -> None:
        await self._world.scheduler.pause(self._random.choice((1, 10, 60, 100)))


async def _quiet(work: Coroutine[Any, Any, object]) -> None:
    try:
        await work
    except TabClosed:
        return


def _without_amounts(said: str) -> str:
    """A sentence as it is counted: its first words, whatever book or amount it names."""
    words = ["…" if any(map(str.isdigit, word)) else word for word in said.split()]
    return " ".join(words[:7])
