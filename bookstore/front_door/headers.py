"""The headers of every answer, whoever gives it: Reflex, our endpoints or the sandbox."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bookstore.front_door.policy import PagePolicies
from bookstore.front_door.site import Site

KEPT_FOR_EVER = "public, max-age=31536000, immutable"
KEPT_FOR_A_MONTH = "public, max-age=2592000"  # fonts: their names do not change with them
OF_ONE_SHOPPER = frozenset({"/success", "/checkout/return"})  # a secret is in their address
REFERRERS = {
    **dict.fromkeys(OF_ONE_SHOPPER, "no-referrer"),
    "/checkout": "same-origin",  # with ?order=, a token is in its address
}
SANDBOX = "/sandbox"
# A wallet needs the first two in Stripe's frame, which asks for them; nobody else gets any.
_STRIPE = '(self "https://js.stripe.com" "https://hooks.stripe.com")'
PERMISSIONS = (
    f"payment={_STRIPE}, publickey-credentials-get={_STRIPE}, "
    "camera=(), geolocation=(), microphone=(), usb=()"
)


class SiteHeaders:
    """Puts our headers on every answer of the application behind it."""

    def __init__(self, app: ASGIApp, site: Site) -> None:
        """Stand in front of everything."""
        self._app = app
        self._site = site
        self._policies = PagePolicies(site.folder, url=site.url, sandbox_url=site.frames)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on; what comes back by HTTP gets our headers."""
        if scope["type"] == "http":
            send = self._with_headers(send, "/" + scope["path"].strip("/"))
        await self._app(scope, receive, send)

    def _with_headers(self, send: Send, route: str) -> Send:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                had = {name for name, _ in message["headers"]}
                ours = self._ours(route, message["status"])
                added = [
                    (name.encode(), text.encode())
                    for name, text in ours.items()
                    if name.encode() not in had or name == "content-security-policy"
                ]
                message = {**message, "headers": [*message["headers"], *added]}
            await send(message)

        return send_with_headers

    def _ours(self, route: str, status: int) -> dict[str, str]:
        """Our headers; what the answer says itself goes first, but for its policy.

        Of two policies a browser obeys both, so an answer can only be stricter than ours.
        """
        is_private = route in OF_ONE_SHOPPER
        headers = {
            "x-content-type-options": "nosniff",
            "referrer-policy": REFERRERS.get(route, "strict-origin-when-cross-origin"),
            "cache-control": _cache(route, status, is_private=is_private),
            "permissions-policy": PERMISSIONS,
            # Stripe opens some banks in a window of their own, which must know its opener.
            "cross-origin-opener-policy": "same-origin-allow-popups",
        }
        if self._site.has_policy:
            headers["content-security-policy"] = self._policy(route)
        if self._site.url.startswith("https://"):
            headers["strict-transport-security"] = "max-age=31536000"
        return headers

    def _policy(self, route: str) -> str:
        if self._site.frames and (route == SANDBOX or route.startswith(f"{SANDBOX}/")):
            return "frame-ancestors 'self'"  # the stand-in says the rest of its pages itself
        if route in self._site.routes:
            return self._policies.of_file(f"{route}/index.html".lstrip("/"))
        if route.endswith(".html") and self._site.has_file(route):
            return self._policies.of_file(route.lstrip("/"))
        return self._policies.of_file("404.html")


def _cache(route: str, status: int, *, is_private: bool) -> str:
    if status in (200, 304):
        if route.startswith("/assets/"):
            return KEPT_FOR_EVER
        if route.startswith("/fonts/"):
            return KEPT_FOR_A_MONTH
    return "private, no-store" if is_private else "no-cache"
