"""How an order was paid, as Stripe's charge tells it: for the shopper's own papers.

Source: docs.stripe.com/api/charges/object, read 2026-11-25 (`payment_method_details`,
`receipt_url`).
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

LONGEST_ADDRESS = 2000
THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})

_BRANDS = {
    "amex": "American Express",
    "cartes_bancaires": "Cartes Bancaires",
    "diners": "Diners Club",
    "discover": "Discover",
    "eftpos_au": "eftpos",
    "jcb": "JCB",
    "mastercard": "Mastercard",
    "unionpay": "UnionPay",
    "visa": "Visa",
}
_METHODS = {
    "acss_debit": "Pre-authorized debit",
    "afterpay_clearpay": "Afterpay",
    "au_becs_debit": "BECS direct debit",
    "bacs_debit": "Bacs direct debit",
    "cashapp": "Cash App Pay",
    "eps": "EPS",
    "ideal": "iDEAL",
    "p24": "Przelewy24",
    "paypal": "PayPal",
    "sepa_debit": "SEPA direct debit",
    "us_bank_account": "US bank account",
    "wechat_pay": "WeChat Pay",
}  # the others read well as they are: "amazon_pay" is Amazon Pay


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a charge says of itself; "" stands for what it does not say.

    `method` is Stripe's type of the payment method ("card"), `brand` a card's network
    ("visa"), `url` Stripe's own page about the charge.
    """

    method: str
    brand: str = ""
    last4: str = ""
    url: str = ""

    def __repr__(self) -> str:
        """Name the method without the address, which opens the receipt to anybody."""
        return f"Receipt({self.method!r}, {self.brand!r})"


def paid_with(receipt: Receipt | None) -> str:
    """How it was paid, in words: "Visa ending 4242", "Amazon Pay", "" when nobody knows."""
    if receipt is None or not receipt.method:
        return ""
    name = _BRANDS.get(receipt.brand, "Card") if receipt.method == "card" else ""
    name = name or _METHODS.get(receipt.method, receipt.method.replace("_", " ").title())
    return f"{name} ending {receipt.last4}" if receipt.last4 else name


def web_address(text: str) -> str:
    """An address that a page may link to, or "": https, a plain host, nothing hidden in it.

    On this machine, where the sandbox has its receipts, http will do.
    """
    if len(text) > LONGEST_ADDRESS or not text.isascii() or not text.isprintable() or " " in text:
        return ""
    try:
        parts = urlsplit(text)
        is_plain, has_port = parts.username is parts.password is None, parts.port is not None
    except ValueError:
        return ""
    is_secure = parts.scheme == "https" and bool(parts.hostname) and not has_port
    is_here = parts.scheme == "http" and parts.hostname in THIS_MACHINE
    return text if is_plain and (is_secure or is_here) else ""
