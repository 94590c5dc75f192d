"""How an order was paid, and where Stripe's receipt for it is; orders paid before know neither."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Give orders a receipt."""
    op.add_column("orders", sa.Column("receipt", sa.JSON))
