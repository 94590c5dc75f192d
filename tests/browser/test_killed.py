"""kill -9 at every point of a purchase: the page tells the truth, and nothing is charged twice.

Each test begins a purchase in a browser and kills the shop at one point of it. Then the shop
starts again over the same data, the shopper's page comes back (by itself, reloaded, or the
checkout is opened in a new tab), and the purchase ends as the page says that it can.
"""

import os
import re
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import PATIENCE_MS
from tests.browser.deaths import (
    Step,
    confirming,
    die_after_the_charge,
    die_before_the_charge,
    die_in_the_webhook,
    dies_at_the_bank,
    dies_at_the_checkout,
    dies_before_add,
    dies_with_a_cart,
    placing_at,
)
from tests.browser.mortal_site import MortalSite
from tests.browser.shopper import HAMMING, Shopper
from tests.browser.site import wait_until

TOTAL, TOTAL_MINOR = "$28.00", 2800

_shoppers = count(1)


@pytest.fixture(scope="module")
def mortal_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MortalSite]:
    """A shop of these tests' own."""
    kept = os.environ.get("BROWSER_TESTS_FOLDER")
    site = MortalSite(Path(f"{kept}-mortal") if kept else tmp_path_factory.mktemp("mortal"))
    try:
        site.start()
        yield site
    finally:
        site.end()
        site.sandbox.close()


@pytest.fixture
def shopper(chromium: Browser, mortal_site: MortalSite) -> Iterator[Shopper]:
    """A shopper with an empty browser, of a shop in which no exception may escape.

    Its webhooks wait, so that only the browser tells.
    """
    mortal_site.webhooks("hold")
    before = mortal_site.log_length()
    with chromium.new_context() as context:
        context.set_default_timeout(PATIENCE_MS)
        email = f"survivor{next(_shoppers)}@example.com"
        yield Shopper(context, context.new_page(), mortal_site, email)
    said = mortal_site.said(before)
    assert [word for word in ("Traceback", "ALARM") if word in said] == [], said


# ---------------------------------------------------------------- Ways to come back


def stays(shopper: Shopper) -> Shopper:
    """The open tab finds its way back by itself."""
    return shopper


def reloads(shopper: Shopper) -> Shopper:
    """The shopper reloads."""
    shopper.page.reload()
    return shopper


def opens_anew(shopper: Shopper) -> Shopper:
    """The tab is gone; the checkout is opened in a new one."""
    shopper.page.close()
    tab = shopper.opens_tab()
    tab.page.goto(f"{tab.site.url}/checkout")
    return tab


# ---------------------------------------------------------------- What is left to do


def buys_from_the_start(shopper: Shopper) -> None:
    """The cart is empty, and says so; Add works."""
    shopper.expects_count(0)
    assert shopper.kept_lines() == []
    shopper.adds(HAMMING)
    shopper.page.get_by_role("link", name=re.compile("^Cart")).click()
    goes_on_from_the_cart(shopper)


def goes_on_from_the_cart(shopper: Shopper) -> None:
    """The cart is there."""
    shopper.expects_count(1)
    shopper.goes_to_checkout()
    shopper.pays()


def presses_pay(shopper: Shopper) -> None:
    """What was typed is there, and nothing is said of a payment."""
    expect(shopper.field("Email")).to_have_value(shopper.email)
    expect(shopper.alert).to_be_hidden()
    shopper.presses_pay()


def presses_pay_again(shopper: Shopper) -> None:
    """The page says that nothing was charged, and takes another try with the same card."""
    expect(shopper.alert).to_contain_text("was not completed. Nothing was charged")
    shopper.presses_pay()


def pays_anew(shopper: Shopper) -> None:
    """A new page knows nothing of the form, and says nothing of a payment."""
    expect(shopper.pay_button).to_have_accessible_name(f"Pay {TOTAL}")
    expect(shopper.alert).to_be_hidden()
    shopper.pays()


def answers_the_bank(shopper: Shopper) -> None:
    """The bank's question is still open."""
    shopper.answers_bank("Complete")


def only_waits(_shopper: Shopper) -> None:
    """Nothing: the page goes on by itself, or shows the order."""


