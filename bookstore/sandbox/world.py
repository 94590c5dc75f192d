"""Time and randomness, which the sandbox takes from outside itself, and how slow banks are."""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_ID_LENGTH = 24  # Stripe's own ids carry 24 characters after the prefix.
_SECRET_LENGTH = 25


@dataclass(frozen=True, slots=True)
class World:
    """A clock and a source of chance; tests hand in their own to make both repeatable.

    Attributes:
        settle_seconds: how long a bank takes to answer a debit; None waits for a button.
        base_url: where a browser reaches the sandbox; "" when nobody has said.
    """

    clock: Callable[[], float] = time.time
    random: Random = field(default_factory=secrets.SystemRandom)
    settle_seconds: float | None = 20.0
    base_url: str = ""

    def now(self) -> int:
        """The present moment in whole seconds since 1970, as Stripe writes times."""
        return int(self.clock())

    def new_id(self, prefix: str) -> str:
        """A fresh id such as ``pi_3f...``; the prefix comes without its underscore."""
        return f"{prefix}_{self._letters(_ID_LENGTH)}"

    def new_client_secret(self, intent_id: str) -> str:
        """The secret which lets a browser see and confirm one PaymentIntent."""
        return f"{intent_id}_secret_{self._letters(_SECRET_LENGTH)}"

    def new_token(self) -> str:
        """32 random characters without a prefix."""
        return self._letters(32)

    def _letters(self, count: int) -> str:
        return "".join(self.random.choices(_ALPHABET, k=count))
