"""Stripe's rules for metadata: at most 50 keys, short keys, short values, empty clears."""

from collections.abc import Mapping

from .call import Params
from .errors import invalid_request
from .shapes import Metadata

_MAX_KEYS = 50
_MAX_KEY = 40
_MAX_VALUE = 500


def merge_metadata(present: Mapping[str, str], params: Params) -> Metadata:
    """The metadata after a call: sent keys replace, an empty value or group clears.

    Raises:
        ApiError: a limit is passed; the message names the key.
    """
    if not params.has("metadata"):
        return dict(present)
    sent = params.group("metadata").values
    if not sent:
        return {}
    merged = dict(present)
    for key, value in sent.items():
        text = value if isinstance(value, str) else ""
        _check(key, text)
        if text:
            merged[key] = text
        else:
            merged.pop(key, None)
    if len(merged) > _MAX_KEYS:
        raise invalid_request(
            f"You can set up to {_MAX_KEYS} metadata keys, and this would make {len(merged)}.",
            param="metadata",
        )
    return merged


def _check(key: str, value: str) -> None:
    if not 0 < len(key) <= _MAX_KEY:
        raise invalid_request(
            f"Metadata keys must be 1 to {_MAX_KEY} characters long, and {key[:60]!r} has "
            f"{len(key)}.",
            param=f"metadata[{key[:60]}]",
        )
    if len(value) > _MAX_VALUE:
        raise invalid_request(
            f"Metadata values can have up to {_MAX_VALUE} characters, and the value of "
            f"{key!r} has {len(value)}.",
            param=f"metadata[{key}]",
        )
