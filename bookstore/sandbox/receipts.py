"""The receipt of a charge as a page, which is what its ``receipt_url`` leads to."""

from dataclasses import dataclass
from html import escape

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from .currencies import show_amount
from .ledger import Ledger
from .paper import write_page
from .shapes import Charge, Opaque
from .store import Store, Transaction
from .world import World


@dataclass(frozen=True, slots=True)
class Receipts:
    """The route at which a buyer reads what was taken and what went back."""

    store: Store
    world: World

    def routes(self) -> list[Route]:
        """One page, for each charge that took money."""
        return [Route("/receipts/{charge}", self.show, methods=["GET"])]

    async def show(self, request: Request) -> Response:
        """The receipt, up to date with refunds; an id that nobody was given shows nothing."""
        charge = await self._find(request.path_params["charge"])
        if charge is None or not charge["paid"]:
            body = "<h1>Not found</h1><p>There is no such receipt.</p>"
            return write_page("Not found", body, status=404)
        rows = "".join(
            f"<tr><th>{escape(name)}</th><td>{escape(words)}</td></tr>"
            for name, words in _facts(charge)
        )
        return write_page("Receipt", f"<h1>Receipt</h1><table>{rows}</table>")

    async def _find(self, charge_id: str) -> Charge | None:
        if not self.store.is_open:
            return None
        return await self.store.read(lambda tx: self._ledger(tx).charges.find(charge_id))

    def _ledger(self, tx: Transaction) -> Ledger:
        return Ledger(tx, self.world, {"id": None, "idempotency_key": None})


def _facts(charge: Charge) -> list[tuple[str, str]]:
    currency = charge["currency"]
    facts = [
        ("Amount", show_amount(charge["amount"], currency).upper()),
        ("Paid with", _paid_with(charge["payment_method_details"])),
        ("For", charge["description"] or ""),
        ("Charge", charge["id"]),
    ]
    if charge["amount_refunded"]:
        facts.append(("Refunded", show_amount(charge["amount_refunded"], currency).upper()))
    return [(name, words) for name, words in facts if words]


def _paid_with(details: Opaque) -> str:
    kind = str(details["type"])
    match details.get(kind):
        case {"brand": str(brand), "last4": str(last4)}:
            return f"{brand} {last4}"
        case {"last4": str(last4)}:
            return f"{kind.replace('_', ' ')} {last4}"
        case _:
            return kind.replace("_", " ")
