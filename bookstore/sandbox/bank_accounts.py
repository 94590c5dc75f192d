"""The published test bank accounts and what each of them does.

Numbers and names: Stripe docs, "ACH Direct Debit, test account numbers", as repeated in public
repositories read on 2026-11-21; the messages are ours. A number outside the list is refused.
"""

from dataclasses import dataclass

from .errors import ApiError, invalid_request

ROUTING_NUMBER = "110000000"


@dataclass(frozen=True, slots=True)
class BankAccount:
    """One test account.

    Attributes:
        alias: the PaymentMethod id which stands for it.
        failure_code: why the bank refuses the debit; None when it pays.
        settles: whether the bank ever answers by itself.
        dispute_reason: why the buyer takes the money back afterwards; None when not.
    """

    number: str
    alias: str
    scenario: str
    failure_code: str | None = None
    message: str | None = None
    settles: bool = True
    dispute_reason: str | None = None


BANK_ACCOUNTS = (
    BankAccount("000123456789", "pm_usBankAccount_success", "the bank pays"),
    BankAccount(
        "000222222227",
        "pm_usBankAccount_insufficientFunds",
        "not enough money in the account",
        failure_code="insufficient_funds",
        message="The bank account does not hold enough money for this payment.",
    ),
    BankAccount(
        "000111111113",
        "pm_usBankAccount_accountClosed",
        "the account is closed",
        failure_code="account_closed",
        message="The bank account has been closed.",
    ),
    BankAccount(
        "000111111116",
        "pm_usBankAccount_noAccount",
        "there is no such account",
        failure_code="no_account",
        message="The bank account could not be found.",
    ),
    BankAccount(
        "000333333335",
        "pm_usBankAccount_debitNotAuthorized",
        "the owner has not allowed debits",
        failure_code="debit_not_authorized",
        message="The owner of the bank account has not allowed this debit.",
    ),
    BankAccount(
        "000555555559",
        "pm_usBankAccount_dispute",
        "the bank pays, then the owner disputes it",
        dispute_reason="debit_not_authorized",
    ),
    BankAccount(
        "000000000009",
        "pm_usBankAccount_processing",
        "the bank does not answer until it is told to",
        settles=False,
    ),
)


def account_numbered(number: str) -> BankAccount | None:
    """The account of that number, if it is in the list."""
    return next((one for one in BANK_ACCOUNTS if one.number == number), None)


def account_named(alias: str) -> BankAccount | None:
    """The account behind a name such as ``pm_usBankAccount_success``, if it is one."""
    return next((one for one in BANK_ACCOUNTS if one.alias == alias), None)


def check_account(routing_number: str, number: str) -> BankAccount:
    """The account a buyer has typed.

    Raises:
        ApiError: 400, naming the number which is not one of the published ones.
    """
    if routing_number != ROUTING_NUMBER:
        raise _refused("routing_number", f"Use the test routing number {ROUTING_NUMBER}.")
    account = account_numbered(number)
    if account is None:
        raise _refused("account_number", "Use one of the test accounts Stripe publishes.")
    return account


def _refused(field: str, hint: str) -> ApiError:
    return invalid_request(
        f"The bank {field.replace('_', ' ')} is invalid: this sandbox knows no other bank. {hint}",
        code=f"{field}_invalid",
        param=f"us_bank_account[{field}]",
    )
