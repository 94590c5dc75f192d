"""The first tables: shelf, stock, orders with their terms, holds and timeline, notebook."""

import sqlalchemy as sa
from alembic import op

from bookstore.storage.tables import UtcDateTime

revision = "0001"
down_revision = None

NUMBERED = sa.BigInteger().with_variant(sa.Integer, "sqlite")
IS_OPEN = sa.text("status IN ('awaiting_payment', 'processing')")
IS_SOLD = sa.text("NOT is_withdrawn")


def upgrade() -> None:
    """Make the tables."""
    _make_shelf()
    _make_orders()
    _make_order_parts()
    _make_memory()


def _make_shelf() -> None:
    op.create_table(
        "books",
        sa.Column("id", sa.BigInteger, autoincrement=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("is_withdrawn", sa.Boolean, nullable=False),
        sa.Column("slug", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("subtitle", sa.Text, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("description", sa.Text, nullable=False),
        sa.Column("subjects", sa.JSON, nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("pages", sa.Integer),
        sa.Column("isbn", sa.Text),
        sa.Column("price_minor", sa.Integer, nullable=False),
        sa.Column("currency", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_books"),
    )
    op.create_index(
        "one_title_per_slug",
        "books",
        ["slug"],
        unique=True,
        sqlite_where=IS_SOLD,
        postgresql_where=IS_SOLD,
    )
    op.create_table(
        "stock",
        sa.Column("mode", sa.Text),
        sa.Column("book_id", sa.BigInteger),
        sa.Column("copies", sa.Integer, nullable=False),
        sa.Column("sold", sa.Integer, nullable=False),
        sa.Column("held", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("mode", "book_id", name="pk_stock"),
        sa.ForeignKeyConstraint(["book_id"], ["books.id"], name="fk_stock_book_id"),
        sa.CheckConstraint("copies >= 0", name="ck_stock_copies"),
        sa.CheckConstraint("sold >= 0", name="ck_stock_sold"),
        sa.CheckConstraint("held >= 0", name="ck_stock_held"),
    )
    catalogue = op.create_table(
        "catalogue",
        sa.Column("id", sa.Integer, autoincrement=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_catalogue"),
    )
    op.bulk_insert(catalogue, [{"id": 1, "digest": ""}])


def _make_orders() -> None:
    op.create_table(
        "orders",
        sa.Column("id", NUMBERED),
        sa.Column("number", sa.Text, nullable=False),
        sa.Column("token", sa.Text, nullable=False),
        sa.Column("checkout_key", sa.Text, nullable=False),
        sa.Column("mode", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("proposed", sa.Integer, nullable=False),
        sa.Column("is_from_cart", sa.Boolean, nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("intent_id", sa.Text),
        sa.Column("charge_id", sa.Text),
        sa.Column("refunded_minor", sa.Integer, nullable=False),
        sa.Column("paid_at", UtcDateTime),
        sa.Column("fulfilled_at", UtcDateTime),
        sa.Column("shipped_at", UtcDateTime),
        sa.Column("is_unfillable", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_orders"),
        sa.UniqueConstraint("number", name="uq_orders_number"),
        sa.UniqueConstraint("token", name="uq_orders_token"),
        sa.UniqueConstraint("intent_id", name="uq_orders_intent_id"),
        sa.CheckConstraint("revision BETWEEN 1 AND proposed", name="ck_orders_revision"),
        sa.CheckConstraint("refunded_minor >= 0", name="ck_orders_refunded_minor"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "one_open_order_per_key",
        "orders",
        ["mode", "checkout_key"],
        unique=True,
        sqlite_where=IS_OPEN,
        postgresql_where=IS_OPEN,
    )
    op.create_index("orders_by_key", "orders", ["mode", "checkout_key", "id"])
    op.create_index("orders_by_status", "orders", ["mode", "status", "created_at"])


def _make_order_parts() -> None:
    op.create_table(
        "order_revisions",
        sa.Column("order_number", sa.Text),
        sa.Column("revision", sa.Integer, autoincrement=False),
        sa.Column("currency", sa.Text, nullable=False),
        sa.Column("subtotal_minor", sa.Integer, nullable=False),
        sa.Column("delivery_minor", sa.Integer, nullable=False),
        sa.Column("total_minor", sa.Integer, nullable=False),
        sa.Column("items", sa.JSON, nullable=False),
        sa.Column("contact", sa.JSON, nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("order_number", "revision", name="pk_order_revisions"),
        sa.ForeignKeyConstraint(
            ["order_number"], ["orders.number"], name="fk_order_revisions_order_number"
        ),
    )
    op.create_table(
        "holds",
        sa.Column("order_number", sa.Text),
        sa.Column("book_id", sa.BigInteger),
        sa.Column("quantity", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("order_number", "book_id", name="pk_holds"),
        sa.ForeignKeyConstraint(["order_number"], ["orders.number"], name="fk_holds_order_number"),
        sa.ForeignKeyConstraint(["book_id"], ["books.id"], name="fk_holds_book_id"),
        sa.CheckConstraint("quantity > 0", name="ck_holds_quantity"),
    )
    op.create_table(
        "order_events",
        sa.Column("id", NUMBERED),
        sa.Column("order_number", sa.Text, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_order_events"),
        sa.ForeignKeyConstraint(
            ["order_number"], ["orders.number"], name="fk_order_events_order_number"
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_order_events_order_number", "order_events", ["order_number"])


def _make_memory() -> None:
    op.create_table(
        "webhook_events",
        sa.Column("mode", sa.Text),
        sa.Column("id", sa.Text),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("mode", "id", name="pk_webhook_events"),
    )
    op.create_index("ix_webhook_events_at", "webhook_events", ["at"])
    op.create_table(
        "notebook",
        sa.Column("name", sa.Text),
        sa.Column("text", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_notebook"),
    )
