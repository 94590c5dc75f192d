"""The controls, which exist only here: faults, webhooks on demand, calls from the page.

Every control takes JSON or a form. A program is answered in JSON; a form on the sandbox's page
brings its reader back to the page, with one sentence about what happened.
"""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict, dataclass
from typing import TypeVar
from urllib.parse import parse_qsl, urlencode

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from .call import Call, Params
from .deliveries import (
    held_endpoints,
    list_deliveries,
    resend_event,
    steer_delivery,
    steer_endpoint,
)
from .diary import hasten
from .errors import ApiError, invalid_request
from .faults import Faults, read_fault
from .forms import FormGroup, parse_form
from .guard import demand_own_page
from .later_acts import LATER_ACTS, Act
from .ledger import Ledger
from .parameters import parameters_of
from .params import Value, read_params
from .performing import Performer
from .routes import find_route
from .store import StoreClosed, Transaction

Answer = Mapping[str, object]
Answering = Callable[[Request], Awaitable[Answer]]
Result = TypeVar("Result")

_MAX_BODY = 100_000  # bytes
_LONGEST_DELAY_SECONDS = 86_400
_BACK = "back"  # in the query of a form's address: the view to return to


@dataclass(frozen=True, slots=True)
class Control:
    """The routes under ``/control``, open to this machine only."""

    performer: Performer
    faults: Faults
    public_url: str

    def routes(self) -> list[Route]:
        """Everything under ``/control``."""
        table: list[tuple[str, str, Answering]] = [
            ("GET", "/control/faults", self.list_faults),
            ("POST", "/control/faults", self.add_fault),
            ("DELETE", "/control/faults", self.clear_faults),
            ("POST", "/control/faults/clear", self.clear_faults),
            ("DELETE", "/control/faults/{number:int}", self.clear_faults),
            ("POST", "/control/faults/{number:int}/clear", self.clear_faults),
            ("GET", "/control/deliveries", self.list_deliveries),
            ("POST", "/control/deliveries/{number:int}/{act}", self.steer_delivery),
            ("GET", "/control/endpoints", self.list_endpoints),
            ("POST", "/control/endpoints/{endpoint}/{act}", self.steer_endpoint),
            ("POST", "/control/events/{event}/resend", self.resend_event),
            ("POST", "/control/diary/hasten", self.hasten),
            ("POST", "/control/call", self.call),
            *[("POST", path, self._acting(act)) for path, act in LATER_ACTS],
        ]
        return [Route(path, _guarded(answer), methods=[method]) for method, path, answer in table]

    async def list_faults(self, request: Request) -> Answer:
        """The faults in force."""
        return {
            "faults": [
                {"id": number, **asdict(fault), "struck": struck}
                for number, fault, struck in self.faults.in_force()
            ]
        }

    async def add_fault(self, request: Request) -> Answer:
        """Put a fault in force; answers it with its number."""
        fault = read_fault(await _read(request))
        return {"id": self.faults.add(fault), **asdict(fault), "struck": 0}

    async def clear_faults(self, request: Request) -> Answer:
        """Lift one fault or all; answers those that stay."""
        self.faults.clear(request.path_params.get("number"))
        return await self.list_faults(request)

    async def list_deliveries(self, request: Request) -> Answer:
        """The newest deliveries; ``event``, ``endpoint``, ``before`` and ``limit`` narrow it."""
        asked = dict(request.query_params)
        before = _whole(asked, "before", 0)
        listed = await self.performer.store.read(
            lambda tx: list_deliveries(
                tx,
                event=asked.get("event"),
                endpoint=asked.get("endpoint"),
                before=before or None,
                limit=_whole(asked, "limit", 20),
            )
        )
        return {"deliveries": listed}

    async def steer_delivery(self, request: Request) -> Answer:
        """Send, delay (``seconds``), drop or duplicate (``times``) a delivery; answers it."""
        number, act, form = _number(request), request.path_params["act"], await _read(request)
        seconds = _whole(form, "seconds", 60, most=_LONGEST_DELAY_SECONDS)
        times = _whole(form, "times", 1)
        await self._write(
            lambda ledger: steer_delivery(ledger, number, act, seconds=seconds, times=times)
        )
        return {
            "deliveries": await self.performer.store.read(
                lambda tx: list_deliveries(tx, before=number + 1, limit=1)
            )
        }

    async def list_endpoints(self, request: Request) -> Answer:
        """Every webhook endpoint and whether it is held."""
        return await self.performer.store.read(self._describe_endpoints)

    async def steer_endpoint(self, request: Request) -> Answer:
        """Hold, resume, reverse, shuffle (``seed``) or drop what waits for an endpoint."""
        endpoint, act = request.path_params["endpoint"], request.path_params["act"]
        seed = _whole(await _read(request), "seed", 0)
        await self._write(lambda ledger: steer_endpoint(ledger, endpoint, act, seed=seed))
        return await self.list_endpoints(request)

    async def resend_event(self, request: Request) -> Answer:
        """Send an event once more, to ``endpoint`` or to all; answers its deliveries."""
        event, form = request.path_params["event"], await _read(request)
        endpoint = form.get("endpoint") or None
        await self._write(
            lambda ledger: resend_event(ledger, event, None if endpoint is None else str(endpoint))
        )
        return {
            "deliveries": await self.performer.store.read(
                lambda tx: list_deliveries(tx, event=event)
            )
        }

    async def hasten(self, request: Request) -> Answer:
        """Let everything happen now that waits for its time, or what waits for ``subject``."""
        subject = str((await _read(request)).get("subject") or "")
        count = await self._write(lambda ledger: hasten(ledger, subject or None))
        return {"hastened": count}

    async def call(self, request: Request) -> Answer:
        """Make one API call with a secret key: ``operation`` is its method and path."""
        form = await _read_form(request)
        operation = str(form.pop("operation", ""))
        method, _, path = operation.partition(" ")
        found = find_route(method, path)
        if found is None:
            raise invalid_request(f"There is no operation {operation[:200]!r}.", param="operation")
        route, ids = found
        sent = {name: value for name, value in form.items() if value != ""}
        call = Call(
            key_kind="secret",
            params=Params(read_params(sent, parameters_of(route.operation))),
            path=ids,
            target=operation,
            request_id=self.performer.world.new_id("req"),
            idempotency_key=None,
            base_url=self.public_url,
        )
        answer = await self.performer.perform(route, call, not_before=0)
        body: Mapping[str, Value] = json.loads(answer.body)
        return body

    def _acting(self, act: Act) -> Answering:
        async def answer(request: Request) -> Answer:
            object_id, sent = request.path_params["id"], await _read(request)
            return await self._write(lambda ledger: act(ledger, object_id, sent))

        return answer

    async def _write(self, work: Callable[[Ledger], Result]) -> Result:
        def run(tx: Transaction) -> Result:
            world = self.performer.world
            return work(Ledger(tx, world, {"id": None, "idempotency_key": None}))

        result = await self.performer.store.write(run)
        self.performer.background.wake()
        return result

    def _describe_endpoints(self, tx: Transaction) -> Answer:
        held = held_endpoints(tx)
        ledger = Ledger(tx, self.performer.world, {"id": None, "idempotency_key": None})
        endpoints = ledger.endpoints.everything()
        return {"endpoints": [{**each, "held": each["id"] in held} for each in endpoints]}