def lets_the_lease_end(shopper: Shopper) -> None:
    """Nothing, for five minutes, which this shortens: the dead process had claimed the letter."""
    shopper.expects_order()
    with shopper.site.database() as database:
        waiting = database.execute("UPDATE mail SET due_at = queued_at WHERE sent_at IS NULL")
        assert waiting.rowcount == 1


# ---------------------------------------------------------------- The tests


order_stored = placing_at("payments.create_intent before")
intent_made = placing_at("payments.create_intent after")
intent_attached = placing_at("orders.attach_intent after")
secret_in_the_browser = confirming(die_before_the_charge)
charged = confirming(die_after_the_charge)
webhook_cut_short = confirming(die_in_the_webhook)
asking_stripe = placing_at("payments.retrieve_intent after")
paid = placing_at("orders.mark_paid after")
mailing = placing_at("postman.send before")
fulfilled = placing_at("orders.mark_fulfilled after")

CASES = {
    "Add pressed": (dies_before_add, stays, buys_from_the_start),
    "cart written": (dies_with_a_cart, stays, goes_on_from_the_cart),
    "checkout filled in": (dies_at_the_checkout, stays, presses_pay),
    "order stored": (order_stored, stays, only_waits),
    "order stored, reloaded": (order_stored, reloads, pays_anew),
    "intent made": (intent_made, stays, only_waits),
    "intent made, new tab": (intent_made, opens_anew, pays_anew),
    "intent attached": (intent_attached, stays, only_waits),
    "secret in the browser": (secret_in_the_browser, stays, presses_pay_again),
    "bank asks": (dies_at_the_bank, stays, answers_the_bank),
    "charged": (charged, stays, only_waits),
    "charged, reloaded": (charged, reloads, only_waits),
    "webhook cut short, new tab": (webhook_cut_short, opens_anew, only_waits),
    "asking Stripe": (asking_stripe, stays, only_waits),
    "paid, not fulfilled": (paid, stays, only_waits),
    "paid, not fulfilled, reloaded": (paid, reloads, only_waits),
    "fulfilled, not shown": (fulfilled, stays, only_waits),
    "mail claimed, not sent": (mailing, stays, lets_the_lease_end),
}


@pytest.mark.parametrize(("dies", "comes_back", "goes_on"), CASES.values(), ids=CASES)
def test_shop_that_dies_and_starts_again_sells_once(
    shopper: Shopper,
    mortal_site: MortalSite,
    dies: Step,
    comes_back: Callable[[Shopper], Shopper],
    goes_on: Callable[[Shopper], None],
) -> None:
    before = mortal_site.stock_of(1)

    dies(shopper, mortal_site)
    mortal_site.start()
    tab = comes_back(shopper)
    goes_on(tab)

    expect_one_sale(tab, mortal_site)
    assert mortal_site.stock_of(1) == {**before, "sold": before["sold"] + 1}


def expect_one_sale(tab: Shopper, site: MortalSite) -> None:
    """One intent charged once, one order paid and handed on, one mail; the page shows it."""
    shown = tab.expects_order()
    intent = tab.intent()
    charges = site.sandbox.get("charges", payment_intent=intent["id"])["data"]
    assert (intent["status"], intent["amount_received"]) == ("succeeded", TOTAL_MINOR)
    assert [charge["status"] for charge in charges] == ["succeeded"]
    (order,) = site.orders(tab.email)
    assert (order["status"], order["intent_id"]) == ("paid", intent["id"])
    assert all(text in shown for text in (order["number"], intent["id"], order["charge_id"], TOTAL))
    wait_until(lambda: site.orders(tab.email)[0]["fulfilled_at"])
    tab.expects_count(0)
    assert tab.kept_lines() == []
    assert not tab.page.evaluate("localStorage.getItem('checkout')")
    wait_until(lambda: is_mailed(site, order["number"]))
    assert len(site.mails(tab.email)) == 1


def is_mailed(site: MortalSite, number: str) -> bool:
    """Whether the confirmation of an order is noted as sent."""
    asked = "SELECT sent_at FROM mail WHERE order_number = ?"
    with site.database() as database:
        return database.execute(asked, [number]).fetchone()["sent_at"] is not None
