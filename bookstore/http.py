"""The shop's own endpoints: webhook, health, covers, robots.

Raw bytes become a verified event, the event goes to the services.
"""

from __future__ import annotations

import logging

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bookstore import wiring
from bookstore.domain.errors import ForgedEvent
from bookstore.domain.order import Mode
from bookstore.domain.payment import WebhookEvent
from bookstore.services.hearing import hear
from bookstore.services.ports import Shop
from bookstore.turnstile import address_behind

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
        if not opened.limits.forging.admits("", _address(request, opened.settings.proxy_hops)):
            return _say("Too many webhooks of yours are forged.", 429)
        log.warning("Webhook refused: %s", error)
        return _say("The signature does not fit.", 400)
    try:
        await receive_event(opened.shop, event)
    except Exception:  # whatever it was, Stripe has to hear that it must send the event again
        log.exception("Webhook %s could not be worked on; Stripe sends it again.", event.id)
        return _say("Please send it again.", 500)
    return _say("Thank you.", 200)


def _address(request: Request, hops: int) -> str:
    peer = request.client.host if request.client else ""
    return address_behind(peer, request.headers.get("x-forwarded-for", ""), hops=hops)


async def _read_body(request: Request) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_WEBHOOK_BYTES:
            raise ForgedEvent(f"A webhook of more than {MAX_WEBHOOK_BYTES} bytes is not Stripe's.")
    return bytes(body)


async def receive_event(shop: Shop, event: WebhookEvent) -> None:
    """Settle what an event is about; its own words move no order on (`services.hearing`).

    The event is remembered after the work, so that one cut short is worked on again.
    """
    if event.livemode != (shop.mode is Mode.LIVE):
        log.warning("Webhook %s is of another mode and is ignored.", event.id)
        return
    order = await hear(shop, event)
    if not await shop.orders.remember_event(event.id, at=shop.clock.now()):
        log.info("Webhook %s came again and changed nothing.", event.id)
        if order is not None:
            text = f"Stripe's event {event.id} came again and was ignored."
            await shop.orders.note(order.number, "event", text, at=shop.clock.now())


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
