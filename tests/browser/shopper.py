"""A shopper in front of a browser: the verbs of a purchase, and what there is to see."""

import json
import re
from dataclasses import dataclass, field

from playwright.sync_api import BrowserContext, ConsoleMessage, FrameLocator, Locator, Page, expect

from tests.browser.site import Site, wait_until

HAMMING = "the-art-of-doing-science-and-engineering"  # id 1, $23.00, plenty
PERSIA = "the-making-of-prince-of-persia"  # id 2, $25.00, plenty
BUSH = "pieces-of-the-action"  # 3 copies

SUCCESS = "4242424242424242"
DECLINED = "4000000000000002"
ASKS_THE_BANK = "4000002760003184"

ALIVE = """() => Object.keys(document.querySelector('main') ?? {}).some((key) =>
    key.startsWith('__reactFiber')) && (localStorage.getItem('cart') ?? '') !== ''"""


@dataclass
class Shopper:
    """One tab of one browser; errors on its console fail the test unless they are expected."""

    context: BrowserContext
    page: Page
    site: Site
    email: str
    errors: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Listen to what goes wrong behind the page."""
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", self._hear)

    def _hear(self, said: ConsoleMessage) -> None:
        address = said.location["url"]
        is_refusal = "/sandbox/v1/" in address  # a browser calls each 4xx of Stripe an error
        if said.type == "error" and not is_refusal:
            self.errors.append(f"{said.text} ({said.location['url']})")

    def opens(self, path: str) -> None:
        """Open an address of the shop and wait until the page is alive."""
        self.page.goto(self.site.url + path)
        self.page.wait_for_function(ALIVE)

    def opens_tab(self) -> "Shopper":
        """Answer the same browser with one more tab."""
        return Shopper(self.context, self.context.new_page(), self.site, self.email, self.errors)

    def reloads(self) -> None:
        """Reload the page and wait until it is alive again."""
        self.page.reload()
        self.page.wait_for_function(ALIVE)

    # ------------------------------------------------------------------ Shelf and cart

    def card(self, slug: str) -> Locator:
        """One title on the shelf."""
        link = self.page.locator(f'a[href="/books/{slug}"]')
        return self.page.locator(".book-card").filter(has=link)

    def add_button(self, slug: str) -> Locator:
        """The button of one title on the shelf."""
        return self.card(slug).get_by_role("button", name="Add to cart")

    def adds(self, slug: str) -> None:
        """Put a first copy into the cart from the shelf and wait until this browser keeps it."""
        before = len(self.kept_lines())
        self.add_button(slug).click()
        self.page.wait_for_function(
            "(before) => JSON.parse(localStorage.getItem('cart')).lines.length > before", arg=before
        )

    def hears(self, words: str) -> None:
        """Wait until a live region says this; whether it also stays in sight does not count."""
        said = self.page.get_by_role("status").filter(has_text=words)
        expect(said).not_to_have_count(0)

    @property
    def alert(self) -> Locator:
        """The problem that the page shows; empty alerts do not count."""
        return self.page.get_by_role("alert").filter(has_text=re.compile(r"\S"))

    @property
    def cart_link(self) -> Locator:
        """The way to the cart, with the count in its name."""
        return self.page.get_by_role("link", name=re.compile("^Cart"))

    def expects_count(self, count: int) -> None:
        """Wait until the header counts so many copies."""
        expect(self.cart_link).to_have_accessible_name(f"Cart ({count})" if count else "Cart")

    @property
    def quantity(self) -> Locator:
        """The quantity of the only line of the cart page."""
        return self.page.get_by_role("spinbutton", name="Quantity")

    @property
    def total(self) -> Locator:
        """The figure labelled Total."""
        return self.page.locator(".totals .total dd")

    def titles(self) -> list[str]:
        """The titles of the cart page, in order."""
        return self.page.locator(".line .line-title").all_inner_texts()

    def kept_lines(self) -> list[list[int]]:
        """The lines of the cart as this browser keeps it."""
        kept = self.page.evaluate("localStorage.getItem('cart')") or "{}"
        return json.loads(kept).get("lines", [])

    def expects_kept(self, lines: list[list[int]]) -> None:
        """Wait until this browser keeps exactly these lines, [id, quantity] each."""
        wait_until(lambda: self.kept_lines() == lines, seconds=10)

    def fills_cart(self, *slugs: str) -> str:
        """Put books into the cart and open its page; answers the total shown there."""
        self.opens("/")
        for slug in slugs:
            self.adds(slug)
        self.opens("/cart")
        return self.total.inner_text()

    # ------------------------------------------------------------------ Checkout

    def goes_to_checkout(self) -> None:
        """Follow the link from the cart to the checkout, and wait until it can be paid."""
        self.page.get_by_role("link", name="Checkout").click()
        expect(self.pay_button).to_be_enabled()

    def field(self, name: str) -> Locator:
        """One of our own text fields."""
        return self.page.get_by_role("textbox", name=name, exact=True)

    @property
    def frame(self) -> FrameLocator:
        """The payment frame."""
        return self.page.frame_locator('iframe[title="Secure payment input frame"]')

    @property
    def pay_button(self) -> Locator:
        """The one button that pays."""
        return self.page.get_by_role("button", name=re.compile("^Pay"))

    def fills_contact(self) -> None:
        """Type a contact and an address in the United States."""
        self.field("Email").fill(self.email)
        self.field("Full name").fill("Ada Reader")
        self.field("Address").fill("1 Main Street")
        self.field("Postal code").fill("12345")
        self.field("City").fill("Springfield")

    def fills_card(self, number: str = SUCCESS) -> None:
        """Type a card into Stripe's frame."""
        self.frame.get_by_role("textbox", name="Card number").fill(number)
        self.frame.get_by_role("textbox", name="Expiration date").fill("12/34")
        self.frame.get_by_role("textbox", name="Security code").fill("123")

    def presses_pay(self) -> None:
        """Press Pay, and do not wait for what comes of it."""
        self.pay_button.click()

    def pays(self, number: str = SUCCESS) -> None:
        """Fill everything in and press Pay."""
        self.fills_contact()
        self.fills_card(number)
        self.presses_pay()

    def expects_order(self) -> str:
        """Wait for the page of a complete order and answer its text."""
        expect(self.page.get_by_role("heading", name="your order is complete")).to_be_visible()
        return self.page.locator("main").inner_text()

    def answers_bank(self, answer: str) -> None:
        """Press a button of the bank's dialog: "Complete" or "Fail".

        Stripe's own dialog nests its frames otherwise than the sandbox and calls its
        buttons shorter, so every frame is looked through.
        """
        name = re.compile(f"^{answer}( authentication)?$", re.IGNORECASE)

        def find() -> Locator | None:
            buttons = (frame.get_by_role("button", name=name) for frame in self.page.frames)
            return next((found for found in buttons if found.count() == 1), None)

        wait_until(lambda: find() is not None, seconds=20)
        button = find()
        assert button is not None
        button.click()

    # ------------------------------------------------------------------ Behind the page

    @property
    def intent_ids(self) -> list[str]:
        """The PaymentIntents that were made for this shopper, the newest first."""
        return [intent["id"] for intent in self.site.sandbox.intents(self.email)]

    def intent(self) -> dict:
        """The one PaymentIntent of this shopper, as the sandbox has it."""
        (intent,) = self.site.sandbox.intents(self.email)
        return intent
