"""The tables that titles are found by; all of them follow from `books`.

`title_words` has an index of its words: on SQLite the FTS5 table `title_index`, which
triggers keep up with it, on Postgres a generated tsvector with a GIN index. Both
hold the words as `domain.wording` made them, so that they answer alike. Migration 0005
makes the two, which SQLAlchemy has no words for.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, Text
from sqlalchemy.orm import Mapped, mapped_column

from bookstore.storage.tables import Base

# Compared letter by letter on both databases; a language's own order has no ranges to look in.
PLAIN = Text().with_variant(Text(collation="C"), "postgresql")

ROW_NUMBER = BigInteger().with_variant(Integer, "sqlite")  # there it is the row's own number

BOOK_ID = "books.id"


class PlaceRow(Base):
    """Where a title stands on the shelf (subject "") and among those of each of its subjects.

    One row for each, with the key of every order, so that a page of any subject in any
    order is read from one index, however many titles there are.
    """

    __tablename__ = "shelf_places"
    __table_args__ = (
        Index("places_by_position", "subject", "position", "book_id"),
        Index("places_by_title", "subject", "title_key", "book_id"),
        Index("places_by_recency", "subject", "recency", "book_id"),
        Index("places_by_price", "subject", "price_minor", "book_id"),
    )

    book_id: Mapped[int] = mapped_column(ForeignKey(BOOK_ID), primary_key=True)
    subject: Mapped[str] = mapped_column(PLAIN, primary_key=True)
    position: Mapped[int]
    title_key: Mapped[str] = mapped_column(PLAIN)
    recency: Mapped[int]
    price_minor: Mapped[int]


class TitleWordsRow(Base):
    """A title's folded texts; `words` has each word of all fields, and "=" before a subject.

    Its place on the whole shelf stands there once more, so that a shortlist is one look-up
    for each title.
    """

    __tablename__ = "title_words"

    book_id: Mapped[int] = mapped_column(
        ROW_NUMBER, ForeignKey(BOOK_ID), primary_key=True, autoincrement=False
    )
    title: Mapped[str] = mapped_column(PLAIN)
    author: Mapped[str] = mapped_column(PLAIN)
    words: Mapped[str] = mapped_column(PLAIN)
    position: Mapped[int]
    title_key: Mapped[str] = mapped_column(PLAIN)
    price_minor: Mapped[int]
    recency: Mapped[int]


class WordRow(Base):
    """A word of the catalogue, and how many titles have it."""

    __tablename__ = "words"

    word: Mapped[str] = mapped_column(PLAIN, primary_key=True)
    titles: Mapped[int]


class ShapeRow(Base):
    """A shape that a word shares with its typos (`domain.wording.shapes_of`)."""

    __tablename__ = "word_shapes"

    shape: Mapped[str] = mapped_column(PLAIN, primary_key=True)
    word: Mapped[str] = mapped_column(PLAIN, primary_key=True)


class SubjectRow(Base):
    """A subject by the key that addresses it, and how many titles have it."""

    __tablename__ = "subjects"

    key: Mapped[str] = mapped_column(PLAIN, primary_key=True)
    name: Mapped[str]
    titles: Mapped[int]
