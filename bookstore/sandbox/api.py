"""The edge of the API: a request comes in, an answer in Stripe's form goes out.

Everything a client can do wrong ends in Stripe's error envelope; the sandbox's own mistakes
end there too, as 500, with the traceback in the log.
"""

import logging
from dataclasses import dataclass

from anyio import current_time, sleep_until
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from .errors import ApiError, describe_error
from .faults import Faults, Strike, broken_down
from .hanging_up import hang_up
from .idempotency import KeptAnswer
from .performing import Performer, write_body
from .reading import read_call
from .shapes import API_VERSION
from .store import StoreClosed

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Api:
    """Answers requests to ``/v1/...``; can be made before anything is open.

    Attributes:
        public_url: where a browser reaches the sandbox.
        latency_seconds: how long each answer takes at least.
        faults: what calls suffer when somebody has asked for it.
    """

    performer: Performer
    public_url: str
    latency_seconds: float
    faults: Faults

    async def answer(self, request: Request) -> Response:
        """Answer one request, whatever it is, unless the connection is to be cut."""
        strike = self.faults.draw(request.method, f"/v1/{request.path_params['path']}")
        response = await self._answer(request, strike)
        if strike.cuts:
            hang_up(request.scope)
        return response

    async def _answer(self, request: Request, strike: Strike) -> Response:
        request_id = self.performer.world.new_id("req")
        not_before = current_time() + self.latency_seconds + strike.latency_seconds
        try:
            return await self._perform(request, strike, request_id, not_before)
        except ClientDisconnect:
            return Response(status_code=400)
        except ApiError as error:
            refusal = broken_down() if strike.kind == "error_after" else error
        except StoreClosed as error:
            refusal = ApiError(503, describe_error("api_error", str(error)), should_retry=True)
        except Exception:  # a client expects Stripe's envelope, even from our own mistakes
            log.exception("The sandbox failed to answer %s %s.", request.method, request.url.path)
            message = "The sandbox failed; its log has the traceback."
            refusal = ApiError(500, describe_error("api_error", message))
        await sleep_until(not_before)
        return _refuse(refusal, request, request_id)

    async def _perform(
        self, request: Request, strike: Strike, request_id: str, not_before: float
    ) -> Response:
        self.performer.store.demand_open()
        strike.refuse()
        route, call = await read_call(request, request_id=request_id, base_url=self.public_url)
        fails = strike.kind == "error_after"
        answer = await self.performer.perform(route, call, not_before=not_before, fails=fails)
        return _respond(answer, request, request_id)


def _respond(answer: KeptAnswer, request: Request, request_id: str) -> Response:
    headers = _headers(request, request_id)
    if answer.request_id != request_id:
        headers["Idempotent-Replayed"] = "true"
        headers["Original-Request"] = answer.request_id
    return _json(answer.body, answer.status, headers)


def _refuse(error: ApiError, request: Request, request_id: str) -> Response:
    headers = _headers(request, request_id)
    if error.should_retry is not None:
        headers["Stripe-Should-Retry"] = str(error.should_retry).lower()
    return _json(write_body({"error": error.error}), error.status, headers)


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


def _json(body: str, status: int, headers: dict[str, str]) -> Response:
    return Response(body, status_code=status, headers=headers, media_type="application/json")
