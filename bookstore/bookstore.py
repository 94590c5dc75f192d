"""The app: settings first, then the pages, our own HTTP, and a shop for each worker.

Importing this module reads the environment and the catalogue file and touches nothing
else. The lifespan opens the shop (and, without keys, the sandbox) in every worker.
"""

from __future__ import annotations

import gc
import logging
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import reflex as rx
from reflex.event import EventType
from reflex.utils.exec import is_prod_mode
from reflex.utils.prerequisites import get_web_dir
from reflex_components_core.base.error_boundary import error_boundary
from starlette.types import ASGIApp

from bookstore import wiring
from bookstore.catalogue_file import read_catalogue
from bookstore.components.arrival import arrival
from bookstore.components.delivery import delivery_sentence
from bookstore.components.layout import head, page
from bookstore.components.payment_form import Till, ahead_of_payment
from bookstore.components.prose import section_of, title_of
from bookstore.components.trouble import broken_page, server_lost
from bookstore.domain.catalogue import Book, Catalogue
from bookstore.domain.contact import named_countries
from bookstore.domain.errors import BookstoreError, CatalogueInvalid
from bookstore.domain.order import Mode
from bookstore.domain.related import related
from bookstore.domain.subjects import listed, offer_of
from bookstore.front_door import FrontDoor, LoggedFailures, Site, SiteHeaders
from bookstore.http import make_http
from bookstore.logbook import open_logbook
from bookstore.pages.apart import apart
from bookstore.pages.book import book_page, later_book_page
from bookstore.pages.cancel import cancel_page
from bookstore.pages.cart import cart_page
from bookstore.pages.checkout import checkout_page
from bookstore.pages.checkout_return import checkout_return_page
from bookstore.pages.home import home_page
from bookstore.pages.metadata import book_json_ld, book_metadata
from bookstore.pages.not_found import not_found_page
from bookstore.pages.orders import orders_page
from bookstore.pages.owner_text import owner_text_page, read_owner_text
from bookstore.pages.success import success_page
from bookstore.pictures import picture_routes
from bookstore.sandbox import Sandbox
from bookstore.sandbox.store import StoreError
from bookstore.settings import Settings, load_settings
from bookstore.sitemap import sitemap_routes
from bookstore.states.cart import CartState
from bookstore.states.checkout import CheckoutState
from bookstore.states.finder import FinderState
from bookstore.states.giving_up import GivingUpState
from bookstore.states.live import follow_orders
from bookstore.states.order import OrderState
from bookstore.states.reminder import ReminderState
from bookstore.states.returning import ReturnState
from bookstore.states.sending import SentCartState
from bookstore.states.shelf import ShelfState
from bookstore.states.title_view import Covers
from bookstore.states.trouble import answer_trouble, note_browser_error

OWNER_TEXT = Path(__file__).with_name("about_and_policies.md")
SHOWS_THE_CART = ("/cart", "/checkout", "/checkout/return")  # so no drawer shows it once more
SHELF_SIZE = 60  # titles compiled into HTML; each costs start time, later ones are served live


def _read_catalogue() -> Catalogue:
    try:
        return read_catalogue(wiring.CATALOGUE)
    except CatalogueInvalid as error:
        raise SystemExit(f"bookstore: the catalogue cannot be sold from.\n{error}") from error


log = logging.getLogger("bookstore")
settings: Settings = load_settings()
catalogue: Catalogue = _read_catalogue()
shelf: tuple[Book, ...] = catalogue.books[:SHELF_SIZE]
logging.basicConfig(level="WARNING", format="%(levelname)s %(name)s: %(message)s")
logging.getLogger("bookstore").setLevel(settings.log_level)
ShelfState.compiled = {book.slug: book.id for book in shelf}
FinderState.compiled = offer_of(listed(catalogue.books))
countries = named_countries(catalogue.delivery.countries(), catalogue.locale)
Covers.origin, Covers.drawn = settings.http_origin, {book.id: book for book in shelf}


def _has_stock(book: Book) -> bool:
    return catalogue.copies[book.id] > 0


till = Till(
    publishable_key=settings.publishable_key,
    script_url=f"{settings.sandbox_url}/stripe.js" if settings.sandbox_url else "",
    return_url=f"{settings.site_url}/checkout/return",
    currency=catalogue.currency,
)
sandbox = (
    Sandbox(
        settings.sandbox_store,
        public_url=settings.sandbox_url,
        latency_ms=settings.sandbox_latency_ms,
    )
    if settings.has_own_sandbox
    else None
)


def _page(*children: rx.Component, has_drawer: bool = True) -> rx.Component:
    return page(*children, shop_name=catalogue.shop_name, mode=settings.mode, has_drawer=has_drawer)


def _private(
    route: str, title: str, content: rx.Component, on_load: EventType[()], *links: rx.Component
) -> None:
    """A page of one shopper's own: not for search engines."""
    has_drawer = route not in SHOWS_THE_CART
    app.add_page(
        apart(route, lambda: _page(content, has_drawer=has_drawer)),
        route=route,
        title=f"{title} · {catalogue.shop_name}",
        description=f"{title} at {catalogue.shop_name}.",
        image=f"{settings.site_url}/share.png",
        on_load=on_load,
        meta=[{"name": "robots", "content": "noindex"}, *links],
    )


def _add_home() -> None:
    app.add_page(
        apart("/", lambda: _page(home_page(catalogue, SHELF_SIZE))),
        route="/",
        title=catalogue.shop_name,
        description=f"{catalogue.shop_name}: books about making things.",
        image=f"{settings.site_url}/share.png",
        on_load=[CartState.connect, ShelfState.look, FinderState.look_up],
        meta=[rx.el.link(rel="canonical", href=f"{settings.site_url}/")],
    )


