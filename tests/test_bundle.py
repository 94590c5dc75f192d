"""What is compiled for browsers holds Stripe's publishable key and no other setting's secret."""

import os
import subprocess
import sys

import pytest
import reflex as rx
from reflex_base.utils.memo_paths import module_to_mirrored_segments

from bookstore.components.payment_form import Till, ahead_of_payment
from bookstore.pages.apart import apart
from bookstore.settings import NAMES
from tests.machine import PROJECT

SECRETS = {
    "STRIPE_SECRET_KEY": "sk_live_51ABCDEFGHIJKLMNgh78",
    "STRIPE_WEBHOOK_SECRET": "whsec_ABCDEFGHIJKLMNOPkl12",
    "DATABASE_URL": "postgresql://shopkeeper:hunter2@database.internal/orders",
    "REDIS_URL": "redis://:swordfish@redis.internal:6379",
    "SMTP_URL": "smtp://postmaster:letterpress@mail.internal:587",
    "MAIL_FROM": "hidden.sender@mail.internal",
}
PUBLISHABLE = "pk_live_51ABCDEFGHIJKLMNef56"
ENVIRON = {
    **SECRETS,
    "STRIPE_PUBLISHABLE_KEY": PUBLISHABLE,
    "ALLOW_LIVE_PAYMENTS": "yes",
    "SITE_URL": "https://shop.example.com",
}
WORDS = [
    *SECRETS.values(),
    "sk_live_",
    "whsec_",
    "shopkeeper",
    "hunter2",
    "swordfish",
    "letterpress",
    ".internal",
]
# Every page with all that it is made of, and the values that states begin with.
COMPILE = """
import json
import reflex as rx
from bookstore.bookstore import app
for route in list(app._unevaluated_pages):
    app._compile_page(route)
for route, page in app._pages.items():
    print(route, page.render(), page._get_all_custom_code(), page._get_all_hooks())
print(rx.State(_reflex_internal_init=True).dict())
"""


@pytest.fixture(scope="module")
def compiled() -> str:
    """The pages of a shop with live keys, as they are before the bundler takes them."""
    environ = {name: text for name, text in os.environ.items() if name not in NAMES}
    ran = subprocess.run(
        [sys.executable, "-c", COMPILE],
        cwd=PROJECT,
        env={**environ, **ENVIRON},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def test_browsers_get_the_publishable_key(compiled: str) -> None:
    assert PUBLISHABLE in compiled
    assert compiled.count("\n/books/") + compiled.count("\nbooks/") >= 19


@pytest.mark.parametrize("word", WORDS)
def test_browsers_get_no_secret(compiled: str, word: str) -> None:
    assert word not in compiled


def test_cart_and_checkout_alone_open_a_connection_ahead_to_stripe(compiled: str) -> None:
    ahead = [line for line in compiled.splitlines() if "preconnect" in line]

    assert sorted(line.partition(" ")[0] for line in ahead) == ["cart", "checkout"]
    assert all('href:"https://js.stripe.com"' in line for line in ahead)


def test_sandbox_opens_no_connection_ahead() -> None:
    till = Till("pk_test_x", "http://localhost:3000/sandbox/stripe.js", "", "usd")

    assert ahead_of_payment(till) == []


def test_each_page_is_compiled_into_a_file_of_its_own() -> None:
    routes = ["/", "/cart", "/checkout", "/checkout/return", "/books/boom", "/books/[slug]"]
    modules = [apart(route, lambda: rx.fragment()).__module__ for route in routes]

    assert modules == [
        "bookstore.routes.home",
        "bookstore.routes.cart",
        "bookstore.routes.checkout",
        "bookstore.routes.checkout.return",
        "bookstore.routes.books.boom",
        "bookstore.routes.books.slug",
    ]
    assert [module_to_mirrored_segments(each) for each in modules] == [
        tuple(each.split(".")) for each in modules
    ]
