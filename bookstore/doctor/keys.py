"""What settings and keys say: which Stripe they open, and what is wrong with them, all at once."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bookstore.doctor.findings import Finding, Problem
from bookstore.doctor.patient import Patient
from bookstore.domain.order import Mode
from bookstore.settings import NAMES, Settings, read_settings
from bookstore.stripe_keys import Flaw, SettingsRefused

_KEYS = tuple(
    f"{name}{end}" for name in NAMES if name.startswith("STRIPE_") for end in ("", "_TEST")
)
_EDIT = "edit .env beside rxconfig.py (its lines are explained in .env.example)"
_HOOK = "stripe listen --forward-to localhost:{port}/stripe/webhook  (it prints a whsec_ for .env)"
_PROBLEMS = {
    Flaw.KEYS_MISSING: (Problem.KEYS_MISSING, _EDIT),
    Flaw.KEYS_SWAPPED: (Problem.KEYS_SWAPPED, "exchange the two lines in .env"),
    Flaw.KEYS_MIXED: (Problem.KEYS_MIXED, _EDIT),
    Flaw.PLACEHOLDER: (Problem.PLACEHOLDER, _EDIT),
    Flaw.WEBHOOK_SECRET: (Problem.WEBHOOK_SECRET, _HOOK),
    Flaw.LIVE_NOT_ALLOWED: (Problem.LIVE, "echo ALLOW_LIVE_PAYMENTS=yes >> .env"),
    Flaw.LIVE_WITHOUT_HTTPS: (Problem.LIVE, "set SITE_URL=https://... in .env"),
    Flaw.LIVE_WITHOUT_WEBHOOK: (Problem.WEBHOOK_SECRET, "set STRIPE_WEBHOOK_SECRET in .env"),
    Flaw.PUBLIC_SANDBOX: (Problem.PUBLIC_SANDBOX, _EDIT),
    Flaw.SETTING: (Problem.SETTING, _EDIT),
}
# With what the examination goes on, so that one mistake does not hide the next.
_INSTEAD = {
    Flaw.LIVE_NOT_ALLOWED: {"ALLOW_LIVE_PAYMENTS": "yes"},
    Flaw.LIVE_WITHOUT_HTTPS: {"SITE_URL": "https://shop.invalid"},
    Flaw.LIVE_WITHOUT_WEBHOOK: {"STRIPE_WEBHOOK_SECRET": "whsec_pretended0000"},
    Flaw.WEBHOOK_SECRET: {"STRIPE_WEBHOOK_SECRET": "", "STRIPE_WEBHOOK_SECRET_TEST": ""},
    Flaw.PUBLIC_SANDBOX: {"SITE_URL": ""},
}


def read_on(patient: Patient) -> tuple[Settings, list[SettingsRefused]]:
    """Settings with every mistake taken out, and the mistakes."""
    environ, refused = dict(patient.environ), list[SettingsRefused]()
    while True:
        try:
            return read_settings(environ), refused
        except SettingsRefused as refusal:
            refused.append(refusal)
            environ |= _INSTEAD.get(refusal.flaw) or dict.fromkeys(_names_in(refusal), "")
            if refusal.flaw is not Flaw.SETTING:  # keys that were taken out are no sandbox
                environ["ALLOW_PUBLIC_SANDBOX"] = "yes"
            if len(refused) > len(NAMES) + len(Flaw):  # each mistake is taken out once
                raise


def _names_in(refusal: SettingsRefused) -> tuple[str, ...]:
    """The settings that a refusal is about: it begins with the name, unless it means keys."""
    if refusal.flaw is not Flaw.SETTING:
        return _KEYS
    return tuple(re.findall(r"[A-Z][A-Z_]+", refusal.sentence)[:1])


def check_keys(settings: Settings, refused: list[SettingsRefused], port: int) -> Iterator[Finding]:
    """What was refused, and what the keys open that were not."""
    for refusal in refused:
        problem, mend = _PROBLEMS[refusal.flaw]
        about = "settings" if refusal.flaw is Flaw.SETTING else "keys"
        yield Finding(about, refusal.sentence.rstrip("."), problem, mend.format(port=port))
    if not any(refusal.flaw is not Flaw.SETTING for refusal in refused):
        yield _which_stripe(settings)
        yield from _check_webhook(settings, port)


def _which_stripe(settings: Settings) -> Finding:
    match settings.mode:
        case Mode.SANDBOX:
            return Finding("keys", "none are set: the sandbox inside, in which no money moves")
        case Mode.TEST:
            return Finding("keys", f"test keys ({_last_four(settings)}): no money moves")
        case Mode.LIVE:
            return Finding("keys", f"LIVE keys ({_last_four(settings)}): real money moves")


def _check_webhook(settings: Settings, port: int) -> Iterator[Finding]:
    if settings.mode is Mode.SANDBOX:
        yield Finding("webhook", "the shop makes its own secret for the sandbox")
    elif settings.webhook_secret is not None:
        yield Finding("webhook", "its signing secret is set")
    else:
        yield Finding(
            "webhook",
            "STRIPE_WEBHOOK_SECRET is not set: Stripe cannot tell the shop anything, which then "
            "learns of payments after closed tabs up to 30 seconds late",
            Problem.WEBHOOK_SECRET,
            _HOOK.format(port=port),
        )


def _last_four(settings: Settings) -> str:
    return f"…{settings.secret_key.reveal()[-4:]}"
