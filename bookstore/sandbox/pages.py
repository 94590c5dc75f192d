"""The pages a person sees: the bank's check, mails, the browser script, a start page."""

import json
from dataclasses import dataclass
from html import escape
from pathlib import Path
from urllib.parse import urlencode, urlsplit, urlunsplit

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from .attempts import finish_authentication
from .background import Background
from .cards import all_cards
from .currencies import show_amount
from .keys import same_secret
from .ledger import Ledger
from .outbox import BadMail, keep_mail, list_mails, read_mail, show_mails
from .routes import ROUTES
from .scenarios import describe_card
from .shapes import PaymentIntent
from .store import Store, Transaction
from .world import World

_FOLDER = Path(__file__).parent
_NO_CACHE = {"Cache-Control": "no-cache"}
_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; margin: 0; color: #1d2129; background: #fff }
main { max-width: 34rem; margin: 0 auto; padding: 1.5rem }
.ribbon { background: #7a2e00; color: #fff; text-align: center; padding: .4rem; font-weight: 600 }
button { font: inherit; padding: .6rem 1rem; margin: .25rem .5rem .25rem 0; border-radius: .4rem;
  border: 1px solid #1d2129; background: #fff; cursor: pointer; min-height: 44px }
button.yes { background: #1d2129; color: #fff }
button:focus-visible { outline: 3px solid #b35900; outline-offset: 2px }
table { border-collapse: collapse; width: 100% }
td, th { text-align: left; padding: .3rem .5rem; border-bottom: 1px solid #ddd }
"""
_ESCAPE_GIVES_UP = """
addEventListener("keydown", (event) => {
  if (event.key === "Escape") parent.postMessage({type: "sandbox:cancelled"}, shop);
});
"""


@dataclass(frozen=True, slots=True)
class Challenge:
    """A bank's check as its page needs it."""

    attempt_id: str
    intent: PaymentIntent
    return_url: str

    @property
    def is_open(self) -> bool:
        """Whether the buyer may still answer."""
        return self.intent["status"] == "requires_action"


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
            Route("/stripe.js", self.script),
            Route("/frame.html", self.frame),
            Route("/elements/config", self.elements_config),
            Route("/outbox", self.show_outbox, methods=["GET"]),
            Route("/outbox", self.post_mail, methods=["POST"]),
            Route("/authenticate/{attempt}", self.show_challenge, methods=["GET"]),
            Route("/authenticate/{attempt}", self.answer_challenge, methods=["POST"]),
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
        return _page(
            "Sandbox",
            "<h1>Sandbox</h1><p>An offline stand-in for Stripe. <a href='outbox'>Outbox</a></p>"
            "<h2>Test cards</h2><table><thead><tr><th>Card</th><th>What happens</th>"
            f"<th>Code</th></tr></thead><tbody>{rows}</tbody></table>"
            f"<h2>Operations</h2><ul>{operations}</ul>",
        )

    async def script(self, request: Request) -> Response:
        """The browser script that defines ``window.Stripe``."""
        return _file("stripe.js", "text/javascript; charset=utf-8")

    async def frame(self, request: Request) -> Response:
        """The card fields, shown inside an iframe."""
        return _file("frame.html", "text/html; charset=utf-8")

    async def elements_config(self, request: Request) -> Response:
        """What the Payment Element may offer, and the cards a tray may fill in."""
        cards = [
            {
                "number": card["number"],
                "brand": card["brand"],
                "cvc_length": card["cvc_length"],
                "scenario": describe_card(card),
                "outcome": card["outcome"],
                "code": card["code"],
                "decline_code": card["decline_code"],
            }
            for card in all_cards()
        ]
        body = {"methods": [{"type": "card", "label": "Card"}], "cards": cards}
        return JSONResponse(body, headers=_NO_CACHE)

    async def show_outbox(self, request: Request) -> Response:
        """The mails: HTML for a person, ``{"mails": [...]}`` for whoever accepts JSON."""
        if not self.store.is_open:
            return _closed()
        mails = await self.store.read(list_mails)
        if "application/json" in request.headers.get("accept", ""):
            return JSONResponse({"mails": mails}, headers=_NO_CACHE)
        return _page("Outbox", show_mails(mails))

    async def post_mail(self, request: Request) -> Response:
        """Keep one mail, posted as JSON; answers its number."""
        if not self.store.is_open:
            return _closed()
        try:
            mail = read_mail(await request.body(), self.world.now())
        except BadMail as error:
            return JSONResponse({"error": {"message": str(error)}}, status_code=400)
        return JSONResponse({"id": await self.store.write(lambda tx: keep_mail(tx, mail))})

    async def show_challenge(self, request: Request) -> Response:
        """The bank's page on which the buyer confirms or refuses the payment."""
        challenge = await self._find_challenge(request)
        if challenge is None:
            return _gone()
        if not challenge.is_open:
            return _leave(challenge, request)
        intent = challenge.intent
        amount = escape(show_amount(intent["amount"], intent["currency"]).upper())
        return _page(
            "Confirm your payment",
            "<h1>Confirm your payment</h1>"
            f"<p>Your bank asks you to confirm a payment of <strong>{amount}</strong>.</p>"
            '<form method="post">'
            '<button class="yes" name="outcome" value="complete">Complete authentication</button>'
            '<button name="outcome" value="fail">Fail authentication</button></form>'
            + _script_telling(request, _ESCAPE_GIVES_UP),
        )

    async def answer_challenge(self, request: Request) -> Response:
        """The buyer pressed one of the two buttons."""
        challenge = await self._find_challenge(request)
        if challenge is None:
            return _gone()
        form = await request.form()
        outcome = form.get("outcome")
        if outcome not in ("complete", "fail"):
            return _page("Not understood", "<p>Choose one of the two buttons.</p>", status=400)
        passed = outcome == "complete"
        attempt_id = challenge.attempt_id
        intent = await self.store.write(
            lambda tx: finish_authentication(self._ledger(tx), attempt_id, passed=passed)
        )
        self.background.wake()
        return _leave(Challenge(attempt_id, intent, challenge.return_url), request)

    async def _find_challenge(self, request: Request) -> Challenge | None:
        attempt_id = request.path_params["attempt"]
        secret = request.query_params.get("client_secret", "")
        if not self.store.is_open:
            return None
        challenge = await self.store.read(lambda tx: _read_challenge(self._ledger(tx), attempt_id))
        if challenge is None or not same_secret(secret, challenge.intent["client_secret"]):
            return None
        return challenge

    def _ledger(self, tx: Transaction) -> Ledger:
        return Ledger(tx, self.world, {"id": None, "idempotency_key": None})


def _read_challenge(ledger: Ledger, attempt_id: str) -> Challenge | None:
    note = ledger.recall(attempt_id)
    intent = ledger.intents.find(note.get("intent", ""))
    if intent is None:
        return None
    return Challenge(attempt_id, intent, note["return_url"])


def _leave(challenge: Challenge, request: Request) -> Response:
    intent = challenge.intent
    if challenge.return_url:
        return RedirectResponse(return_address(challenge.return_url, intent), status_code=303)
    tell = _script_telling(request, "parent.postMessage({type: 'sandbox:authenticated'}, shop);")
    return _page("Done", f'<p role="status">Thank you. You can close this page.</p>{tell}')


def _script_telling(request: Request, words: str) -> str:
    """A script that may speak to the page around this one, when that said where it is from."""
    parts = urlsplit(request.query_params.get("origin", ""))
    if parts.scheme not in ("http", "https"):
        return ""
    origin = json.dumps(f"{parts.scheme}://{parts.netloc}").replace("<", "\\u003c")
    return f"<script>const shop = {origin};{words}</script>"


def return_address(return_url: str, intent: PaymentIntent) -> str:
    """The shop's address with what Stripe appends: intent, secret and how it went."""
    status = {"succeeded": "succeeded", "requires_capture": "succeeded", "processing": "pending"}
    query = {
        "payment_intent": intent["id"],
        "payment_intent_client_secret": intent["client_secret"],
        "redirect_status": status.get(intent["status"], "failed"),
    }
    parts = urlsplit(return_url)
    joined = f"{parts.query}&{urlencode(query)}" if parts.query else urlencode(query)
    return urlunsplit(parts._replace(query=joined))


def _groups(number: str) -> str:
    return " ".join(number[start : start + 4] for start in range(0, len(number), 4))


def _file(name: str, media_type: str) -> Response:
    path = _FOLDER / name
    if not path.is_file():
        return Response(f"{name} is not part of this build.", status_code=404)
    return Response(path.read_bytes(), media_type=media_type, headers=_NO_CACHE)


def _closed() -> Response:
    return JSONResponse(
        {"error": {"message": "The sandbox is not running."}}, status_code=503, headers=_NO_CACHE
    )


def _gone() -> Response:
    return _page("Not found", "<h1>Not found</h1><p>This check is over or unknown.</p>", status=404)


def _page(title: str, body: str, *, status: int = 200) -> Response:
    return HTMLResponse(
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body>"
        '<div class="ribbon">Sandbox: no money moves</div>'
        f"<main>{body}</main></body></html>",
        status_code=status,
        headers={"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"},
    )
