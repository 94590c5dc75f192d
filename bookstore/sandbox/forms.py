"""Bracketed form bodies, as every Stripe SDK writes them, turned into a tree of text.

``a[b]=1`` nests; ``a[0]=x`` and ``a[]=x`` are written into the tree under ``"0"``. Nothing
is typed here: a leaf is text, a group is a dict, and whether ``{"0": "x"}`` is a list or a
map with a strange key is for the reader to say, who knows what was expected. Hostile shapes
(a name used both as a value and as a group, thousands of levels) are refused by name.
"""

import re
from collections.abc import Iterable
from itertools import pairwise
from typing import TypeAlias
from urllib.parse import parse_qsl

from .errors import ApiError, invalid_request

FormTree: TypeAlias = "str | dict[str, FormTree]"
FormGroup: TypeAlias = "dict[str, FormTree]"

_MAX_PAIRS = 1000
_MAX_DEPTH = 8
_NAME = re.compile(r"(?P<root>[^\[\]]+)(?P<rest>(?:\[[^\[\]]*\])*)")
_BRACKET = re.compile(r"\[([^\[\]]*)\]")
_SHOWN = 80  # characters of a hostile name that an error repeats


def parse_form(text: str) -> FormGroup:
    """The tree behind an urlencoded body or query string.

    Raises:
        ApiError: the text is no form, or a name contradicts another.
    """
    try:
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=_MAX_PAIRS, errors="strict")
    except ValueError as error:
        raise invalid_request(f"The request is not a readable form: {error}.") from error
    return build_tree(pairs)


def build_tree(pairs: Iterable[tuple[str, str]]) -> FormGroup:
    """The same tree from pairs which are already decoded; of two equal names the last counts."""
    root: FormGroup = {}
    for name, value in pairs:
        _place(root, _path(name), value)
    return root


def _path(name: str) -> list[str]:
    match = _NAME.fullmatch(name)
    if match is None:
        raise invalid_request(f"Invalid parameter name: {name[:_SHOWN]!r}.", param=name[:_SHOWN])
    path = [match["root"], *_BRACKET.findall(match["rest"])]
    if len(path) > _MAX_DEPTH:
        raise invalid_request(f"Parameters nest at most {_MAX_DEPTH} deep.", param=match["root"])
    return path


def _place(root: FormGroup, path: list[str], value: str) -> None:
    group = root
    for step, following in pairwise(path):
        inner = group.setdefault(_member(group, step, following), {})
        if not isinstance(inner, dict):
            raise _contradiction(path)
        group = inner
    leaf = path[-1] or _next_index(group)
    if isinstance(group.get(leaf), dict):
        raise _contradiction(path)
    group[leaf] = value


def _member(group: FormGroup, step: str, following: str) -> str:
    # `a[][b]=1&a[][c]=2` is one member with two fields; a repeated field begins the next one.
    if step or not group:
        return step or "0"
    last = next(reversed(group))
    member = group[last]
    return last if isinstance(member, dict) and following not in member else _next_index(group)


def _next_index(group: FormGroup) -> str:
    index = len(group)
    while str(index) in group:
        index += 1
    return str(index)


def _contradiction(path: list[str]) -> ApiError:
    name = path[0][:_SHOWN]
    message = f"The parameter {name!r} is used both as a value and as a group."
    return invalid_request(message, param=name)
