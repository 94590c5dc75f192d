"""The addresses among the settings: each checked, or refused in one sentence."""

from __future__ import annotations

from urllib.parse import urlsplit

from bookstore.domain.order import Mode
from bookstore.stripe_keys import refuse

LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})


def read_site_url(text: str) -> str:
    """The shop's address without a path.

    Raises:
        SystemExit: it is none.
    """
    if not _is_bare(text):
        refuse(
            f"SITE_URL is {text!r}: expected the shop's address without a path, such as "
            "https://shop.example.com."
        )
    return _without_slash(text)


def read_sandbox_url(text: str, *, mode: Mode) -> str:
    """The address of a sandbox that runs by itself; "" for the one inside the shop.

    Raises:
        SystemExit: it is none, is of another machine, or stands beside Stripe's keys.
    """
    if not text:
        return ""
    if mode is not Mode.SANDBOX:
        refuse("SANDBOX_URL is set beside Stripe's keys: remove it, or the keys.")
    if not _is_bare(text) or urlsplit(text).hostname not in LOCAL_HOSTS:
        refuse(
            f"SANDBOX_URL is {text!r}: expected the address of a sandbox on this machine, such as "
            "http://127.0.0.1:12111."
        )
    return _without_slash(text)


def _is_bare(text: str) -> bool:
    """Whether this is an http address with nothing behind the port."""
    try:
        url = urlsplit(text)
        is_usable = url.scheme in ("http", "https") and bool(url.hostname) and url.port != 0
    except ValueError:
        return False
    return is_usable and not (url.path.strip("/") or url.query or url.fragment or url.username)


def _without_slash(text: str) -> str:
    return f"{urlsplit(text).scheme}://{urlsplit(text).netloc}"
