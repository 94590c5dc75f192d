"""How a wording is matched, and a shortlist drawn up: each database in its own language.

SQLite asks its FTS5 table, Postgres a tsvector. Words were folded by `domain.wording`, so
they hold letters and digits only and can be quoted as they are.

What a word may be the beginning of is looked up first. Both databases collect every title
of every such word before they compare anything; a few whole words they read side by side,
and stop early (a title's words, at 100,000 titles on SQLite: 1.0 ms, not 5.7).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from sqlalchemy import Connection, TextClause, text

from bookstore.domain.finding import MAX_COUNT, MAX_SHORTLIST, Term, Wording
from bookstore.storage.title_index import SUBJECT_MARK

LAST = "\U0010ffff"  # after every letter: the end of a range of beginnings
MAX_SPELLED_OUT = 16  # whole words that are asked for in place of their beginning
MATCHING = {
    "sqlite": "SELECT rowid AS book_id FROM title_index WHERE title_index MATCH :{match}",
    "postgresql": (
        "SELECT book_id FROM title_words"
        " WHERE title_index_words @@ CAST(CAST(:{match} AS text) AS tsquery) ORDER BY book_id"
    ),
}


class _Tongue(NamedTuple):
    """How words are quoted, marked as beginnings, and joined."""

    quote: str
    beginning: str
    either: str
    both: str


_TONGUES = {
    "sqlite": _Tongue('"', "*", " OR ", " AND "),
    "postgresql": _Tongue("'", ":*", " | ", " & "),
}
_BEGINNING = (
    "SELECT book_id FROM shelf_places"
    " WHERE subject = :subject AND title_key >= :beginning AND title_key < :beyond"
    " ORDER BY title_key, book_id"
)
_CANDIDATES = """
    WITH found AS ({steps}), chosen AS (
        SELECT book_id FROM found GROUP BY book_id ORDER BY min(step), book_id LIMIT {most}
    )
    SELECT titles.book_id, title, author, words, position, title_key, price_minor, recency
    FROM chosen JOIN title_words AS titles ON titles.book_id = chosen.book_id
"""
_WORDS_FROM = (
    "SELECT * FROM (SELECT {at} AS place, word FROM words"
    " WHERE word >= :from{at} AND word < :to{at} ORDER BY word LIMIT {most}) AS words{at}"
)


def spell_out(connection: Connection, wordings: Sequence[Wording]) -> list[Wording]:
    """The wordings that a title may have, beginnings that few words have replaced by those."""
    groups = [group for wording in wordings for group in wording]
    begun = sorted({term.word for group in groups for term in group if term.begins})
    known = _begun_by(connection, begun) if begun else {}
    spelled = [[_spell_out(group, known) for group in wording] for wording in wordings]
    possible = [wording for wording in spelled if all(wording)]
    return [wording for at, wording in enumerate(possible) if wording not in possible[:at]]


def _begun_by(connection: Connection, words: Sequence[str]) -> Mapping[str, list[str]]:
    """For each word, the first words of the catalogue that begin so, itself included."""
    known: dict[str, list[str]] = {word: [] for word in words}
    bounds = {f"from{at}": word for at, word in enumerate(words)}
    bounds |= {f"to{at}": word + LAST for at, word in enumerate(words)}
    rows = connection.execute(_begun_query(len(words)), bounds)
    for row in rows.all():
        known[words[int(row.place)]].append(row.word)
    return known


@lru_cache
def _begun_query(words: int) -> TextClause:
    return text(
        " UNION ALL ".join(
            _WORDS_FROM.format(at=at, most=MAX_SPELLED_OUT + 1) for at in range(words)
        )
    )


def _spell_out(group: Sequence[Term], known: Mapping[str, list[str]]) -> list[Term]:
    """The terms that some title may have; none for a group that no title can have."""
    terms: dict[Term, None] = {}
    for term in group:
        words = known.get(term.word)
        if words is None or (term.begins and len(words) > MAX_SPELLED_OUT):
            terms[term] = None
        elif term.begins:
            terms |= dict.fromkeys(Term(word) for word in words)
        elif term.word in words:  # the first of those that begin with it
            terms[term] = None
    return list(terms)


@lru_cache
def candidates_query(dialect: str, matches: int, *, begins: bool) -> TextClause:
    """The shortlist of a beginning (:beginning to :beyond), then of :match0, then of :match1."""
    wanted = [_BEGINNING] if begins else []
    wanted += [MATCHING[dialect].format(match=f"match{at}") for at in range(matches)]
    steps = " UNION ALL ".join(
        f"SELECT {at} AS step, book_id FROM ({query} LIMIT {MAX_SHORTLIST}) AS found{at}"  # noqa: S608 - constants only
        for at, query in enumerate(wanted)
    )
    return text(_CANDIDATES.format(steps=steps, most=MAX_SHORTLIST))


def match_query(dialect: str, *, most: int) -> TextClause:
    """The ids of at most so many titles that :match fits."""
    return text(f"{MATCHING[dialect].format(match='match')} LIMIT {most}")


@lru_cache
def count_query(dialect: str) -> TextClause:
    """How many titles :match fits, counted to `MAX_COUNT` + 1."""
    matched = f"{MATCHING[dialect].format(match='match')} LIMIT {MAX_COUNT + 1}"
    return text(f"SELECT count(*) FROM ({matched}) AS matched")  # noqa: S608 - constants only


def match_text(dialect: str, wording: Wording, subject: str) -> str:
    """The wording as the database's own language has it: FTS5's, or a tsquery."""
    tongue = _TONGUES[dialect]
    quoted = f"{tongue.quote}{{}}{tongue.quote}"
    groups = [
        tongue.either.join(
            quoted.format(term.word) + (tongue.beginning if term.begins else "") for term in group
        )
        for group in wording
    ]
    if subject:
        groups.append(quoted.format(SUBJECT_MARK + subject))
    return tongue.both.join(f"({group})" for group in groups)
