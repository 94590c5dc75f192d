"""Answers that browsers keep: not sent twice, and packed for those who unpack them."""

from __future__ import annotations

import gzip

import pytest
from starlette.responses import Response
from starlette.types import Scope

from bookstore.kept_answers import has_it, kept_answer, packed_answer, unpacks_gzip

TEXT = b"Books about making things. " * 40


def asking(**headers: str) -> Scope:
    """The scope of a request with these headers."""
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    pairs = [(name.encode(), text.encode()) for name, text in named.items()]
    return {"type": "http", "method": "GET", "headers": pairs}


def keeping(content: bytes = TEXT, media_type: str = "text/html", **headers: str) -> Response:
    return kept_answer(asking(**headers), content, media_type)


def test_what_a_browser_has_is_not_sent_again() -> None:
    first = keeping()
    again = keeping(if_none_match=first.headers["etag"])
    changed = keeping(TEXT + b"!", if_none_match=first.headers["etag"])

    assert (first.status_code, first.body) == (200, TEXT)
    assert (again.status_code, again.body) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert (changed.status_code, changed.body) == (200, TEXT + b"!")


def test_packed_and_not_packed_are_the_same_to_who_asks_again() -> None:
    packed = keeping(accept_encoding="gzip, br")

    assert packed.headers["etag"] == keeping().headers["etag"]
    assert packed.headers["etag"].startswith('W/"')


def test_text_is_packed_for_those_who_unpack_it() -> None:
    packed, plain = keeping(accept_encoding="br, gzip"), keeping(accept_encoding="br")

    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(packed.body) == TEXT
    assert packed.headers["content-length"] == str(len(packed.body))
    assert len(packed.body) < len(TEXT) / 4
    assert (plain.body, plain.headers.get("content-encoding")) == (TEXT, None)
    assert packed.headers["vary"] == plain.headers["vary"] == "Accept-Encoding"


def test_picture_that_is_packed_already_is_left_alone() -> None:
    picture = keeping(b"\x89PNG", "image/png", accept_encoding="gzip")

    assert (picture.body, picture.headers.get("content-encoding")) == (b"\x89PNG", None)
    assert "vary" not in picture.headers


def test_drawing_is_text() -> None:
    drawing = keeping(b"<svg/>", "image/svg+xml", accept_encoding="gzip")

    assert gzip.decompress(drawing.body) == b"<svg/>"


def test_headers_of_the_caller_stay() -> None:
    says = {"cache-control": "public, max-age=86400"}
    first = kept_answer(asking(), TEXT, "text/html", headers=says)
    again = kept_answer(asking(if_none_match="*"), TEXT, "text/html", headers=says)

    assert first.headers["cache-control"] == again.headers["cache-control"]
    assert again.status_code == 304


def test_answer_that_is_no_success_carries_no_etag() -> None:
    missing = packed_answer(asking(accept_encoding="gzip"), TEXT, "text/html", status=404)

    assert (missing.status_code, missing.headers.get("etag")) == (404, None)
    assert gzip.decompress(missing.body) == TEXT


@pytest.mark.parametrize(
    ("asked", "has"),
    [
        ('"a"', True),
        ('W/"a"', True),
        ('"b", W/"a"', True),
        ("*", True),
        ('"b"', False),
        ("", False),
    ],
)
def test_etags_are_compared_weakly(asked: str, *, has: bool) -> None:
    assert has_it(asked, 'W/"a"') is has


@pytest.mark.parametrize(
    ("asked", "does"),
    [
        ("gzip", True),
        ("GZIP;q=0.5", True),
        ("br, gzip;q=1.0", True),
        ("*", True),
        ("gzip; q=0", False),
        ("gzip;q=0.000", False),
        ("br", False),
        ("", False),
        ("gzipped", False),
    ],
)
def test_weights_of_nothing_are_refusals(asked: str, *, does: bool) -> None:
    assert unpacks_gzip(asked) is does
