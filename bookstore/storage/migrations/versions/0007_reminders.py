"""Finding orders by a digest of their e-mail address, and who asked for the links to theirs."""

import hashlib

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

BATCH = 1000
IS_ASKED = "answered_at IS NULL"
REVISIONS = sa.table(
    "order_revisions",
    sa.column("order_number", sa.Text),
    sa.column("revision", sa.Integer),
    sa.column("contact", sa.JSON),
    sa.column("email_digest", sa.Text),
)


def upgrade() -> None:
    """Make column, index and table, and fill the column for the orders that are there."""
    op.add_column("order_revisions", sa.Column("email_digest", sa.Text))
    _fill(op.get_bind())
    op.create_index("ix_order_revisions_email_digest", "order_revisions", ["email_digest"])
    op.create_table(
        "reminders",
        sa.Column("mode", sa.Text, nullable=False),
        sa.Column("email_digest", sa.Text, nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("mode", "email_digest", name="pk_reminders"),
    )
    op.create_index(
        "reminders_to_answer",
        "reminders",
        ["mode", "asked_at"],
        sqlite_where=sa.text(IS_ASKED),
        postgresql_where=sa.text(IS_ASKED),
    )


def _fill(connection: sa.Connection) -> None:
    """Page by page along the primary key, so that memory does not grow with the orders."""
    table = REVISIONS.c
    last: tuple[str, int] = ("", 0)
    page = sa.select(table.order_number, table.revision, table.contact)
    page = page.order_by(table.order_number, table.revision).limit(BATCH)
    change = (
        sa.update(REVISIONS)
        .where(table.order_number == sa.bindparam("at_number"))
        .where(table.revision == sa.bindparam("at_revision"))
        .values(email_digest=sa.bindparam("digest"))
    )
    while True:
        later = sa.tuple_(table.order_number, table.revision) > last
        rows = connection.execute(page.where(later)).all()
        if not rows:
            return
        last = (rows[-1].order_number, rows[-1].revision)
        connection.execute(
            change,
            [
                {
                    "at_number": row.order_number,
                    "at_revision": row.revision,
                    "digest": _digest(row.contact["email"]),
                }
                for row in rows
            ],
        )


def _digest(email: str) -> str | None:
    """As `domain.contact.email_digest` makes it today; nothing for a forgotten contact."""
    if email == "erased":
        return None
    return hashlib.sha256(email.lower().encode("utf-8", "surrogatepass")).hexdigest()
