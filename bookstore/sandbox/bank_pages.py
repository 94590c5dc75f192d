"""The pages at which a buyer answers: the bank's check, and the wallet's question."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from urllib.parse import urlencode, urlsplit, urlunsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from .attempts import finish_authentication
from .background import Background
from .currencies import show_amount
from .keys import same_secret
from .ledger import Ledger
from .paper import say_gone, write_page
from .redirects import Answer, finish_redirect
from .shapes import PaymentIntent
from .store import Store, Transaction
from .world import World

_ESCAPE_GIVES_UP = """
addEventListener("keydown", (event) => {
  if (event.key === "Escape") parent.postMessage({type: "sandbox:cancelled"}, shop);
});
"""
_WALLET_BUTTONS: Mapping[Answer, str] = {
    "authorise": "Authorise payment",
    "fail": "Fail payment",
    "cancel": "Cancel and go back",
}


@dataclass(frozen=True, slots=True)
class Challenge:
    """A question to the buyer, as its page needs it.

    Attributes:
        is_open: whether the buyer may still answer.
    """

    attempt_id: str
    intent: PaymentIntent
    return_url: str
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class BankPages:
    """The routes at which a buyer confirms or refuses."""

    store: Store
    background: Background
    world: World

    def routes(self) -> list[Route]:
        """One page per kind of question; each takes its answer at its own address."""
        return [
            Route("/authenticate/{attempt}", self.show_challenge, methods=["GET"]),
            Route("/authenticate/{attempt}", self.answer_challenge, methods=["POST"]),
            Route("/bank/{attempt}", self.show_wallet, methods=["GET"]),
            Route("/bank/{attempt}", self.answer_wallet, methods=["POST"]),
        ]

    async def show_challenge(self, request: Request) -> Response:
        """The bank's page on which the buyer confirms or refuses the payment."""
        challenge = await self._find_challenge(request)
        if challenge is None:
            return say_gone()
        if not challenge.is_open:
            return _leave(challenge, request)
        intent = challenge.intent
        amount = escape(show_amount(intent["amount"], intent["currency"]).upper())
        return write_page(
            "Confirm your payment",
            "<h1>Confirm your payment</h1>"
            f"<p>Your bank asks you to confirm a payment of <strong>{amount}</strong>.</p>"
            '<form method="post">'
            '<button class="yes" name="outcome" value="complete">Complete authentication</button>'
            '<button name="outcome" value="fail">Fail authentication</button></form>',
            script=_script_telling(request, _ESCAPE_GIVES_UP),
        )

    async def answer_challenge(self, request: Request) -> Response:
        """The buyer pressed one of the two buttons."""
        challenge = await self._find_challenge(request)
        if challenge is None:
            return say_gone()
        form = await request.form()
        outcome = form.get("outcome")
        if outcome not in ("complete", "fail"):
            return write_page("Not understood", "<p>Choose one of the two buttons.</p>", status=400)
        passed = outcome == "complete"
        attempt_id = challenge.attempt_id
        intent = await self.store.write(
            lambda tx: finish_authentication(self._ledger(tx), attempt_id, passed=passed)
        )
        self.background.wake()
        return _leave(Challenge(attempt_id, intent, challenge.return_url), request)

    async def show_wallet(self, request: Request) -> Response:
        """The wallet's page, to which a buyer is sent; its address is known to them alone."""
        challenge = await self._read(request)
        if challenge is None:
            return say_gone()
        if not challenge.is_open:
            return _leave(challenge, request)
        intent = challenge.intent
        amount = escape(show_amount(intent["amount"], intent["currency"]).upper())
        shop = escape(urlsplit(challenge.return_url).netloc)
        buttons = "".join(
            f'<button{" class=yes" if answer == "authorise" else ""} name="outcome" '
            f'value="{answer}">{label}</button>'
            for answer, label in _WALLET_BUTTONS.items()
        )
        return write_page(
            "Amazon Pay",
            "<h1>Amazon Pay</h1>"
            f"<p><strong>{shop}</strong> asks for a payment of <strong>{amount}</strong>.</p>"
            f'<form method="post">{buttons}</form>',
        )

    async def answer_wallet(self, request: Request) -> Response:
        """The buyer pressed a button and goes back to the shop."""
        challenge = await self._read(request)
        if challenge is None:
            return say_gone()
        answer = _read_answer((await request.form()).get("outcome"))
        if answer is None:
            return write_page("Not understood", "<p>Choose one of the buttons.</p>", status=400)
        attempt_id = challenge.attempt_id
        intent = await self.store.write(
            lambda tx: finish_redirect(self._ledger(tx), attempt_id, answer)
        )
        self.background.wake()
        return _leave(Challenge(attempt_id, intent, challenge.return_url), request)

    async def _find_challenge(self, request: Request) -> Challenge | None:
        secret = request.query_params.get("client_secret", "")
        challenge = await self._read(request)
        if challenge is None or not same_secret(secret, challenge.intent["client_secret"]):
            return None
        return challenge

    async def _read(self, request: Request) -> Challenge | None:
        if not self.store.is_open:
            return None
        attempt_id = request.path_params["attempt"]
        prefix = "pa_" if "/bank/" in request.url.path else "src_"
        if not attempt_id.startswith(prefix):
            return None
        return await self.store.read(lambda tx: _read_challenge(self._ledger(tx), attempt_id))

    def _ledger(self, tx: Transaction) -> Ledger:
        return Ledger(tx, self.world, {"id": None, "idempotency_key": None})


def _read_challenge(ledger: Ledger, attempt_id: str) -> Challenge | None:
    note = ledger.recall(attempt_id)
    intent = ledger.intents.find(note.get("intent", ""))
    if intent is None:
        return None
    waits = intent["status"] == "requires_action"
    is_open = waits and ledger.recall(intent["id"]).get("at") == attempt_id
    return Challenge(attempt_id, intent, note["return_url"], is_open)


def _read_answer(outcome: object) -> Answer | None:
    return next((answer for answer in _WALLET_BUTTONS if answer == outcome), None)


def _leave(challenge: Challenge, request: Request) -> Response:
    intent = challenge.intent
    if challenge.return_url:
        return RedirectResponse(return_address(challenge.return_url, intent), status_code=303)
    tell = _script_telling(request, "parent.postMessage({type: 'sandbox:authenticated'}, shop);")
    thanks = '<p role="status">Thank you. You can close this page.</p>'
    return write_page("Done", thanks, script=tell)


def _script_telling(request: Request, words: str) -> str:
    """A script that may speak to the page around this one, when that said where it is from."""
    parts = urlsplit(request.query_params.get("origin", ""))
    if parts.scheme not in ("http", "https"):
        return ""
    origin = json.dumps(f"{parts.scheme}://{parts.netloc}").replace("<", "\\u003c")
    return f"const shop = {origin};{words}"


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
