"""A payment begun in a tab that is gone: any tab of its browser can finish or cancel it."""

import re
import sqlite3
from contextlib import closing

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import OpenBrowser
from tests.browser.shopper import ASKS_THE_BANK, HAMMING, PERSIA, Shopper
from tests.browser.site import Site


def begins_and_leaves(shopper: Shopper) -> None:
    """Pay for the cart in one more tab, and close it while the bank asks."""
    tab = shopper.opens_tab()
    tab.opens("/checkout")
    tab.pays(ASKS_THE_BANK)
    expect(tab.page.get_by_role("dialog")).to_be_visible()
    tab.page.close()
    assert shopper.intent()["status"] == "requires_action"


def button(shopper: Shopper, name: str) -> Locator:
    """A button of the panel."""
    return shopper.page.get_by_role("button", name=name)


def stock_of(site: Site, book_id: int) -> sqlite3.Row:
    """The row of one title: what is supplied, sold and held."""
    with site.database() as database:
        asked = "SELECT * FROM stock WHERE book_id = ? AND mode = 'sandbox'"
        return database.execute(asked, [book_id]).fetchone()


def goes_to_the_bank(site: Site, intent_id: str) -> None:
    """Make a payment one that the bank decides later, which no card of the sandbox does."""
    change = """
        UPDATE objects SET body = json_set(body, '$.status', 'processing', '$.next_action', null)
        WHERE id = ?
    """
    with closing(sqlite3.connect(site.folder / "data" / "sandbox.db", timeout=10)) as store, store:
        assert store.execute(change, [intent_id]).rowcount == 1


def statuses(shopper: Shopper) -> list[str]:
    """How each order of this shopper stands, the oldest first."""
    return [order["status"] for order in shopper.site.orders(shopper.email)]


def test_checkout_shows_the_payment_under_way_and_finishes_it(shopper: Shopper) -> None:
    shopper.fills_cart(HAMMING)
    begins_and_leaves(shopper)

    shopper.opens("/checkout")
    expect(shopper.alert).to_contain_text("A payment of $28.00 is already under way")
    button(shopper, "Finish that payment").click()
    shopper.answers_bank("Complete")

    assert shopper.intent()["id"] in shopper.expects_order()
    assert shopper.intent()["amount_received"] == 2800
    assert statuses(shopper) == ["paid"]
    assert shopper.kept_lines() == []


def test_pay_tells_of_the_payment_under_way_and_ten_presses_finish_it_once(
    shopper: Shopper,
) -> None:
    shopper.fills_cart(HAMMING)
    shopper.goes_to_checkout()
    shopper.fills_contact()
    shopper.fills_card()
    begins_and_leaves(shopper)
    expect(shopper.alert).to_be_hidden()

    shopper.presses_pay()
    expect(shopper.alert).to_contain_text("already under way")
    button(shopper, "Finish that payment").evaluate(
        "(button) => { for (let i = 0; i < 10; i++) button.click(); }"
    )
    expect(shopper.page.get_by_role("dialog")).to_have_count(1)
    expect(shopper.pay_button).to_be_disabled()
    shopper.answers_bank("Complete")

    shopper.expects_order()
    assert shopper.intent()["status"] == "succeeded"
    assert statuses(shopper) == ["paid"]


def test_question_failed_at_the_second_time_leaves_the_same_order_to_pay(
    shopper: Shopper,
) -> None:
    shopper.fills_cart(HAMMING)
    begins_and_leaves(shopper)
    shopper.opens("/checkout")

    button(shopper, "Finish that payment").click()
    shopper.answers_bank("Fail")
    expect(button(shopper, "Finish that payment")).to_be_hidden()
    expect(shopper.alert).to_be_visible()
    expect(shopper.alert).not_to_contain_text("under way")
    shopper.pays()

    shopper.expects_order()
    assert shopper.intent()["status"] == "succeeded"
    assert statuses(shopper) == ["paid"]


@pytest.mark.parametrize("path", ["/checkout", "/cancel"])
def test_canceled_payment_gives_the_stock_back_and_makes_way_for_another(
    shopper: Shopper, site: Site, path: str
) -> None:
    before = tuple(stock_of(site, 1))
    shopper.fills_cart(HAMMING)
    begins_and_leaves(shopper)
    assert tuple(stock_of(site, 1)) != before

    shopper.opens(path)
    if path == "/cancel":
        button(shopper, "Cancel the waiting payment").click()
    expect(shopper.alert).to_contain_text("already under way")
    assert statuses(shopper) == ["awaiting_payment"]
    button(shopper, "Cancel that payment").click()

    shopper.hears("was canceled")
    expect(shopper.page.get_by_role("main")).to_be_focused()  # the button is gone
    assert statuses(shopper) == ["canceled"]
    assert tuple(stock_of(site, 1)) == before
    shopper.opens("/checkout")
    shopper.pays()
    shopper.expects_order()
    latest, first = site.sandbox.intents(shopper.email)
    assert (latest["status"], first["status"]) == ("succeeded", "canceled")
    assert statuses(shopper) == ["canceled", "paid"]


