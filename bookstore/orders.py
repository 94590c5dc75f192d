"""The operator's command line: look after orders, and after what Stripe says of them.

    python -m bookstore.orders list [--status paid] [--limit 50]
    python -m bookstore.orders show NUMBER
    python -m bookstore.orders refund NUMBER [--amount 12.50]     money moves
    python -m bookstore.orders ship NUMBER
    python -m bookstore.orders forget NUMBER [--even-unshipped]   for good
    python -m bookstore.orders reconcile [--days 30] [--ours-only]  compares Stripe with us

It works on the database and with the keys that the environment names, as the shop does,
and beside a running shop. Without keys Stripe is the sandbox inside the running shop, so
the shop must run for a refund and for reconciling.

Exit codes: 0 done; 1 refused, or `reconcile` has listed something for a person to look at;
2 a command that does not exist; 3 database or Stripe could not be used: try again.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import sys
from collections.abc import Awaitable, Callable, Generator, Sequence
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import NoReturn

from bookstore import wiring
from bookstore.domain.contact import Contact
from bookstore.domain.errors import BookstoreError, PaymentRefused, PaymentUnavailable
from bookstore.domain.findings import FindingKind, in_words
from bookstore.domain.money import Money, decimals_of, format_money
from bookstore.domain.order import Mode, Order, OrderStatus
from bookstore.domain.receipt import paid_with
from bookstore.services.forgetting import forget_order
from bookstore.services.fulfilment import GIVEN_BACK, refund_order, ship_order
from bookstore.services.ports import Shop
from bookstore.services.sweeping import LOOK_BACK, reconcile_fully
from bookstore.settings import load_settings
from bookstore.storage.addresses import DatabaseUnusable

LISTED, UNUSABLE = 1, 3  # exit codes
REFUSALS = {  # Stripe's codes for a refund that it does not make
    "charge_already_refunded": "all of it has gone back already. Run reconcile to record that.",
    "charge_disputed": "the shopper's bank disputes it. Answer that in the Stripe Dashboard.",
    "insufficient_funds": "the balance of the Stripe account is too small.",
    "resource_missing": "it knows no such payment. Run reconcile.",
}
Command = Callable[[Shop, argparse.Namespace], Awaitable[None]]


async def list_orders(shop: Shop, asked: argparse.Namespace) -> None:
    """Print the newest orders of this mode, the newest last, a line each."""
    statuses = [OrderStatus(asked.status)] if asked.status else list(OrderStatus)
    orders = await shop.orders.latest(shop.mode, statuses=statuses, limit=asked.limit)
    for order in reversed(orders):
        total = format_money(order.terms.total, shop.locale)
        print(
            f"{order.number}  {_moment(order.created_at)}  {order.status.value:19} {total:>12}  "
            f"{order.terms.contact.name} {_marks(order)}".rstrip()
        )
    which = f"{asked.status or ''} order{'' if len(orders) == 1 else 's'}".strip()
    more = "; --limit shows more" if len(orders) == asked.limit else ""
    print(f"{len(orders)} {which} in {shop.mode.value} mode{more}.")


async def show_order(shop: Shop, asked: argparse.Namespace) -> None:
    """Print one order with its timeline: what a person would want to know at support."""
    order = await shop.orders.by_number(asked.number)
    contact = order.terms.contact
    print(f"Order {order.number}: {order.status.value}{_marks(order)}, {shop.mode.value} mode")
    for item in order.terms.items:
        print(f"  {item.quantity} x {item.title}  {format_money(item.total, shop.locale)}")
    print(f"  Delivery  {format_money(order.terms.delivery, shop.locale)}")
    print(f"  Total     {format_money(order.terms.total, shop.locale)}")
    if order.refunded_minor:
        refunded = Money(order.refunded_minor, order.terms.total.currency)
        print(f"  Refunded  {format_money(refunded, shop.locale)}")
    if order.terms.contact.is_erased:
        print("To whom was erased.")
    else:
        print(f"To {contact.name} <{contact.email}>, {_address(contact)}")
    print(f"PaymentIntent {order.intent_id or '-'}, charge {order.charge_id or '-'}")
    if words := paid_with(order.receipt):
        print(f"Paid with {words}")
    print("Timeline:")
    for event in await shop.orders.timeline(order.number):
        print(f"  {_moment(event.at)}  {event.kind:12} {event.text}")


def _marks(order: Order) -> str:
    """What a shopkeeper looks for beside the status."""
    marks = (
        (order.awaits_shipping, "to ship"),
        (order.shipped_at is not None, "shipped"),
        (order.is_unfillable, "cannot be filled"),
        (order.is_disputed, f"DISPUTED: {(order.dispute_status or '').replace('_', ' ')}"),
    )
    told = ", ".join(text for holds, text in marks if holds)
    return f" ({told})" if told else ""


def _address(contact: Contact) -> str:
    place = f"{contact.postal_code} {contact.city} {contact.state}".split()
    parts = (contact.line1, contact.line2, " ".join(place), contact.country)
    return ", ".join(filter(None, parts))


async def refund(shop: Shop, asked: argparse.Namespace) -> None:
    """Give money back and say how much."""
    await _demand_sandbox(shop)
    order = await shop.orders.by_number(asked.number)
    amount = _amount(asked.amount, order) if asked.amount else None
    try:
        made = await refund_order(shop, order.number, amount=amount)
    except PaymentRefused as refused:
        why = REFUSALS.get(refused.code or "", str(refused))
        raise SystemExit(f"bookstore: Stripe did not refund order {order.number}: {why}") from None
    money = format_money(made.amount, shop.locale)
    if made.status not in GIVEN_BACK:
        raise SystemExit(
            f"bookstore: nothing went back: the refund {made.id} of {money} is {made.status}. "
            "Give the money back in another way, or try again."
        )
    went = "went back" if made.status == "succeeded" else "is on its way back"
    print(f"{money} of order {order.number} {went} ({made.id}).")


async def ship(shop: Shop, asked: argparse.Namespace) -> None:
    """Note that the parcel has left."""
    order = await ship_order(shop, asked.number)
    print(f"Order {order.number} is shipped.")


async def forget(shop: Shop, asked: argparse.Namespace) -> None:
    """Erase who ordered, and say what stays elsewhere."""
    await forget_order(shop, asked.number, even_unshipped=asked.even_unshipped)
    print(
        f"Name, address and e-mail of order {asked.number} are erased here. What Stripe keeps "
        "of the payment is erased in its Dashboard."
    )


async def reconcile(shop: Shop, asked: argparse.Namespace) -> None:
    """Settle what can be, print a line for each finding, and count.

    Raises:
        SystemExit: with `LISTED` when something is left for a person.
    """
    await _demand_sandbox(shop)
    with _quiet_log():
        found = await reconcile_fully(shop, days=asked.days)
    if asked.ours_only:
        found = [finding for finding in found if finding.kind is not FindingKind.NAMELESS]
    listed = [finding for finding in found if not finding.is_done]
    for title, findings in (
        ("Put right", [finding for finding in found if finding.is_done]),
        ("To be looked at", listed),
    ):
        if findings:
            print(f"{title}:")
        for finding in findings:
            print(f"  {finding.kind.value:22} {in_words(finding, shop.locale)}")
    print(
        f"Compared {asked.days} days in {shop.mode.value} mode: {len(found) - len(listed)} put "
        f"right, {len(listed)} to be looked at."
    )
    if listed and shop.mode is Mode.SANDBOX:
        print("The sandbox's own Dashboard is the page /sandbox/ of the running shop.")
    if listed:
        raise SystemExit(LISTED)


@contextmanager
def _quiet_log() -> Generator[None]:
    """Keep alarms from the screen: they are findings here, and printed as such."""
    ours = logging.getLogger("bookstore")
    before = ours.level
    ours.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        ours.setLevel(before)


async def _demand_sandbox(shop: Shop) -> None:
    if shop.mode is Mode.SANDBOX and not await shop.payments.is_reachable():
        _give_up(
            "the sandbox does not answer. Without Stripe keys it lives inside the running shop: "
            "start the shop (make run) and repeat this."
        )


def _give_up(sentence: str) -> NoReturn:
    print(f"bookstore: {sentence}", file=sys.stderr)
    raise SystemExit(UNUSABLE)


def _amount(text: str, order: Order) -> Money:
    """An amount typed in major units ("12.50"), exactly."""
    currency = order.terms.total.currency
    try:
        minor = Decimal(text).scaleb(decimals_of(currency))
    except InvalidOperation:
        minor = Decimal("NaN")
    if not minor.is_finite() or minor != int(minor):
        raise SystemExit(f"bookstore: --amount is {text!r}: expected an amount such as 12.50.")
    return Money(int(minor), currency)


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S}Z"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m bookstore.orders", description="Look after the shop's orders."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    listing = commands.add_parser("list", help="the newest orders, the newest last")
    listing.add_argument("--status", choices=[status.value for status in OrderStatus])
    listing.add_argument("--limit", type=int, default=50)
    listing.set_defaults(command=list_orders)
    about: Sequence[tuple[str, Command, str]] = (
        ("show", show_order, "one order with its timeline"),
        ("refund", refund, "give money back (money moves)"),
        ("ship", ship, "note that the parcel has left"),
        ("forget", forget, "erase name, address and e-mail for good"),
    )
    for name, command, purpose in about:
        each = commands.add_parser(name, help=purpose)
        each.add_argument("number", type=_number, help="the order's number, such as B7K2-9QWM")
        each.set_defaults(command=command)
        if command is refund:
            each.add_argument("--amount", help="in major units, such as 12.50; all that is left")
        if command is forget:
            each.add_argument(
                "--even-unshipped", action="store_true", help="also when its parcel is still owed"
            )
    sweeping = commands.add_parser("reconcile", help="compare Stripe's account with our orders")
    sweeping.add_argument("--days", type=_days, default=LOOK_BACK.days, help="how far to look back")
    sweeping.add_argument(
        "--ours-only", action="store_true", help="leave out payments that name no order at all"
    )
    sweeping.set_defaults(command=reconcile)
    return parser


def _number(text: str) -> str:
    """An order's number as it is written, however it was read out."""
    number = text.strip().upper()
    return f"{number[:4]}-{number[4:]}" if number.isalnum() and len(number) == 8 else number


def _days(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 3650:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of days from 1 to 3650")
    return int(text)


async def run(arguments: Sequence[str] | None = None) -> None:
    """Open the shop without its background work, and do what was asked.

    Raises:
        SystemExit: what was asked cannot be done; one sentence says why.
    """
    asked = _parser().parse_args(arguments)
    try:
        async with wiring.open_shop(load_settings(), with_upkeep=False) as shop:
            await asked.command(shop, asked)
    except PaymentUnavailable as error:
        _give_up(f"Stripe could not be asked, try again in a minute: {error}")
    except DatabaseUnusable as error:
        _give_up(str(error))
    except BookstoreError as error:
        raise SystemExit(f"bookstore: {error}") from error


if __name__ == "__main__":
    asyncio.run(run())
