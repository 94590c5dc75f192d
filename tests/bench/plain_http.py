"""One HTTP request on a connection of its own, as cheap as can be for the one who asks."""

from __future__ import annotations

import asyncio
from urllib.parse import urlencode, urlsplit


async def ask(url: str, form: dict[str, str] | None = None, *, key: str = "") -> str:
    """GET a page, or POST a form to it; answers the body.

    Raises:
        ConnectionError: the answer was not 200; its first words are in the message.
    """
    place = urlsplit(url)
    target = f"{place.path or '/'}?{place.query}" if place.query else place.path or "/"
    body = urlencode(form).encode() if form is not None else b""
    lines = [
        f"{'GET' if form is None else 'POST'} {target} HTTP/1.1",
        f"host: {place.netloc}",
        "connection: close",
        *([f"authorization: Bearer {key}"] if key else []),
        "content-type: application/x-www-form-urlencoded",
        f"content-length: {len(body)}",
    ]
    reader, writer = await asyncio.open_connection(place.hostname, place.port)
    try:
        writer.write("\r\n".join([*lines, "", ""]).encode() + body)
        head = await reader.readuntil(b"\r\n\r\n")
        answer = await _body(head.lower(), reader)
    finally:
        writer.close()
    if not head.startswith(b"HTTP/1.1 200"):
        raise ConnectionError(f"{url} answered {head[:40]!r} {answer[:200]}")
    return answer


async def _body(head: bytes, reader: asyncio.StreamReader) -> str:
    for line in head.split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return (await reader.readexactly(int(line.partition(b":")[2]))).decode()
    if b"transfer-encoding: chunked" not in head:
        return (await reader.read()).decode()
    parts = []
    while size := int(await reader.readline(), 16):
        parts.append(await reader.readexactly(size))
        await reader.readline()
    return b"".join(parts).decode()
