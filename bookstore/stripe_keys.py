"""Which Stripe a pair of keys opens, and what is wrong with keys that open none.

Every refusal is a SystemExit with one sentence, and shows no more of a key than its last
four characters.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import NoReturn

from bookstore.domain.order import Mode

_KEY = re.compile(r"(pk|sk|rk)_(test|live)_[A-Za-z0-9]{10,}")
_PLACEHOLDER = re.compile(
    r"\.\.\.|…|xxx|\*\*|your|changeme|change_me|placeholder|[<>\s]", re.IGNORECASE
)


class Flaw(StrEnum):
    """What kind of mistake a refusal is about; the doctor has a remedy for each."""

    KEYS_MISSING = "keys missing"
    KEYS_SWAPPED = "keys swapped"
    KEYS_MIXED = "keys of two modes"
    PLACEHOLDER = "placeholder"
    WEBHOOK_SECRET = "webhook secret"  # noqa: S105 - a kind, no secret
    LIVE_NOT_ALLOWED = "live, not allowed"
    LIVE_WITHOUT_HTTPS = "live, without https"
    LIVE_WITHOUT_WEBHOOK = "live, without a webhook secret"
    PUBLIC_SANDBOX = "public sandbox"
    SETTING = "setting"


class SettingsRefused(SystemExit):
    """The end of a start: one sentence, and the kind of mistake."""

    def __init__(self, sentence: str, flaw: Flaw) -> None:
        """Keep both; Python prints the sentence when nobody catches this."""
        super().__init__(f"bookstore: {sentence}")
        self.sentence = sentence
        self.flaw = flaw


def refuse(sentence: str, flaw: Flaw = Flaw.SETTING) -> NoReturn:
    """End the start with one sentence."""
    raise SettingsRefused(sentence, flaw)


def mode_of_keys(publishable: str, secret: str, webhook: str) -> Mode:
    """The mode that two keys and a webhook secret ("" where unset) belong to.

    Raises:
        SystemExit: they do not fit together, or are no keys.
    """
    if not publishable and not secret:
        if webhook:
            refuse(
                "STRIPE_WEBHOOK_SECRET is set but the two Stripe keys are not: set all three, "
                "or none for the sandbox.",
                Flaw.KEYS_MISSING,
            )
        return Mode.SANDBOX
    for name, other, key in (
        ("STRIPE_PUBLISHABLE_KEY", "STRIPE_SECRET_KEY", publishable),
        ("STRIPE_SECRET_KEY", "STRIPE_PUBLISHABLE_KEY", secret),
    ):
        if not key:
            sentence = f"{other} is set but {name} is not: set both, or neither for the sandbox."
            refuse(sentence, Flaw.KEYS_MISSING)
    modes = (
        _key_mode("STRIPE_PUBLISHABLE_KEY", publishable, ("pk",)),
        _key_mode("STRIPE_SECRET_KEY", secret, ("sk", "rk")),
    )
    if modes[0] is not modes[1]:
        refuse(
            f"the publishable key ({_last_four(publishable)}) is a {modes[0].value} key and the "
            f"secret key ({_last_four(secret)}) a {modes[1].value} key: take both from one mode "
            "of the Stripe Dashboard.",
            Flaw.KEYS_MIXED,
        )
    _check_webhook_secret(webhook)
    return modes[0]


def _key_mode(name: str, key: str, kinds: tuple[str, ...]) -> Mode:
    found = _KEY.fullmatch(key)
    if _PLACEHOLDER.search(key) or found is None:
        refuse(
            f"{name} ({_last_four(key)}) is a placeholder or no Stripe key: copy the key that "
            f"begins {' or '.join(f'{kind}_' for kind in kinds)} from the Stripe Dashboard, "
            "or remove it for the sandbox.",
            Flaw.PLACEHOLDER,
        )
    if found[1] not in kinds:
        wrong = "a publishable key" if found[1] == "pk" else "a secret key"
        refuse(
            f"{name} holds {wrong} ({_last_four(key)}): exchange the two keys"
            + (", and roll the secret key if it was ever served." if found[1] != "pk" else "."),
            Flaw.KEYS_SWAPPED,
        )
    return Mode.LIVE if found[2] == "live" else Mode.TEST


def _check_webhook_secret(webhook: str) -> None:
    if webhook and (not webhook.startswith("whsec_") or _PLACEHOLDER.search(webhook)):
        refuse(
            f"STRIPE_WEBHOOK_SECRET ({_last_four(webhook)}) is no signing secret: copy the one "
            "that begins whsec_ from the webhook's page in the Stripe Dashboard.",
            Flaw.WEBHOOK_SECRET,
        )


def _last_four(key: str) -> str:
    return f"…{key[-4:]}" if len(key) > 8 else "…"
