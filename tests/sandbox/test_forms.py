"""Bracketed forms: whatever an SDK can write is read back, and nothing crashes."""

from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bookstore.sandbox.errors import ApiError
from bookstore.sandbox.forms import FormTree, build_tree, parse_form

NAMES = st.text(st.characters(exclude_characters="[]", exclude_categories=["Cs"]), min_size=1)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
TREES = st.dictionaries(
    NAMES,
    st.recursive(
        TEXTS,
        lambda inner: st.dictionaries(NAMES, inner, min_size=1, max_size=3),
        max_leaves=5,
    ),
    max_size=4,
)


def pairs_of(tree: FormTree, name: str) -> list[tuple[str, str]]:
    if isinstance(tree, str):
        return [(name, tree)]
    return [
        pair
        for key, inner in tree.items()
        for pair in pairs_of(inner, f"{name}[{key}]" if name else key)
    ]


def status_of(text: str) -> int:
    try:
        parse_form(text)
    except ApiError as error:
        return error.status
    return 200


@settings(deadline=None)
@given(TREES)
def test_any_tree_survives_the_wire(tree: dict[str, FormTree]):
    written = urlencode(pairs_of(tree, ""))

    assert parse_form(written) == tree


@settings(deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_a_form_or_a_refusal(text: str):
    assert status_of(text) in (200, 400)


def test_indexed_and_empty_brackets_make_the_same_list():
    indexed = parse_form("expand[0]=a&expand[1]=b")
    empty = parse_form("expand[]=a&expand[]=b")

    assert indexed == empty == {"expand": {"0": "a", "1": "b"}}


def test_empty_brackets_never_overwrite_an_index():
    assert parse_form("a[1]=x&a[]=y&a[]=z") == {"a": {"1": "x", "2": "y", "3": "z"}}


def test_fields_of_one_member_stay_together():
    tree = parse_form("items[][price]=1&items[][count]=2&items[][price]=3")

    assert tree == {"items": {"0": {"price": "1", "count": "2"}, "1": {"price": "3"}}}


@pytest.mark.parametrize("form", ["a=1&a[b]=2", "a[b]=2&a=1", "a[b]=1&a[b][c]=2"])
def test_a_name_is_a_value_or_a_group_and_not_both(form: str):
    with pytest.raises(ApiError, match="both as a value and as a group") as caught:
        parse_form(form)

    assert caught.value.error["param"] == "a"


@pytest.mark.parametrize("name", ["[a]", "a[b", "a]b[", "", "a[b]c", "a[[b]]"])
def test_a_crooked_name_is_refused(name: str):
    with pytest.raises(ApiError, match="Invalid parameter name"):
        build_tree([(name, "1")])


def test_a_tower_of_brackets_is_refused():
    with pytest.raises(ApiError, match="at most 8 deep"):
        parse_form("a" + "[b]" * 5000 + "=1")


def test_a_flood_of_fields_is_refused():
    with pytest.raises(ApiError, match="not a readable form"):
        parse_form("&".join(f"a{number}=1" for number in range(1001)))
