"""Orders and their terms as rows, and back."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from bookstore.domain.contact import Contact, email_digest
from bookstore.domain.money import Money
from bookstore.domain.order import Mode, Order, OrderStatus, Terms
from bookstore.domain.pricing import LineItem
from bookstore.domain.receipt import Receipt
from bookstore.storage.tables import AnyRow, ItemJson


def row_of_order(order: Order) -> dict[str, Any]:
    """A row for a new order: at revision 1, with its terms in a revision's row of their own."""
    return {
        "number": order.number,
        "token": order.token,
        "checkout_key": order.checkout_key,
        "mode": order.mode.value,
        "status": order.status.value,
        "revision": 1,
        "proposed": 1,
        "is_from_cart": order.is_from_cart,
        "created_at": order.created_at,
        "intent_id": order.intent_id,
        "charge_id": order.charge_id,
        "refunded_minor": order.refunded_minor,
        "paid_at": order.paid_at,
        "fulfilled_at": order.fulfilled_at,
        "shipped_at": order.shipped_at,
        "is_unfillable": order.is_unfillable,
        "dispute_status": order.dispute_status,
        "receipt": json_of_receipt(order.receipt),
    }


def json_of_receipt(receipt: Receipt | None) -> dict[str, str] | None:
    """How an order was paid, as its row keeps it."""
    return asdict(receipt) if receipt else None


def row_of_terms(number: str, revision: int, terms: Terms, *, at: datetime) -> dict[str, Any]:
    """A row for one revision of an order's terms."""
    return {
        "order_number": number,
        "revision": revision,
        "currency": terms.total.currency,
        "subtotal_minor": terms.subtotal.minor,
        "delivery_minor": terms.delivery.minor,
        "total_minor": terms.total.minor,
        "items": [_json_of_item(item) for item in terms.items],
        "contact": asdict(terms.contact),
        "email_digest": email_digest(terms.contact.email),
        "created_at": at,
    }


def _json_of_item(item: LineItem) -> ItemJson:
    return {
        "book_id": item.book_id,
        "title": item.title,
        "quantity": item.quantity,
        "price_minor": item.price.minor,
    }


def terms_of(row: AnyRow) -> Terms:
    """The terms that a revision's row keeps."""
    return Terms(
        items=tuple(_item_of(item, row.currency) for item in row.items),
        subtotal=Money(row.subtotal_minor, row.currency),
        delivery=Money(row.delivery_minor, row.currency),
        total=Money(row.total_minor, row.currency),
        contact=Contact(**row.contact),
    )


def _item_of(item: ItemJson, currency: str) -> LineItem:
    price = Money(item["price_minor"], currency)
    return LineItem(item["book_id"], item["title"], item["quantity"], price)


def order_of(row: AnyRow, terms: Terms) -> Order:
    """The order that a row keeps, with the terms that it agreed to."""
    return Order(
        number=row.number,
        token=row.token,
        checkout_key=row.checkout_key,
        mode=Mode(row.mode),
        status=OrderStatus(row.status),
        terms=terms,
        revision=row.revision,
        proposed=row.proposed,
        is_from_cart=row.is_from_cart,
        created_at=row.created_at,
        intent_id=row.intent_id,
        charge_id=row.charge_id,
        refunded_minor=row.refunded_minor,
        paid_at=row.paid_at,
        fulfilled_at=row.fulfilled_at,
        shipped_at=row.shipped_at,
        is_unfillable=row.is_unfillable,
        dispute_status=row.dispute_status,
        receipt=Receipt(**row.receipt) if row.receipt else None,
    )
