"""toml_lines says where every key stands, whatever the text around it looks like."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookstore.catalogue_file.lines import TomlPath, toml_lines

AWKWARD_VALUES = (
    "1",
    "-0.5e3",
    "true",
    "inf",
    "1979-05-27 07:32:00",
    "1979-05-27T07:32:00.5-07:00",
    "07:32:00",
    '""',
    "''",
    '"[[book]] # = \\" \\\\"',
    "'C:\\'",
    '""""""',
    "''''''",
    '"""\n[[book]]\nid = 7 # not a key\n"""',
    '"""quoted: ""two"" and \\""" and three at the end\\"""""',
    '""""starts and ends with quotes"""""',
    "'''\nit''s = \"raw\\\n'''''",
    '"""folded \\\n   \n  lines"""',
    "[]",
    "[1, [2, 3],\n  4, # five\n  6,\n]",
    '[ "a", \'b\' , """c\nd""" ]',
    "[\n# nothing yet\n]",
    "{}",
    '{ a = 1, "b.c" = [ { d = 2 } ], e.f = "x" }',
    "[{a = 1},\n {a = 2}]",
)
KEYS = ("id", "price_minor", "1", "-", "ü is quoted", "a.b", "#", "", "[x]", '"', "'", "\\")
BETWEEN = ("", "\n", "# id = 1\n", "   \n\t# [[book]]\n", "\r\n")


def spelt(key: str) -> list[str]:
    """The ways in which a key may be written."""
    bare = key.isascii() and key.replace("-", "").replace("_", "").isalnum()
    escaped = '"' + key.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return [escaped] + [key] * bare + [f"'{key}'"] * ("'" not in key)


@st.composite
def documents(draw: st.DrawFn) -> tuple[str, dict[TomlPath, int]]:
    """A TOML text, and the line of each key as it was written down."""
    text = ""
    lines: dict[TomlPath, int] = {}
    for index in range(draw(st.integers(0, 4))):
        text += draw(st.sampled_from(BETWEEN))
        lines["book", index] = text.count("\n") + 1
        text += draw(st.sampled_from(("[[book]]", ' [[ "book" ]] # id = 0'))) + "\n"
        for key in draw(st.lists(st.sampled_from(KEYS), unique=True, max_size=5)):
            text += draw(st.sampled_from(BETWEEN))
            lines["book", index, key] = text.count("\n") + 1
            name, value = draw(st.sampled_from(spelt(key))), draw(st.sampled_from(AWKWARD_VALUES))
            text += f"{name}{draw(st.sampled_from(('=', ' = ')))}{value} # [[book]]\n"
    return text, lines


def paths_in(value: object, path: TomlPath = ()) -> Iterator[TomlPath]:
    """Every path in what tomllib made of a text."""
    if path:
        yield path
    if isinstance(value, dict):
        for key, item in value.items():
            yield from paths_in(item, (*path, key))
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from paths_in(item, (*path, index))


@given(documents())
def test_every_key_is_on_the_line_where_it_was_written(
    document: tuple[str, dict[TomlPath, int]],
) -> None:
    text, written = document

    found = toml_lines(text)

    assert {path: found[path] for path in written} == written


@given(documents())
def test_lines_are_known_for_exactly_what_tomllib_reads(
    document: tuple[str, dict[TomlPath, int]],
) -> None:
    text, _ = document

    found = toml_lines(text)

    assert set(found) == set(paths_in(tomllib.loads(text)))


@pytest.mark.parametrize("value", AWKWARD_VALUES)
def test_the_line_after_an_awkward_value_is_known(value: str) -> None:
    text = f"a = {value} # a comment\nb = 1"

    found = toml_lines(text)

    assert found["b",] == text.count("\n") + 1
    assert set(found) == set(paths_in(tomllib.loads(text)))


@pytest.mark.parametrize(
    ("text", "path", "line"),
    [
        ('a.b . "c.d" = 1', ("a", "b", "c.d"), 1),
        ("\n[ a . 'b.c' ]\nd = 1", ("a", "b.c", "d"), 3),
        ("[[a]]\n[[a]]\n[a.b]\nc = 1", ("a", 1, "b", "c"), 4),
        ("[[a]]\n[[a.b]]\n[[a]]\n[[a.b]]\n[[a.b]]\nc = 1", ("a", 1, "b", 1, "c"), 6),
        ("a = [\n 1,\n # two\n 3]", ("a", 1), 4),
        ("a = [[\n1], [\n\n2]]", ("a", 1, 0), 4),
        ('a = [{b = 1}, {"c" = 2}]', ("a", 1, "c"), 1),
        ("a = '''\n\n'''\nb = 1", ("b",), 4),
        ("a = 1\r\n\r\nb = 2\r\n", ("b",), 3),
        ("[a.b]\n[a]\nc = 1", ("a",), 2),
        ("\n[a.b]\nc = 1", ("a",), 2),
        ('a = """\\""""\nb = 1', ("b",), 2),
        ('"\\u0062" = 1', ("b",), 1),
    ],
)
def test_awkward_texts_written_by_hand(text: str, path: TomlPath, line: int) -> None:
    assert toml_lines(text)[path] == line
    assert path in set(paths_in(tomllib.loads(text)))


def test_an_empty_text_has_no_lines() -> None:
    assert toml_lines("\n# only a comment") == {}
