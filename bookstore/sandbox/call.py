"""One API call as an endpoint sees it: who asks, for what, with which typed parameters."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from .params import Group, missing_param

KeyKind = Literal["secret", "publishable"]


@dataclass(frozen=True, slots=True)
class Params:
    """Typed parameters with readers that say which type they expect.

    Types were checked against the operation's table before, so that a reader which finds
    another type has met a mistake of the sandbox itself and raises TypeError.
    """

    values: Group

    def has(self, name: str) -> bool:
        """Whether the caller sent it at all; sent empty counts."""
        return name in self.values

    def text(self, name: str) -> str | None:
        """A text, or None when absent or emptied."""
        value = self.values.get(name)
        if value is None or isinstance(value, str):
            return value
        raise TypeError(f"{name} is {value!r}, not a text.")

    def need_text(self, name: str) -> str:
        """A text the operation cannot do without."""
        value = self.text(name)
        if value is None:
            raise missing_param(name)
        return value

    def integer(self, name: str) -> int | None:
        """A whole number, or None when absent."""
        value = self.values.get(name)
        if value is None or (isinstance(value, int) and not isinstance(value, bool)):
            return value
        raise TypeError(f"{name} is {value!r}, not a whole number.")

    def flag(self, name: str) -> bool:
        """Whether it was sent as true; any other kind of value counts as true as well."""
        return self.values.get(name) not in (None, False)

    def group(self, name: str) -> "Params":
        """A nested group; an absent one reads as empty."""
        value = self.values.get(name)
        if value is None:
            return Params({})
        if isinstance(value, dict):
            return Params(value)
        raise TypeError(f"{name} is {value!r}, not a group.")

    def texts(self, name: str) -> list[str]:
        """A list of texts; an absent one reads as empty."""
        value = self.values.get(name)
        if value is None:
            return []
        if isinstance(value, list):
            return [item for item in value if isinstance(item, str)]
        raise TypeError(f"{name} is {value!r}, not a list.")

    def names(self) -> list[str]:
        """What the caller sent, in their order."""
        return list(self.values)


@dataclass(frozen=True, slots=True)
class Call:
    """An authorised call with its parameters read.

    Attributes:
        key_kind: which kind of key asks.
        path: the ids in the path, by their name in the route.
        target: method and path as they were sent.
        base_url: where a browser reaches the sandbox, for links in an answer.
    """

    key_kind: KeyKind
    params: Params
    path: Mapping[str, str]
    target: str
    request_id: str
    idempotency_key: str | None
    base_url: str


@dataclass(frozen=True, slots=True)
class Reply:
    """What a call is answered with."""

    body: Mapping[str, object]
    status: int = 200
