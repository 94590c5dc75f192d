"""The frame of the page: which view is asked for, the way to the others, one notice."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from ..errors import ApiError
from ..faults import Faults
from ..guard import demand_local
from ..ledger import Ledger
from ..store import Store, Transaction
from ..world import World
from .markup import Html, link, tag, void
from .payments import show_kind, show_object, show_payments
from .trouble import show_cards, show_faults
from .webhooks import show_deliveries, show_event

_STYLE = Html((Path(__file__).parent / "style.css").read_text(encoding="utf-8"))
_VIEWS = {
    "payments": "Payments",
    "charges": "Charges",
    "refunds": "Refunds",
    "customers": "Customers",
    "disputes": "Disputes",
    "events": "Events",
    "deliveries": "Deliveries",
    "faults": "Faults",
    "cards": "Test cards",
}
_PART_OF = {"object": "payments", "event": "events"}
_REFRESH_SECONDS = 5
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "same-origin",  # not stricter: a form would come from the origin "null"
}


@dataclass(frozen=True, slots=True)
class Dashboard:
    """The page at the sandbox's root; to others than this machine it shows the cards alone."""

    store: Store
    faults: Faults
    world: World

    def routes(self) -> list[Route]:
        """The one page."""
        return [Route("/", self.show)]

    async def show(self, request: Request) -> Response:
        """The view that is asked for."""
        asked = dict(request.query_params)
        try:
            demand_local(request)
        except ApiError:
            return _write("cards", show_cards(), {}, tabs=False)
        view = asked.get("view", "payments")
        if view == "cards":
            return _write(view, show_cards(), asked)
        if view == "faults":
            return _write(view, show_faults(self.faults), asked)
        if not self.store.is_open:
            closed = tag("p", "The sandbox is not running.", class_="none")
            return _write(view, closed, asked, status=503)
        return _write(view, await self.store.read(lambda tx: self._look(tx, view, asked)), asked)

    def _look(self, tx: Transaction, view: str, asked: Mapping[str, str]) -> Html:
        ledger = Ledger(tx, self.world, {"id": None, "idempotency_key": None})
        match view:
            case "charges" | "refunds" | "customers" | "disputes" | "events":
                return show_kind(ledger, view.removesuffix("s"), _VIEWS[view], asked)
            case "deliveries":
                return show_deliveries(ledger, asked)
            case "event":
                return show_event(ledger, asked.get("id", ""))
            case "object" if asked.get("id", "").startswith("evt_"):
                return show_event(ledger, asked["id"])
            case "object":
                return show_object(ledger, asked.get("id", ""))
            case _:
                return show_payments(ledger, {**asked, "view": "payments"})


def _write(
    view: str, body: Html, asked: Mapping[str, str], *, tabs: bool = True, status: int = 200
) -> Response:
    notice = asked.get("notice", "")
    head = (
        void("meta", charset="utf-8"),
        void("meta", name="viewport", content="width=device-width, initial-scale=1"),
        void("meta", http_equiv="refresh", content=_REFRESH_SECONDS) if "live" in asked else "",
        tag("title", "Sandbox"),
        tag("style", _STYLE),
    )
    page = (
        tag("div", "Sandbox: no money moves", class_="ribbon"),
        tag("header", _tabs(view, asked)) if tabs else "",
        tag(
            "main",
            tag("p", notice[:300], class_="notice", role="status") if notice else "",
            body,
        ),
    )
    html = tag("html", tag("head", *head), tag("body", *page), lang="en")
    return HTMLResponse(f"<!doctype html>{html}", status_code=status, headers=_HEADERS)


def _tabs(view: str, asked: Mapping[str, str]) -> Html:
    current = _PART_OF.get(view, view)
    tabs = [
        tag("a", text, href=f"?view={name}", aria_current="page" if name == current else None)
        for name, text in _VIEWS.items()
    ]
    same = {name: value for name, value in asked.items() if name not in ("live", "notice")}
    live = link("Stop following", **same) if "live" in asked else link("Follow", **same, live="1")
    return tag("nav", *tabs, tag("a", "Outbox", href="outbox"), live, aria_label="Views")
