"""The routes beside the API: the browser script, mails, and the bank's pages."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from .background import Background
from .bank_pages import BankPages
from .browser import MEDIA_TYPES, read_file
from .elements import list_cards, list_methods
from .errors import ApiError
from .guard import demand_local
from .outbox import BadMail, keep_mail, list_mails, read_mail, show_mails
from .paper import NO_CACHE, say_closed, write_page
from .store import Store
from .world import World

# Fonts come from wherever the shop has them; scripts and everything else from here.
_FRAME_POLICY = (
    "default-src 'self'; script-src 'self'; style-src * 'unsafe-inline'; font-src * data:; "
    "img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'none'"
)


@dataclass(frozen=True, slots=True)
class Pages:
    """The routes beside the API."""

    store: Store
    background: Background
    world: World

    def routes(self) -> list[Route]:
        """Everything but ``/v1``."""
        return [
            *(Route(f"/{name}", self.browser_file) for name in MEDIA_TYPES),
            Route("/elements/config", self.elements_config),
            Route("/outbox", self.show_outbox, methods=["GET"]),
            Route("/outbox", self.post_mail, methods=["POST"]),
            *BankPages(self.store, self.background, self.world).routes(),
        ]

    async def browser_file(self, request: Request) -> Response:
        """The script that defines ``window.Stripe``, or a file of the iframe with the fields."""
        name = request.url.path.rpartition("/")[2]
        headers = {**NO_CACHE, "Content-Security-Policy": _FRAME_POLICY}
        return Response(read_file(name), media_type=MEDIA_TYPES[name], headers=headers)

    async def elements_config(self, request: Request) -> Response:
        """What the Payment Element may offer, and the cards a tray may fill in."""
        asked = request.query_params
        manual = asked.get("capture_method") == "manual"
        methods = list_methods(asked.get("currency"), manual=manual)
        body = {"methods": methods, "cards": list_cards()}
        return JSONResponse(body, headers=NO_CACHE)

    async def show_outbox(self, request: Request) -> Response:
        """The mails: HTML for a person, ``{"mails": [...]}`` for whoever accepts JSON.

        They are addressed to shoppers, so only this machine may read them.
        """
        if not self.store.is_open:
            return say_closed()
        try:
            demand_local(request)
        except ApiError as error:
            return JSONResponse({"error": error.error}, status_code=error.status)
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
