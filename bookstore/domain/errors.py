"""Everything that may go wrong on purpose, as one tree.

BookstoreError
├── InvalidMoney            an amount or currency that cannot exist
├── CatalogueInvalid        catalogue.toml as edited cannot be sold from (all problems at once)
├── TooManyWithdrawn        an import would take most of a source's titles off the shelf
├── ImportOvertaken         another import has changed the same titles meanwhile
├── BookNotFound            no such book on the shelf
├── InvalidContact          a contact or address that cannot be delivered to, by field
├── CartNotSellable         a line of the cart cannot be sold as asked (problems by line)
├── SentCartRefused         a link that sends a cart was changed on its way, or is none of ours
├── PriceChanged            the total differs from the one the shopper saw; nothing was charged
├── OrderNotFound           no order with this number, token, key or intent
├── OrderExists             another open order holds this checkout key
├── OrderChanged            the order was changed meanwhile; load it again
├── OrderClosed             the order that was to be paid is canceled, so it cannot be
├── OrderNotReady           the operator asked for a step that this order does not allow
├── OrderSettled            the order is already paid or being paid
├── TooOften                somebody asks more often than a person would; nothing was done
├── ForgedEvent             a webhook that Stripe did not sign
├── DatabaseUnusable        (bookstore.storage) the database cannot be reached or is not ours
├── MailNotSent             no mail server took the letter; it is tried again
├── PaymentUnderWay         the intent waits for the bank, or is processing
├── PaymentDiffers          the intent would charge another amount than the page shows
└── PaymentError            Stripe refused or could not be asked
    ├── PaymentDeclined     the card was refused (code, decline_code)
    ├── PaymentRefused      Stripe refused our request: a mistake of ours or of the keys
    └── PaymentUnavailable  no answer from Stripe; the same call may be repeated

`str(error)` is for us and for logs; `user_message` is for the shopper and names no internals.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bookstore.domain.money import Money
    from bookstore.domain.payment import PaymentIntent
    from bookstore.domain.pricing import LineProblem


class BookstoreError(Exception):
    """The root of the tree; never raised itself."""

    user_message = "Something went wrong on our side. Nothing was charged. Please try again."


class InvalidMoney(BookstoreError):
    """An amount that is not a whole number of minor units, or an unknown currency."""


class CatalogueInvalid(BookstoreError):
    """The catalogue file has problems; `problems` lists each with file and line."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        """Keep every problem, so that one edit can mend them all."""
        super().__init__("\n".join(problems))
        self.problems = problems


class TooManyWithdrawn(BookstoreError):
    """An import would take most of its source's titles off the shelf: a file cut off, perhaps."""


class ImportOvertaken(BookstoreError):
    """Another import has changed the same titles since this one began; it can be repeated."""


class BookNotFound(BookstoreError):
    """No book with this id or slug is on the shelf."""

    user_message = "We do not have this book."


class InvalidContact(BookstoreError):
    """The contact cannot be used; `problems` maps a field name to one exact sentence."""

    def __init__(self, problems: dict[str, str]) -> None:
        """Keep one sentence per field, in the order of the form."""
        super().__init__(f"Contact refused: {', '.join(problems)}.")
        self.problems = problems
        self.user_message = " ".join(problems.values())


class CartNotSellable(BookstoreError):
    """At least one line cannot be sold as asked."""

    def __init__(self, problems: tuple[LineProblem, ...]) -> None:
        """Keep the problems, one per line."""
        super().__init__(f"Cannot sell {len(problems)} of the lines as asked.")
        self.problems = problems
        said = " ".join(problem.sentence for problem in problems)
        self.user_message = said or "There is nothing to buy."


class TooOften(BookstoreError):
    """A page or an address has used up what it may do within a minute."""

    user_message = "That was too often for one minute. Please wait a minute and try again."


class SentCartRefused(BookstoreError):
    """A text that should carry a cart does not bear our seal."""

    user_message = (
        "This link to a cart has been cut off or changed on its way. Please ask for it again. "
        "Your own cart is as it was."
    )


class PriceChanged(BookstoreError):
    """The total is no longer the one the shopper saw. Nothing was charged."""

    def __init__(self, *, shown_minor: int | None, total: Money) -> None:
        """Keep both totals, so that the page can say what changed."""
        super().__init__(f"The page showed {shown_minor!r}, the total is {total!r}.")
        self.shown_minor = shown_minor
        self.total = total


class OrderNotFound(BookstoreError):
    """No order answers to this number, token, key or intent."""

    user_message = (
        "We could not find this payment in this browser. If you paid, use the order link "
        "that you kept, or write to us with the time and the amount."
    )


class OrderExists(BookstoreError):
    """Another open order already holds this checkout key."""


class OrderChanged(BookstoreError):
    """Somebody changed the order between our read and our write."""


class OrderClosed(BookstoreError):
    """The order that was to be paid is canceled; it cannot be paid any more."""

    user_message = (
        "This order was canceled, so it cannot be paid any more. Nothing was charged. "
        "You are welcome to order anew."
    )


class OrderNotReady(BookstoreError):
    """The operator asked for a step that this order does not allow."""


class OrderSettled(BookstoreError):
    """The order behind this checkout key is paid or being paid; it is not paid twice."""

    user_message = "This order is already paid."

    def __init__(self, number: str) -> None:
        """Keep the order's number, by which the caller can show it."""
        super().__init__(f"Order {number} is already settled.")
        self.number = number


class PaymentUnderWay(BookstoreError):
    """The intent is with the bank: it can be finished or canceled, not changed."""

    user_message = "A payment for this order is already under way."

    def __init__(self, number: str, intent: PaymentIntent) -> None:
        """Keep the order's number and Stripe's intent as fetched by us."""
        super().__init__(f"Order {number} has a payment under way ({intent.status}).")
        self.number = number
        self.intent = intent


class PaymentDiffers(BookstoreError):
    """Stripe's intent is over another amount than the order, so nobody may confirm it."""

    def __init__(self, number: str, would_charge: Money, total: Money) -> None:
        """Keep both amounts, so that the page can say them."""
        super().__init__(f"Order {number} is over {total!r}, its intent over {would_charge!r}.")
        self.would_charge = would_charge
        self.total = total


class MailNotSent(BookstoreError):
    """A letter was not taken; the message names no address, because it goes to logs."""


class ForgedEvent(BookstoreError):
    """A webhook whose signature does not fit, is too old, or whose body is no event."""


class PaymentError(BookstoreError):
    """Stripe did not do what we asked; the machine part is in the attributes."""

    user_message = "The payment could not be made. Nothing was charged."

    def __init__(
        self,
        message: str,
        *,
        code: str | None = None,
        decline_code: str | None = None,
        request_id: str | None = None,
        intent: PaymentIntent | None = None,
    ) -> None:
        """Keep Stripe's code and request id for us; the message is not for the shopper."""
        known = [
            f"{name} {text}" for name, text in (("code", code), ("request", request_id)) if text
        ]
        super().__init__(f"{message} ({', '.join(known)})" if known else message)
        self.code = code
        self.decline_code = decline_code
        self.request_id = request_id
        self.intent = intent


class PaymentDeclined(PaymentError):
    """The card was refused; the same intent can be tried again."""


class PaymentRefused(PaymentError):
    """Stripe refused our request, so repeating it would not help."""


class PaymentUnavailable(PaymentError):
    """Stripe could not be reached or was not able to answer; repeating is safe."""

    user_message = (
        "The payment service does not answer at the moment. Please try again in a minute."
    )
