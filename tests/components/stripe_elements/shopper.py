"""A shopper in front of the demo app."""

import json
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Locator, Page, WebSocketRoute, expect


@dataclass
class Shopper:
    """A browser page on the demo app, and what the test double of Stripe.js has noted there."""

    page: Page
    site: str
    errors: list[str] = field(default_factory=list)

    def visit(self, path: str = "/", **fake: Any) -> None:
        """Open a page; `fake` says how the test double behaves in it."""
        self.page.add_init_script(f"window.fake = {json.dumps(fake)};")
        self.page.goto(self.site + path)

    def arrive(self, path: str = "/", **fake: Any) -> None:
        """Open a page and wait until it can be paid on."""
        self.visit(path, **fake)
        expect(self.button).to_be_enabled()

    def follow_sockets(self) -> list[WebSocketRoute]:
        """Answer a list to which each connection of the page is added, so that it can be cut."""
        sockets: list[WebSocketRoute] = []

        def connect(socket: WebSocketRoute) -> None:
            socket.connect_to_server()
            sockets.append(socket)

        self.page.route_web_socket("**/_event/**", connect)
        return sockets

    @property
    def button(self) -> Locator:
        """The pay button."""
        return self.page.locator("#pay")

    def calls(self, name: str) -> list[Any]:
        """What was passed to each call of a method of the test double."""
        noted = self.page.evaluate("window.fake.calls")
        return [detail for called, detail in noted if called == name]

    def expect_output(self, name: str, value: str) -> None:
        """Wait until the page shows this value."""
        expect(self.page.locator(f"#{name}")).to_have_text(value)

    def result(self, number: int) -> dict[str, str]:
        """Wait for the answer of the nth confirmation."""
        self.expect_output("result-count", str(number))
        results = self.page.locator("#results").text_content() or ""
        return json.loads(results.splitlines()[number - 1])