def _add_book(book: Book) -> None:
    route = f"/books/{book.slug}"
    about = {
        "site_url": settings.site_url,
        "shop_name": catalogue.shop_name,
        "has_stock": _has_stock(book),
    }
    app.add_page(
        apart(
            route,
            lambda: _page(
                book_json_ld(book, **about),
                book_page(
                    book,
                    locale=catalogue.locale,
                    has_stock=_has_stock(book),
                    delivery=delivery_sentence(catalogue.delivery, locale=catalogue.locale),
                    beside=related(book, shelf),
                ),
            ),
        ),
        route=route,
        title=f"{book.title} by {book.author} · {catalogue.shop_name}",
        description=" ".join(book.description.split())[:200],
        image=f"{settings.site_url}/covers/{book.slug}.png",
        on_load=[CartState.connect, ShelfState.look_at_book],
        meta=book_metadata(book, **about),
    )


def _add_owner_text(route: str, text: str) -> None:
    app.add_page(
        apart(route, lambda: _page(owner_text_page(text, catalogue))),
        route=route,
        title=f"{title_of(text)} · {catalogue.shop_name}",
        description=f"{title_of(text)}: {catalogue.shop_name}.",
        image=f"{settings.site_url}/share.png",
        on_load=[CartState.connect],
        meta=[rx.el.link(rel="canonical", href=f"{settings.site_url}{route}")],
    )


def _front_door(inner: ASGIApp) -> ASGIApp:
    return FrontDoor(inner, site)


def _site_headers(inner: ASGIApp) -> ASGIApp:
    return SiteHeaders(LoggedFailures(inner), site)


@asynccontextmanager
async def _open() -> AsyncGenerator[None]:
    """Open the shop in this worker, and the sandbox beside it."""
    open_logbook(settings.log_level, as_json=settings.logs_json)
    async with AsyncExitStack() as stack:
        try:
            if sandbox is not None:
                await stack.enter_async_context(sandbox.running())
            await stack.enter_async_context(wiring.open_shop(settings))
        except (BookstoreError, StoreError) as error:
            log.critical("%s", error)
            raise SystemExit(f"bookstore: {error}") from error
        # What is here now stays: without this each full round of Python's garbage collector
        # would look through all of it, and keep every shopper waiting for 30 to 60 ms.
        gc.collect()
        gc.freeze()
        yield


STATIC_ROUTES = ("/", *SHOWS_THE_CART, "/success", "/cancel", "/orders", "/about", "/policies")
http = make_http(settings.site_url)
http.routes.extend(picture_routes(catalogue))
http.routes.extend(sitemap_routes(settings.site_url, ("/", "/about", "/policies")))
if sandbox is not None:
    http.mount("/sandbox", sandbox.app)
site = Site(
    folder=Path.cwd() / get_web_dir() / "build" / "client",
    routes=frozenset([*STATIC_ROUTES, *(f"/books/{book.slug}" for book in shelf)]),
    name=catalogue.shop_name,
    url=settings.site_url,
    frames=settings.sandbox_url,
    has_policy=is_prod_mode(),
)
app = rx.App(
    stylesheets=["/style.css"],
    reset_style=False,  # the stylesheet has its own
    head_components=head(),
    html_lang=catalogue.locale.partition("_")[0],
    toaster=None,
    app_wraps={
        (55, "ErrorBoundary"): lambda _has_state: error_boundary(fallback_render=broken_page()),
        (5, "ServerLost"): lambda _has_state: server_lost(),
        (4, "Arrival"): lambda _has_state: arrival(),
    },
    backend_exception_handler=answer_trouble,
    api_transformer=[_front_door, http, _site_headers],
    frontend_exception_handler=note_browser_error,
)
app.register_lifespan_task(_open)
app.register_lifespan_task(follow_orders)

_add_home()
about, policies = read_owner_text(OWNER_TEXT)
_add_owner_text("/about", about)
_add_owner_text("/policies", policies)
for title in shelf:
    _add_book(title)
app.add_page(
    apart("/books/[slug]", lambda: _page(later_book_page(catalogue.shop_name))),
    route="/books/[slug]",
    title=catalogue.shop_name,
    on_load=[CartState.connect, ShelfState.open_book],
)
_private(
    "/cart",
    "Cart",
    cart_page(countries),
    [CartState.connect, SentCartState.open_link],
    *ahead_of_payment(till),
)
_private(
    "/checkout",
    "Checkout",
    checkout_page(till, countries),
    CheckoutState.open,
    *ahead_of_payment(till),
)
_private("/checkout/return", "Payment", checkout_return_page(), [ReturnState.come_back])
order_page = success_page(section_of(policies, "Contact"), shop_name=catalogue.shop_name)
_private("/success", "Order", order_page, [CartState.connect, OrderState.open])
_private(
    "/cancel",
    "Not paid",
    cancel_page(),
    [GivingUpState.look, CartState.connect, CheckoutState.listen],  # in this order
)
_private(
    "/orders",
    "Find your orders",
    orders_page(sends_mail=settings.smtp_url is not None or settings.mode is Mode.SANDBOX),
    [ReminderState.open, CartState.connect],
)
if not is_prod_mode():
    from bookstore.pages.gallery import gallery_page

    _private("/gallery", "Gallery", gallery_page(), [])
_private("404", "Page not found", not_found_page(), [CartState.connect])
