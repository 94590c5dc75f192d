"""Whether a value fits a type, all the way down: TypedDicts, literals, lists, unions, Vars."""

from collections.abc import Iterator, Mapping
from typing import Any, Literal, get_args, get_origin, get_type_hints, is_typeddict

from reflex.utils.types import is_union
from reflex.vars import Var


def find_misfit(value: Any, hint: Any) -> str | None:
    """Return where and how `value` does not fit `hint`, as the end of a sentence, or None.

    A Var fits everything here: Reflex compares its type where it is used.
    """
    if isinstance(value, Var) or hint is Any:
        return None
    if is_union(hint):
        misfits = {member: find_misfit(value, member) for member in get_args(hint)}
        if None in misfits.values():
            return None
        # Of several complaints, that of the member which is the same kind of thing.
        alike = (m for h, m in misfits.items() if _is_dict(h) == isinstance(value, Mapping))
        return next(alike, next(iter(misfits.values())))
    if is_typeddict(hint):
        return _find_misfit_in_typed_dict(value, hint)
    return _find_misfit_in_plain(value, hint)


def _is_dict(hint: Any) -> bool:
    return is_typeddict(hint) or get_origin(hint) is dict


def _find_misfit_in_typed_dict(value: Any, hint: Any) -> str | None:
    known = get_type_hints(hint)
    if not isinstance(value, Mapping):
        return f" as {value!r}: it is a dict with {sorted(known)}."
    if missing := hint.__required_keys__ - value.keys():
        return f" without {sorted(missing)}."
    if unknown := value.keys() - known.keys():
        return f" with {sorted(unknown)}: its keys are {sorted(known)}."
    return _first((f"[{key!r}]", find_misfit(item, known[key])) for key, item in value.items())


def _find_misfit_in_plain(value: Any, hint: Any) -> str | None:
    origin, arguments = get_origin(hint) or hint, get_args(hint)
    if origin is Literal:
        return None if value in arguments else f" as {value!r}: it is one of {list(arguments)}."
    # A bool is an int to Python, and a wrong amount to Stripe.
    if not isinstance(value, origin) or (isinstance(value, bool) and origin is int):
        return f" as {value!r}: it is of type {getattr(origin, '__name__', origin)}."
    if not arguments:
        return None
    return _first((place, find_misfit(item, arguments[-1])) for place, item in _items(value))


def _items(value: Any) -> Iterator[tuple[str, Any]]:
    pairs = value.items() if isinstance(value, Mapping) else enumerate(value)
    return ((f"[{key!r}]", item) for key, item in pairs)


def _first(misfits: Iterator[tuple[str, str | None]]) -> str | None:
    return next((place + misfit for place, misfit in misfits if misfit), None)
