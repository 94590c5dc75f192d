"""The environment as one frozen value, read once; wrong settings end the start.

Names are explained in `.env.example`. Nothing set means the sandbox, in which no money
moves. Every refusal is a SystemExit with one sentence that says what is wrong and how
to mend it, and shows no more of a key than its last four characters.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import urlsplit

from dotenv import dotenv_values

from bookstore.domain.order import Mode
from bookstore.stripe_keys import Flaw, mode_of_keys, refuse
from bookstore.web_addresses import LOCAL_HOSTS, read_sandbox_url, read_site_url

PROJECT = Path(__file__).resolve().parent.parent
NAMES = (
    "STRIPE_PUBLISHABLE_KEY",
    "STRIPE_SECRET_KEY",
    "STRIPE_WEBHOOK_SECRET",
    "ALLOW_LIVE_PAYMENTS",
    "ALLOW_PUBLIC_SANDBOX",
    "SITE_URL",
    "DATABASE_URL",
    "REDIS_URL",
    "SMTP_URL",
    "MAIL_FROM",
    "LOG_LEVEL",
    "LOG_FORMAT",
    "TRUSTED_PROXY_HOPS",
    "SANDBOX_LATENCY_MS",
    "SANDBOX_URL",
)
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
LOG_FORMATS = ("text", "json")
MOST_PROXIES = 10  # between a shopper and us
SANDBOX_PUBLISHABLE_KEY = "pk_test_sandbox"
SANDBOX_SECRET_KEY = "sk_test_sandbox"


class Secret:
    """A text that prints as stars; `reveal()` gives it to whoever must send it."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        """Keep the text away from repr, str and logs."""
        self._text = text

    def reveal(self) -> str:
        """The text itself. Never log it."""
        return self._text

    def __repr__(self) -> str:
        """Stars, whatever the text."""
        return "Secret('****')"

    def __eq__(self, other: object) -> bool:
        """Two secrets are equal when their texts are."""
        return isinstance(other, Secret) and other._text == self._text

    def __hash__(self) -> int:
        """Agree with equality."""
        return hash(self._text)


@dataclass(frozen=True, slots=True)
class Settings:
    """What the environment asks for, checked.

    `site_url` has no trailing slash. `webhook_secret` is None in the sandbox (the shop
    makes its own) and in test mode without one (the reconciler stands in).
    `sandbox_elsewhere` is "" for the sandbox inside the shop.
    """

    mode: Mode
    publishable_key: str
    secret_key: Secret
    webhook_secret: Secret | None
    site_url: str
    database_url: Secret
    redis_url: Secret | None
    smtp_url: Secret | None
    mail_from: str
    log_level: str
    logs_json: bool
    proxy_hops: int
    sandbox_latency_ms: int
    sandbox_store: Path
    sandbox_elsewhere: str
    backend_port: int
    is_public: bool

    @property
    def bind_host(self) -> str:
        """The address to listen on: this machine only, unless keys or the owner say more."""
        return "0.0.0.0" if self.is_public else "127.0.0.1"

    @property
    def own_url(self) -> str:
        """Where the backend reaches itself."""
        return f"http://127.0.0.1:{self.backend_port}"

    @property
    def allowed_origins(self) -> tuple[str, ...]:
        """The origins whose pages may open our socket."""
        site = urlsplit(self.site_url)
        if site.hostname not in LOCAL_HOSTS:
            return (f"{site.scheme}://{site.netloc}",)
        ports = sorted({site.port or 80, self.backend_port})
        return tuple(
            f"{site.scheme}://{host}:{port}"
            for host in ("localhost", "127.0.0.1")
            for port in ports
        )

    @property
    def http_origin(self) -> str:
        """Where a browser reaches our own HTTP, if not where it has the pages from."""
        site = urlsplit(self.site_url)
        is_apart = site.hostname in LOCAL_HOSTS and (site.port or 80) != self.backend_port
        return f"{site.scheme}://{site.hostname}:{self.backend_port}" if is_apart else ""

    @property
    def sandbox_url(self) -> str:
        """Where a browser reaches the sandbox (empty when there are keys)."""
        if self.mode is not Mode.SANDBOX:
            return ""
        return self.sandbox_elsewhere or f"{self.http_origin or self.site_url}/sandbox"

    @property
    def sandbox_api(self) -> str:
        """Where the backend reaches the sandbox."""
        return self.sandbox_elsewhere or f"{self.own_url}/sandbox"

    @property
    def has_own_sandbox(self) -> bool:
        """Whether the sandbox runs inside the shop."""
        return self.mode is Mode.SANDBOX and not self.sandbox_elsewhere


def load_settings() -> Settings:
    """Read the process's environment and `.env` beside rxconfig.py.

    Reflex writes the ports it chose into the environment after rxconfig.py was read, so
    nothing is cached here: the app module reads once, when it is imported.

    Raises:
        SystemExit: something in the environment is wrong.
    """
    return read_settings({**dotenv_values(PROJECT / ".env"), **os.environ})


def read_settings(environ: Mapping[str, str | None]) -> Settings:
    """Check an environment and make settings of it.

    Raises:
        SystemExit: with one sentence that says what is wrong and how to mend it.
    """
    env = {name: (text or "").strip() for name, text in environ.items()}
    publishable, secret, webhook = _stripe_names(env)
    mode = mode_of_keys(publishable, secret, webhook)
    frontend_port = _whole("REFLEX_FRONTEND_PORT", env, default=3000, most=65535)
    site_url = read_site_url(env.get("SITE_URL") or f"http://localhost:{frontend_port}")
    is_local = urlsplit(site_url).hostname in LOCAL_HOSTS
    allows_sandbox = _yes("ALLOW_PUBLIC_SANDBOX", env)
    if mode is Mode.SANDBOX and not (is_local or allows_sandbox):
        refuse(
            f"SITE_URL is {site_url} but there are no Stripe keys, so the shop would give its "
            "books away: set both keys, or ALLOW_PUBLIC_SANDBOX=yes for a public demonstration.",
            Flaw.PUBLIC_SANDBOX,
        )
    if mode is Mode.LIVE:
        _check_live(env, site_url, webhook)
    database_url = _database_url(env.get("DATABASE_URL", ""))
    return Settings(
        mode=mode,
        publishable_key=publishable or SANDBOX_PUBLISHABLE_KEY,
        secret_key=Secret(secret or SANDBOX_SECRET_KEY),
        webhook_secret=Secret(webhook) if webhook else None,
        site_url=site_url,
        database_url=Secret(database_url),
        redis_url=_url_secret("REDIS_URL", env, ("redis", "rediss", "unix")),
        smtp_url=_smtp_url(env),
        mail_from=_mail_from(env.get("MAIL_FROM") or "shop@localhost"),
        log_level=_one_of("LOG_LEVEL", env, LOG_LEVELS, default="INFO"),
        logs_json=_one_of("LOG_FORMAT", env, LOG_FORMATS, default="text") == "json",
        proxy_hops=_whole("TRUSTED_PROXY_HOPS", env, default=0, most=MOST_PROXIES),
        sandbox_latency_ms=_whole("SANDBOX_LATENCY_MS", env, default=0, most=60_000),
        sandbox_store=_sandbox_store(database_url),
        sandbox_elsewhere=read_sandbox_url(env.get("SANDBOX_URL", ""), mode=mode),
        backend_port=_whole("REFLEX_BACKEND_PORT", env, default=frontend_port, most=65535),
        is_public=mode is not Mode.SANDBOX or allows_sandbox,
    )


def _stripe_names(env: Mapping[str, str]) -> tuple[str, str, str]:
    names = ("STRIPE_PUBLISHABLE_KEY", "STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRET")
    plain = [env.get(name, "") for name in names]
    test = [env.get(f"{name}_TEST", "") for name in names]
    publishable, secret, webhook = plain if any(plain) else test
    return publishable, secret, webhook


def _check_live(env: Mapping[str, str], site_url: str, webhook: str) -> None:
    if not _yes("ALLOW_LIVE_PAYMENTS", env):
        refuse(
            "these are live keys, with which real money moves: set ALLOW_LIVE_PAYMENTS=yes if "
            "that is meant, or use test keys.",
            Flaw.LIVE_NOT_ALLOWED,
        )
    if not site_url.startswith("https://"):
        refuse(
            f"live payments need an https SITE_URL, and it is {site_url}: set SITE_URL to the "
            "address that shoppers see.",
            Flaw.LIVE_WITHOUT_HTTPS,
        )
    if not webhook:
        refuse(
            "live payments need STRIPE_WEBHOOK_SECRET: create a webhook endpoint for "
            f"{site_url}/stripe/webhook in the Stripe Dashboard and copy its signing secret.",
            Flaw.LIVE_WITHOUT_WEBHOOK,
        )


def _database_url(text: str) -> str:
    if not text:
        return f"sqlite:///{PROJECT / '.data' / 'shop.db'}"
    scheme = text.partition("://")[0].partition("+")[0]
    if "://" not in text or scheme not in ("sqlite", "postgres", "postgresql"):
        refuse(
            f"DATABASE_URL begins {scheme[:20]!r}: expected sqlite:///file.db or "
            "postgresql://user:password@host/name."
        )
    return text


def _sandbox_store(database_url: str) -> Path:
    scheme, _, path = database_url.partition(":///")
    folder = Path(path).parent if scheme.startswith("sqlite") and path else PROJECT / ".data"
    return folder / "sandbox.db"


def _url_secret(name: str, env: Mapping[str, str], schemes: tuple[str, ...]) -> Secret | None:
    text = env.get(name, "")
    if text and text.partition("://")[0] not in schemes:
        refuse(f"{name} is not usable: expected an address that begins {schemes[0]}://.")
    return Secret(text) if text else None


def _smtp_url(env: Mapping[str, str]) -> Secret | None:
    secret = _url_secret("SMTP_URL", env, ("smtp", "smtps"))
    try:
        url = urlsplit(secret.reveal() if secret else "smtp://none")
        is_usable = bool(url.hostname) and url.port != 0
    except ValueError:
        is_usable = False
    if not is_usable:
        refuse("SMTP_URL is not usable: expected smtp://user:password@host:587.")
    return secret


def _mail_from(text: str) -> str:
    user, _, host = parseaddr(text)[1].partition("@")
    if not (user and host and text.isprintable()) or not host.isascii() or "@" in host:
        refuse(
            f"MAIL_FROM is {text!r}: expected an address such as shop@example.com or "
            "The Shop <shop@example.com>."
        )
    return text


def _yes(name: str, env: Mapping[str, str]) -> bool:
    if (text := env.get(name, "").lower()) not in ("", "yes", "no"):
        refuse(f"{name} is {text!r}: expected yes or no.")
    return text == "yes"


def _one_of(name: str, env: Mapping[str, str], allowed: tuple[str, ...], *, default: str) -> str:
    text = env.get(name, "") or default
    found = [word for word in allowed if word.lower() == text.lower()]
    if not found:
        refuse(f"{name} is {text!r}: expected one of {', '.join(allowed)}.")
    return found[0]


def _whole(name: str, env: Mapping[str, str], *, default: int, most: int) -> int:
    text = env.get(name, "")
    if not text:
        return default
    if not text.isascii() or not text.isdigit() or int(text) > most:
        refuse(f"{name} is {text!r}: expected a whole number from 0 to {most}.")
    return int(text)
