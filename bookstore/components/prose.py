"""Markdown as components: what the owner writes, set in the shop's own type.

Only what prose needs is understood. HTML stays text, and what is not understood is refused when
the pages are compiled, with its line, rather than dropped in silence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import reflex as rx
from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from bookstore.components.layout import link

_PLAIN = {
    "paragraph": rx.el.p,
    "strong": rx.el.strong,
    "em": rx.el.em,
    "bullet_list": rx.el.ul,
    "ordered_list": rx.el.ol,
    "list_item": rx.el.li,
    "blockquote": rx.el.blockquote,
}
_INSERT = re.compile(r"\{([a-z ]+)\}")

Part = rx.Component | str


def split_pages(text: str) -> tuple[str, ...]:
    """The pages of a file: each begins with its own `# ` line; what stands before is left out."""
    _intro, *pages = re.split(r"^# ", text, flags=re.MULTILINE)
    return tuple(f"# {page}" for page in pages)


def section_of(page: str, heading: str) -> str:
    """The text under one `## ` heading of a page; "" when it has none of that name."""
    for section in re.split(r"^## ", page, flags=re.MULTILINE)[1:]:
        words, _, text = section.partition("\n")
        if words.strip() == heading:
            return text.strip()
    return ""


def title_of(page: str) -> str:
    """The words of a page's first heading."""
    return page.partition("\n")[0].removeprefix("# ").strip()


def prose(page: str, inserts: Mapping[str, rx.Component]) -> rx.Component:
    """One page of Markdown as an article.

    Args:
        page: its text.
        inserts: what stands in for a paragraph that is a name in braces, by that name.

    Raises:
        ValueError: the text holds something that is not understood; says what, and where.
    """
    tree = SyntaxTreeNode(MarkdownIt("commonmark", {"html": False}).parse(page))
    return rx.el.article(*_parts(tree, inserts), class_name="prose")


def _parts(node: SyntaxTreeNode, inserts: Mapping[str, rx.Component]) -> Iterator[Part]:
    for child in node.children:
        if child.type == "inline":
            yield from _parts(child, inserts)
        else:
            yield _part(child, inserts)


def _part(node: SyntaxTreeNode, inserts: Mapping[str, rx.Component]) -> Part:
    match node.type:
        case "text":
            return node.content
        case "softbreak" | "hardbreak":
            return " "
        case "hr":
            return rx.el.hr()
        case "code_inline":
            return rx.el.code(node.content)
        case "heading":
            words = node.children[0].content
            return getattr(rx.el, node.tag)(*_parts(node, inserts), id=anchor(words))
        case "link":
            return link(*_parts(node, inserts), to=str(node.attrs["href"]))
        case "paragraph" if found := _INSERT.fullmatch(node.children[0].content.strip()):
            return _inserted(found[1], inserts, node)
        case kind if kind in _PLAIN:
            return _PLAIN[kind](*_parts(node, inserts))
        case kind:
            raise ValueError(f"{_place(node)}: {kind} is not understood here. Write plain text.")


def anchor(words: str) -> str:
    """The id of a heading, for links such as /policies#delivery."""
    return re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")


def _inserted(name: str, inserts: Mapping[str, rx.Component], node: SyntaxTreeNode) -> rx.Component:
    if name not in inserts:
        known = ", ".join(f"{{{known}}}" for known in inserts) or "nothing"
        raise ValueError(f"{_place(node)}: {{{name}}} names nothing. Known here: {known}.")
    return inserts[name]


def _place(node: SyntaxTreeNode) -> str:
    while node.map is None and node.parent is not None:
        node = node.parent
    return f"line {node.map[0] + 1}" if node.map else "somewhere"
