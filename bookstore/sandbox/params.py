"""From a tree of text to typed parameters, refusing whatever the operation does not take.

An unknown name is refused by that name, as Stripe does, so that a misspelt parameter is
found here and not on the day of the first real key.
"""

import re
from collections.abc import Callable, Mapping
from typing import TypeAlias

from .errors import ApiError, invalid_request
from .forms import FormGroup, FormTree
from .parameters import Spec, SpecGroup, resolve

Value: TypeAlias = "bool | int | str | list[Value] | dict[str, Value] | None"
Group: TypeAlias = "dict[str, Value]"

_INTEGER = re.compile(r"[+-]?[0-9]{1,18}")
_INDEX = re.compile(r"0|[1-9][0-9]{0,3}")
_SHOWN = 100


def read_params(form: FormGroup, spec: SpecGroup) -> Group:
    """The typed parameters of one call. An emptied parameter is None; an absent one is absent.

    Raises:
        ApiError: 400, naming the first parameter which is unknown, missing or malformed.
    """
    return _read_group(form, spec, "")


def _read(tree: FormTree, spec: Spec, name: str) -> Value:
    spec = resolve(spec)
    if isinstance(spec, str):
        return _WORDS[spec](tree, name)
    if "or_empty" in spec:
        return None if tree == "" else _read(tree, spec["or_empty"], name)
    if "either" in spec:
        return _read_either(tree, spec["either"], name)
    if "enum" in spec:
        return _read_choice(tree, spec["enum"], name)
    if "items" in spec:
        return _read_list(tree, spec["items"], name)
    return _read_group(_group(tree, name), spec, name)


def _read_group(form: FormGroup, spec: SpecGroup, name: str) -> Group:
    fields = spec.get("group", {})
    unknown = [_inside(name, key) for key in form if key not in fields]
    if unknown:
        raise _unknown(unknown)
    for key in spec.get("required", []):
        if key not in form:
            raise missing_param(_inside(name, key))
        if form[key] == "":
            raise _empty(_inside(name, key))
    return {key: _read(tree, fields[key], _inside(name, key)) for key, tree in form.items()}


def _read_list(tree: FormTree, spec: Spec, name: str) -> Value:
    if isinstance(tree, str) or not all(_INDEX.fullmatch(key) for key in tree):
        raise _malformed("array", tree, name)
    return [_read(tree[key], spec, f"{name}[{key}]") for key in sorted(tree, key=int)]


def _read_choice(tree: FormTree, choices: list[str], name: str) -> Value:
    if tree == "":
        if "" in choices:
            return None
        raise _empty(name)
    if isinstance(tree, str) and tree in choices:
        return tree
    allowed = " or ".join(choice for choice in choices if choice)
    raise invalid_request(f"Invalid {name}: must be one of {allowed}.", param=name)


def _read_either(tree: FormTree, specs: list[Spec], name: str) -> Value:
    for spec in specs[:-1]:
        try:
            return _read(tree, spec, name)
        except ApiError:
            continue
    return _read(tree, specs[-1], name)


def _read_string(tree: FormTree, name: str) -> Value:
    if not isinstance(tree, str):
        raise _malformed("string", tree, name)
    return tree or None


def _read_integer(tree: FormTree, name: str) -> Value:
    if tree == "":
        raise _empty(name)
    if not isinstance(tree, str) or not _INTEGER.fullmatch(tree):
        raise _malformed("integer", tree, name)
    return int(tree)


def _read_boolean(tree: FormTree, name: str) -> Value:
    if tree == "":
        raise _empty(name)
    if tree not in ("true", "false"):
        raise _malformed("boolean", tree, name)
    return tree == "true"


def _read_map(tree: FormTree, name: str) -> Value:
    return {key: _read_text(value, _inside(name, key)) for key, value in _group(tree, name).items()}


def _read_text(tree: FormTree, name: str) -> str:
    if not isinstance(tree, str):
        raise _malformed("string", tree, name)
    return tree


_WORDS: Mapping[str, Callable[[FormTree, str], Value]] = {
    "string": _read_string,
    "integer": _read_integer,
    "boolean": _read_boolean,
    "map": _read_map,
}


def _group(tree: FormTree, name: str) -> FormGroup:
    if isinstance(tree, str):
        raise _malformed("object", tree, name)
    return tree


def _inside(name: str, key: str) -> str:
    return f"{name}[{key[:_SHOWN]}]" if name else key[:_SHOWN]


def _unknown(names: list[str]) -> ApiError:
    noun = "parameter" if len(names) == 1 else "parameters"
    message = f"Received unknown {noun}: {', '.join(names)}"
    return invalid_request(message, code="parameter_unknown", param=names[0])


def missing_param(name: str) -> ApiError:
    """The refusal of a call which leaves out what it cannot do without."""
    return invalid_request(f"Missing required param: {name}.", code="parameter_missing", param=name)


def _empty(name: str) -> ApiError:
    message = (
        f"You passed an empty string for '{name}'. An empty value means to unset a parameter, "
        f"and '{name}' cannot be unset: leave it out or give it a value."
    )
    return invalid_request(message, code="parameter_invalid_empty", param=name)


def _malformed(kind: str, tree: FormTree, name: str) -> ApiError:
    shown = tree[:_SHOWN] if isinstance(tree, str) else "a group of values"
    code = "parameter_invalid_integer" if kind == "integer" else None
    return invalid_request(f"Invalid {kind}: {shown}", code=code, param=name)
