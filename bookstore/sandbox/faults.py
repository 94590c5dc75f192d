"""Faults on demand: what a network and a busy Stripe do to calls, chosen and repeatable.

A fault strikes calls of one operation: the next few of them, or by chance. Chance is drawn from
a seed, one draw per matching call, so that the same calls in the same order meet the same
faults. Faults live in this process and are forgotten with it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Literal, get_args

from .errors import ApiError, describe_error, invalid_request

FaultKind = Literal[
    "latency", "rate_limit", "error_before", "error_after", "cut_before", "cut_after"
]
KINDS: tuple[FaultKind, ...] = get_args(FaultKind)

_OPERATION = re.compile(r"(\*|[A-Z]+) (\*|/v1/[\w/{}.*-]+)")
_MAX_LATENCY_MS = 600_000
_MAX_FAULTS = 1000


@dataclass(frozen=True, slots=True)
class Fault:
    """One kind of trouble for the calls it matches.

    ``before`` means before the call had any effect, ``after`` that the effect stays. A call cut
    off gets no answer. Like Stripe, an idempotency key keeps the 500 of ``error_after`` and the
    true answer of ``cut_after``; nothing is kept of a call that never began.

    Attributes:
        operation: method and path, such as ``POST /v1/payment_intents/{id}/confirm``; a name in
            braces stands for one id, ``*`` for any method or any path.
        times: how often it strikes at most; None goes on until it is cleared.
        chance: how likely it strikes a call, 0 to 1.
        latency_ms: how long the call is held back before anything else happens to it.
    """

    kind: FaultKind
    operation: str = "* *"
    times: int | None = None
    chance: float = 1.0
    seed: int = 0
    latency_ms: int = 0

    def __post_init__(self) -> None:
        """Refuse what could never strike as meant.

        Raises:
            ValueError: a field is outside its range; the message begins with its name.
        """
        if self.kind not in KINDS:
            raise ValueError(f"kind is {self.kind!r}, and must be one of {', '.join(KINDS)}.")
        if not _OPERATION.fullmatch(self.operation):
            raise ValueError(
                f"operation is {self.operation!r}, and must be a method and a path such as "
                "'POST /v1/payment_intents/{id}/confirm', or '* *' for every call."
            )
        if self.times is not None and self.times < 1:
            raise ValueError(f"times is {self.times}, and must be at least 1, or absent.")
        if not 0 <= self.chance <= 1:
            raise ValueError(f"chance is {self.chance}, and must be between 0 and 1.")
        if not (self.kind == "latency") <= self.latency_ms <= _MAX_LATENCY_MS:
            raise ValueError(
                f"latency_ms is {self.latency_ms}, and must be at most {_MAX_LATENCY_MS}, and at "
                "least 1 for the kind latency."
            )


@dataclass(frozen=True, slots=True)
class Strike:
    """What one call is to suffer; ``kind`` is None when at most its answer comes late."""

    kind: FaultKind | None = None
    latency_seconds: float = 0.0

    @property
    def cuts(self) -> bool:
        """Whether the caller is to get no answer at all."""
        return self.kind in ("cut_before", "cut_after")

    def refuse(self) -> None:
        """Stop a call which is to have no effect.

        Raises:
            ApiError: 429 or 500.
        """
        if self.kind == "rate_limit":
            raise rate_limited()
        if self.kind in ("error_before", "cut_before"):
            raise broken_down()


class _Armed:
    """A fault and what is left of it."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        self.struck = 0
        self._random = Random(fault.seed)
        self._method, _, path = fault.operation.partition(" ")
        self._path = re.compile(_pattern_of(path))

    @property
    def is_spent(self) -> bool:
        return self.fault.times is not None and self.struck >= self.fault.times

    def strikes(self, method: str, path: str) -> bool:
        if self.is_spent or self._method not in ("*", method) or not self._path.fullmatch(path):
            return False
        if self._random.random() >= self.fault.chance:
            return False
        self.struck += 1
        return True


