"""Built pages that paint at once: each carries its stylesheet, and waits for no other file.

A page of Reflex asks for its stylesheet and shows nothing before that has come, behind a
dozen scripts on the same line. Here the stylesheet is written into the page. The elements
that React looks for when it takes the page over stay where they are, and load nothing.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Unpack

from reflex_base.plugins.base import Plugin, PostBuildContext

_LINK = re.compile(r"<link\b[^>]*>")
_RELATION = re.compile(r'\brel="(\w+)"')
_ADDRESS = re.compile(r'\bhref="(/assets/[^"]+\.css)"')
_RELATIVE = re.compile(r"url\(\s*[\"']?(?!/|data:|#)", re.IGNORECASE)


class StyleInPage(Plugin):
    """Writes the stylesheet into every page of a build, before the pages are packed."""

    def post_build(self, **context: Unpack[PostBuildContext]) -> None:
        """Rewrite the pages of the folder that was built."""
        folder = context["static_dir"]
        for page in sorted(folder.rglob("*.html")):
            html = page.read_text(encoding="utf-8")
            page.write_text(with_style(html, folder), encoding="utf-8")


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
