"""A contact is checked field by field, with one exact sentence for each."""

from __future__ import annotations

from dataclasses import asdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookstore.domain.contact import (
    MAX_FIELD,
    Contact,
    address_lines,
    country_name,
    erase_contact,
    read_contact,
)
from bookstore.domain.errors import InvalidContact
from bookstore.domain.postal_codes import WITHOUT_CODES
from tests.fakes import CONTACT

COUNTRIES = ("US", "GB", "HK")
BAD_EMAILS = ["", "ada.example.com", "@example.com", "ada@localhost", "ada lovelace@example.com"]


def problems_of(**changes: object) -> dict[str, str]:
    """What is said about a good contact with some fields changed."""
    try:
        read_contact(asdict(CONTACT) | changes, COUNTRIES)
    except InvalidContact as refused:
        return refused.problems
    return {}


def test_good_contact_is_taken_as_typed() -> None:
    assert read_contact(asdict(CONTACT), COUNTRIES) == CONTACT


@pytest.mark.parametrize(
    ("code", "locale", "name"),
    [
        ("US", "en_US", "United States"),
        ("DE", "de_DE", "Deutschland"),
        ("ZZ", "en_US", "Unknown Region"),
        ("Q?", "en_US", "Q?"),
    ],
)
def test_country_is_called_by_its_name(code: str, locale: str, name: str) -> None:
    assert country_name(code, locale) == name


def test_address_is_written_as_on_a_parcel_without_empty_lines() -> None:
    contact = Contact("a@example.com", "Ada", "1 Pier", "Central", "", "HK")

    assert address_lines(contact, "en_US") == ("Ada", "1 Pier", "Central", "Hong Kong SAR China")


def test_forgotten_address_is_a_country() -> None:
    assert address_lines(erase_contact(CONTACT), "en_US") == ("United Kingdom",)


def test_blanks_around_and_within_are_folded() -> None:
    form = asdict(CONTACT) | {"name": "  Ada \t Lovelace\n", "email": " ada@example.com "}

    assert read_contact(form, COUNTRIES) == CONTACT


def test_five_bad_addresses_get_five_sentences() -> None:
    sentences = {problems_of(email=email).get("email") for email in BAD_EMAILS}

    assert len(sentences) == 5
    assert None not in sentences


@pytest.mark.parametrize(
    "email",
    [
        "a@b@example.com",
        "ada@example..com",
        "ada@exämple.com",
        "ada@.com",
        "ada@example.",
        "ada@example.com.",
        "ada@example.com,",
        "<ada@example.com>",
        "ada,b@example.com",
        "ada@exa_mple.com",
        "ada@-example.com",
        ".ada@example.com",
    ],
)
def test_other_bad_addresses_are_refused(email: str) -> None:
    assert list(problems_of(email=email)) == ["email"]


@pytest.mark.parametrize(
    "email", ["a@b.co", "ada+books@example.co.uk", "o'neill@example.com", "1@2.de", "A_B@X-Y.org"]
)
def test_good_addresses_are_taken(email: str) -> None:
    assert problems_of(email=email) == {}


@pytest.mark.parametrize("name", ["email", "name", "line1", "city", "postal_code", "country"])
@pytest.mark.parametrize("value", ["", "   ", None, 7, ["x"]])
def test_missing_field_is_the_only_one_named(name: str, value: object) -> None:
    assert list(problems_of(**{name: value})) == [name]


def test_empty_form_names_every_field_at_once_in_its_order() -> None:
    with pytest.raises(InvalidContact) as caught:
        read_contact({}, COUNTRIES)

    assert list(caught.value.problems) == [
        "email",
        "name",
        "line1",
        "city",
        "postal_code",
        "country",
    ]
    assert len(set(caught.value.problems.values())) == 6


def test_state_and_second_line_are_never_required() -> None:
    assert problems_of(state="", line2="", country="US", postal_code="12345") == {}


def test_postal_code_must_fit_the_country() -> None:
    assert list(problems_of(country="US")) == ["postal_code"]


@pytest.mark.parametrize("country", sorted(WITHOUT_CODES & set(COUNTRIES)))
def test_country_without_postal_codes_asks_for_none(country: str) -> None:
    assert problems_of(country=country, postal_code="") == {}


@pytest.mark.parametrize("country", ["ZZ", "us", "U", "USA"])
def test_country_that_we_do_not_deliver_to_is_refused(country: str) -> None:
    assert list(problems_of(country=country)) == ["country"]


@pytest.mark.parametrize("name", list(Contact.__slots__))
@pytest.mark.parametrize("text", ["x" * (MAX_FIELD + 1), "a\x00b", "a\x7fb", "a\u202eb", "a\ud800"])
def test_unusable_text_is_refused_in_every_field(name: str, text: str) -> None:
    assert name in problems_of(**{name: text})


@given(st.dictionaries(st.sampled_from([*Contact.__slots__, "more"]), st.text() | st.integers()))
def test_any_form_is_a_contact_or_a_list_of_problems(form: dict[str, object]) -> None:
    contact, problems = None, dict[str, str]()
    try:
        contact = read_contact(form, COUNTRIES)
    except InvalidContact as refused:
        problems = refused.problems

    if contact is None:
        assert set(problems) <= set(Contact.__slots__)
        assert all(problems.values())
    else:
        assert contact.country in COUNTRIES
        assert all(len(text) <= MAX_FIELD for text in asdict(contact).values())


@pytest.mark.parametrize("email", BAD_EMAILS)
def test_log_text_of_a_refusal_names_no_address(email: str) -> None:
    with pytest.raises(InvalidContact) as caught:
        read_contact(asdict(CONTACT) | {"email": email}, COUNTRIES)

    assert str(caught.value) == "Contact refused: email."
