"""HTML that is safe by itself: whatever is not markup already is escaped on its way in."""

from collections.abc import Iterable
from html import escape
from urllib.parse import urlencode


class Html(str):
    """Text which is markup already; plain text becomes one only by way of ``tag``."""

    __slots__ = ()


def tag(name: str, /, *children: str, **attributes: str | int | bool | None) -> Html:
    """An element. A trailing underscore of an attribute is dropped, others become dashes."""
    shown = "".join(_attribute(key, value) for key, value in attributes.items())
    return Html(f"<{name}{shown}>{join(children)}</{name}>")


def void(name: str, /, **attributes: str | int | bool | None) -> Html:
    """An element without content, such as ``input``."""
    return Html(f"<{name}{''.join(_attribute(k, v) for k, v in attributes.items())}>")


def join(children: Iterable[str]) -> Html:
    """Several pieces as one."""
    return Html("".join(c if isinstance(c, Html) else escape(c) for c in children))


def table(heads: Iterable[str], rows: Iterable[Iterable[str]], *, none: str) -> Html:
    """A table, or the sentence ``none`` when there is no row."""
    body = [tag("tr", *(tag("td", cell) for cell in row)) for row in rows]
    if not body:
        return tag("p", none, class_="none")
    head = tag("tr", *(tag("th", each, scope="col") for each in heads))
    whole = tag("table", tag("thead", head), tag("tbody", *body))
    return tag("div", whole, class_="wide")


def link(text: str, /, **query: str) -> Html:
    """A link to a view of this page."""
    return tag("a", text, href=f"?{urlencode(query)}")


def form(action: str, *fields: str, back: str, class_: str | None = None) -> Html:
    """A form which works a control (``faults``) and comes back to the view ``back``."""
    address = f"control/{action}?{urlencode({'back': back})}"
    return tag("form", *fields, method="post", action=address, class_=class_)


def button(text: str, action: str, *, back: str, **values: str | int) -> Html:
    """A form of one button, which sends ``values``."""
    hidden = [hide(name, str(value)) for name, value in values.items()]
    return form(action, *hidden, tag("button", text), back=back, class_="one")


def hide(name: str, value: str) -> Html:
    """A field which nobody sees."""
    return void("input", type="hidden", name=name, value=value)


def field(label: str, name: str, value: str = "", **attributes: str | int | bool | None) -> Html:
    """A text field under its label."""
    return tag("label", label, void("input", name=name, value=value, **attributes))


def choose(label: str, name: str, options: Iterable[tuple[str, str]]) -> Html:
    """A choice of values and what they are called."""
    listed = [tag("option", text, value=value) for value, text in options]
    return tag("label", label, tag("select", *listed, name=name))


def _attribute(name: str, value: str | int | bool | None) -> str:
    if value is None or value is False:
        return ""
    plain = name.removesuffix("_").replace("_", "-")
    return f" {plain}" if value is True else f' {plain}="{escape(str(value))}"'
