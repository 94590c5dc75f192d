"""What a page of the shop may run, load, frame and tell: its Content-Security-Policy.

Reflex writes inline scripts into each page that it builds and offers no nonce for them.
So each page's policy names the SHA-256 digests of exactly the scripts in its own file.
Nothing may be made a script at run time: no 'unsafe-inline', no 'unsafe-eval'.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

_SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script>", re.DOTALL | re.IGNORECASE)
_SOURCE = re.compile(r"\bsrc\s*=", re.IGNORECASE)
_TYPE = re.compile(r"""\btype\s*=\s*["']?([^"'\s>]+)""", re.IGNORECASE)
_RUNS = frozenset({"", "module", "text/javascript"})  # every other type is data to a browser

# Source: Stripe docs, "Integration security guide", Content Security Policy.
_STRIPE_SCRIPTS = ("https://js.stripe.com", "https://*.js.stripe.com")
_STRIPE_FRAMES = (*_STRIPE_SCRIPTS, "https://hooks.stripe.com")
_STRIPE_CALLS = ("https://api.stripe.com",)
_STRIPE_IMAGES = ("https://*.stripe.com",)


def digests_of(html: str) -> tuple[str, ...]:
    """The sources that allow the inline scripts of a page, each once, in their order."""
    found = (
        _digest(text)
        for attributes, text in _SCRIPT.findall(html)
        if not _SOURCE.search(attributes) and _type_of(attributes) in _RUNS
    )
    return tuple(dict.fromkeys(found))


def _type_of(attributes: str) -> str:
    named = _TYPE.search(attributes)
    return named[1].lower() if named else ""


def _digest(script: str) -> str:
    return f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'"


def page_policy(scripts: Iterable[str], *, url: str, sandbox_url: str) -> str:
    """The policy of a page.

    Args:
        scripts: sources of its inline scripts, from `digests_of`.
        url: the shop's own address.
        sandbox_url: where the stand-in for Stripe answers; "" allows Stripe itself.
    """
    site, own = urlsplit(url), _origin(sandbox_url)
    socket = f"{'wss' if site.scheme == 'https' else 'ws'}://{site.netloc}"
    is_stripe = not sandbox_url
    sources = {
        "default-src": ("'self'",),
        "script-src": ("'self'", *scripts, *(_STRIPE_SCRIPTS if is_stripe else (own,))),
        "style-src": ("'self'", "'unsafe-inline'"),
        "img-src": ("'self'", "data:", *(_STRIPE_IMAGES if is_stripe else ())),
        "connect-src": ("'self'", socket, *(_STRIPE_CALLS if is_stripe else (own,))),
        "frame-src": _STRIPE_FRAMES if is_stripe else ("'self'", own),
        "frame-ancestors": ("'none'",),
        "object-src": ("'none'",),
        "base-uri": ("'none'",),
        "form-action": ("'self'",),
    }
    return "; ".join(f"{name} {' '.join(allowed)}" for name, allowed in sources.items())


def _origin(url: str) -> str:
    return f"{urlsplit(url).scheme}://{urlsplit(url).netloc}"


@dataclass
class PagePolicies:
    """The policy of each built page, worked out once for each version of its file."""

    folder: Path
    url: str
    sandbox_url: str
    _known: dict[str, tuple[int, str]] = field(default_factory=dict)

    def of_file(self, name: str) -> str:
        """The policy of a file below the folder; of one that is not there, one without digests."""
        path = self.folder / name
        changed = path.stat().st_mtime_ns if path.is_file() else 0
        if self._known.get(name, (-1, ""))[0] != changed:
            html = path.read_text(encoding="utf-8") if changed else ""
            scripts = digests_of(html)
            policy = page_policy(scripts, url=self.url, sandbox_url=self.sandbox_url)
            self._known[name] = changed, policy
        return self._known[name][1]
