"""A title's words and its place on the shelf in one row, which on SQLite its id finds at once.

A shortlist is up to 500 such rows. On SQLite each took three look-ups: of the id, of the row
behind it, and of the place. Now it is one, because an INTEGER PRIMARY KEY is the row's own
number. The index of words stays as it is: it refers to the ids.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

PLAIN = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
PLACE = {  # and what stands for a place that was lost, until the next import mends it
    "position": (sa.Integer, "0"),
    "title_key": (PLAIN, ""),
    "price_minor": (sa.Integer, "0"),
    "recency": (sa.Integer, "0"),
}
TRIGGERS = (  # as in 0005; a table takes its triggers with it
    """
    CREATE TRIGGER title_words_come AFTER INSERT ON title_words BEGIN
        INSERT INTO title_index (rowid, words) VALUES (new.book_id, new.words);
    END
    """,
    """
    CREATE TRIGGER title_words_go AFTER DELETE ON title_words BEGIN
        INSERT INTO title_index (title_index, rowid, words)
        VALUES ('delete', old.book_id, old.words);
    END
    """,
    """
    CREATE TRIGGER title_words_change AFTER UPDATE ON title_words BEGIN
        INSERT INTO title_index (title_index, rowid, words)
        VALUES ('delete', old.book_id, old.words);
        INSERT INTO title_index (rowid, words) VALUES (new.book_id, new.words);
    END
    """,
)


def upgrade() -> None:
    """Put the places beside the words."""
    if op.get_bind().dialect.name == "sqlite":
        _make_anew()
    else:
        _add_columns()


def _make_anew() -> None:
    op.create_table(
        "placed_words",
        sa.Column("book_id", sa.Integer, autoincrement=False),
        sa.Column("title", PLAIN, nullable=False),
        sa.Column("author", PLAIN, nullable=False),
        sa.Column("words", PLAIN, nullable=False),
        *(sa.Column(name, kind, nullable=False) for name, (kind, _) in PLACE.items()),
        sa.PrimaryKeyConstraint("book_id", name="pk_title_words"),
        sa.ForeignKeyConstraint(["book_id"], ["books.id"], name="fk_title_words_book_id"),
    )
    op.execute(
        """
        INSERT INTO placed_words
        SELECT titles.book_id, title, author, words, coalesce(position, 0),
            coalesce(title_key, ''), coalesce(price_minor, 0), coalesce(recency, 0)
        FROM title_words AS titles LEFT JOIN shelf_places AS places
            ON places.book_id = titles.book_id AND places.subject = ''
        """
    )
    op.drop_table("title_words")
    op.rename_table("placed_words", "title_words")
    for trigger in TRIGGERS:
        op.execute(trigger)


def _add_columns() -> None:
    for name, (kind, lost) in PLACE.items():
        op.add_column("title_words", sa.Column(name, kind, nullable=False, server_default=lost))
    op.execute(
        """
        UPDATE title_words SET position = places.position, title_key = places.title_key,
            price_minor = places.price_minor, recency = places.recency
        FROM shelf_places AS places
        WHERE places.book_id = title_words.book_id AND places.subject = ''
        """
    )
    for name in PLACE:
        op.alter_column("title_words", name, server_default=None)
