"""Idempotency keys: the first answer is kept for a day and given again, never done again."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from .errors import ApiError, idempotency_misuse, invalid_request
from .store import Transaction

KEPT_SECONDS = 86_400
_MAX_LENGTH = 255


@dataclass(frozen=True, slots=True)
class KeyedRequest:
    """What a key was used for; a second use must be for the same."""

    key: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """The first answer, word for word, and the request that got it."""

    status: int
    body: str
    request_id: str


def read_keyed_request(key: str, target: str, params: Mapping[str, object]) -> KeyedRequest:
    """The use of a key, as it is compared and kept.

    Raises:
        ApiError: the key is empty or too long.
    """
    if not 0 < len(key) <= _MAX_LENGTH:
        raise invalid_request(f"Idempotency keys are 1 to {_MAX_LENGTH} characters long.")
    content = json.dumps([target, params], sort_keys=True)
    return KeyedRequest(key, sha256(content.encode()).hexdigest())


def find_answer(tx: Transaction, request: KeyedRequest, now: int) -> KeptAnswer | None:
    """The kept answer of a key, when it is younger than a day.

    Raises:
        ApiError: 400, the key was used for something else.
    """
    row = tx.execute(
        "SELECT fingerprint, status, body, request FROM answers WHERE key = ? AND created > ?",
        (request.key, now - KEPT_SECONDS),
    ).fetchone()
    if row is None:
        return None
    if row[0] != request.fingerprint:
        raise idempotency_misuse(
            "Keys for idempotent requests can only be used with the same parameters they were "
            f"first used with. Try using a key other than '{request.key}' if you meant to "
            "execute a different request."
        )
    return KeptAnswer(status=row[1], body=row[2], request_id=row[3])


def keep_answer(tx: Transaction, request: KeyedRequest, answer: KeptAnswer, now: int) -> None:
    """Keep the first answer of a key, and drop those which are older than a day."""
    tx.execute("DELETE FROM answers WHERE created <= ?", (now - KEPT_SECONDS,))
    tx.execute(
        "INSERT OR REPLACE INTO answers (key, fingerprint, status, body, request, created) "
        "VALUES (?, ?, ?, ?, ?, ?)",
        (request.key, request.fingerprint, answer.status, answer.body, answer.request_id, now),
    )


class KeysInUse:
    """The keys whose first request this process is still working on."""

    def __init__(self) -> None:
        self._keys: set[str] = set()

    def claim(self, key: str) -> None:
        """Take a key for one request.

        Raises:
            ApiError: 409 while another request with the same key is under way.
        """
        if key in self._keys:
            raise in_use(key)
        self._keys.add(key)

    def release(self, key: str) -> None:
        """The request is answered."""
        self._keys.discard(key)


def in_use(key: str) -> ApiError:
    """The refusal of a key which is being used at this moment."""
    return idempotency_misuse(
        f"There is currently another in-progress request using this Idempotency Key: {key}. "
        "Try again later.",
        status=409,
        code="idempotency_key_in_use",
    )
