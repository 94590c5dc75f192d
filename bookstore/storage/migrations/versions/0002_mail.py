"""Letters to shoppers, and when a contact was erased.

Orders that were paid before get no letter: their shoppers have waited long enough to know.
"""

import sqlalchemy as sa
from alembic import op

from bookstore.storage.tables import UtcDateTime

revision = "0002"
down_revision = "0001"

NUMBERED = sa.BigInteger().with_variant(sa.Integer, "sqlite")
IS_WAITING = sa.text("sent_at IS NULL AND dropped_at IS NULL")


def upgrade() -> None:
    """Make the table and the column."""
    op.add_column("orders", sa.Column("erased_at", UtcDateTime))
    op.create_table(
        "mail",
        sa.Column("id", NUMBERED),
        sa.Column("mode", sa.Text, nullable=False),
        sa.Column("order_number", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("queued_at", UtcDateTime, nullable=False),
        sa.Column("due_at", UtcDateTime, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("last_error", sa.Text, nullable=False),
        sa.Column("sent_at", UtcDateTime),
        sa.Column("dropped_at", UtcDateTime),
        sa.PrimaryKeyConstraint("id", name="pk_mail"),
        sa.UniqueConstraint("order_number", "kind", name="uq_mail_order_number_kind"),
        sa.ForeignKeyConstraint(["order_number"], ["orders.number"], name="fk_mail_order_number"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "mail_to_send",
        "mail",
        ["mode", "due_at"],
        sqlite_where=IS_WAITING,
        postgresql_where=IS_WAITING,
    )