class Faults:
    """The faults in force; empty until somebody asks for trouble."""

    def __init__(self) -> None:
        self._armed: dict[int, _Armed] = {}
        self._last = 0

    def add(self, fault: Fault) -> int:
        """Put a fault in force; the number by which it can be cleared."""
        self._armed = {n: armed for n, armed in self._armed.items() if not armed.is_spent}
        if len(self._armed) >= _MAX_FAULTS:
            raise ValueError(f"kind cannot be added: {_MAX_FAULTS} faults are in force already.")
        self._last += 1
        self._armed[self._last] = _Armed(fault)
        return self._last

    def clear(self, number: int | None = None) -> None:
        """Lift one fault, or all of them."""
        if number is None:
            self._armed.clear()
        else:
            self._armed.pop(number, None)

    def in_force(self) -> list[tuple[int, Fault, int]]:
        """Number, fault and how often it has struck, in the order they were added."""
        return [(n, a.fault, a.struck) for n, a in self._armed.items() if not a.is_spent]

    def draw(self, method: str, path: str) -> Strike:
        """What the next call suffers: latencies add up, of the rest the oldest fault counts."""
        kind: FaultKind | None = None
        latency_ms = 0
        for armed in self._armed.values():
            is_latency = armed.fault.kind == "latency"
            if (is_latency or kind is None) and armed.strikes(method, path):
                latency_ms += armed.fault.latency_ms
                kind = kind if is_latency else armed.fault.kind
        return Strike(kind, latency_ms / 1000)


def read_fault(sent: Mapping[str, object]) -> Fault:
    """The fault described by a JSON object or a form, whose values are all text.

    Raises:
        ApiError: 400, naming what is wrong.
    """
    unknown = [name for name in sent if name not in Fault.__dataclass_fields__]
    if unknown:
        raise invalid_request(f"A fault has no {unknown[0][:80]!r}.", param=unknown[0][:80])
    given = {name: value for name, value in sent.items() if value not in ("", None)}
    try:
        return Fault(
            kind=_kind(given.get("kind")),
            operation=str(given.get("operation", "* *")),
            times=None if "times" not in given else _number(given, "times"),
            chance=_share(given.get("chance", 1.0)),
            seed=_number(given, "seed"),
            latency_ms=_number(given, "latency_ms"),
        )
    except ValueError as error:
        raise invalid_request(f"This is no fault: {error}", param=str(error).split()[0]) from error


def rate_limited() -> ApiError:
    """Stripe's refusal of one call too many."""
    message = "Request rate limit exceeded. Call less often, and try again after a while."
    return ApiError(429, describe_error("invalid_request_error", message, code="rate_limit"))


def broken_down() -> ApiError:
    """Stripe's excuse when its own side failed."""
    message = "An unknown error occurred. A fault was asked for: the sandbox itself is well."
    return ApiError(500, describe_error("api_error", message))


def _pattern_of(path: str) -> str:
    if path == "*":
        return ".*"
    steps = ("[^/]+" if step[:1] == "{" else re.escape(step) for step in path.split("/"))
    return "/".join(steps) + "/?"


def _kind(value: object) -> FaultKind:
    for kind in KINDS:
        if value == kind:
            return kind
    raise ValueError(f"kind is {value!r}, and must be one of {', '.join(KINDS)}.")


def _number(given: Mapping[str, object], name: str) -> int:
    value = given.get(name, 0)
    if isinstance(value, bool) or not re.fullmatch(r"-?[0-9]{1,18}", str(value)):
        raise ValueError(f"{name} is {value!r}, and must be a whole number.")
    return int(str(value))


def _share(value: object) -> float:
    try:
        return float(str(value))
    except ValueError:
        raise ValueError(f"chance is {value!r}, and must be a number from 0 to 1.") from None
