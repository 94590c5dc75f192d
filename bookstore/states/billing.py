"""Who is billed, as Stripe's browser script is told when it confirms."""

from __future__ import annotations

from bookstore.domain.contact import Contact

Billing = dict[str, str | dict[str, str]]


def billing_of(contact: Contact) -> Billing:
    """The contact in Stripe's words; what our form does not ask for is there and empty.

    Stripe demands every field that its own form was told never to ask for.
    """
    return {
        "name": contact.name,
        "email": contact.email,
        "phone": "",
        "address": {
            "line1": contact.line1,
            "line2": contact.line2,
            "city": contact.city,
            "state": contact.state,
            "postal_code": contact.postal_code,
            "country": contact.country,
        },
    }
