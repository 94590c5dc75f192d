"""What two clients that we did not write are asked to do, as data both can read.

A step calls one operation by the SDK's own path, presses a button on a page of the bank, or
works a control. ``$name.field`` stands for something an earlier answer held: a step keeps its
answer under ``save``. A refused call is an answer too.
"""

from typing import Any

Step = dict[str, Any]

NEVER = {"enabled": True, "allow_redirects": "never"}
TERMS = {"amount": 1999, "currency": "usd", "automatic_payment_methods": NEVER}
MANDATE = {"mandate_data": {"customer_acceptance": {"type": "offline"}}}
BACK = "https://example.com/return?a=1"
CARDS = (
    "pm_card_visa",
    "pm_card_visa_chargeDeclined",
    "pm_card_visa_chargeDeclinedInsufficientFunds",
    "pm_card_chargeDeclinedExpiredCard",
    "pm_card_chargeDeclinedIncorrectCvc",
    "pm_card_chargeDeclinedProcessingError",
    "pm_card_radarBlock",
)


def call(path: str, *ids: str, save: str = "", opts: Any = None, **params: Any) -> Step:
    """One operation, such as ``payment_intents.create``."""
    return {"call": path, "ids": list(ids), "params": params, "opts": opts or {}, "save": save}


def post(url: str, **form: str) -> Step:
    """A button on a page, or a control."""
    return {"post": url, "form": form}


def pay(method: str, **form: Any) -> list[Step]:
    return [
        call("payment_intents.create", **TERMS, save="pi"),
        call("payment_intents.confirm", "$pi.id", payment_method=method, **form),
        call("payment_intents.retrieve", "$pi.id", expand=["latest_charge"], save="after"),
    ]