def _guarded(answer: Answering) -> Callable[[Request], Awaitable[Response]]:
    async def respond(request: Request) -> Response:
        try:
            demand_own_page(request)
            return _respond(request, await answer(request), "Done.")
        except ApiError as error:
            message = str(error.error.get("message", ""))
            return _respond(request, {"error": error.error}, message, status=error.status)
        except StoreClosed as error:
            return _respond(request, {"error": {"message": str(error)}}, str(error), status=503)
        except ClientDisconnect:
            return Response(status_code=400)

    return respond


def _respond(request: Request, body: Answer, notice: str, *, status: int = 200) -> Response:
    back = request.query_params.get(_BACK)
    if request.method == "POST" and back is not None and status != 403:
        query = urlencode({**dict(parse_qsl(back)), "notice": notice[:300]})
        home = request.scope.get("root_path", "")
        return RedirectResponse(f"{home}/?{query}", status_code=303)
    return JSONResponse(body, status_code=status, headers={"Cache-Control": "no-store"})


async def _read(request: Request) -> Mapping[str, object]:
    if "json" not in request.headers.get("content-type", ""):
        return await _read_form(request)
    try:
        sent: Value = json.loads(await _body(request) or b"{}")
    except ValueError as error:
        raise invalid_request(f"The request body is no JSON: {error}.") from error
    if not isinstance(sent, dict):
        raise invalid_request("Send one JSON object, or a form.")
    return sent


async def _read_form(request: Request) -> FormGroup:
    try:
        return parse_form((await _body(request)).decode())
    except UnicodeDecodeError as error:
        raise invalid_request("The request body is not UTF-8.") from error


async def _body(request: Request) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > _MAX_BODY:
            raise invalid_request("The request body is too large.", status=413)
    return bytes(body)


def _number(request: Request) -> int:
    return min(request.path_params["number"], 2**62)


def _whole(sent: Mapping[str, object], name: str, default: int, *, most: int = 2**62) -> int:
    value = str(sent.get(name) or default)
    if not value.isascii() or not value.isdigit() or len(value) > 18 or int(value) > most:
        raise invalid_request(f"{name} must be a whole number up to {most}.", param=name)
    return int(value)
