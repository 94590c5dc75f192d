"""Who may work the sandbox's controls: programs and pages of this machine, nobody else.

The controls and the page around them have no key. So a caller must come from this machine and
not through a proxy, must call it by a local name (a foreign name that leads here is an attack on
the browser), and a browser must say that the page which asks is the sandbox's own.
"""

from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.requests import Request

from .errors import ApiError, describe_error

_FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip")


def demand_local(request: Request) -> None:
    """Let nobody see what goes on who is not on this machine.

    Raises:
        ApiError: 403.
    """
    host = urlsplit(f"//{request.headers.get('host', '')}").hostname or ""
    is_near = request.client is not None and _is_loopback(request.client.host)
    is_direct = not any(name in request.headers for name in _FORWARDED)
    if not (is_near and is_direct and (host == "localhost" or _is_loopback(host))):
        raise _refused("The sandbox's controls work on the machine it runs on, as localhost.")


def demand_own_page(request: Request) -> None:
    """Let no page of another site press a button here; programs are no pages.

    Raises:
        ApiError: 403.
    """
    demand_local(request)
    site = request.headers.get("sec-fetch-site", "none")
    origin = request.headers.get("origin")
    is_own = origin is None or urlsplit(origin).netloc == request.headers.get("host")
    if not is_own or site not in ("none", "same-origin"):
        raise _refused("Only the sandbox's own page may do this in a browser.")


def _is_loopback(host: str) -> bool:
    try:
        address = ip_address(host.removeprefix("::ffff:"))
    except ValueError:
        return False
    return address.is_loopback


def _refused(message: str) -> ApiError:
    return ApiError(403, describe_error("invalid_request_error", message))
