"""The tables, as classes; `migrations/` makes the same ones, and a test compares the two.

A class only says what its columns hold. Rows are read and written by statements, which take
half the time that SQLAlchemy's objects of these classes take.

Amounts are whole minor units beside their currency. Text columns have no length: SQLite
ignores one, and Postgres gains nothing by it.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any, TypeAlias, TypedDict

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Row,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

AnyRow: TypeAlias = Row[*tuple[Any, ...]]
"""A row as it is read: its attributes are the columns that were asked for."""
NUMBERED = BigInteger().with_variant(Integer, "sqlite")  # SQLite counts up only INTEGER keys
IS_WAITING = "sent_at IS NULL AND dropped_at IS NULL"
IS_OPEN = "status IN ('awaiting_payment', 'processing')"


class AnyText(TypeDecorator[str]):
    """Text of any origin: what a database cannot hold (NUL, half a surrogate pair) becomes U+FFFD.

    So a hostile token in a URL finds nothing, instead of failing on one of the two databases.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Make the text one that can be stored and compared."""
        if value is None:
            return None
        whole = value.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
        return whole.replace("\x00", "\ufffd")


class UtcDateTime(TypeDecorator[datetime]):
    """A moment, UTC-aware on both sides of the database; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Bring a moment to UTC for the database."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"Cannot store {value!r}: a moment needs its time zone. Use UTC.")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Read a moment back as UTC; SQLite keeps no time zone, so it is put back."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """What every table shares: constraint names that are the same on both databases."""

    metadata = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "ix": "ix_%(table_name)s_%(column_0_name)s",
        }
    )
    type_annotation_map = {str: AnyText, datetime: UtcDateTime}  # noqa: RUF012 - SQLAlchemy's way


ON_SHELF = text("NOT books.is_withdrawn")
"""That a title is sold, in the words of the index of slugs: SQLite takes it for no others."""


class BookRow(Base):
    """A title; a withdrawn one stays, because orders refer to it."""

    __tablename__ = "books"
    __table_args__ = (
        Index(
            "one_title_per_slug",
            "slug",
            unique=True,
            sqlite_where=text("NOT is_withdrawn"),
            postgresql_where=text("NOT is_withdrawn"),
        ),
    )

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    source: Mapped[str] = mapped_column(server_default="catalogue.toml")
    position: Mapped[int]
    is_withdrawn: Mapped[bool]
    slug: Mapped[str]
    title: Mapped[str]
    subtitle: Mapped[str]
    author: Mapped[str]
    description: Mapped[str]
    subjects: Mapped[list[str]] = mapped_column(JSON)
    year: Mapped[int]
    published: Mapped[date | None]
    pages: Mapped[int | None]
    isbn: Mapped[str | None]
    price_minor: Mapped[int]
    currency: Mapped[str]


class StockRow(Base):
    """How many copies of a title were supplied, sold and are held by open orders.

    Counted per mode, as orders are: a purchase in the sandbox takes no real copy, and a
    mode that is never used again cannot keep copies of another. Free are
    copies - sold - held, or 0 when the owner has since lowered the copies below that.
    """

    __tablename__ = "stock"
    __table_args__ = (
        CheckConstraint("copies >= 0", name="copies"),
        CheckConstraint("sold >= 0", name="sold"),
        CheckConstraint("held >= 0", name="held"),
    )

    mode: Mapped[str] = mapped_column(primary_key=True)
    book_id: Mapped[int] = mapped_column(ForeignKey("books.id"), primary_key=True)
    copies: Mapped[int]
    sold: Mapped[int]
    held: Mapped[int]


