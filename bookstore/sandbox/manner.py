"""How a confirmation was asked for."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Manner:
    """How a confirmation was asked for.

    Attributes:
        base_url: where a browser reaches the sandbox.
        return_url: where the buyer goes after a bank page, when one was given.
        in_page: whether Stripe.js handles the bank's check inside the page.
        off_session: whether the buyer is absent.
        error_on_action: whether a bank's check shall count as a decline.
        with_mandate: whether the buyer has allowed a debit.
    """

    base_url: str
    return_url: str | None = None
    in_page: bool = False
    off_session: bool = False
    error_on_action: bool = False
    with_mandate: bool = False
