"""How it was paid in words, and which addresses a page may link to."""

import pytest

from bookstore.domain.receipt import Receipt, paid_with, web_address


@pytest.mark.parametrize(
    ("receipt", "words"),
    [
        (Receipt("card", "visa", "4242"), "Visa ending 4242"),
        (Receipt("card", "amex", "0005"), "American Express ending 0005"),
        (Receipt("card", "a_network_of_tomorrow", "1234"), "Card ending 1234"),
        (Receipt("card"), "Card"),
        (Receipt("us_bank_account", last4="6789"), "US bank account ending 6789"),
        (Receipt("amazon_pay"), "Amazon Pay"),
        (Receipt("ideal"), "iDEAL"),
        (Receipt("a_way_of_tomorrow"), "A Way Of Tomorrow"),
        (Receipt(""), ""),
        (None, ""),
    ],
)
def test_payment_is_named_as_a_person_would(receipt: Receipt | None, words: str) -> None:
    assert paid_with(receipt) == words


@pytest.mark.parametrize(
    "address",
    [
        "https://pay.stripe.com/receipts/payment/CAcaFwoVYWNjdF8x?s=ap#top",
        "http://localhost:3000/sandbox/receipts/ch_1",
        "http://127.0.0.1:8000/sandbox/receipts/ch_1",
    ],
)
def test_address_of_stripe_or_of_the_sandbox_is_linked_to(address: str) -> None:
    assert web_address(address) == address


@pytest.mark.parametrize(
    "text",
    [
        "",
        "javascript:alert(1)",
        "JavaScript://pay.stripe.com/%0aalert(1)",
        "data:text/html,hello",
        "http://pay.stripe.com/receipts/1",
        "http://localhost.evil.example/1",
        "http://localhost@evil.example/1",
        "javascript://localhost/%0aalert(1)",
        "//pay.stripe.com/receipts/1",
        "/receipts/1",
        "https://",
        "https://pay.stripe.com@evil.example/1",
        "https://user:word@pay.stripe.com/1",
        "https://pay.stripe.com:99999/1",
        "https://[::1",
        "https://pay.stripe.com/a b",
        "https://pay.stripe.com/\n1",
        "https://pay.str\u0131pe.com/1",
        "https://pay.stripe.com/" + "a" * 2000,
    ],
)
def test_any_other_address_is_left_out(text: str) -> None:
    assert web_address(text) == ""


def test_receipt_prints_without_its_address() -> None:
    assert "pay.stripe.com" not in repr(Receipt("card", "visa", url="https://pay.stripe.com/1"))
