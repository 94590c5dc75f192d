"""How an object is shown: expanded where asked, cut down for a browser, wrapped in a list."""

from collections.abc import Mapping

from .errors import ApiError, invalid_request
from .ledger import Ledger, Links, Page, Thing

_EXPANDABLE: Mapping[str, frozenset[str]] = {
    "payment_intent": frozenset({"customer", "latest_charge", "payment_method"}),
    "charge": frozenset({"balance_transaction", "customer", "payment_intent", "refunds"}),
    "refund": frozenset({"balance_transaction", "charge", "payment_intent", "payment_method"}),
    "payment_method": frozenset({"customer"}),
    "balance_transaction": frozenset({"source"}),
}
_MAX_DEPTH = 4
_BROWSER_FIELDS = frozenset(
    {
        "id",
        "object",
        "amount",
        "amount_details",
        "automatic_payment_methods",
        "canceled_at",
        "cancellation_reason",
        "capture_method",
        "client_secret",
        "confirmation_method",
        "created",
        "currency",
        "description",
        "last_payment_error",
        "livemode",
        "next_action",
        "payment_method",
        "payment_method_types",
        "processing",
        "receipt_email",
        "setup_future_usage",
        "shipping",
        "source",
        "status",
    }
)


def expand(ledger: Ledger, thing: Mapping[str, object], paths: list[str]) -> Mapping[str, object]:
    """The object with ids replaced by what they name, for each dotted path.

    Raises:
        ApiError: 400 for a path which leads nowhere.
    """
    inner: dict[str, list[str]] = {}
    for path in paths:
        step, _, rest = path.partition(".")
        if path.count(".") >= _MAX_DEPTH or step not in _expandable(thing):
            raise _not_expandable(path)
        inner.setdefault(step, []).extend([rest] if rest else [])
    return {**thing, **{step: _follow(ledger, thing, step, rest) for step, rest in inner.items()}}


def show_page(
    ledger: Ledger, page: Page[Thing], url: str, paths: list[str]
) -> Mapping[str, object]:
    """A list object; its expansion paths begin with ``data.``."""
    inner = [_inside_list(path) for path in paths]
    data = [expand(ledger, thing, inner) for thing in page.things]
    return {"object": "list", "data": data, "has_more": page.has_more, "url": url}


def show_to_browser(intent: Mapping[str, object]) -> Mapping[str, object]:
    """What a publishable key may see: no metadata, no customer, no charge."""
    return {key: value for key, value in intent.items() if key in _BROWSER_FIELDS}


def _inside_list(path: str) -> str:
    head, _, rest = path.partition(".")
    if head != "data" or not rest:
        raise _not_expandable(path, f" Try 'data.{path[:80]}' instead.")
    return rest


def _expandable(thing: Mapping[str, object]) -> frozenset[str]:
    return _EXPANDABLE.get(str(thing.get("object")), frozenset())


def _not_expandable(path: str, hint: str = "") -> ApiError:
    return invalid_request(f"This property cannot be expanded ({path[:80]}).{hint}", param="expand")


def _follow(ledger: Ledger, thing: Mapping[str, object], step: str, paths: list[str]) -> object:
    if step == "refunds":
        refunds = ledger.refunds.everything(Links(charge=str(thing["id"])))[::-1]
        url = f"/v1/charges/{thing['id']}/refunds"
        return show_page(ledger, Page(refunds, has_more=False), url, paths)
    value = thing.get(step)
    inner = ledger.find_any(value) if isinstance(value, str) else None
    if inner is None:
        return value
    return expand(ledger, _as_of_now(inner, ledger.now), paths)


def _as_of_now(thing: Mapping[str, object], now: int) -> Mapping[str, object]:
    # Money becomes available by the passing of time, which writes nothing.
    moment = thing.get("available_on")
    if isinstance(moment, int) and moment <= now:
        return {**thing, "status": "available"}
    return thing
