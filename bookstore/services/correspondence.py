"""What the use cases need to write to shoppers, and to forget them: ports, as in `ports.py`."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from bookstore.domain.mail import Mail
from bookstore.domain.order import Order, OrderStatus


class Mails(Protocol):
    """Letters waiting to be sent. `Orders` queues them, with the step they tell of."""

    async def claim_due(self, at: datetime, *, limit: int) -> Sequence[Mail]:
        """Take letters that are due, oldest first, so that nobody else sends them meanwhile.

        A claim is a lease of five minutes: whoever dies between sending and `mark_sent`
        leaves a letter that is sent once more, under the same Message-ID.
        """
        ...

    async def mark_sent(self, mail: Mail, *, at: datetime) -> None:
        """Note that a letter was taken by a mail server, also in the order's timeline."""
        ...

    async def mark_failed(
        self, mail: Mail, reason: str, *, at: datetime, retry_at: datetime
    ) -> None:
        """Put a claimed letter back until a later moment, unless the claim has passed on.

        Args:
            mail: the letter as claimed.
            reason: why it failed, without an address; the timeline tells of the first time.
            at: when.
            retry_at: when it may be claimed again.
        """
        ...

    async def drop(self, mail: Mail, reason: str, *, at: datetime) -> None:
        """Give a letter up; the order's timeline says why. `reason` ends a sentence."""
        ...


class Postman(Protocol):
    """Writes a letter and hands it to a mail server."""

    async def send(self, mail: Mail, order: Order, *, linked: Sequence[Order] = ()) -> None:
        """Send one letter to the order's contact.

        Args:
            mail: the letter.
            order: what it is about.
            linked: of a reminder, the orders that it lists.

        Raises:
            MailNotSent: nobody took it.
        """
        ...


class Reminders(Protocol):
    """Who asked for the links to their orders. Nobody learns here whether there are any."""

    async def ask(self, email: str, *, at: datetime, unless_since: datetime) -> None:
        """Note that links are asked for, unless they were since that moment.

        It does the same for every address, so that nobody can tell one with orders by the
        time that it takes, and keeps no address in clear.
        """
        ...

    async def answer_next(
        self, *, at: datetime, statuses: Collection[OrderStatus], since: datetime
    ) -> bool:
        """Answer for the address that waits longest, in one transaction.

        Queues a letter about its newest order in these statuses made since a moment; none
        when there is no such order, or when an earlier letter still waits to be sent.

        Returns:
            Whether an address waited.
        """
        ...

    async def forget(self, *, before: datetime) -> int:
        """Forget the answered ones that were asked for before a moment; says how many."""
        ...


class Contacts(Protocol):
    """Who ordered, and the erasing of it."""

    async def forget(self, number: str, *, at: datetime, even_unshipped: bool = False) -> bool:
        """Erase name, address and e-mail from all revisions of an order, but not the country.

        Returns:
            False, and nothing is changed, while `Order.may_forget` says no.
            True when the contact is erased, by this call or an earlier one.

        Raises:
            OrderNotFound: no such order.
        """
        ...

    async def abandoned(self, *, before: datetime, limit: int) -> Sequence[str]:
        """Numbers of canceled orders made before a time whose contact is still there."""
        ...
