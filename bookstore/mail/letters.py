"""What a letter says: one set of words and amounts, as text and as HTML."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from babel.dates import format_date

from bookstore.domain.contact import address_lines
from bookstore.domain.mail import PAY_AGAIN_WITHIN, Mail, MailKind
from bookstore.domain.money import Money, format_money
from bookstore.domain.order import Mode, Order
from bookstore.domain.receipt import paid_with


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Whose letters these are; `site_url` has no trailing slash."""

    shop_name: str
    site_url: str
    locale: str


@dataclass(frozen=True, slots=True)
class Message:
    """A finished letter; `id` is the same each time the letter is written."""

    id: str
    to: str
    subject: str
    text: str
    html: str

    def __repr__(self) -> str:
        """Name the message without address and words, which must not reach a log."""
        return f"Message({self.id!r})"


@dataclass(frozen=True, slots=True)
class _Content:
    """What both forms of a letter are made of.

    Rows are pairs of what and how much, links of where they lead and their address.
    """

    subject: str
    paragraphs: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, str], ...]
    recipient: tuple[str, ...]
    links: tuple[tuple[str, str], ...]
    shop_name: str


def write_message(
    mail: Mail, order: Order, letterhead: Letterhead, *, linked: Sequence[Order] = ()
) -> Message:
    """The letter about an order to its contact: nothing in it but what the orders say.

    Args:
        mail: the letter.
        order: what it is about, and whom it goes to.
        letterhead: whose it is.
        linked: of a reminder, the orders that it lists.
    """
    subject, paragraphs = _words(mail, order, letterhead)
    is_invoice = mail.kind is MailKind.CONFIRMATION
    content = _Content(
        subject=subject,
        paragraphs=(*_practice(mail, order), *paragraphs),
        facts=() if linked else _facts(order, letterhead.locale),
        rows=_invoice(order, letterhead.locale) if is_invoice else (),
        recipient=address_lines(order.terms.contact, letterhead.locale) if is_invoice else (),
        links=_list(linked, letterhead) if linked else _links(mail, order, letterhead),
        shop_name=letterhead.shop_name,
    )
    return Message(
        id=f"{order.number}.{mail.name}",
        to=order.terms.contact.email,
        subject=subject,
        text=_as_text(content),
        html=_as_html(content),
    )


def _links(mail: Mail, order: Order, letterhead: Letterhead) -> tuple[tuple[str, str], ...]:
    links = (("Your order, and where it stands now", _page(order, letterhead)),)
    if mail.kind is not MailKind.FAILED:
        return links
    return (("Pay again", f"{letterhead.site_url}/checkout?order={order.token}"), *links)


def _list(orders: Sequence[Order], letterhead: Letterhead) -> tuple[tuple[str, str], ...]:
    """Each order with its day and total, and the address of its page."""
    locale = letterhead.locale
    return tuple(
        (
            f"Order {order.number} of {format_date(order.created_at, format='long', locale=locale)}"
            f", {format_money(order.terms.total, locale)}",
            _page(order, letterhead),
        )
        for order in orders
    )


def _page(order: Order, letterhead: Letterhead) -> str:
    return f"{letterhead.site_url}/success?order={order.token}"


def _words(mail: Mail, order: Order, letterhead: Letterhead) -> tuple[str, tuple[str, ...]]:
    total = format_money(order.terms.total, letterhead.locale)
    match mail.kind:
        case MailKind.CONFIRMATION:
            return (
                f"Your order {order.number} at {letterhead.shop_name}",
                (
                    "Thank you for your order. We have your payment and pack your books next.",
                    "This is your invoice.",
                ),
            )
        case MailKind.PROCESSING:
            return (
                f"Your payment for order {order.number} is on its way",
                (
                    f"Thank you for your order. Your bank has the payment of {total} and has not "
                    "answered for good yet. With a bank account that usually takes one to four "
                    "business days.",
                    "We keep your books for you and write again when your bank has answered. "
                    "There is nothing for you to do, and please do not pay again.",
                ),
            )
        case MailKind.FAILED:
            return (
                f"Your payment for order {order.number} did not go through",
                (
                    f"Your bank did not carry out the payment of {total}. Nothing was charged.",
                    f"We keep your books for you until {_pay_by(mail, letterhead.locale)}. Until "
                    "then you can pay for them with a card or another account, by the link below.",
                    "If you do not want them any more, there is nothing for you to do.",
                ),
            )
        case MailKind.UNFILLABLE:
            return (
                f"We cannot fill your order {order.number}",
                (
                    f"We are sorry. Your payment of {total} arrived, but the last copy was sold "
                    "a moment before.",
                    "You get all of your money back, the way you paid. It may take your bank "
                    "some days to show it. There is nothing for you to do.",
                ),
            )
        case MailKind.REFUNDED:
            refunded = Money(mail.refunded_minor, order.terms.total.currency)
            in_all = format_money(refunded, letterhead.locale)
            return (
                f"Refund for your order {order.number}",
                (
                    f"Of the {total} that you paid, {in_all} was given back in all, the way you "
                    "paid. It may take your bank some days to show it.",
                ),
            )
        case MailKind.REMINDER:
            return (
                f"Your orders at {letterhead.shop_name}",
                (
                    "Somebody, most likely you, asked us for the links to your orders. Here are "
                    "those of the last two years.",
                    "Whoever has a link sees its order, so keep this letter to yourself. If it "
                    "was not you who asked, there is nothing for you to do: nobody else got it.",
                ),
            )


