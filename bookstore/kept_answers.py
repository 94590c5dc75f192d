"""An answer that browsers keep: told by its ETag, not sent twice, and packed where that helps."""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from functools import lru_cache
from hashlib import sha256

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import Scope

KEPT = 128  # packed answers in memory, some 3 KB each
LEVEL = 6  # of gzip: half a millisecond for a page


def kept_answer(
    scope: Scope, content: bytes, media_type: str, *, headers: Mapping[str, str] | None = None
) -> Response:
    """Answer 200 with the content, or 304 to who has it already.

    Args:
        scope: the request's.
        content: what is answered; text is packed with gzip for who unpacks it.
        media_type: its type.
        headers: what else the answer says.
    """
    asked = Headers(scope=scope)
    etag = f'W/"{sha256(content).hexdigest()[:32]}"'  # weak: the same packed and not
    says = {**(headers or {}), "etag": etag}
    if has_it(asked.get("if-none-match", ""), etag):
        return Response(status_code=304, headers=says)
    return packed_answer(scope, content, media_type, headers=says)


def packed_answer(
    scope: Scope,
    content: bytes,
    media_type: str,
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Answer with the content, packed if it is text and the browser unpacks it."""
    says = dict(headers or {})
    if not media_type.startswith("text/") and not media_type.endswith("+xml"):
        return Response(content, status, says, media_type)
    says["vary"] = "Accept-Encoding"
    if unpacks_gzip(Headers(scope=scope).get("accept-encoding", "")):
        content = _gzipped(content)
        says["content-encoding"] = "gzip"
    return Response(content, status, says, media_type)


def has_it(if_none_match: str, etag: str) -> bool:
    """Whether a browser's If-None-Match names this ETag; weak or strong is the same here."""
    named = {each.strip().removeprefix("W/") for each in if_none_match.split(",")}
    return "*" in named or etag.removeprefix("W/") in named


def unpacks_gzip(accept_encoding: str) -> bool:
    """Whether an Accept-Encoding names gzip, or anything, and not with a weight of 0."""
    for each in accept_encoding.lower().split(","):
        name, _, weight = each.replace(" ", "").partition(";q=")
        if name in ("gzip", "*"):
            return weight.rstrip("0.") != "" or weight == ""
    return False


@lru_cache(maxsize=KEPT)
def _gzipped(content: bytes) -> bytes:
    return gzip.compress(content, LEVEL, mtime=0)