def test_cancel_page_leads_to_the_checkout_to_finish(shopper: Shopper) -> None:
    shopper.opens("/checkout?item=1")
    shopper.pays(ASKS_THE_BANK)
    expect(shopper.page.get_by_role("dialog")).to_be_visible()
    shopper.opens("/cancel")
    expect(shopper.alert).to_be_hidden()

    button(shopper, "Cancel the waiting payment").click()
    expect(button(shopper, "Cancel that payment")).to_be_visible()
    expect(button(shopper, "Finish that payment")).to_be_hidden()
    shopper.page.get_by_role("link", name="Back to checkout to finish it").click()
    button(shopper, "Finish that payment").click()
    shopper.answers_bank("Complete")

    assert "$28.00" in shopper.expects_order()
    assert statuses(shopper) == ["paid"]


def test_cart_changed_meanwhile_keeps_what_the_finished_payment_did_not_buy(
    shopper: Shopper,
) -> None:
    shopper.fills_cart(HAMMING)
    begins_and_leaves(shopper)
    shopper.opens("/")
    shopper.adds(PERSIA)

    shopper.opens("/checkout")
    expect(shopper.pay_button).to_have_accessible_name("Pay $53.00")
    expect(shopper.alert).to_contain_text("A payment of $28.00 is already under way")
    button(shopper, "Finish that payment").click()
    shopper.answers_bank("Complete")

    assert "$28.00" in shopper.expects_order()
    assert shopper.kept_lines() == [[2, 1]]
    assert shopper.intent()["amount_received"] == 2800


def test_payment_canceled_elsewhere_cannot_be_finished_and_says_so(shopper: Shopper) -> None:
    shopper.fills_cart(HAMMING)
    begins_and_leaves(shopper)
    shopper.opens("/checkout")
    expect(button(shopper, "Finish that payment")).to_be_visible()

    with shopper.site.unheard():  # else the page may say it before the click
        shopper.site.sandbox.post(f"payment_intents/{shopper.intent()['id']}/cancel")
        button(shopper, "Finish that payment").click()
        expect(shopper.alert).to_contain_text("That payment was canceled. Nothing was charged.")
    expect(button(shopper, "Finish that payment")).to_be_hidden()
    expect(shopper.pay_button).to_be_enabled()
    assert statuses(shopper) == ["canceled"]


def test_payment_with_the_bank_offers_no_cancel_and_leads_to_its_order(shopper: Shopper) -> None:
    shopper.fills_cart(HAMMING)
    begins_and_leaves(shopper)
    shopper.opens("/checkout")
    expect(button(shopper, "Cancel that payment")).to_be_visible()

    goes_to_the_bank(shopper.site, shopper.intent()["id"])
    button(shopper, "Cancel that payment").click()

    expect(shopper.page).to_have_url(re.compile(r"/success/?\?order="))
    expect(shopper.page.get_by_role("heading", name="on its way")).to_be_visible()
    assert statuses(shopper) == ["processing"]
    shopper.expects_count(0)


@pytest.mark.parametrize("is_open_before", [True, False])
def test_checkout_of_a_payment_with_the_bank_leads_to_its_order(
    shopper: Shopper, is_open_before: bool
) -> None:
    shopper.fills_cart(HAMMING)
    if is_open_before:
        shopper.goes_to_checkout()
        shopper.fills_contact()
        shopper.fills_card()
    begins_and_leaves(shopper)
    goes_to_the_bank(shopper.site, shopper.intent()["id"])

    if is_open_before:
        shopper.presses_pay()
    else:
        shopper.page.goto(f"{shopper.site.url}/checkout")

    expect(shopper.page).to_have_url(re.compile(r"/success/?\?order="))
    assert statuses(shopper) == ["processing"]


def test_another_browser_is_told_nothing(shopper: Shopper, open_browser: OpenBrowser) -> None:
    shopper.fills_cart(HAMMING)
    begins_and_leaves(shopper)
    secret = shopper.intent()["client_secret"]
    other = open_browser()
    heard: list[str] = []
    other.page.on(
        "websocket",
        lambda socket: socket.on("framereceived", lambda frame: heard.append(str(frame))),
    )

    other.fills_cart(HAMMING)
    other.opens("/checkout")
    other.pays()
    other.expects_order()  # after it, whatever the checkout was told has arrived

    assert [frame for frame in heard if other.intent()["client_secret"] in frame] != []
    assert [frame for frame in heard if secret in frame or "under way" in frame] == []
    assert statuses(shopper) == ["awaiting_payment"]


def test_return_from_a_bank_that_still_waits_says_so(shopper: Shopper) -> None:
    shopper.fills_cart(HAMMING)
    begins_and_leaves(shopper)

    shopper.opens(f"/checkout/return?payment_intent={shopper.intent()['id']}")

    expect(shopper.alert).to_contain_text("already under way")
