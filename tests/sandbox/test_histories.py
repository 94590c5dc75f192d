"""Any history of calls keeps the rules: money counted once, what is over stays, replays equal."""

import json
from random import Random
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule

from bookstore.sandbox.attempts import finish_authentication
from bookstore.sandbox.background import Background
from bookstore.sandbox.call import Call, Params
from bookstore.sandbox.errors import ApiError
from bookstore.sandbox.forms import build_tree
from bookstore.sandbox.idempotency import KeysInUse
from bookstore.sandbox.ledger import Ledger
from bookstore.sandbox.parameters import parameters_of
from bookstore.sandbox.params import read_params
from bookstore.sandbox.performing import Performer
from bookstore.sandbox.routes import find_route
from bookstore.sandbox.store import Store, connect
from bookstore.sandbox.world import World
from tests.sandbox.desk import Clock, flatten
from tests.sandbox.test_intents import assert_lawful

METHODS = [
    "pm_card_visa",
    "pm_card_visa_chargeDeclined",
    "pm_card_authenticationRequired",
    "pm_card_authenticationRequiredChargeDeclinedInsufficientFunds",
    "pm_card_refundFail",
    "pm_card_pendingRefund",
    "pm_nonsense",
]
AMOUNTS = st.integers(-1, 3000)
NO_REDIRECT = {"enabled": True, "allow_redirects": "never"}


class History(RuleBasedStateMachine):
    """Calls in any order, with the books checked after each."""

    def __init__(self) -> None:
        super().__init__()
        self.clock = Clock()
        world = World(clock=self.clock, random=Random(1))
        store = Store(None)
        self.background = Background(store, world)
        self.performer = Performer(store, self.background, world, KeysInUse())
        self.tx = connect(None)
        self.over: dict[str, str] = {}
        self.kept: dict[str, tuple[str, str, dict[str, Any], str]] = {}

    intents: Bundle[str] = Bundle("intents")

    def call(self, method: str, path: str, *, key: str | None = None, **form: Any) -> Any:
        """The body of an answer, or of a refusal, as the API would give it."""
        found = find_route(method, path)
        assert found is not None
        route, ids = found
        self.tx.execute("BEGIN")
        try:
            params = read_params(build_tree(flatten(form)), parameters_of(route.operation))
            call = Call(
                key_kind="secret",
                params=Params(params),
                path=ids,
                target=f"{method} {path}",
                request_id="req_1",
                idempotency_key=key,
                base_url="http://localhost",
            )
            answer = self.performer.act(self.tx, route, call)
        except ApiError as error:
            self.tx.execute("ROLLBACK")
            return {"error": error.error}
        self.tx.execute("COMMIT")
        if key is not None and key not in self.kept:
            self.kept[key] = (method, path, form, answer.body)
        return json.loads(answer.body)

    @rule(target=intents, amount=AMOUNTS, manual=st.booleans(), method=st.sampled_from(METHODS))
    def create(self, amount: int, manual: bool, method: str) -> str:
        form = {"amount": amount, "currency": "usd", "automatic_payment_methods": NO_REDIRECT}
        if manual:
            form["capture_method"] = "manual"
        if amount % 3 == 0:
            form |= {"payment_method": method, "confirm": amount % 2 == 0}
        answer = self.call("POST", "/v1/payment_intents", **form)
        return answer.get("id", "pi_refused")

    @rule(intent=intents, method=st.sampled_from(METHODS))
    def confirm(self, intent: str, method: str) -> None:
        key = f"key-{len(self.kept)}"
        path = f"/v1/payment_intents/{intent}/confirm"
        self.call("POST", path, key=key, payment_method=method)

    @rule(intent=intents, passed=st.booleans())
    def answer_the_bank(self, intent: str, passed: bool) -> None:
        ledger = self.ledger()
        attempt = ledger.recall(intent).get("at")
        if attempt is not None:
            finish_authentication(ledger, attempt, passed=passed)

    @rule(intent=intents, amount=AMOUNTS)
    def update(self, intent: str, amount: int) -> None:
        self.call("POST", f"/v1/payment_intents/{intent}", amount=amount)

    @rule(intent=intents, amount=AMOUNTS)
    def capture(self, intent: str, amount: int) -> None:
        self.call("POST", f"/v1/payment_intents/{intent}/capture", amount_to_capture=amount)

    @rule(intent=intents)
    def cancel(self, intent: str) -> None:
        self.call("POST", f"/v1/payment_intents/{intent}/cancel")

    @rule(intent=intents, amount=st.none() | AMOUNTS)
    def refund(self, intent: str, amount: int | None) -> None:
        key = f"key-{len(self.kept)}"
        self.call("POST", "/v1/refunds", key=key, payment_intent=intent, amount=amount)

    @rule(seconds=st.integers(0, 5))
    def wait(self, seconds: int) -> None:
        self.clock.now += seconds
        self.background.do_due_within(self.tx)

    @rule(pick=st.integers(0, 100))
    def repeat(self, pick: int) -> None:
        if self.kept:
            key = sorted(self.kept)[pick % len(self.kept)]
            method, path, form, body = self.kept[key]
            assert self.call(method, path, key=key, **form) == json.loads(body)

    def ledger(self) -> Ledger:
        return Ledger(self.tx, self.performer.world, {"id": None, "idempotency_key": None})

    @invariant()
    def every_intent_is_lawful(self) -> None:
        for intent in self.ledger().intents.everything():
            assert_lawful(intent)
            before = self.over.get(intent["id"])
            assert before in (None, intent["status"])
            if intent["status"] in ("succeeded", "canceled"):
                self.over[intent["id"]] = intent["status"]

    @invariant()
    def money_is_taken_once_per_intent(self) -> None:
        ledger = self.ledger()
        charges = ledger.charges.everything()
        for intent in ledger.intents.everything():
            taken = [c for c in charges if c["payment_intent"] == intent["id"] and c["captured"]]
            assert len(taken) <= 1
            assert sum(c["amount_captured"] for c in taken) == intent["amount_received"]

    @invariant()
    def no_more_goes_back_than_was_taken(self) -> None:
        ledger = self.ledger()
        refunds = ledger.refunds.everything()
        for charge in ledger.charges.everything():
            alive = [r for r in refunds if r["charge"] == charge["id"] and r["status"] != "failed"]
            assert sum(r["amount"] for r in alive) == charge["amount_refunded"]
            assert 0 <= charge["amount_refunded"] <= charge["amount_captured"]

    @invariant()
    def the_books_balance(self) -> None:
        ledger = self.ledger()
        moved = sum(m["amount"] for m in ledger.movements.everything())
        charges = ledger.charges.everything()
        assert moved == sum(c["amount_captured"] - c["amount_refunded"] for c in charges)

    @invariant()
    def success_is_announced_once(self) -> None:
        ledger = self.ledger()
        told = [
            event["data"]["object"]["id"]  # type: ignore[index]
            for event in ledger.events.everything()
            if event["type"] == "payment_intent.succeeded"
        ]
        paid = [i["id"] for i in ledger.intents.everything() if i["status"] == "succeeded"]
        assert sorted(told) == sorted(paid)

    def teardown(self) -> None:
        self.tx.close()


TestHistories = History.TestCase
TestHistories.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
