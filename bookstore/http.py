"""Plain HTTP in front of Reflex: webhook, health, known routes, headers, a true 404.

Raw bytes become a verified event, the event goes to the services. Reflex's own file
server redirects `/cart` to `/cart/` at whatever Host header came, which would send a
returning payment's client_secret over http to a stranger; here known routes are
answered as they are.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from html import escape
from pathlib import Path
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bookstore import wiring
from bookstore.domain.errors import BookNotFound, ForgedEvent, OrderNotFound, PaymentRefused
from bookstore.domain.order import Mode
from bookstore.domain.payment import WebhookEvent
from bookstore.services.checkout import verify_payment
from bookstore.services.ports import Shop

log = logging.getLogger("bookstore.http")

MAX_WEBHOOK_BYTES = 512 * 1024
PRIVATE_ROUTES = ("/cart", "/checkout", "/success", "/cancel")
NOSNIFF = {"X-Content-Type-Options": "nosniff"}


async def stripe_webhook(request: Request) -> Response:
    """Take a webhook: 400 for a forged one, 500 so that Stripe tries again, 200 when done."""
    opened = wiring.premises()
    secret = await opened.webhook_secret()
    if secret is None:
        return _say("No webhook secret is set, so no webhook can be believed.", 503)
    try:
        payload = await _read_body(request)
        event = opened.shop.payments.read_event(
            payload, request.headers.get("stripe-signature", ""), secret
        )
    except (ForgedEvent, ClientDisconnect) as error:
        log.warning("Webhook refused: %s", error)
        return _say("The signature does not fit.", 400)
    try:
        await receive_event(opened.shop, event)
    except Exception:  # whatever it was, Stripe has to hear that it must send the event again
        log.exception("Webhook %s could not be worked on; Stripe sends it again.", event.id)
        return _say("Please send it again.", 500)
    return _say("Thank you.", 200)


async def _read_body(request: Request) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_WEBHOOK_BYTES:
            raise ForgedEvent(f"A webhook of more than {MAX_WEBHOOK_BYTES} bytes is not Stripe's.")
    return bytes(body)


async def receive_event(shop: Shop, event: WebhookEvent) -> None:
    """Settle what an event is about by fetching it again; its own words are not believed.

    The event is remembered after the work, so that one cut short is worked on again.
    """
    if event.livemode != (shop.mode is Mode.LIVE):
        log.warning("Webhook %s is of another mode and is ignored.", event.id)
        return
    if event.intent_id is not None:
        try:
            await verify_payment(shop, event.intent_id)
        except (OrderNotFound, PaymentRefused) as error:
            log.info("Webhook %s is about no order of ours: %s", event.id, error)
    if not await shop.orders.remember_event(event.id, at=shop.clock.now()):
        log.info("Webhook %s came again and changed nothing.", event.id)


async def healthz(_request: Request) -> Response:
    """Say that the process is alive."""
    return _say("alive", 200)


async def readyz(_request: Request) -> Response:
    """Say whether the shop can sell: 503 when the database cannot be used.

    Stripe's state is named and does not count: the catalogue and the cart work without.
    """
    try:
        opened = wiring.premises()
    except RuntimeError:
        return JSONResponse({"database": "not open", "stripe": "unknown"}, 503)
    is_ready = await opened.database.is_ready()
    answers = await opened.stripe_answers()
    state = {
        "database": "ready" if is_ready else "unreachable or not migrated",
        "stripe": "answers" if answers else "does not answer",
        "mode": opened.settings.mode.value,
    }
    return JSONResponse(state, 200 if is_ready else 503, headers=NOSNIFF)


def _say(sentence: str, status: int) -> Response:
    return PlainTextResponse(sentence, status, headers=NOSNIFF)


def make_http(site_url: str) -> Starlette:
    """The endpoints of the shop's own, to be put in front of Reflex."""

    async def robots(_request: Request) -> Response:
        """What search engines may look at, and where the list of pages is."""
        rules = "".join(f"Disallow: {route}\n" for route in PRIVATE_ROUTES)
        return _say(f"User-agent: *\n{rules}\nSitemap: {site_url}/sitemap.xml\n", 200)

    return Starlette(
        routes=[
            Route("/stripe/webhook", stripe_webhook, methods=["POST"]),
            Route("/healthz", healthz),
            Route("/readyz", readyz),
            Route("/robots.txt", robots),
        ]
    )


@dataclass(frozen=True, slots=True)
class Site:
    """The built pages: where they lie, which routes they answer, what frames they may hold."""

    folder: Path
    routes: frozenset[str]
    name: str
    url: str
    frames: str  # the sandbox's URL, "" with Stripe's own
    mode: Mode


