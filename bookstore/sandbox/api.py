"""The way of one API request: key, route, parameters, transaction, answer.

Everything a client can do wrong ends in Stripe's error envelope; the sandbox's own mistakes
end there too, as 500, with the traceback in the log.
"""

import json
import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass

from anyio import sleep
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from .background import Background
from .call import Call, Params, Reply
from .errors import ApiError, describe_error, invalid_request
from .forms import FormGroup, parse_form
from .idempotency import (
    KeptAnswer,
    KeyedRequest,
    KeysInUse,
    find_answer,
    keep_answer,
    read_keyed_request,
)
from .keys import classify_key, find_key, need_secret_key
from .ledger import Ledger
from .parameters import parameters_of
from .params import read_params
from .routes import Route, find_route
from .shapes import API_VERSION, EventRequest
from .store import Store, Transaction
from .world import World

log = logging.getLogger(__name__)

_MAX_BODY = 1_000_000  # bytes
_VERSION = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(\.[a-z]+)?")


@dataclass(frozen=True, slots=True)
class Api:
    """Answers requests to ``/v1/...``; owns nothing, so it can be made before anything is open."""

    store: Store
    background: Background
    world: World
    public_url: str
    latency_seconds: float
    keys_in_use: KeysInUse

    async def answer(self, request: Request) -> Response:
        """Answer one request, whatever it is."""
        request_id = self.world.new_id("req")
        try:
            return await self._answer(request, request_id)
        except ApiError as error:
            return self._refuse(error, request, request_id)
        except ClientDisconnect:
            return Response(status_code=400)
        except Exception:
            log.exception("The sandbox failed to answer %s %s.", request.method, request.url.path)
            message = "The sandbox failed; its log has the traceback."
            failure = ApiError(500, describe_error("api_error", message))
            return self._refuse(failure, request, request_id)

    async def _answer(self, request: Request, request_id: str) -> Response:
        if not self.store.is_open:
            message = "The sandbox is not running yet, or not any more."
            error = describe_error("api_error", message)
            raise ApiError(503, error, should_retry=True)
        if self.latency_seconds:
            await sleep(self.latency_seconds)
        form = await _read_form(request)
        key_param = form.pop("key", None)
        key = find_key(
            request.headers.get("authorization"), key_param if isinstance(key_param, str) else None
        )
        key_kind = classify_key(key)
        route, ids = _find(request)
        if key_kind == "publishable" and not route.for_browsers:
            raise need_secret_key()
        _check_version(request)
        params = read_params(form, parameters_of(route.operation))
        call = Call(
            key_kind=key_kind,
            params=Params(params),
            path=ids,
            request_id=request_id,
            idempotency_key=_idempotency_key(request),
            base_url=self.public_url,
        )
        return await self._operate(request, route, call)

    async def _operate(self, request: Request, route: Route, call: Call) -> Response:
        key = call.idempotency_key
        if route.method == "GET":
            reply = await self.store.read(lambda tx: route.operate(self._ledger(tx, call), call))
            answer = _written(reply, call)
            return self._respond(answer, request, call.request_id)
        if key is None:
            answer = await self.store.write(lambda tx: self._act(tx, route, call, None))
        else:
            keyed = read_keyed_request(key, route.method, _path(request), call.params.values)
            self.keys_in_use.claim(key)
            try:
                answer = await self.store.write(lambda tx: self._act(tx, route, call, keyed))
            finally:
                self.keys_in_use.release(key)
        self.background.wake()
        return self._respond(answer, request, call.request_id)

    def _act(
        self, tx: Transaction, route: Route, call: Call, keyed: KeyedRequest | None
    ) -> KeptAnswer:
        now = self.world.now()
        kept = None if keyed is None else find_answer(tx, keyed, now)
        if kept is not None:
            return kept
        answer = self._attempt(tx, route, call)
        if keyed is not None:
            keep_answer(tx, keyed, answer, now)
        return answer

    def _attempt(self, tx: Transaction, route: Route, call: Call) -> KeptAnswer:
        tx.execute("SAVEPOINT operation")
        try:
            answer = _written(route.operate(self._ledger(tx, call), call), call)
        except ApiError as error:
            if not error.is_result:
                raise
            tx.execute("ROLLBACK TO operation")
            answer = _written(Reply({"error": error.error}, error.status), call)
        tx.execute("RELEASE operation")
        return answer

    def _ledger(self, tx: Transaction, call: Call) -> Ledger:
        mark: EventRequest = {"id": call.request_id, "idempotency_key": call.idempotency_key}
        return Ledger(tx, self.world, mark)

    def _respond(self, answer: KeptAnswer, request: Request, request_id: str) -> Response:
        headers = _headers(request, request_id)
        if answer.request_id != request_id:
            headers["Idempotent-Replayed"] = "true"
            headers["Original-Request"] = answer.request_id
        return Response(
            answer.body, status_code=answer.status, headers=headers, media_type="application/json"
        )

    def _refuse(self, error: ApiError, request: Request, request_id: str) -> Response:
        headers = _headers(request, request_id)
        if error.should_retry is not None:
            headers["Stripe-Should-Retry"] = str(error.should_retry).lower()
        body = _dump({"error": error.error})
        return Response(
            body, status_code=error.status, headers=headers, media_type="application/json"
        )


def _written(reply: Reply, call: Call) -> KeptAnswer:
    return KeptAnswer(status=reply.status, body=_dump(reply.body), request_id=call.request_id)


def _dump(body: Mapping[str, object]) -> str:
    return json.dumps(body, indent=2)


def _headers(request: Request, request_id: str) -> dict[str, str]:
    headers = {
        "Request-Id": request_id,
        "Stripe-Version": request.headers.get("stripe-version", API_VERSION)[:40],
        "Cache-Control": "no-cache, no-store",
    }
    key = request.headers.get("idempotency-key")
    if key is not None:
        headers["Idempotency-Key"] = key
    return headers


async def _read_form(request: Request) -> FormGroup:
    form = parse_form(request.url.query)
    if request.method == "GET":
        return form
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > _MAX_BODY:
            raise invalid_request("The request body is too large.", status=413)
    if body and "json" in request.headers.get("content-type", ""):
        raise invalid_request(
            "Send parameters as application/x-www-form-urlencoded: this API reads no JSON."
        )
    try:
        return {**form, **parse_form(body.decode())}
    except UnicodeDecodeError as error:
        raise invalid_request("The request body is not UTF-8.") from error


def _find(request: Request) -> tuple[Route, Mapping[str, str]]:
    found = find_route(request.method, _path(request))
    if found is None:
        raise invalid_request(
            f"Unrecognized request URL ({request.method}: {_path(request)[:200]}). This sandbox "
            "imitates a part of Stripe's API; its page lists the operations.",
            status=404,
        )
    return found


def _path(request: Request) -> str:
    return f"/v1/{request.path_params['path']}"


def _check_version(request: Request) -> None:
    version = request.headers.get("stripe-version")
    if version is not None and not _VERSION.fullmatch(version):
        raise invalid_request(f"Invalid Stripe API version: {version[:40]}")


def _idempotency_key(request: Request) -> str | None:
    return request.headers.get("idempotency-key") if request.method == "POST" else None
