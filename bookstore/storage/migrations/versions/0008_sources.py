"""Sources that own titles: whose each one is, and when each source was last brought in."""

import sqlalchemy as sa
from alembic import op

from bookstore.storage.tables import UtcDateTime

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Give every title to the catalogue file, and make room for other sources."""
    op.add_column(
        "books", sa.Column("source", sa.Text, nullable=False, server_default="catalogue.toml")
    )
    op.create_table(
        "sources",
        sa.Column("number", sa.Integer, autoincrement=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("claim", sa.Text, nullable=False),
        sa.Column("finished_at", UtcDateTime),
        sa.PrimaryKeyConstraint("number", name="pk_sources"),
        sa.UniqueConstraint("name", name="uq_sources_name"),
    )
