"""The buttons of one object: what its owner, its buyer or a bank can do to it now."""

from collections.abc import Mapping

from ..cards import all_cards
from ..scenarios import describe_card
from ..shapes import PaymentIntent
from .markup import Html, button, choose, field, form, hide, join, tag
from .words import part_of, text_of

_OPEN = ("requires_payment_method", "requires_confirmation")
_WHEN_FREE = (*_OPEN, "requires_action", "requires_capture")
_REASONS = ("fraudulent", "product_not_received", "general", "inquiry")
_ENDS = ("won", "lost", "warning_closed")


def payment_acts(intent: PaymentIntent) -> Html:
    """Everything a payment lets be done to it in its state."""
    path, back = f"POST /v1/payment_intents/{intent['id']}", f"view=object&id={intent['id']}"
    amount = str(intent["amount_capturable"])
    parts: list[Html] = []
    if intent["status"] in _OPEN:
        sdk = hide("use_stripe_sdk", "true")
        pay = tag("button", "Pay", class_="yes")
        parts.append(call_form(f"{path}/confirm", back, choose_card(), sdk, pay))
    if intent["status"] == "requires_action":
        parts.append(_bank_link(intent))
    if intent["status"] == "processing":
        settle = f"payment_intents/{intent['id']}/settle"
        parts.append(button("The bank pays", settle, back=back, outcome="succeeded"))
        parts.append(button("The bank refuses", settle, back=back, outcome="failed"))
    if intent["status"] == "requires_capture":
        how_much = field("Amount", "amount_to_capture", amount, type="number", min=1)
        parts.append(call_form(f"{path}/capture", back, how_much, tag("button", "Capture")))
    if intent["status"] in _WHEN_FREE:
        parts.append(call_form(f"{path}/cancel", back, tag("button", "Cancel")))
    if intent["status"] == "succeeded":
        which = hide("payment_intent", intent["id"])
        how_much = field("Amount", "amount", type="number", min=1, placeholder="all that is left")
        parts.append(call_form("POST /v1/refunds", back, which, how_much, tag("button", "Refund")))
    return join(parts or [tag("p", "Nothing: this payment is over.", class_="none")])


def _bank_link(intent: PaymentIntent) -> Html:
    action = intent["next_action"] or {}
    for name, key in (("redirect_to_url", "url"), ("use_stripe_sdk", "stripe_js")):
        url = text_of(part_of(action, name), key)
        if url:
            return tag("p", tag("a", "Answer the bank", href=url))
    return tag("p", "The bank waits for an answer.", class_="none")


def acts_of(thing: Mapping[str, object]) -> Html:
    """What can be done to an object which is no payment."""
    object_id, status = str(thing["id"]), text_of(thing, "status")
    back = f"view=object&id={object_id}"
    match thing.get("object"):
        case "charge" if status == "succeeded":
            dispute = form(
                f"charges/{object_id}/dispute",
                choose("Reason", "reason", _plain(_REASONS)),
                tag("button", "Dispute"),
                back=back,
            )
            return join((dispute, button("Warn of fraud", f"charges/{object_id}/warn", back=back)))
        case "refund" if status in ("pending", "succeeded"):
            acts = (("settle", "Arrives"), ("fail", "Fails"))
            shown = acts if status == "pending" else acts[1:]
            return join(
                button(text, f"refunds/{object_id}/{act}", back=back) for act, text in shown
            )
        case "dispute" if status not in _ENDS:
            return form(
                f"disputes/{object_id}/close",
                choose("As", "status", _plain(_ENDS)),
                tag("button", "Close"),
                back=back,
            )
        case _:
            return Html()


def _plain(words: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(word, word.replace("_", " ")) for word in words]


def choose_card() -> Html:
    """A choice of the cards which a server may use."""
    cards = [
        (card["payment_method"], f"{describe_card(card)} ({card['brand']})")
        for card in all_cards()
        if card["payment_method"]
    ]
    return choose("Card", "payment_method", cards)


def call_form(operation: str, back: str, *fields: Html) -> Html:
    """A form which makes an API call and comes back to the view ``back``."""
    return form("call", hide("operation", operation), *fields, back=back)
