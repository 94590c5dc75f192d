"""What was found is told in whole sentences, for every kind."""

from __future__ import annotations

import re

import pytest

from bookstore.domain.findings import DONE, SENTENCES, Finding, FindingKind, in_words
from bookstore.domain.money import Money

FOUND = {"ours": Money(3500, "usd"), "theirs": Money(100, "usd"), "detail": "it {is} odd"}


@pytest.mark.parametrize("kind", FindingKind)
def test_every_kind_has_its_sentence(kind: FindingKind) -> None:
    said = in_words(Finding(kind, "B-1", "pi_1", **FOUND), "en_US")

    assert said.endswith(".")
    assert "\n" not in said
    assert not re.search(r"\{(?!is\})", said)
    assert ("B-1" in said) is ("{order}" in SENTENCES[kind])


@pytest.mark.parametrize("kind", sorted(set(FindingKind) - DONE - {FindingKind.INCOMPLETE}))
def test_what_is_left_to_do_says_what(kind: FindingKind) -> None:
    said = in_words(Finding(kind, "B-1", "pi_1", **FOUND), "en_US")

    assert re.search(r"\b(Look|Refund|Give|Agree|Give|Send|Reconcile)\b", said), said
    assert "pi_1" in said or "{detail}" in SENTENCES[kind]


def test_amounts_are_written_as_the_shop_writes_them() -> None:
    finding = Finding(FindingKind.AMOUNT, "B-1", "pi_1", Money(350_000, "eur"), Money(1, "eur"))

    assert "3.500,00\xa0€" in in_words(finding, "de_DE")
