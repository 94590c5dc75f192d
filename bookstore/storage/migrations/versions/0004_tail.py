"""The end of each timeline by one look at an index, for the pages that watch orders."""

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Let the index of a timeline hold its lines in order."""
    op.drop_index("ix_order_events_order_number", "order_events")
    op.create_index("events_by_order", "order_events", ["order_number", "id"])
