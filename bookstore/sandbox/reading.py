"""Reads one HTTP request into the operation it means and the call it makes."""

import re
from collections.abc import Mapping

from starlette.requests import Request

from .call import Call, Params
from .errors import invalid_request
from .forms import FormGroup, parse_form
from .keys import classify_key, find_key, need_secret_key
from .parameters import parameters_of
from .params import read_params
from .routes import Route, find_route

_MAX_BODY = 1_000_000  # bytes
_VERSION = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(\.[a-z]+)?")


async def read_call(request: Request, *, request_id: str, base_url: str) -> tuple[Route, Call]:
    """The operation and the call.

    Raises:
        ApiError: 401 or 403 for the key, 404 for the path, 400 for anything else.
    """
    form = await _read_form(request)
    key_param = form.pop("key", None)
    key_kind = classify_key(
        find_key(
            request.headers.get("authorization"), key_param if isinstance(key_param, str) else None
        )
    )
    route, ids = _find(request)
    if key_kind == "publishable" and not route.for_browsers:
        raise need_secret_key()
    _check_version(request)
    call = Call(
        key_kind=key_kind,
        params=Params(read_params(form, parameters_of(route.operation))),
        path=ids,
        target=f"{route.method} {_path(request)}",
        request_id=request_id,
        idempotency_key=_idempotency_key(request),
        base_url=base_url,
    )
    return route, call


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