def _pay_by(mail: Mail, locale: str) -> str:
    return format_date(mail.queued_at + PAY_AGAIN_WITHIN, format="long", locale=locale)


def _practice(mail: Mail, order: Order) -> tuple[str, ...]:
    if order.mode is Mode.LIVE:
        return ()
    is_list = mail.kind is MailKind.REMINDER
    what = "These are practice orders" if is_list else "This is a practice order"
    return (f"{what}: no money moved, and no parcel will come.",)


def _facts(order: Order, locale: str) -> tuple[tuple[str, str], ...]:
    paid_on = format_date(order.paid_at, format="long", locale=locale) if order.paid_at else ""
    facts = (
        ("Order", order.number),
        ("Paid on", paid_on),
        ("Paid with", paid_with(order.receipt)),
        ("Payment", order.charge_id or order.intent_id or ""),
    )
    return tuple((name, fact) for name, fact in facts if fact)


def _invoice(order: Order, locale: str) -> tuple[tuple[str, str], ...]:
    terms = order.terms
    lines = tuple(
        (
            f"{item.quantity} x {item.title}, {format_money(item.price, locale)} each",
            format_money(item.total, locale),
        )
        for item in terms.items
    )
    return (
        *lines,
        ("Books", format_money(terms.subtotal, locale)),
        ("Delivery", format_money(terms.delivery, locale) if terms.delivery.minor else "free"),
        ("Total, tax included", format_money(terms.total, locale)),
    )


def _as_text(content: _Content) -> str:
    blocks = [
        content.shop_name,
        *content.paragraphs,
        "\n".join(f"{name}: {fact}" for name, fact in content.facts),
        "\n".join(f"{what}: {amount}" for what, amount in content.rows),
        "\n".join(("Goes to:", *content.recipient)) if content.recipient else "",
        *(f"{what}:\n{address}" for what, address in content.links),
    ]
    return "\n\n".join(filter(None, blocks)) + "\n"


def _as_html(content: _Content) -> str:
    paragraphs = "".join(f"<p>{escape(each)}</p>" for each in content.paragraphs)
    facts = "<br>".join(f"{escape(name)}: {escape(fact)}" for name, fact in content.facts)
    address = "<br>".join(escape(each) for each in content.recipient)
    goes_to = f"<p>Goes to:<br>{address}</p>" if content.recipient else ""
    links = "".join(
        f'<p>{escape(what)}:<br><a href="{escape(address)}">{escape(address)}</a></p>'
        for what, address in content.links
    )
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f"<title>{escape(content.subject)}</title></head>"
        '<body style="font-family:Georgia,serif;max-width:36rem;margin:0 auto">'
        f"<h1>{escape(content.shop_name)}</h1>{paragraphs}<p>{facts}</p>"
        f"{_as_table(content.rows)}{goes_to}{links}</body></html>"
    )


def _as_table(rows: tuple[tuple[str, str], ...]) -> str:
    cells = "".join(
        f'<tr><td style="padding:.25rem 1rem .25rem 0">{escape(what)}</td>'
        f'<td style="text-align:right;white-space:nowrap">{escape(amount)}</td></tr>'
        for what, amount in rows
    )
    return f'<table style="border-collapse:collapse">{cells}</table>' if rows else ""
