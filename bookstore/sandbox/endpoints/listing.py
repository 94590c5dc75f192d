"""What every list operation shares: reading the window from the parameters."""

from ..call import Params
from ..errors import invalid_request
from ..ledger import Window

_DEFAULT = 10
_MAX = 100


def read_window(params: Params) -> Window:
    """Which part of a list is wanted.

    Raises:
        ApiError: the limit is outside 1 to 100, or both cursors are given.
    """
    after, before = params.text("starting_after"), params.text("ending_before")
    if after is not None and before is not None:
        raise invalid_request(
            "You cannot parameterize both starting_after and ending_before.",
            param="ending_before",
        )
    return Window(
        limit=_read_limit(params), after=after, before=before, created=_read_created(params)
    )


def _read_limit(params: Params) -> int:
    limit = params.integer("limit")
    if limit is None:
        return _DEFAULT
    if not 1 <= limit <= _MAX:
        word = f"less than or equal to {_MAX}" if limit > _MAX else "greater than or equal to 1"
        raise invalid_request(
            f"This value must be {word}.", code="parameter_invalid_integer", param="limit"
        )
    return limit


def _read_created(params: Params) -> dict[str, int] | None:
    created = params.values.get("created")
    if isinstance(created, int):
        return {"gte": created, "lte": created}
    if isinstance(created, dict):
        return {word: moment for word, moment in created.items() if isinstance(moment, int)}
    return None
