"""The connections to Stripe: opened once, and kept for the next call."""

from __future__ import annotations

import ssl

import httpx
import stripe

IDLE_SECONDS = 60.0  # httpx drops a connection after 5, which a bank's check outlasts


class KeptConnections(stripe.HTTPXClient):
    """The SDK's own client over a pool that keeps what is idle for a minute.

    A new connection costs three round trips, just when a shopper waits for the answer. The
    SDK takes no pool from outside, so its client is replaced. Should Stripe have closed an
    idle one meanwhile, the SDK tries again under the same idempotency key.
    """

    def __init__(self, *, timeout: float) -> None:
        """Open nothing yet; each try of a call may take `timeout` seconds."""
        super().__init__(timeout=timeout)  # pyright: ignore[reportUnknownMemberType] - says too little
        self._client_async = httpx.AsyncClient(
            verify=ssl.create_default_context(cafile=stripe.ca_bundle_path),
            limits=httpx.Limits(keepalive_expiry=IDLE_SECONDS),
        )
