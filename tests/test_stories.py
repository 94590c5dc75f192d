"""What a person at support reads of an order, word for word, and what its shopper reads."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bookstore.domain.cart import CartLine
from bookstore.domain.money import Money
from bookstore.domain.order import Mode
from bookstore.domain.payment import IntentStatus, WebhookEvent
from bookstore.domain.story import tell_story
from bookstore.http import receive_event
from bookstore.services.checkout import Wish, place_order
from bookstore.services.fulfilment import refund_order, ship_order
from bookstore.services.mailing import send_due_mail
from bookstore.services.ports import Shop
from bookstore.storage.books import SqlBooks
from bookstore.storage.contacts import SqlContacts
from bookstore.storage.database import open_database
from bookstore.storage.mail import SqlMails
from bookstore.storage.notebook import SqlNotebook
from bookstore.storage.orders import SqlOrders
from bookstore.storage.reminders import SqlReminders
from bookstore.storage.titles import SqlTitles
from tests.fake_mails import FakePostman
from tests.fake_payments import FakePayments
from tests.fakes import CONTACT, DELIVERY, FakeClock, FakeIds
from tests.storage.examples import a_catalogue

pytestmark = pytest.mark.anyio


@dataclass
class Stage:
    """A shop on a real database, with a Stripe and a mail server that do as they are told."""

    shop: Shop
    payments: FakePayments
    postman: FakePostman
    events: int = 0

    async def places(self, copies: int) -> None:
        """The shopper presses Pay for copies of the first book."""
        shown_minor = 1000 * copies + 1200
        wish = Wish((CartLine(1, copies),), CONTACT, shown_minor, "key", is_from_cart=True)
        await place_order(self.shop, wish)

    async def hears(self, status: IntentStatus, *, times: int = 1, **changes: str) -> None:
        """The intent changes at Stripe, whose event comes once or more often."""
        self.payments.change("pi_1", status, **changes)
        self.events += 1
        event = WebhookEvent(f"evt_{self.events}", "any", "pi_1", livemode=False)
        for _ in range(times):
            await receive_event(self.shop, event)

    async def told(self) -> list[str]:
        """The timeline: kind and sentence."""
        lines = await self.shop.orders.timeline("B-0001")
        return [f"{line.kind}: {line.text}" for line in lines]

    async def story(self) -> list[str]:
        """The short form."""
        return [step.sentence for step in tell_story(await self.shop.orders.timeline("B-0001"))]


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncGenerator[Stage]:
    database = open_database(f"sqlite:///{tmp_path}/shop.db")
    await database.migrate()
    payments, postman = FakePayments(), FakePostman()
    shop = Shop(
        mode=Mode.TEST,
        currency="usd",
        locale="en_US",
        name="The Test Shelf",
        delivery=DELIVERY,
        books=SqlBooks(database, Mode.TEST),
        titles=SqlTitles(database),
        orders=SqlOrders(database, Mode.TEST, locale="en_US"),
        notebook=SqlNotebook(database),
        payments=payments,
        clock=FakeClock(),
        ids=FakeIds(),
        mails=SqlMails(database, Mode.TEST),
        reminders=SqlReminders(database, Mode.TEST),
        contacts=SqlContacts(database, Mode.TEST),
        postman=postman,
    )
    await shop.books.import_catalogue(a_catalogue({1: 10}), digest="first")
    yield Stage(shop, payments, postman)
    await database.close()


async def test_card_that_is_declined_then_changed_then_confirmed(stage: Stage) -> None:
    await stage.places(1)
    await stage.hears(
        IntentStatus.REQUIRES_PAYMENT_METHOD,
        error_code="card_declined",
        decline_code="insufficient_funds",
        method_id="pm_1",
    )
    await stage.places(3)
    await stage.hears(IntentStatus.REQUIRES_ACTION, method_id="pm_2", times=2)
    await stage.hears(IntentStatus.SUCCEEDED)
    stage.postman.refusals.append("the mail server answered 451")
    await send_due_mail(stage.shop)
    assert isinstance(stage.shop.clock, FakeClock)
    stage.shop.clock.pass_time(minutes=1)
    await send_due_mail(stage.shop)
    await ship_order(stage.shop, "B-0001")
    await refund_order(stage.shop, "B-0001", amount=Money(1250, "usd"))

    assert await stage.told() == [
        "placed: Placed: 1 copy of 1 title for $22.00.",
        "intent: Bound to pi_1.",
        "declined: Not paid: there is not enough money for this payment (insufficient funds) "
        "(insufficient_funds, pm_1).",
        "changed: Changed to 3 copies of 1 title for $42.00 (revision 2, not yet agreed).",
        "agreed: Agreed with Stripe: 3 copies of 1 title for $42.00 (revision 2).",
        "bank: The bank asks the shopper to confirm the payment (pm_2).",
        "event: Stripe's event evt_2 came again and was ignored.",
        "paid: Paid: 3 copies of 1 title for $42.00 (revision 2, charge ch_1).",
        "fulfilled: Fulfilled.",
        "mail: Not mailed yet: confirmation, because the mail server answered 451. "
        "It is tried again.",
        "mail: Mailed: confirmation.",
        "shipped: Shipped.",
        "refunded: Refunded $12.50 of $42.00 in all.",
    ]
    assert await stage.story() == [
        "You placed this order.",
        "A payment was declined. Nothing was charged.",
        "Your bank asked you to confirm the payment.",
        "We have your payment.",
        "We wrote to you by e-mail.",
        "The parcel has left our house.",
        "Refunded $12.50 of $42.00 in all.",
    ]


async def test_bank_that_refuses_after_days_and_pays_the_second_time(stage: Stage) -> None:
    await stage.places(1)
    await stage.hears(IntentStatus.PROCESSING, method_id="pm_1")
    await send_due_mail(stage.shop)
    await stage.hears(
        IntentStatus.REQUIRES_PAYMENT_METHOD, error_code="account_closed", method_id="pm_1"
    )
    await send_due_mail(stage.shop)
    await stage.hears(IntentStatus.SUCCEEDED)
    await send_due_mail(stage.shop)

    assert await stage.told() == [
        "placed: Placed: 1 copy of 1 title for $22.00.",
        "intent: Bound to pi_1.",
        "processing: The bank is processing the payment.",
        "mail: Mailed: processing.",
        "declined: Not paid: this bank account is closed (account_closed, pm_1).",
        "waiting: The payment failed after all; waiting for another attempt.",
        "mail: Mailed: failed.",
        "paid: Paid: 1 copy of 1 title for $22.00 (revision 1, charge ch_1).",
        "fulfilled: Fulfilled.",
        "mail: Mailed: confirmation.",
    ]
    assert await stage.story() == [
        "You placed this order.",
        "Your bank has the payment and takes its time.",
        "We wrote to you by e-mail.",
        "Your bank did not carry out the payment. Nothing was charged.",
        "We wrote to you by e-mail.",
        "We have your payment.",
        "We wrote to you by e-mail.",
    ]
