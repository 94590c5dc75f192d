"""Where a dispute over an order stands, in Stripe's words; nothing while there was none."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the column."""
    op.add_column("orders", sa.Column("dispute_status", sa.Text))
