"""Builds the shop from settings, hands it out, and keeps its background work running.

`open_shop` is entered once per worker by the app module's lifespan; `shop()` is how
states, http and the operator's commands reach it; `use` swaps it in tests.
"""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator, Iterable
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from bookstore.catalogue_file import catalogue_digest, read_catalogue
from bookstore.domain.catalogue import Catalogue
from bookstore.domain.errors import BookstoreError, CatalogueInvalid
from bookstore.domain.order import Mode
from bookstore.mail import Letterhead, LetterPostman, open_postman
from bookstore.services.mailing import send_due_mail
from bookstore.services.ports import Shop
from bookstore.services.reminding import answer_reminders
from bookstore.services.rounds import reconcile_for_ever
from bookstore.settings import Settings
from bookstore.storage.books import SqlBooks
from bookstore.storage.contacts import SqlContacts
from bookstore.storage.database import Database, open_database
from bookstore.storage.mail import SqlMails
from bookstore.storage.notebook import SqlNotebook
from bookstore.storage.orders import SqlOrders
from bookstore.storage.reminders import SqlReminders
from bookstore.storage.titles import SqlTitles
from bookstore.stripe_gateway import StripeGateway
from bookstore.turnstile import Limits

log = logging.getLogger("bookstore.wiring")

CATALOGUE = Path(__file__).with_name("catalogue.toml")
SEND_MAIL_EVERY_SECONDS = 1.0
WATCH_CATALOGUE_EVERY_SECONDS = 2.0
STRIPE_STATE_MAX_AGE_SECONDS = 30.0
WEBHOOK_PATH = "/stripe/webhook"

_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # no 0 O 1 I L U: read out without mistakes
_ADDRESS_NAME = "sandbox.address"
_SECRET_NAME = "sandbox.webhook_secret"  # noqa: S105 - the name of a note, no secret


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The present moment, UTC-aware."""
        return datetime.now(UTC)


class RandomIds:
    """Names from the operating system's randomness."""

    def order_number(self) -> str:
        """Eight letters and digits in two groups: 30^8 of them."""
        drawn = "".join(secrets.choice(_ALPHABET) for _ in range(8))
        return f"{drawn[:4]}-{drawn[4:]}"

    def secret(self) -> str:
        """128 random bits as 22 URL-safe characters."""
        return secrets.token_urlsafe(16)


@dataclass
class Premises:
    """A shop together with what it stands on; `stripe_answers` is asked at most every 30 s."""

    shop: Shop
    settings: Settings
    database: Database
    limits: Limits = field(default_factory=Limits)
    _stripe_state: tuple[float, bool] = field(default=(float("-inf"), False))

    async def webhook_secret(self) -> str | None:
        """The secret that signs our webhooks; None while there is none."""
        if self.settings.webhook_secret is not None:
            return self.settings.webhook_secret.reveal()
        if self.settings.mode is not Mode.SANDBOX:
            return None
        return await self.shop.notebook.find(_SECRET_NAME)

    async def stripe_answers(self) -> bool:
        """Whether Stripe answered when it was last asked."""
        now = asyncio.get_running_loop().time()
        asked_at, answered = self._stripe_state
        if now - asked_at > STRIPE_STATE_MAX_AGE_SECONDS:
            self._stripe_state = (now, answered)  # one caller asks, the others use the last answer
            self._stripe_state = (now, await self.shop.payments.is_reachable())
        return self._stripe_state[1]


_premises: Premises | None = None


def premises() -> Premises:
    """The open shop with its settings and database.

    Raises:
        RuntimeError: no shop is open yet.
    """
    if _premises is None:
        raise RuntimeError(
            "No shop is open. Enter wiring.open_shop(settings) before the first request."
        )
    return _premises


def is_open() -> bool:
    """Say whether a shop is open; none is while pages are compiled."""
    return _premises is not None


def shop() -> Shop:
    """The open shop. Raises RuntimeError before `open_shop`."""
    return premises().shop


@contextmanager
def use(replacement: Premises) -> Generator[None]:
    """Make `shop()` hand out another shop, and restore the former one at the end."""
    global _premises
    former, _premises = _premises, replacement
    try:
        yield
    finally:
        _premises = former


@asynccontextmanager
async def open_shop(settings: Settings, *, with_upkeep: bool = True) -> AsyncGenerator[Shop]:
    """Open database and gateway, bring the catalogue in, and look after both until the end.

    Nothing here calls our own HTTP port before the shop is handed out.

    Args:
        settings: the checked environment.
        with_upkeep: whether to reconcile, watch the catalogue file and (in the sandbox)
            register the webhook in the background; the operator's commands do without.

    Raises:
        CatalogueInvalid: the catalogue file cannot be sold from.
    """
    catalogue, digest = read_catalogue(CATALOGUE), catalogue_digest(CATALOGUE)
    database = open_database(settings.database_url.reveal())
    gateway: StripeGateway | None = None
    letterhead = Letterhead(catalogue.shop_name, settings.site_url, catalogue.locale)
    postman = open_postman(settings, letterhead)
    try:
        await database.migrate()
        address = await _stripe_address(settings, SqlNotebook(database), is_server=with_upkeep)
        gateway = StripeGateway(settings.secret_key.reveal(), base_address=address)
        made = _make_shop(settings, catalogue, database, gateway, postman=postman)
        opened = Premises(made, settings, database)
        await opened.shop.books.import_catalogue(catalogue, digest=digest)
        with use(opened):
            async with _upkeep(opened, digest) if with_upkeep else _no_upkeep():
                yield opened.shop
    finally:
        if postman is not None:
            await postman.close()
        if gateway is not None:
            await gateway.close()
        await database.close()


