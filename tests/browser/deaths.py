"""Where in a purchase the shop dies: each step leads a shopper to its point, and the shop there."""

import re
from collections.abc import Callable
from contextlib import suppress

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Request, Route, expect

from tests.browser.mortal_site import MortalSite
from tests.browser.shopper import ASKS_THE_BANK, HAMMING, Shopper

CONFIRM = re.compile(r"/confirm$")

Step = Callable[[Shopper, MortalSite], None]


def dies_before_add(shopper: Shopper, site: MortalSite) -> None:
    """Add is pressed, and nothing came of it."""
    shopper.opens("/")
    _wait_until_answered(shopper)
    site.dies_at("books.to_show before")
    shopper.add_button(HAMMING).click()
    site.wait_for_death()


def _wait_until_answered(shopper: Shopper) -> None:
    """Return when nothing that the page asked at its opening is unanswered.

    The answers of one tab come in order, so the drawer opens after all of them. Otherwise
    the shop might die of such a question, and the click be sent to the next one.
    """
    shopper.page.get_by_role("button", name="Show cart").click()
    drawer = shopper.page.get_by_role("dialog", name="Your cart")
    expect(drawer).to_be_visible()
    shopper.page.keyboard.press("Escape")
    expect(drawer).to_have_count(0)


def dies_with_a_cart(shopper: Shopper, site: MortalSite) -> None:
    """The cart is in the browser, and on the page."""
    shopper.fills_cart(HAMMING)
    site.kill()


def dies_at_the_checkout(shopper: Shopper, site: MortalSite) -> None:
    """Contact and card are typed."""
    shopper.fills_cart(HAMMING)
    shopper.goes_to_checkout()
    shopper.fills_contact()
    shopper.fills_card()
    site.kill()


def placing_at(point: str) -> Step:
    """Pay is pressed, and the order is being placed."""

    def dies(shopper: Shopper, site: MortalSite) -> None:
        shopper.fills_cart(HAMMING)
        shopper.goes_to_checkout()
        site.dies_at(point)
        shopper.pays()
        site.wait_for_death()

    return dies


def confirming(during: Callable[[Route, MortalSite], None]) -> Step:
    """The browser confirms, and the shop dies during that."""

    def dies(shopper: Shopper, site: MortalSite) -> None:
        def confirm(route: Route) -> None:
            with suppress(PlaywrightError):  # the shop, and the sandbox in it, may die meanwhile
                during(route, site)
            route.abort()

        shopper.fills_cart(HAMMING)
        shopper.goes_to_checkout()
        shopper.page.route(CONFIRM, confirm, times=1)
        with shopper.page.expect_event("requestfailed", is_confirmation):
            shopper.pays()

    return dies


def is_confirmation(sent: Request) -> bool:
    """Whether a request of the browser confirms a PaymentIntent."""
    return CONFIRM.search(sent.url) is not None


def die_before_the_charge(_route: Route, site: MortalSite) -> None:
    """The client_secret is in the browser, and Stripe has heard nothing of it."""
    site.kill()


def die_after_the_charge(route: Route, site: MortalSite) -> None:
    """Stripe has the money, and nobody here knows."""
    route.fetch()
    site.kill()


def die_in_the_webhook(route: Route, site: MortalSite) -> None:
    """Only the webhook tells of the money, and it is cut short."""
    site.dies_at("orders.mark_paid after")
    try:
        site.webhooks("resume")
        route.fetch()
    finally:
        site.wait_for_death()


def dies_at_the_bank(shopper: Shopper, site: MortalSite) -> None:
    """The bank asks the shopper."""
    shopper.fills_cart(HAMMING)
    shopper.goes_to_checkout()
    shopper.pays(ASKS_THE_BANK)
    expect(shopper.page.get_by_role("dialog")).to_be_visible()
    site.kill()
