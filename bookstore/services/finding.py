"""Which payment a browser speaks of: the one whose secret it holds, else its key's latest."""

from __future__ import annotations

import re

from bookstore.domain.errors import OrderNotFound, PaymentRefused
from bookstore.services.checkout import claim_order, look_after, verify_payment
from bookstore.services.ports import Shop
from bookstore.services.settlement import Payment

_SECRET = re.compile(r"(pi_[A-Za-z0-9]{1,100})_secret_[A-Za-z0-9_-]{1,200}")


async def find_payment(shop: Shop, *, checkout_key: str, client_secret: str) -> Payment | None:
    """Settle the payment that a browser shows to be its own, asking Stripe.

    The secret goes first: a browser lets its key go as soon as the order is paid, which a
    page that was cut off has not heard, and a later key is another order's.

    Args:
        checkout_key: the key that the browser holds, or "".
        client_secret: what it presents as the intent's secret, or "".

    Returns:
        None when there is no order, or none that Stripe knows of.

    Raises:
        PaymentUnavailable: Stripe could not be reached; nothing was changed.
    """
    found = _SECRET.fullmatch(client_secret)
    if found is not None:
        try:
            payment = await shop.looks.join(found[1]) or await verify_payment(shop, found[1])
            claim_order(payment, checkout_keys=(checkout_key,), client_secret=client_secret)
        except (OrderNotFound, PaymentRefused):
            return await look_after(shop, checkout_key)
        return payment
    return await look_after(shop, checkout_key)