async def _stripe_address(settings: Settings, notebook: SqlNotebook, *, is_server: bool) -> str:
    """Where Stripe's API is, "" for Stripe's own.

    The sandbox mostly lives in the serving process, whose port only that one knows: it
    leaves a note for the operator's commands.
    """
    if settings.mode is not Mode.SANDBOX:
        return ""
    for name in ("NO_PROXY", "no_proxy"):  # the sandbox is on this machine, whatever the proxy
        os.environ[name] = ",".join(filter(None, [os.environ.get(name), "127.0.0.1"]))
    own = settings.sandbox_api
    if not is_server:
        return await notebook.find(_ADDRESS_NAME) or own
    await notebook.keep(_ADDRESS_NAME, own)
    return own


def _make_shop(
    settings: Settings,
    catalogue: Catalogue,
    database: Database,
    gateway: StripeGateway,
    *,
    postman: LetterPostman | None,
) -> Shop:
    return Shop(
        mode=settings.mode,
        currency=catalogue.currency,
        locale=catalogue.locale,
        name=catalogue.shop_name,
        delivery=catalogue.delivery,
        books=SqlBooks(database, settings.mode),
        titles=SqlTitles(database),
        orders=SqlOrders(database, settings.mode, locale=catalogue.locale),
        notebook=SqlNotebook(database),
        payments=gateway,
        clock=SystemClock(),
        ids=RandomIds(),
        mails=SqlMails(database, settings.mode),
        reminders=SqlReminders(database, settings.mode),
        contacts=SqlContacts(database, settings.mode),
        postman=postman,
    )


@asynccontextmanager
async def _no_upkeep() -> AsyncGenerator[None]:
    yield


@asynccontextmanager
async def _upkeep(opened: Premises, digest: str) -> AsyncGenerator[None]:
    works: list[Callable[[], Awaitable[None]]] = [
        lambda: reconcile_for_ever(opened.shop),
        lambda: _watch_catalogue(opened.shop, digest),
    ]
    if opened.settings.mode is Mode.SANDBOX:
        works.append(lambda: _register_webhook(opened))
    if opened.shop.sends_mail:
        works.append(lambda: _send_mail_for_ever(opened.shop))
    else:
        log.warning("SMTP_URL is not set: no mail is sent, and letters to shoppers wait for it.")
    tasks = [asyncio.ensure_future(work()) for work in works]
    try:
        yield
    finally:
        await _stop(tasks)


async def _stop(tasks: Iterable[asyncio.Future[None]]) -> None:
    """Cancel until all have ended: Python 3.11's wait_for may swallow a cancel (bpo-42130)."""
    running = set(tasks)
    while running:
        for task in running:
            task.cancel()
        _, running = await asyncio.wait(running, timeout=1.0)


async def _send_mail_for_ever(shop: Shop) -> None:
    while True:
        await asyncio.sleep(SEND_MAIL_EVERY_SECONDS)
        try:
            await answer_reminders(shop)
            await send_due_mail(shop)
        except (BookstoreError, OSError):
            log.exception("Sending mail failed; it is tried again.")


async def _watch_catalogue(shop: Shop, digest: str) -> None:
    """Import the file whenever it has changed; a wrong file is reported and changes nothing."""
    refused = ""
    while True:
        await asyncio.sleep(WATCH_CATALOGUE_EVERY_SECONDS)
        try:
            found = await asyncio.to_thread(catalogue_digest, CATALOGUE)
            if found in (digest, refused):
                continue
            refused = found
            catalogue = await asyncio.to_thread(read_catalogue, CATALOGUE)
            refused = ""
            await shop.books.import_catalogue(catalogue, digest=found)
            digest = found
            log.warning("The catalogue has changed: %s titles are on sale.", len(catalogue.books))
        except CatalogueInvalid as error:
            log.error("The changed catalogue is not used:\n%s", error)
        except (BookstoreError, OSError) as error:
            log.error("The changed catalogue is not in use yet, it is tried again: %s", error)


async def _register_webhook(opened: Premises) -> None:
    """Have the sandbox deliver to us, as any shop would register with Stripe, over HTTP."""
    notebook, payments = opened.shop.notebook, opened.shop.payments
    url = f"{opened.settings.own_url}{WEBHOOK_PATH}"
    pause = 0.2
    while True:
        with suppress(BookstoreError, OSError):  # neither our own port nor the file may be ready
            secret = await payments.ensure_webhook(
                url, known_secret=await notebook.find(_SECRET_NAME)
            )
            if secret:
                await notebook.keep(_SECRET_NAME, secret)
            return
        await asyncio.sleep(pause)
        pause = min(pause * 2, 5.0)
