"""The connections to Stripe: opened once, and kept for the next call."""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
import stripe

IDLE_SECONDS = 60.0  # aiohttp drops a connection after 15, which a bank's check outlasts


class KeptConnections(stripe.AIOHTTPClient):
    """The SDK's own client over aiohttp, with connections that are kept for a minute.

    A new connection costs three round trips, just when a shopper waits for the answer.
    Should Stripe have closed an idle one meanwhile, the SDK tries again under the same
    idempotency key. aiohttp reads and writes HTTP in C: over httpx, of which the SDK has a
    client too, a call costs the shop's one process twice as much.
    """

    def __init__(self, *, timeout: float, proxy: str | None = None) -> None:
        """Open nothing yet; each try of a call, its answer included, may take `timeout` seconds."""
        super().__init__()  # pyright: ignore[reportUnknownMemberType] - says too little
        self._per_try, self._way = aiohttp.ClientTimeout(total=timeout), proxy
        self._opened: aiohttp.ClientSession | None = None

    @property
    def _session(self) -> aiohttp.ClientSession:
        if self._opened is None:  # by the first call: a session belongs to the loop that runs
            context = ssl.create_default_context(cafile=stripe.ca_bundle_path)
            self._opened = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(ssl=context, keepalive_timeout=IDLE_SECONDS),
                cookie_jar=aiohttp.DummyCookieJar(),
                timeout=self._per_try,
                proxy=self._way,
            )
        return self._opened

    async def request_async(
        self, method: str, url: str, headers: Mapping[str, str], post_data: str | None = None
    ) -> tuple[bytes, int, Mapping[str, str]]:
        """One try of a call; a lost connection is the SDK's error, which it tries again.

        The SDK's own would raise aiohttp's when only the end of an answer is missing, and
        follow a redirect, whose address would be given the key.
        """
        try:
            async with self._session.request(
                method, url, headers=headers, data=post_data, allow_redirects=False
            ) as answer:
                return await answer.read(), answer.status, answer.headers
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            self._handle_request_error(error)

    async def close_async(self) -> None:
        """Close what was opened."""
        if self._opened is not None:
            await self._opened.close()


def find_proxy(address: str) -> str | None:
    """The proxy on the way to an address, as `HTTPS_PROXY` and `NO_PROXY` say.

    Asked once: aiohttp itself would ask anew at each call, in a thread.
    """
    to = urlsplit(address)
    if proxy_bypass(to.hostname or ""):
        return None
    proxies = getproxies()
    return proxies.get(to.scheme) or proxies.get("all")
