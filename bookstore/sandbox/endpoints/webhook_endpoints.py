"""``/v1/webhook_endpoints``: where events are sent. A secret is shown once, on creation."""

from urllib.parse import urlsplit

from ..call import Call, Params, Reply
from ..errors import invalid_request
from ..ledger import Ledger
from ..metadata import merge_metadata
from ..shapes import WebhookEndpoint
from ..views import show_page
from .listing import read_window


def create(ledger: Ledger, call: Call) -> Reply:
    """Register an endpoint; the answer alone carries its secret."""
    endpoint: WebhookEndpoint = {
        "id": ledger.world.new_id("we"),
        "object": "webhook_endpoint",
        "api_version": call.params.text("api_version"),
        "application": None,
        "created": ledger.now,
        "description": call.params.text("description"),
        "enabled_events": _read_events(call.params),
        "livemode": False,
        "metadata": merge_metadata({}, call.params),
        "status": "enabled",
        "url": _read_url(call.params),
    }
    secret = f"whsec_{ledger.world.new_token()}"
    ledger.endpoints.add(endpoint)
    ledger.remember(endpoint["id"], secret=secret)
    return Reply({**endpoint, "secret": secret})


def retrieve(ledger: Ledger, call: Call) -> Reply:
    """One endpoint, without its secret."""
    return Reply(_need(ledger, call))


def update(ledger: Ledger, call: Call) -> Reply:
    """Change where or what is sent, or switch the endpoint off and on."""
    params, endpoint = call.params, _need(ledger, call)
    disabled = params.flag("disabled") if params.has("disabled") else None
    changed: WebhookEndpoint = {
        **endpoint,
        "description": (
            params.text("description") if params.has("description") else endpoint["description"]
        ),
        "enabled_events": (
            _read_events(params) if params.has("enabled_events") else endpoint["enabled_events"]
        ),
        "metadata": merge_metadata(endpoint["metadata"], params),
        "status": endpoint["status"] if disabled is None else "disabled" if disabled else "enabled",
        "url": _read_url(params) if params.has("url") else endpoint["url"],
    }
    ledger.endpoints.save(changed)
    return Reply(changed)


def delete(ledger: Ledger, call: Call) -> Reply:
    """Forget an endpoint and what still waits to be sent to it."""
    endpoint = _need(ledger, call)
    ledger.endpoints.remove(endpoint["id"])
    ledger.forget(endpoint["id"])
    ledger.tx.execute(
        "DELETE FROM deliveries WHERE endpoint = ? AND state = 'waiting'", (endpoint["id"],)
    )
    return Reply({"id": endpoint["id"], "object": "webhook_endpoint", "deleted": True})


def list_all(ledger: Ledger, call: Call) -> Reply:
    """Endpoints, newest first."""
    page = ledger.endpoints.page(read_window(call.params))
    return Reply(show_page(ledger, page, "/v1/webhook_endpoints", call.params.texts("expand")))


def _need(ledger: Ledger, call: Call) -> WebhookEndpoint:
    return ledger.endpoints.need(call.path["webhook_endpoint"], param="webhook_endpoint")


def _read_events(params: Params) -> list[str]:
    events = params.texts("enabled_events")
    if not events:
        raise invalid_request("Give at least one event type, or *.", param="enabled_events")
    return events


def _read_url(params: Params) -> str:
    url = params.need_text("url")
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise invalid_request(
            "Invalid URL: an explicit scheme (such as https) must be provided.",
            code="url_invalid",
            param="url",
        )
    return url
