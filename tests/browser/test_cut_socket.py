"""The page's socket is cut in the middle of a payment: the shopper loses and pays nothing by it.

Each test is run twice. When the cut is held, the shop goes on with the old socket, and Reflex
hands the returning tab a fresh state under a new token: cart, order and intent then come back
from the browser's storage and our database alone.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Route, expect

from tests.browser.conftest import launched
from tests.browser.cutting_proxy import CuttingProxy, Wire, proxy_before
from tests.browser.deaths import CONFIRM, is_confirmation
from tests.browser.shopper import ASKS_THE_BANK, DECLINED, HAMMING, PERSIA, Shopper
from tests.browser.site import Site, wait_until

SECRET = b"_secret_"  # what every client_secret holds
UNDER_WAY = "A payment of $28.00 is already under way"
TOKEN = "sessionStorage.getItem('token')"


@pytest.fixture(scope="module")
def proxy(built_site: Site) -> Iterator[CuttingProxy]:
    """Stands between the browsers of this file and the shop."""
    with proxy_before(built_site.port) as proxy:
        yield proxy


@pytest.fixture(scope="module")
def chromium(built_site: Site, proxy: CuttingProxy) -> Iterator[Browser]:
    """A browser that reaches the shop's address through the proxy."""
    way = f"MAP localhost:{built_site.port} 127.0.0.1:{proxy.port}"
    with launched(f"--host-resolver-rules={way}") as browser:
        yield browser


@pytest.fixture(params=[False, True], ids=["closed", "held"])
def is_held(request: pytest.FixtureRequest) -> bool:
    """Whether the shop keeps the old socket."""
    return request.param


@pytest.fixture
def line(proxy: CuttingProxy, is_held: bool) -> "Line":
    """The shopper's line to the shop."""
    return Line(proxy, is_held=is_held)


class Line:
    """The connection of the one open page, and how it is cut."""

    def __init__(self, proxy: CuttingProxy, *, is_held: bool) -> None:
        """Cut what passes through the proxy, held or not."""
        self._proxy = proxy
        self._is_held = is_held

    def _socket(self) -> Wire:
        wait_until(self._proxy.find_event_socket)
        found = self._proxy.find_event_socket()
        assert found is not None
        return found

    def loses_answers(self) -> Wire:
        """From now on, what the shop says is lost."""
        wire = self._socket()
        wire.loses_answers = True
        return wire

    def loses_everything(self) -> Wire:
        """From now on, what either side says is lost."""
        wire = self.loses_answers()
        wire.loses_questions = True
        return wire

    def is_cut(self, shopper: Shopper) -> None:
        """Cut the socket and wait until the page is back, with a fresh state if it was held."""
        wire, token = self._socket(), shopper.page.evaluate(TOKEN)
        self._proxy.cut(wire, is_held=self._is_held)
        wait_until(lambda: self._proxy.find_event_socket() not in (None, wire))
        if self._is_held:
            shopper.page.wait_for_function(f"(token) => {TOKEN} !== token", arg=token)


def goes_to_pay(shopper: Shopper, path: str = "/checkout") -> None:
    """Fill the cart, and everything at the checkout."""
    shopper.fills_cart(HAMMING)
    shopper.opens(path)
    shopper.fills_contact()
    shopper.fills_card()


def expect_one_payment(shopper: Shopper, *, minor: int = 2800) -> None:
    """The page shows the one order, and it was charged once."""
    shown = shopper.expects_order()
    (intent,) = shopper.site.sandbox.intents(shopper.email)
    charges = shopper.site.sandbox.get("charges", payment_intent=intent["id"])["data"]
    assert intent["id"] in shown
    assert intent["amount_received"] == minor
    assert [charge["status"] for charge in charges].count("succeeded") == 1
    assert [order["status"] for order in shopper.site.orders(shopper.email)] == ["paid"]


def test_cart_is_there_after_the_cut_and_takes_more(shopper: Shopper, line: Line) -> None:
    shopper.fills_cart(HAMMING)
    shopper.opens("/")

    line.is_cut(shopper)
    shopper.adds(PERSIA)

    shopper.expects_count(2)
    assert shopper.kept_lines() == [[1, 1], [2, 1]]


@pytest.mark.parametrize("path", ["/checkout", "/checkout?item=2"])
def test_answer_that_was_on_its_way_is_asked_for_again(
    shopper: Shopper, line: Line, path: str
) -> None:
    goes_to_pay(shopper, path)
    wire = line.loses_answers()
    shopper.presses_pay()
    wait_until(lambda: SECRET in wire.lost_answers)

    line.is_cut(shopper)

    expect_one_payment(shopper, minor=3000 if "item" in path else 2800)
    assert shopper.kept_lines() == ([[1, 1]] if "item" in path else [])


