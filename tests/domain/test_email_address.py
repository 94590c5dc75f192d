"""Each kind of wrong address gets its own sentence; a likely slip gets an offer, no error."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookstore.domain.email_address import (
    COMMON_DOMAINS,
    GENUINE_DOMAINS,
    email_problem,
    offer_email,
)

WRONG = {
    "": "Enter an e-mail address",
    "ada lovelace@example.com": "has no spaces",
    "ada.example.com": "has no @",
    "ada@home@example.com": "more than one @",
    "ada,b@example.com": "“,” cannot be part",
    "adä@example.com": "“ä” cannot be part",
    "@example.com": "missing before the @",
    "ada@": "missing after the @",
    "ada@localhost": "“localhost” is not a complete domain",
    "ada.@example.com": "a dot too many",
    "ada@example..com": "a dot too many",
    "ada@-example.com": "“-example.com” is not a domain",
}


@pytest.mark.parametrize(("text", "words"), WRONG.items())
def test_wrong_address_is_told_its_own_fault(text: str, words: str) -> None:
    assert words in email_problem(text)


def test_every_kind_of_fault_reads_otherwise() -> None:
    kinds = set(WRONG) - {"adä@example.com", "ada@example..com"}  # told with other words above

    assert len({email_problem(text) for text in kinds}) == len(kinds)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ada@gmial.com", "ada@gmail.com"),
        ("ada@gmal.com", "ada@gmail.com"),
        ("ada@gmail.co", "ada@gmail.com"),
        ("Ada.B@GMAIL.CON", "Ada.B@gmail.com"),
        ("ada@hotmial.com", "ada@hotmail.com"),
        ("ada@outlok.com", "ada@outlook.com"),
        ("ada@yaho.com", "ada@yahoo.com"),
        ("ada@iclould.com", "ada@icloud.com"),
        ("ada@my-own-house.con", "ada@my-own-house.com"),
    ],
)
def test_slip_in_the_domain_is_offered_to_be_mended(typed: str, meant: str) -> None:
    assert email_problem(typed) == ""
    assert offer_email(typed) == meant


@pytest.mark.parametrize("domain", [*COMMON_DOMAINS, *sorted(GENUINE_DOMAINS), "example.com"])
def test_domain_where_people_have_their_mail_is_never_doubted(domain: str) -> None:
    assert offer_email(f"ada@{domain}") == ""
    assert offer_email(f"ada@{domain.upper()}") == ""


@pytest.mark.parametrize("text", ["", "ada", "@gmial.com", "a@b@gmial.com", "ada@gmial"])
def test_nothing_is_offered_for_what_is_no_address(text: str) -> None:
    assert offer_email(text) == ""


@given(st.text() | st.emails())
def test_what_is_offered_is_an_address_that_needs_no_offer(text: str) -> None:
    offered = offer_email(text)

    assert offered == "" or (email_problem(offered) == "" and offer_email(offered) == "")
