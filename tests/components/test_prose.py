"""The owner's Markdown becomes components, and nothing in it becomes anything else."""

from __future__ import annotations

import pytest
import reflex as rx

from bookstore.catalogue_file import read_catalogue
from bookstore.components.prose import anchor, prose, section_of, split_pages, title_of
from bookstore.pages.owner_text import owner_text_page
from tests.machine import PROJECT

SHIPPED = (PROJECT / "bookstore" / "about_and_policies.md").read_text(encoding="utf-8")
CATALOGUE = read_catalogue(PROJECT / "bookstore" / "catalogue.toml")


def drawn(markdown: str) -> str:
    """What is compiled for a text in which {here} is known."""
    return str(prose(markdown, {"here": rx.el.hr(id="inserted")}))


def test_file_is_split_at_its_first_headings_and_the_note_to_the_owner_left_out() -> None:
    pages = split_pages("A note to you.\n\n# One\n\n## Part\n\nText.\n\n# Two\n")

    assert pages == ("# One\n\n## Part\n\nText.\n\n", "# Two\n")
    assert [title_of(page) for page in pages] == ["One", "Two"]


def test_one_section_is_taken_out_by_its_heading() -> None:
    page = "# Page\n\n## One\n\nFirst.\n\n### Part\n\nMore.\n\n## Two\n\nLast.\n"

    assert section_of(page, "One") == "First.\n\n### Part\n\nMore."
    assert section_of(page, "Two") == "Last."
    assert section_of(page, "Part") == section_of(page, "Three") == ""


def test_headings_can_be_linked_to() -> None:
    assert 'id:"returns-and-refunds"' in drawn("## Returns and refunds")
    assert anchor("  What, when & why? ") == "what-when-why"


@pytest.mark.parametrize(
    ("markdown", "found"),
    [
        ("Some *fine* **print**", ['jsx("em"', 'jsx("strong"', '"fine"', '"print"']),
        ("- one\n- two", ['jsx("ul"', 'jsx("li"', '"one"', '"two"']),
        ("1. one", ['jsx("ol"']),
        ("> quoted", ['jsx("blockquote"']),
        ("`code`", ['jsx("code"', '"code"']),
        ("one\ntwo", ['"one"', '" "', '"two"']),
        ("[Books](/)", ["ReactRouterLink", 'to:"/"']),
        ("[mail](mailto:a@b.example)", ['to:"mailto:a@b.example"']),
        ("{here}", ['id:"inserted"']),
    ],
)
def test_prose_is_understood(markdown: str, found: list[str]) -> None:
    said = drawn(markdown)

    assert [part for part in found if part not in said] == []


@pytest.mark.parametrize("markdown", ["<script>alert(1)</script>", "a <b onclick=x>b</b>"])
def test_html_stays_text(markdown: str) -> None:
    said = drawn(markdown)

    assert 'jsx("script"' not in said
    assert 'jsx("b"' not in said
    assert "dangerously" not in said


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "vbscript:x"])
def test_address_that_would_run_is_no_link(address: str) -> None:
    assert "ReactRouterLink" not in drawn(f"[go]({address})")


@pytest.mark.parametrize(
    ("markdown", "said"),
    [
        ("# A\n\n![cat](/cat.png)", "line 3: image"),
        ("# A\n\ntext\n\n    code", "line 5: code_block"),
        ("# A\n\n{there}", "line 3: {there} names nothing. Known here: {here}."),
    ],
)
def test_what_is_not_understood_is_refused_with_its_line(markdown: str, said: str) -> None:
    with pytest.raises(ValueError, match=said.replace("{", r"\{").replace("}", r"\}")):
        drawn(markdown)


def test_shipped_texts_say_what_the_footer_links_to_and_what_the_catalogue_charges() -> None:
    about, policies = (str(owner_text_page(page, CATALOGUE)) for page in split_pages(SHIPPED))

    assert "not affiliated with Stripe" in about
    for part in ("delivery", "returns-and-refunds", "privacy", "contact"):
        assert f'id:"{part}"' in policies
    assert "$5.00, free from $75.00" in policies
    assert "Further afield" in policies