def test_press_that_never_arrived_is_sent_again(shopper: Shopper, line: Line) -> None:
    goes_to_pay(shopper)
    wire = line.loses_everything()
    shopper.presses_pay()
    wait_until(lambda: wire.lost_questions)
    assert shopper.intent_ids == []

    line.is_cut(shopper)

    expect_one_payment(shopper)


def test_price_that_rose_during_the_cut_is_shown_and_not_charged(
    shopper: Shopper, line: Line
) -> None:
    goes_to_pay(shopper)
    wire = line.loses_everything()
    shopper.presses_pay()
    wait_until(lambda: wire.lost_questions)

    with shopper.site.dearer(1, by_minor=100):
        line.is_cut(shopper)

        expect(shopper.alert).to_contain_text("is now $29.00. Nothing was charged.")
        assert shopper.intent_ids == []
        shopper.presses_pay()
        expect_one_payment(shopper, minor=2900)


def test_bank_that_asks_is_answered_after_the_cut(shopper: Shopper, line: Line) -> None:
    goes_to_pay(shopper)
    shopper.fills_card(ASKS_THE_BANK)
    shopper.presses_pay()
    expect(shopper.page.get_by_role("dialog")).to_be_visible()

    line.is_cut(shopper)
    expect(shopper.alert).to_contain_text(UNDER_WAY)
    shopper.answers_bank("Complete")

    expect_one_payment(shopper)


def test_bank_that_refuses_after_the_cut_leaves_the_same_intent_to_pay(
    shopper: Shopper, line: Line
) -> None:
    goes_to_pay(shopper)
    shopper.fills_card(ASKS_THE_BANK)
    shopper.presses_pay()
    expect(shopper.page.get_by_role("dialog")).to_be_visible()

    line.is_cut(shopper)
    shopper.answers_bank("Fail")
    expect(shopper.alert).to_contain_text("Your bank could not confirm that it is you")
    shopper.fills_card()
    shopper.presses_pay()

    expect_one_payment(shopper)


@pytest.mark.parametrize("way_on", ["Finish that payment", "Cancel that payment"])
def test_reloaded_page_finishes_or_cancels_what_is_under_way(
    shopper: Shopper, line: Line, way_on: str
) -> None:
    goes_to_pay(shopper)
    shopper.fills_card(ASKS_THE_BANK)
    shopper.presses_pay()
    expect(shopper.page.get_by_role("dialog")).to_be_visible()

    line.is_cut(shopper)
    shopper.reloads()
    expect(shopper.alert).to_contain_text(UNDER_WAY)
    shopper.page.get_by_role("button", name=way_on).click()

    if way_on.startswith("Finish"):
        shopper.answers_bank("Complete")
        expect_one_payment(shopper)
    else:
        shopper.hears("was canceled")
        assert shopper.intent()["status"] == "canceled"
        shopper.expects_count(1)
        shopper.pays()
        shopper.expects_order()
        amounts = [each["amount_received"] for each in shopper.site.sandbox.intents(shopper.email)]
        assert amounts == [2800, 0]


def confirms_unheard(shopper: Shopper, line: Line) -> None:
    """Press Pay, and lose what the page has to tell of its confirmation."""
    lost: list[Wire] = []

    def confirm(route: Route) -> None:
        answer = route.fetch()
        lost.append(line.loses_everything())
        route.fulfill(response=answer)

    shopper.page.route(CONFIRM, confirm, times=1)
    with shopper.page.expect_event("requestfinished", is_confirmation):
        shopper.presses_pay()
    wait_until(lambda: lost[0].lost_questions)


def test_payment_that_was_confirmed_unheard_leads_to_its_order(
    shopper: Shopper, line: Line
) -> None:
    goes_to_pay(shopper, "/checkout?item=2")
    confirms_unheard(shopper, line)

    line.is_cut(shopper)

    expect_one_payment(shopper, minor=3000)
    assert shopper.kept_lines() == [[1, 1]]
    assert not shopper.page.evaluate("sessionStorage.getItem('checkout_item')")


def test_decline_that_was_unheard_is_told_and_the_same_intent_paid(
    shopper: Shopper, line: Line
) -> None:
    goes_to_pay(shopper)
    shopper.fills_card(DECLINED)
    confirms_unheard(shopper, line)

    line.is_cut(shopper)
    expect(shopper.alert).to_contain_text("declined")
    refused = shopper.intent()
    shopper.fills_card()
    shopper.presses_pay()

    expect_one_payment(shopper)
    assert shopper.intent()["id"] == refused["id"]
