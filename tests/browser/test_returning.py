"""Who is shown an order: its own browser and whoever holds its link, and nobody else."""

import re
from urllib.parse import urlencode

from playwright.sync_api import WebSocketRoute, expect

from tests.browser.conftest import OpenBrowser
from tests.browser.shopper import ASKS_THE_BANK, DECLINED, HAMMING, Shopper
from tests.browser.site import wait_until

NOT_FOUND = "Order not found"
NOT_HERE = "We could not find this payment in this browser"


def buys(shopper: Shopper) -> dict:
    """Buy a book; answers the PaymentIntent."""
    shopper.opens("/checkout?item=1")
    shopper.pays()
    shopper.expects_order()
    return shopper.intent()


def comes_back(shopper: Shopper, **query: str) -> None:
    """Arrive as from a bank's page."""
    shopper.page.goto(f"{shopper.site.url}/checkout/return?{urlencode(query)}")


def loses_the_answer(shopper: Shopper) -> dict:
    """Pay in a tab that the shop hears nothing of from the confirmation on; answers the intent."""
    is_confirmed: list[str] = []

    def listen_no_more(socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()
        socket.on_message(lambda said: None if is_confirmed else server.send(said))

    tab = shopper.opens_tab()
    tab.page.route_web_socket(re.compile("/_event"), listen_no_more)
    tab.page.on(
        "request", lambda sent: is_confirmed.append(sent.url) if "/confirm" in sent.url else None
    )
    tab.opens("/checkout")
    tab.fills_contact()
    tab.fills_card()
    with tab.page.expect_response(re.compile("/confirm")):
        tab.presses_pay()
    tab.page.close()
    return shopper.intent()


def test_own_browser_comes_back_to_its_order_at_a_clean_address(shopper: Shopper) -> None:
    shopper.fills_cart(HAMMING)
    intent = loses_the_answer(shopper)

    comes_back(
        shopper,
        payment_intent=intent["id"],
        payment_intent_client_secret=intent["client_secret"],
        redirect_status="succeeded",
    )

    assert intent["id"] in shopper.expects_order()
    expect(shopper.page).to_have_url(re.compile(r"/success/?\?order=[\w-]{22,}$"))
    shopper.opens("/cart")
    expect(shopper.page.get_by_text("Your cart is empty")).to_be_visible()


def test_client_secret_opens_the_order_in_a_browser_without_memory(
    shopper: Shopper, open_browser: OpenBrowser
) -> None:
    intent = buys(shopper)
    other = open_browser()

    comes_back(
        other, payment_intent=intent["id"], payment_intent_client_secret=intent["client_secret"]
    )

    assert intent["id"] in other.expects_order()


def test_stranger_with_an_intent_id_is_shown_nothing(
    shopper: Shopper, open_browser: OpenBrowser
) -> None:
    intent = buys(shopper)
    number = intent["metadata"]["order_number"]
    stranger = open_browser()
    guessed = intent["id"] + "_secret_" + "a" * 24

    for query in (
        {"payment_intent": intent["id"]},
        {"payment_intent": intent["id"], "redirect_status": "succeeded"},
        {"payment_intent": intent["id"], "payment_intent_client_secret": guessed},
        {"payment_intent": intent["id"], "payment_intent_client_secret": intent["id"]},
    ):
        comes_back(stranger, **query)

        expect(stranger.alert).to_contain_text(NOT_HERE)
        shown = stranger.page.content()
        assert [secret for secret in (number, shopper.email, "Ada Reader") if secret in shown] == []
    stranger.page.goto(f"{stranger.site.url}/success?order={intent['id']}")
    expect(stranger.page.get_by_text(NOT_FOUND)).to_be_visible()


def test_forged_return_shows_no_success(shopper: Shopper) -> None:
    for intent in ("pi_" + "a" * 24, "pi_", "', --", "x" * 5000):
        comes_back(shopper, payment_intent=intent, redirect_status="succeeded")

        expect(shopper.alert).to_be_visible()
        expect(shopper.page.get_by_text("order is complete")).to_be_hidden()


def test_return_of_an_unpaid_order_says_that_nothing_was_charged(shopper: Shopper) -> None:
    shopper.opens("/checkout?item=1")
    shopper.pays(DECLINED)
    expect(shopper.alert).to_be_visible()
    intent = shopper.intent()

    comes_back(shopper, payment_intent=intent["id"], redirect_status="succeeded")

    expect(shopper.alert).to_contain_text(re.compile("declined|refused"))
    expect(shopper.page).to_have_url(re.compile("/checkout/return/?$"))


def test_unknown_and_changed_tokens_show_the_not_found_page(shopper: Shopper) -> None:
    buys(shopper)
    token = shopper.page.url.partition("order=")[2]
    changed = ("B" if token[0] == "A" else "A") + token[1:]

    for wrong in (changed, token[:-1], token + "A", "", "x", "%00", "[]"):
        shopper.page.goto(f"{shopper.site.url}/success?order={wrong}")

        expect(shopper.page.get_by_text(NOT_FOUND)).to_be_visible()
        expect(
            shopper.page.locator('meta[name="robots"][content="noindex"]').first
        ).to_be_attached()
        expect(shopper.page).to_have_title(f"{NOT_FOUND} · Quire & Quoin")


def test_order_link_works_in_another_browser(shopper: Shopper, open_browser: OpenBrowser) -> None:
    intent = buys(shopper)

    other = open_browser()
    other.page.goto(shopper.page.url)

    assert intent["id"] in other.expects_order()


def test_opening_the_cancel_page_cancels_nothing_and_its_button_does(shopper: Shopper) -> None:
    shopper.fills_cart(HAMMING)
    shopper.goes_to_checkout()
    shopper.pays(DECLINED)
    expect(shopper.alert).to_be_visible()

    shopper.opens("/cancel")
    expect(shopper.page.get_by_text("your cart is still there")).to_be_visible()
    shopper.reloads()
    assert shopper.intent()["status"] == "requires_payment_method"
    shopper.page.get_by_role("button", name="Cancel the waiting payment").click()

    shopper.hears("was canceled")
    assert shopper.intent()["status"] == "canceled"
    shopper.expects_count(1)
    shopper.opens("/checkout")
    shopper.pays()
    shopper.expects_order()
    assert len(shopper.intent_ids) == 2


def test_cancel_page_offers_no_checkout_where_there_is_nothing_to_pay(shopper: Shopper) -> None:
    shopper.opens("/cancel")

    expect(
        shopper.page.get_by_role("main").get_by_role("link", name="See all books")
    ).to_be_visible()
    expect(shopper.page.get_by_role("link", name="Back to checkout")).to_have_count(0)


def test_cancel_asks_first_while_the_bank_is_asking(shopper: Shopper) -> None:
    shopper.fills_cart(HAMMING)
    shopper.goes_to_checkout()
    shopper.pays(ASKS_THE_BANK)
    expect(shopper.page.get_by_role("dialog")).to_be_visible()

    shopper.opens("/cancel")
    shopper.page.get_by_role("button", name="Cancel the waiting payment").click()
    expect(shopper.alert).to_contain_text("already under way")
    assert shopper.intent()["status"] == "requires_action"
    shopper.page.get_by_role("button", name="Cancel that payment").click()

    wait_until(lambda: shopper.intent()["status"] == "canceled")
    shopper.hears("was canceled")


def test_payment_under_way_can_be_finished_or_canceled_at_the_checkout(shopper: Shopper) -> None:
    shopper.fills_cart(HAMMING)
    shopper.goes_to_checkout()
    shopper.pays(ASKS_THE_BANK)
    expect(shopper.page.get_by_role("dialog")).to_be_visible()

    shopper.opens("/checkout")
    shopper.pays()
    expect(shopper.alert).to_contain_text("already under way")
    shopper.page.get_by_role("button", name="Cancel that payment").click()
    expect(shopper.alert).to_be_hidden()
    shopper.presses_pay()

    shopper.expects_order()
    intents = shopper.site.sandbox.intents(shopper.email)
    assert sorted(intent["status"] for intent in intents) == ["canceled", "succeeded"]
