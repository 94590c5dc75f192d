"""Stripe's error envelope, and the one exception which carries it out of a call."""

from collections.abc import Mapping

_DOCS = "https://stripe.com/docs/error-codes/"


class ApiError(Exception):
    """A call which is answered with an error; everything it wrote is rolled back.

    A declined payment is not one of these: it changes the intent and is an ordinary
    answer with status 402.

    Attributes:
        status: the HTTP status.
        error: what goes under ``error`` in the body.
        is_result: whether the endpoint had begun to act, so that an idempotency key
            keeps this answer. Refused parameters are not kept.
        should_retry: what ``Stripe-Should-Retry`` tells the SDK; None says nothing.
    """

    def __init__(
        self,
        status: int,
        error: Mapping[str, object],
        *,
        is_result: bool = False,
        should_retry: bool | None = None,
    ) -> None:
        super().__init__(str(error.get("message", "")))
        self.status = status
        self.error = error
        self.is_result = is_result
        self.should_retry = should_retry


def describe_error(
    kind: str, message: str, *, code: str | None = None, param: str | None = None
) -> dict[str, object]:
    """The fields every error shares, with absent ones left out as Stripe does."""
    error: dict[str, object] = {"message": message, "type": kind}
    if code is not None:
        error["code"] = code
        error["doc_url"] = _DOCS + code.replace("_", "-")
    if param is not None:
        error["param"] = param
    return error


def invalid_request(
    message: str, *, code: str | None = None, param: str | None = None, status: int = 400
) -> ApiError:
    """A request which cannot be carried out as sent."""
    return ApiError(
        status, describe_error("invalid_request_error", message, code=code, param=param)
    )


def not_imitated(param: str) -> ApiError:
    """The open refusal of a parameter which Stripe takes and this sandbox does not."""
    return invalid_request(f"This sandbox does not imitate the parameter {param}.", param=param)


def no_such(noun: str, object_id: str, *, param: str, status: int = 404) -> ApiError:
    """An id that names nothing here; ``status`` is 400 when the id came as a parameter."""
    message = f"No such {noun}: '{object_id}'"
    return invalid_request(message, code="resource_missing", param=param, status=status)


def wrong_state(
    message: str, intent: Mapping[str, object], *, param: str | None = None
) -> ApiError:
    """A step which the intent's status forbids; carries the intent so that a client can look."""
    code = "payment_intent_unexpected_state"
    error = describe_error("invalid_request_error", message, code=code, param=param)
    return ApiError(400, {**error, "payment_intent": intent}, is_result=True)


def refused_key(message: str, *, status: int = 401, code: str | None = None) -> ApiError:
    """A key that is absent, live, malformed or too weak for the call."""
    return invalid_request(message, status=status, code=code)


def refused_card(
    message: str, *, code: str, param: str | None = None, decline_code: str | None = None
) -> ApiError:
    """Card details which are turned down before any payment is tried."""
    error = describe_error("card_error", message, code=code, param=param)
    if decline_code is not None:
        error["decline_code"] = decline_code
    return ApiError(402, error)


def idempotency_misuse(message: str, *, status: int = 400, code: str | None = None) -> ApiError:
    """An idempotency key reused for something else, or used twice at once (409)."""
    error = describe_error("idempotency_error", message, code=code)
    return ApiError(status, error, should_retry=True if status == 409 else None)
