"""Finding titles: their places in each order, their words with an index, the day they came.

The digest of the catalogue is taken back, so that the next import fills the new tables.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

PLAIN = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
SQLITE_INDEX = (
    # Words come folded and hold letters and digits only; a subject's token begins with "=".
    """
    CREATE VIRTUAL TABLE title_index USING fts5(
        words, content='title_words', content_rowid='book_id', detail=none, prefix='3 4 5',
        tokenize="unicode61 remove_diacritics 0 tokenchars '=-'"
    )
    """,
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
POSTGRES_INDEX = (
    # Kept beside the words: computed anew for each row, a scan of a common word takes long.
    """
    ALTER TABLE title_words ADD COLUMN title_index_words tsvector
    GENERATED ALWAYS AS (array_to_tsvector(string_to_array(words, ' '))) STORED
    """,
    # Imports are rare; a list of what is still to be indexed would be read by every search.
    """
    CREATE INDEX title_index ON title_words USING gin (title_index_words) WITH (fastupdate = off)
    """,
)


def upgrade() -> None:
    """Make the tables and the column."""
    op.add_column("books", sa.Column("published", sa.Date))
    _make_places()
    _make_words()
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in SQLITE_INDEX if is_sqlite else POSTGRES_INDEX:
        op.execute(statement)
    op.execute("UPDATE catalogue SET digest = ''")


def _make_places() -> None:
    op.create_table(
        "shelf_places",
        sa.Column("subject", PLAIN),
        sa.Column("book_id", sa.BigInteger, autoincrement=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("title_key", PLAIN, nullable=False),
        sa.Column("recency", sa.Integer, nullable=False),
        sa.Column("price_minor", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("book_id", "subject", name="pk_shelf_places"),
        sa.ForeignKeyConstraint(["book_id"], ["books.id"], name="fk_shelf_places_book_id"),
        sqlite_with_rowid=False,
    )
    for order, column in (
        ("position", "position"),
        ("title", "title_key"),
        ("recency", "recency"),
        ("price", "price_minor"),
    ):
        op.create_index(f"places_by_{order}", "shelf_places", ["subject", column, "book_id"])


def _make_words() -> None:
    op.create_table(
        "title_words",
        sa.Column("book_id", sa.BigInteger, autoincrement=False),
        sa.Column("title", PLAIN, nullable=False),
        sa.Column("author", PLAIN, nullable=False),
        sa.Column("words", PLAIN, nullable=False),
        sa.PrimaryKeyConstraint("book_id", name="pk_title_words"),
        sa.ForeignKeyConstraint(["book_id"], ["books.id"], name="fk_title_words_book_id"),
    )
    op.create_table(
        "words",
        sa.Column("word", PLAIN),
        sa.Column("titles", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("word", name="pk_words"),
    )
    op.create_table(
        "word_shapes",
        sa.Column("shape", PLAIN),
        sa.Column("word", PLAIN),
        sa.PrimaryKeyConstraint("shape", "word", name="pk_word_shapes"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "subjects",
        sa.Column("key", PLAIN),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("titles", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_subjects"),
    )
