"""The routes beside the API: the browser script, mails, a start page, and the bank's pages."""

from dataclasses import dataclass
from html import escape

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from .background import Background
from .bank_pages import BankPages
from .browser import MEDIA_TYPES, read_file
from .cards import all_cards
from .elements import list_cards, list_methods
from .outbox import BadMail, keep_mail, list_mails, read_mail, show_mails
from .paper import NO_CACHE, say_closed, write_page
from .routes import ROUTES
from .scenarios import describe_card
from .store import Store
from .world import World


@dataclass(frozen=True, slots=True)
class Pages:
    """The routes beside the API."""

    store: Store
    background: Background
    world: World

    def routes(self) -> list[Route]:
        """Everything but ``/v1``."""
        return [
            Route("/", self.home),
            *(Route(f"/{name}", self.browser_file) for name in MEDIA_TYPES),
            Route("/elements/config", self.elements_config),
            Route("/outbox", self.show_outbox, methods=["GET"]),
            Route("/outbox", self.post_mail, methods=["POST"]),
            *BankPages(self.store, self.background, self.world).routes(),
        ]

    async def home(self, request: Request) -> Response:
        """A page for the developer: what this is, and the cards."""
        rows = "".join(
            f"<tr><td>{_groups(card['number'])}</td><td>{escape(describe_card(card))}</td>"
            f"<td>{escape(card['decline_code'] or card['code'] or '')}</td></tr>"
            for card in all_cards()
        )
        operations = "".join(
            f"<li><code>{route.method} {route.path}</code></li>" for route in ROUTES
        )
        return write_page(
            "Sandbox",
            "<h1>Sandbox</h1><p>An offline stand-in for Stripe. <a href='outbox'>Outbox</a></p>"
            "<h2>Test cards</h2><table><thead><tr><th>Card</th><th>What happens</th>"
            f"<th>Code</th></tr></thead><tbody>{rows}</tbody></table>"
            f"<h2>Operations</h2><ul>{operations}</ul>",
        )

    async def browser_file(self, request: Request) -> Response:
        """The script that defines ``window.Stripe``, or a file of the iframe with the fields."""
        name = request.url.path.rpartition("/")[2]
        return Response(read_file(name), media_type=MEDIA_TYPES[name], headers=NO_CACHE)

    async def elements_config(self, request: Request) -> Response:
        """What the Payment Element may offer, and the cards a tray may fill in."""
        asked = request.query_params
        manual = asked.get("capture_method") == "manual"
        methods = list_methods(asked.get("currency"), manual=manual)
        body = {"methods": methods, "cards": list_cards()}
        return JSONResponse(body, headers=NO_CACHE)

    async def show_outbox(self, request: Request) -> Response:
        """The mails: HTML for a person, ``{"mails": [...]}`` for whoever accepts JSON."""
        if not self.store.is_open:
            return say_closed()
        mails = await self.store.read(list_mails)
        if "application/json" in request.headers.get("accept", ""):
            return JSONResponse({"mails": mails}, headers=NO_CACHE)
        return write_page("Outbox", show_mails(mails))

    async def post_mail(self, request: Request) -> Response:
        """Keep one mail, posted as JSON; answers its number."""
        if not self.store.is_open:
            return say_closed()
        try:
            mail = read_mail(await request.body(), self.world.now())
        except BadMail as error:
            return JSONResponse({"error": {"message": str(error)}}, status_code=400)
        return JSONResponse({"id": await self.store.write(lambda tx: keep_mail(tx, mail))})


def _groups(number: str) -> str:
    return " ".join(number[start : start + 4] for start in range(0, len(number), 4))
