"""Open pages change by themselves, whoever changed the order, and say each change once."""

import re

from playwright.sync_api import WebSocketRoute, expect

from tests.browser.conftest import OpenBrowser
from tests.browser.shopper import DECLINED, HAMMING, PERSIA, Shopper
from tests.browser.site import wait_until

SOON_MS = 5_000  # two seconds are promised; a loaded machine gets more
KEPT = "document.body.dataset.kept = 'yes'"  # a reload would forget it
LISTEN = """() => {
    window.heard = [];
    for (const region of document.querySelectorAll('main [role=status]')) {
        new MutationObserver(() => window.heard.push(region.textContent))
            .observe(region, { childList: true, characterData: true, subtree: true });
    }
}"""


def buys(shopper: Shopper) -> str:
    """Buy a book and answer the order's number."""
    shopper.fills_cart(HAMMING)
    shopper.opens("/checkout")
    shopper.pays()
    shopper.expects_order()
    shopper.page.evaluate(KEPT)
    return shopper.page.locator(".order-number strong").inner_text()


def expects_heading(shopper: Shopper, words: str) -> None:
    """Wait until the same page, not reloaded, has this heading."""
    heading = shopper.page.get_by_role("heading", level=1)
    expect(heading).to_contain_text(words, timeout=SOON_MS)
    expect(shopper.page.locator("body[data-kept=yes]")).to_have_count(1)


def test_refunds_show_on_every_open_page_and_each_is_announced_once(
    shopper: Shopper, open_browser: OpenBrowser
) -> None:
    buys(shopper)
    friend = open_browser()
    friend.opens(shopper.page.url.removeprefix(shopper.site.url))
    expect(friend.page.get_by_role("heading", level=1)).to_contain_text("complete")
    friend.page.evaluate(KEPT)
    friend.page.evaluate(LISTEN)
    intent = shopper.intent()

    for amount, said in (("1000", "$10.00 of $28.00"), ("500", "$15.00 of $28.00")):
        shopper.site.sandbox.post("refunds", payment_intent=intent["id"], amount=amount)
        for each in (shopper, friend):
            expects_heading(each, "Part of this order was refunded")
            expect(each.page.get_by_role("main").get_by_role("status").first).to_contain_text(said)
    shopper.site.sandbox.post("refunds", payment_intent=intent["id"])
    expects_heading(friend, "This order was refunded")

    heard = [text.split(",")[0] for text in friend.page.evaluate("window.heard")]
    assert heard == [
        "$10.00 of $28.00 goes back",
        "$15.00 of $28.00 goes back",
        "All of the money goes back",
    ]


def test_page_follows_another_process_on_the_same_database(shopper: Shopper) -> None:
    number = buys(shopper)

    shopper.site.commands("ship", number)

    expects_heading(shopper, "Your order is on its way")
    shown = shopper.site.commands("show", number)
    assert re.search(r"placed .*intent .*paid .*mail .*shipped ", shown, re.DOTALL), shown


def test_page_that_went_elsewhere_is_not_disturbed(shopper: Shopper) -> None:
    buys(shopper)
    shopper.page.get_by_role("link", name="Books").first.click()
    expect(shopper.page.locator(".book-card").first).to_be_visible()
    heading = shopper.page.get_by_role("heading", level=1).inner_text()
    intent = shopper.intent()

    shopper.site.sandbox.post("refunds", payment_intent=intent["id"])

    shopper.adds(HAMMING)
    expect(shopper.page.get_by_role("heading", level=1)).to_have_text(heading)


def connect(line: WebSocketRoute) -> None:
    """Carry a page's line to the server, who will not be told when the page hangs up."""
    server = line.connect_to_server()
    server.on_message(line.send)
    line.on_message(server.send)
    line.on_close(lambda _code, _reason: None)


def test_page_reads_its_order_again_whenever_it_reconnects(shopper: Shopper) -> None:
    """The server still holds the old socket, so the tab comes back with another token."""
    lines: list[WebSocketRoute] = []
    is_up = True

    def carry(line: WebSocketRoute) -> None:
        lines.append(line)
        if is_up:
            connect(line)

    shopper.page.route_web_socket(re.compile("/_event"), carry)
    number = buys(shopper)
    tokens = [shopper.page.evaluate("sessionStorage.getItem('token')")]
    for step, heading in (("ship", "Your order is on its way"), ("refund", "refunded")):
        is_up, calls = False, len(lines)
        lines[-1].close()
        wait_until(lambda calls=calls: shopper.page.title() and len(lines) > calls)
        shopper.site.commands(step, number)
        is_up = True
        connect(lines[-1])

        expects_heading(shopper, heading)
        tokens.append(shopper.page.evaluate("sessionStorage.getItem('token')"))
    assert len(set(tokens)) == 3


def test_checkout_open_in_a_second_tab_hears_that_it_is_paid(shopper: Shopper) -> None:
    shopper.fills_cart(HAMMING)
    shopper.opens("/checkout")
    second = shopper.opens_tab()
    second.opens("/checkout")
    expect(second.pay_button).to_be_enabled()
    second.page.evaluate(LISTEN)

    shopper.pays()
    shopper.expects_order()

    second.hears("is paid")
    heard = [text for text in second.page.evaluate("window.heard") if "is paid" in text]
    assert len(set(heard)) == 1
    second.page.get_by_role("link", name="See the order").click()
    assert shopper.intent()["id"] in second.expects_order()


def test_checkout_hears_that_another_tab_has_canceled(shopper: Shopper) -> None:
    shopper.fills_cart(HAMMING)
    shopper.opens("/checkout")
    shopper.pays(DECLINED)
    expect(shopper.alert).to_be_visible()
    second = shopper.opens_tab()
    second.opens("/cancel")

    second.page.get_by_role("button", name="Cancel the waiting payment").click()

    shopper.hears("was canceled. Nothing was charged.")
    expect(shopper.alert).to_have_count(0)


def test_checkout_learns_the_total_of_another_tab_before_it_can_pay(shopper: Shopper) -> None:
    shopper.fills_cart(HAMMING)
    shopper.opens("/checkout")
    expect(shopper.pay_button).to_have_accessible_name("Pay $28.00")
    second = shopper.opens_tab()
    second.opens("/")

    second.adds(PERSIA)

    expect(shopper.pay_button).to_have_accessible_name("Pay $53.00")
    expect(shopper.page.locator("[aria-live=polite] .total dd")).to_have_text("$53.00")
    shopper.pays()
    shopper.expects_order()
    assert shopper.intent()["amount_received"] == 5300