class FrontDoor:
    """Answers known routes as they are, unknown ones with a true 404, all with our headers."""

    def __init__(self, app: ASGIApp, site: Site) -> None:
        """Stand in front of Reflex's own application."""
        self._app = app
        self._site = site
        self._headers = [
            (name.encode(), text.encode()) for name, text in _site_headers(site).items()
        ]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on but what a browser asks for by address."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        route = "/" + scope["path"].strip("/")
        answer = await self._answer(route, scope)
        with_headers = self._with_headers(send, route)
        if answer is not None:
            await answer(scope, receive, with_headers)
        else:
            await self._app(self._without_redirect(route, scope), receive, with_headers)

    def _without_redirect(self, route: str, scope: Scope) -> Scope:
        if scope["method"] not in ("GET", "HEAD") or route not in self._site.routes:
            return scope
        path = route if route == "/" else f"{route}/"
        return {**scope, "path": path, "raw_path": path.encode()}

    async def _answer(self, route: str, scope: Scope) -> Response | None:
        """Our own answer for a page that the build does not have; None leaves it to Reflex."""
        if scope["method"] not in ("GET", "HEAD") or not self._is_page(route):
            return None
        if route.startswith("/books/"):
            title = await _title_on_shelf(route.removeprefix("/books/"))
            if title:
                return self._shell(title, f"{title} at {self._site.name}.", 200)
        return self._shell("Page not found", "There is nothing at this address.", 404)

    def _is_page(self, route: str) -> bool:
        """Whether Reflex would answer with the empty shell: no built page, no file."""
        if route in self._site.routes or route.startswith(("/_", "/ping")):
            return False
        return self._site.folder.is_dir() and not self._is_file(route)

    def _is_file(self, route: str) -> bool:
        try:
            path = (self._site.folder / route.lstrip("/")).resolve()
            return path.is_relative_to(self._site.folder.resolve()) and path.is_file()
        except (OSError, ValueError):  # a name too long for the disk, or with a null in it
            return False

    def _shell(self, title: str, sentence: str, status: int) -> Response:
        """Reflex's empty page, with a title and a sentence for those who run no script."""
        html = (self._site.folder / "404.html").read_text(encoding="utf-8")
        head = f"<title>{escape(title)} · {escape(self._site.name)}</title>"
        if status == 404:
            head += '<meta name="robots" content="noindex">'
        html = html.replace("</head>", f"{head}</head>", 1)
        html = html.replace("</body>", f"<noscript><p>{escape(sentence)}</p></noscript></body>", 1)
        return HTMLResponse(html, status)

    def _with_headers(self, send: Send, route: str) -> Send:
        is_private = route in ("/success", "/checkout/return")
        referrer = b"no-referrer" if is_private else b"strict-origin-when-cross-origin"

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = [*message["headers"], *self._headers, (b"referrer-policy", referrer)]
                if not any(name == b"cache-control" for name, _ in headers):
                    hashed = route.startswith("/assets/") and message["status"] in (200, 304)
                    cache = b"public, max-age=31536000, immutable" if hashed else b"no-cache"
                    headers.append((b"cache-control", cache))
                message = {**message, "headers": headers}
            await send(message)

        return send_with_headers


async def _title_on_shelf(slug: str) -> str:
    try:
        return (await wiring.shop().books.by_slug(slug)).book.title
    except (BookNotFound, RuntimeError):
        return ""


def _site_headers(site: Site) -> dict[str, str]:
    """The headers of every answer. Reflex's pages hold inline scripts and one eval."""
    sandbox = (
        f"{urlsplit(site.frames).scheme}://{urlsplit(site.frames).netloc}" if site.frames else ""
    )
    scripts, frames, calls, images = (
        (sandbox, sandbox, sandbox, "data:")
        if sandbox
        else (
            "https://js.stripe.com https://*.js.stripe.com",
            "https://js.stripe.com https://*.js.stripe.com https://hooks.stripe.com",
            "https://api.stripe.com",
            "data: https://*.stripe.com",
        )
    )
    policy = {
        "default-src": "'self'",
        "script-src": f"'self' 'unsafe-inline' 'unsafe-eval' {scripts}",
        "style-src": "'self' 'unsafe-inline'",
        "img-src": f"'self' {images}",
        "connect-src": f"'self' ws: wss: {calls}",
        "frame-src": f"'self' {frames}",
        "frame-ancestors": "'self'",
        "object-src": "'none'",
        "base-uri": "'none'",
    }
    headers = {
        "content-security-policy": "; ".join(f"{name} {text}" for name, text in policy.items()),
        "x-content-type-options": "nosniff",
    }
    if site.url.startswith("https://"):
        headers["strict-transport-security"] = "max-age=31536000"
    return headers