SCENARIOS: dict[str, list[Step]] = {
    "a shop's whole payment": [
        call(
            "payment_intents.create",
            amount=1999,
            currency="usd",
            metadata={"order_number": "A-1"},
            receipt_email="a@example.com",
            shipping={"name": "Ada", "address": {"line1": "1 Street", "country": "DE"}},
            opts={"idempotency_key": "order:A-1:create"},
            save="pi",
        ),
        call("payment_intents.update", "$pi.id", amount=2499, metadata={"order_number": ""}),
        call(
            "payment_intents.confirm",
            "$pi.id",
            payment_method="pm_card_visa",
            return_url=BACK,
            expand=["latest_charge.balance_transaction", "payment_method"],
        ),
        call("balance.retrieve"),
        call("events.list", limit=10),
    ],
    **{method: pay(method) for method in CARDS},
    "an idempotency key replays and is not misused": [
        call("payment_intents.create", **TERMS, opts={"idempotency_key": "k"}, save="pi"),
        call("payment_intents.create", **TERMS, opts={"idempotency_key": "k"}),
        call("payment_intents.create", amount=5, currency="usd", opts={"idempotency_key": "k"}),
        call("payment_intents.list", limit=2),
    ],
    "wrong calls are refused": [
        call("payment_intents.retrieve", "pi_0"),
        call("payment_intents.create", amount=1999),
        call("payment_intents.create", amount=-1, currency="usd"),
        call("payment_intents.create", amount=1999, currency="xxx"),
        call("payment_intents.create", amount=1999, currency="usd", colour="red"),
        call("refunds.create", charge="ch_0"),
        call("payment_intents.list", limit=101),
        call("payment_intents.list", opts={"api_key": "pk_test_x"}),
        call("payment_intents.list", opts={"api_key": "sk_live_0123456789abcdef"}),
    ],
    "a canceled intent stays canceled": [
        call("payment_intents.create", **TERMS, save="pi"),
        call("payment_intents.cancel", "$pi.id", cancellation_reason="abandoned"),
        call("payment_intents.confirm", "$pi.id", payment_method="pm_card_visa"),
        call("payment_intents.cancel", "$pi.id"),
    ],
    "an amount is held and a part of it taken": [
        *pay("pm_card_visa", capture_method="manual"),
        call("payment_intents.capture", "$pi.id", amount_to_capture=1000),
        call("payment_intents.capture", "$pi.id"),
    ],
    "the bank's check is passed": [
        *pay("pm_card_authenticationRequired"),
        post("$after.next_action.use_stripe_sdk.stripe_js", outcome="complete"),
        call("payment_intents.retrieve", "$pi.id", expand=["latest_charge"]),
    ],
    "the bank's check is failed": [
        *pay("pm_card_authenticationRequired"),
        post("$after.next_action.use_stripe_sdk.stripe_js", outcome="fail"),
        call("payment_intents.retrieve", "$pi.id"),
    ],
    "money goes back in parts": [
        *pay("pm_card_visa"),
        call("refunds.create", payment_intent="$pi.id", amount=500, save="refund"),
        call("refunds.create", payment_intent="$pi.id", amount=1500),
        call("refunds.create", charge="$after.latest_charge.id"),
        call("refunds.update", "$refund.id", metadata={"a": "1"}),
        call("refunds.list", payment_intent="$pi.id"),
        call("charges.retrieve", "$after.latest_charge.id", expand=["refunds"]),
        call("charges.list", payment_intent="$pi.id"),
        call("events.list", type="charge.refunded", limit=2),
    ],
    "a refund comes back": [
        *pay("pm_card_visa"),
        call("refunds.create", payment_intent="$pi.id", save="refund"),
        post("/control/refunds/$refund.id/fail"),
        call("refunds.retrieve", "$refund.id", expand=["charge"]),
    ],
    "a customer pays with what is theirs": [
        call("customers.create", email="ada@example.com", name="Ada", save="ada"),
        call("payment_methods.attach", "pm_card_visa", customer="$ada.id", save="pm"),
        call("payment_methods.attach", "pm_card_visa_chargeDeclined", customer="$ada.id"),
        call("payment_methods.list", customer="$ada.id", type="card"),
        call(
            "payment_intents.create",
            **TERMS,
            customer="$ada.id",
            payment_method="$pm.id",
            confirm=True,
            off_session=True,
            expand=["customer", "payment_method.customer"],
        ),
        call("payment_intents.create", **TERMS, payment_method="$pm.id", confirm=True),
        call("payment_methods.update", "$pm.id", billing_details={"name": "Ada L."}),
        call("payment_methods.detach", "$pm.id"),
        call("customers.update", "$ada.id", phone="1", metadata={"a": "1"}),
        call("customers.list", email="ada@example.com"),
        call("customers.del", "$ada.id"),
        call("customers.retrieve", "$ada.id"),
        call("customers.update", "$ada.id", phone="2"),
    ],
    "a wallet sends the buyer away and back": [
        call("payment_intents.create", amount=1999, currency="eur", save="pi"),
        call("payment_methods.create", type="amazon_pay", save="pm"),
        call(
            "payment_intents.confirm",
            "$pi.id",
            payment_method="$pm.id",
            return_url=BACK,
            save="away",
        ),
        post("$away.next_action.redirect_to_url.url", outcome="authorise"),
        call("payment_intents.retrieve", "$pi.id", expand=["latest_charge"]),
    ],
    "a debit is answered later": [
        *pay("pm_usBankAccount_processing", **MANDATE),
        post("/control/payment_intents/$pi.id/settle", outcome="failed"),
        call("payment_intents.retrieve", "$pi.id", expand=["latest_charge"]),
        *pay("pm_usBankAccount_processing", **MANDATE),
        post("/control/payment_intents/$pi.id/settle", outcome="succeeded"),
        call("payment_intents.retrieve", "$pi.id", expand=["latest_charge"]),
    ],
    "a charge is disputed and the dispute lost": [
        *pay("pm_card_visa"),
        post("/control/charges/$after.latest_charge.id/dispute", reason="fraudulent"),
        call("events.list", type="charge.dispute.created", limit=1, save="events"),
        post("/control/disputes/$events.data.0.data.object.id/close", status="lost"),
        call("events.list", type="charge.dispute.closed", limit=1),
        call("refunds.create", payment_intent="$pi.id"),
    ],
    "a webhook endpoint is kept": [
        call(
            "webhook_endpoints.create",
            url="http://127.0.0.1:1/hook",
            enabled_events=["invoice.paid"],
            save="hook",
        ),
        call("webhook_endpoints.update", "$hook.id", metadata={"a": "1"}),
        call("webhook_endpoints.list"),
        call("webhook_endpoints.del", "$hook.id"),
        call("webhook_endpoints.retrieve", "$hook.id"),
    ],
}
