"""Titles and candidates as the tests of finding use them."""

from __future__ import annotations

from dataclasses import replace

from bookstore.domain.catalogue import Book
from bookstore.domain.finding import Candidate, place_of
from bookstore.domain.wording import words_of
from tests.fakes import make_book


def a_title(book_id: int, title: str, author: str = "A. Author", *subjects: str) -> Book:
    """A book that is told apart by what it is found by."""
    return replace(make_book(book_id), title=title, author=author, subjects=subjects or ("prose",))


def a_candidate(book: Book, position: int = 0) -> Candidate:
    """A book as a shortlist has it."""
    return Candidate(
        book.id,
        " ".join(words_of(book.title)),
        " ".join(words_of(book.author)),
        " ".join(words_of(f"{book.title} {book.author} {' '.join(book.subjects)}")),
        place_of(book, position),
    )
