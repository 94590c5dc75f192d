"""Records what happened as Stripe's events and queues them for the endpoints that asked."""

from collections.abc import Mapping

from .ledger import Ledger, Links
from .shapes import API_VERSION, Event, WebhookEndpoint


def record_event(
    ledger: Ledger,
    topic: str,
    thing: Mapping[str, object],
    *,
    before: Mapping[str, object] | None = None,
) -> None:
    """Keep an event about ``thing`` as it is now, and queue one delivery per endpoint.

    The topic is Stripe's type, such as ``charge.succeeded``; ``before`` is the object's former
    value, for events that tell what changed.
    """
    endpoints = [e for e in ledger.endpoints.everything() if _wants(e, topic)]
    event: Event = {
        "id": ledger.world.new_id("evt"),
        "object": "event",
        "api_version": API_VERSION,
        "created": ledger.now,
        "data": _describe(thing, before),
        "livemode": False,
        "pending_webhooks": len(endpoints),
        "request": ledger.request,
        "type": topic,
    }
    ledger.events.add(event, Links(topics=(topic,)))
    ledger.tx.executemany(
        "INSERT INTO deliveries (event, endpoint, due) VALUES (?, ?, ?)",
        [(event["id"], endpoint["id"], ledger.now) for endpoint in endpoints],
    )


def _wants(endpoint: WebhookEndpoint, topic: str) -> bool:
    wanted = endpoint["enabled_events"]
    return endpoint["status"] == "enabled" and ("*" in wanted or topic in wanted)


def _describe(
    thing: Mapping[str, object], before: Mapping[str, object] | None
) -> Mapping[str, object]:
    shown = {key: value for key, value in thing.items() if key != "secret"}
    if before is None:
        return {"object": shown}
    return {"object": shown, "previous_attributes": changed_attributes(before, thing)}


def changed_attributes(
    before: Mapping[str, object], after: Mapping[str, object]
) -> dict[str, object]:
    """The former values of whatever changed."""
    return {key: value for key, value in before.items() if after.get(key) != value}