class OrderRow(Base):
    """An order; its terms are in `order_revisions`, its contact nowhere else."""

    __tablename__ = "orders"
    __table_args__ = (
        CheckConstraint("revision BETWEEN 1 AND proposed", name="revision"),
        CheckConstraint("refunded_minor >= 0", name="refunded_minor"),
        Index(
            "one_open_order_per_key",
            "mode",
            "checkout_key",
            unique=True,
            sqlite_where=text(IS_OPEN),
            postgresql_where=text(IS_OPEN),
        ),
        Index("orders_by_key", "mode", "checkout_key", "id"),
        Index("orders_by_status", "mode", "status", "created_at"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(NUMBERED, primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    token: Mapped[str] = mapped_column(unique=True)
    checkout_key: Mapped[str]
    mode: Mapped[str]
    status: Mapped[str]
    revision: Mapped[int]
    proposed: Mapped[int]
    is_from_cart: Mapped[bool]
    created_at: Mapped[datetime]
    intent_id: Mapped[str | None] = mapped_column(unique=True)
    charge_id: Mapped[str | None]
    refunded_minor: Mapped[int]
    paid_at: Mapped[datetime | None]
    fulfilled_at: Mapped[datetime | None]
    shipped_at: Mapped[datetime | None]
    is_unfillable: Mapped[bool]
    erased_at: Mapped[datetime | None]
    dispute_status: Mapped[str | None]
    receipt: Mapped[dict[str, str] | None] = mapped_column(JSON(none_as_null=True))


class ItemJson(TypedDict):
    """A line item as JSON; its currency is the revision's."""

    book_id: int
    title: str
    quantity: int
    price_minor: int


class RevisionRow(Base):
    """One revision of an order's terms; `contact` is the one place of what is personal."""

    __tablename__ = "order_revisions"

    order_number: Mapped[str] = mapped_column(ForeignKey("orders.number"), primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    currency: Mapped[str]
    subtotal_minor: Mapped[int]
    delivery_minor: Mapped[int]
    total_minor: Mapped[int]
    items: Mapped[list[ItemJson]] = mapped_column(JSON)
    contact: Mapped[dict[str, str]] = mapped_column(JSON)
    email_digest: Mapped[str | None] = mapped_column(index=True)  # None once it is erased
    created_at: Mapped[datetime]


class HoldRow(Base):
    """Copies that an open order keeps from others; the sum per title is `stock.held`."""

    __tablename__ = "holds"
    __table_args__ = (CheckConstraint("quantity > 0", name="quantity"),)

    order_number: Mapped[str] = mapped_column(ForeignKey("orders.number"), primary_key=True)
    book_id: Mapped[int] = mapped_column(ForeignKey("books.id"), primary_key=True)
    quantity: Mapped[int]


class EventRow(Base):
    """A line of an order's timeline."""

    __tablename__ = "order_events"
    __table_args__ = (
        Index("events_by_order", "order_number", "id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(NUMBERED, primary_key=True)
    order_number: Mapped[str] = mapped_column(ForeignKey("orders.number"))
    at: Mapped[datetime]
    kind: Mapped[str]
    text: Mapped[str]


class MailRow(Base):
    """A letter about an order; whom it goes to is read from the order when it is sent.

    `due_at` is when it may be claimed: at once, after a failure later, and while somebody
    sends it not before that claim's lease has ended.
    """

    __tablename__ = "mail"
    __table_args__ = (
        UniqueConstraint("order_number", "kind", name="uq_mail_order_number_kind"),
        Index(
            "mail_to_send",
            "mode",
            "due_at",
            sqlite_where=text(IS_WAITING),
            postgresql_where=text(IS_WAITING),
        ),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(NUMBERED, primary_key=True)
    mode: Mapped[str]
    order_number: Mapped[str] = mapped_column(ForeignKey("orders.number"))
    kind: Mapped[str]
    queued_at: Mapped[datetime]
    due_at: Mapped[datetime]
    attempts: Mapped[int]
    last_error: Mapped[str]
    sent_at: Mapped[datetime | None]
    dropped_at: Mapped[datetime | None]


class WebhookEventRow(Base):
    """A webhook event that came before."""

    __tablename__ = "webhook_events"

    mode: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)


class NoteRow(Base):
    """A fact that the shop keeps about itself."""

    __tablename__ = "notebook"

    name: Mapped[str] = mapped_column(primary_key=True)
    text: Mapped[str]


BOOKS, STOCK, ORDERS, REVISIONS, HOLDS, EVENTS, MAIL, NOTES = (
    Base.metadata.tables[row.__tablename__]
    for row in (BookRow, StockRow, OrderRow, RevisionRow, HoldRow, EventRow, MailRow, NoteRow)
)
