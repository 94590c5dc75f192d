"""Built pages that paint at once: each carries its stylesheet, and waits for no other file.

A page of Reflex asks for its stylesheet and shows nothing before that has come, behind a
dozen scripts on the same line. Here the stylesheet is written into the page. The elements
that React looks for when it takes the page over stay in it, and hold nothing up.

What is asked for ahead, type and scripts, is asked for at the page's end: until then the
line is the page's own. The type's files are declared there too, so that what comes before
is laid out in the system's serifs, cut to the same measure, without a look for the files.
A wide screen is seldom on a slow line: there the type is declared, and all is asked for first.
A browser asked so early waits a moment with its paint, which then is laid out once.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Unpack

from reflex_base.plugins.base import Plugin, PostBuildContext

_LINK = re.compile(r"<link\b[^>]*>")
_SCRIPT = re.compile(r'<link\b(?=[^>]*\brel="modulepreload")[^>]*>')
_TYPE = re.compile(r'<link\b(?=[^>]*\brel="preload")(?=[^>]*\bas="font")[^>]*>')
_FACE = re.compile(r"@font-face\s*\{[^}]*\burl\([^}]*\}")
_WIDE = "(min-device-width: 48rem)"  # of the screen: neither a narrower window nor paper changes it
_END = "</body>"
_RELATION = re.compile(r'\brel="(\w+)"')
_ADDRESS = re.compile(r'\bhref="(/assets/[^"]+\.css)"')
_RELATIVE = re.compile(r"url\(\s*[\"']?(?!/|data:|#)", re.IGNORECASE)


class StyleInPage(Plugin):
    """Writes the stylesheet into every page of a build, before the pages are packed."""

    def post_build(self, **context: Unpack[PostBuildContext]) -> None:
        """Rewrite the pages of the folder that was built."""
        folder = context["static_dir"]
        for page in sorted(folder.rglob("*.html")):
            html = with_style(page.read_text(encoding="utf-8"), folder)
            page.write_text(paint_first(html), encoding="utf-8")


def paint_first(html: str) -> str:
    """The page with all that its first paint can do without moved to its end.

    React finds links by what they say, wherever they stand, and leaves a style alone.

    Args:
        html: a page with its style in it.
    """
    faces, types, scripts = ("".join(late.findall(html)) for late in (_FACE, _TYPE, _SCRIPT))
    html = _FACE.sub(lambda face: f"@media {_WIDE}{{{face[0]}}}", html)
    for asked in (_TYPE, _SCRIPT):
        html = asked.sub(lambda link: _for(link[0], _WIDE), html)
    declared = f"<style>{faces}</style>" if faces else ""
    return _before_end(html, _for(declared + types + scripts, f"not all and {_WIDE}"))


def _for(elements: str, media: str) -> str:
    return re.sub("<(link|style)", rf'<\1 media="{media}"', elements)


def _before_end(html: str, late: str) -> str:
    start, end, rest = html.rpartition(_END)
    if not end:
        raise SystemExit(f"bookstore: a built page has no {_END} to put what is late before.")
    return f"{start}{late}{end}{rest}"


def with_style(html: str, folder: Path) -> str:
    """The page with the text of its stylesheets in place of a wait for them.

    Args:
        html: a page as it was built.
        folder: where the files of its addresses lie.
    """
    return _LINK.sub(lambda link: _carried(link[0], folder), html)


def _carried(link: str, folder: Path) -> str:
    relation, address = _RELATION.search(link), _ADDRESS.search(link)
    if relation is None or address is None:
        return link
    if relation[1] == "preload":
        return link.replace("<link", '<link media="not all"', 1)
    if relation[1] != "stylesheet":
        return link
    style = (folder / address[1].lstrip("/")).read_text(encoding="utf-8")
    if "</style" in style or _RELATIVE.search(style):
        raise SystemExit(f"bookstore: {address[1]} means something else inside of a page.")
    # React looks for this link and would fetch it anew if it were gone; a disabled one rests.
    return f"<style>{style}</style>{link.replace('<link', '<link disabled', 1)}"
