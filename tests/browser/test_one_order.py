"""One cart, one order, one PaymentIntent: whatever is clicked, reloaded or closed on the way."""

import re

from playwright.sync_api import Route, WebSocketRoute, expect

from tests.browser.shopper import DECLINED, HAMMING, PERSIA, Shopper
from tests.browser.site import Site, wait_until


def paid_amounts(shopper: Shopper) -> list[int]:
    """What was taken for each PaymentIntent of this shopper."""
    return [each["amount_received"] for each in shopper.site.sandbox.intents(shopper.email)]


def test_ten_rapid_clicks_make_one_order_and_one_intent(shopper: Shopper) -> None:
    shopper.opens("/checkout?item=1")
    shopper.fills_contact()
    shopper.fills_card()

    shopper.pay_button.evaluate("(button) => { for (let i = 0; i < 10; i++) button.click(); }")

    shopper.expects_order()
    assert paid_amounts(shopper) == [2800]
    assert len(shopper.site.orders(shopper.email)) == 1


def test_reloaded_checkout_goes_on_with_the_same_order(shopper: Shopper) -> None:
    shopper.fills_cart(HAMMING)
    shopper.goes_to_checkout()
    shopper.pays(DECLINED)
    expect(shopper.alert).to_be_visible()
    before = shopper.intent()["id"]

    shopper.reloads()
    shopper.pays()

    shopper.expects_order()
    assert shopper.intent()["id"] == before
    assert len(shopper.site.orders(shopper.email)) == 1


def test_two_tabs_that_pay_at_once_pay_once(shopper: Shopper) -> None:
    shopper.fills_cart(HAMMING)
    shopper.goes_to_checkout()
    other = shopper.opens_tab()
    other.opens("/checkout")
    for tab in (shopper, other):
        tab.fills_contact()
        tab.fills_card()

    for tab in (shopper, other):
        tab.presses_pay()

    for tab in (shopper, other):
        tab.expects_order()
    assert paid_amounts(shopper) == [2800]
    assert len(shopper.site.orders(shopper.email)) == 1
    shopper.expects_count(0)


def test_tab_that_answers_last_shows_the_order_that_the_other_has_paid(shopper: Shopper) -> None:
    shopper.fills_cart(HAMMING)
    shopper.goes_to_checkout()
    other = shopper.opens_tab()
    held: list[Route] = []
    other.page.route(re.compile("/confirm$"), lambda route: held.append(route))
    other.opens("/checkout")
    for tab in (other, shopper):
        tab.fills_contact()
        tab.fills_card()
    with other.page.expect_request(re.compile("/confirm$")):
        other.presses_pay()

    shopper.presses_pay()
    shopper.expects_order()
    other.expects_count(0)
    held[0].continue_()

    other.expects_order()
    assert paid_amounts(shopper) == [2800]


def test_changed_cart_changes_the_amount_of_the_same_intent(shopper: Shopper) -> None:
    shopper.fills_cart(HAMMING)
    shopper.goes_to_checkout()
    shopper.pays(DECLINED)
    expect(shopper.alert).to_be_visible()
    before = shopper.intent()

    total = shopper.fills_cart(PERSIA)
    shopper.goes_to_checkout()
    shopper.pays()

    assert total in shopper.expects_order()
    after = shopper.intent()
    assert (before["id"], before["amount"], after["amount_received"]) == (after["id"], 2800, 5300)


def test_price_that_rises_under_the_shopper_is_shown_before_it_is_charged(
    shopper: Shopper, site: Site
) -> None:
    shopper.opens("/checkout?item=17")
    expect(shopper.pay_button).to_have_accessible_name("Pay $40.00")

    with site.dearer(17, by_minor=100):
        shopper.pays()
        expect(shopper.alert).to_contain_text("The total was $40.00 and is now $41.00")
        expect(shopper.alert).to_contain_text("Nothing was charged")
        expect(shopper.pay_button).to_have_accessible_name("Pay $41.00")
        assert shopper.intent_ids == []
        shopper.presses_pay()

        assert "$41.00" in shopper.expects_order()
    assert paid_amounts(shopper) == [4100]


def test_closed_tab_still_ends_in_a_paid_order_and_an_empty_cart(shopper: Shopper) -> None:
    shopper.fills_cart(HAMMING)
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

    wait_until(lambda: [each["status"] for each in tab.site.orders(tab.email)] == ["paid"])
    shopper.opens("/cart")
    expect(shopper.page.get_by_text("Your cart is empty")).to_be_visible()
    assert paid_amounts(shopper) == [2800]


def test_answer_of_the_bank_that_is_lost_is_found_by_asking_stripe(shopper: Shopper) -> None:
    def lose_the_answer(route: Route) -> None:
        route.fetch()
        route.abort()

    shopper.opens("/checkout?item=1")
    shopper.page.route(re.compile("/confirm$"), lose_the_answer)

    shopper.pays()

    shopper.expects_order()
    assert paid_amounts(shopper) == [2800]


def test_item_in_the_address_is_bought_and_the_cart_is_left_alone(shopper: Shopper) -> None:
    shopper.fills_cart(PERSIA)

    shopper.opens("/checkout?item=1")
    shopper.pays()

    assert "The Making of Prince of Persia" not in shopper.expects_order()
    assert paid_amounts(shopper) == [2800]
    assert shopper.kept_lines() == [[2, 1]]
    shopper.expects_count(1)


def test_item_and_quantity_may_be_named_by_slug(shopper: Shopper) -> None:
    shopper.opens(f"/checkout?item={HAMMING}&quantity=2")
    expect(shopper.pay_button).to_have_accessible_name("Pay $51.00")

    shopper.pays()

    assert "$51.00" in shopper.expects_order()
    assert paid_amounts(shopper) == [5100]


def test_second_purchase_of_an_item_is_an_order_of_its_own(shopper: Shopper) -> None:
    for _ in range(2):
        shopper.opens("/checkout?item=1")
        shopper.pays()
        shopper.expects_order()

    assert paid_amounts(shopper) == [2800, 2800]


def test_item_that_does_not_exist_says_so_and_sells_nothing(shopper: Shopper) -> None:
    for item in ("999", "no-such-book", "-1", "1.5", "1e0", "9" * 40):
        tab = shopper.opens_tab()  # a tab that has not said it of the item before

        tab.opens(f"/checkout?item={item}")

        expect(tab.page.get_by_text("We do not have the book")).to_be_visible()
        expect(tab.pay_button).to_be_hidden()


def test_sold_out_item_cannot_be_paid(shopper: Shopper) -> None:
    shopper.opens("/checkout?item=11")

    expect(shopper.page.get_by_text("sold out")).to_be_visible()
    expect(shopper.pay_button).to_be_disabled()
