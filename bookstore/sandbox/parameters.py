"""The table of parameters each operation takes, in the short form of parameters.json.

A parameter is described by a word (``string``, ``integer``, ``boolean``, ``map``) or by one
of these: ``{"enum": [...]}``, ``{"items": of}``, ``{"group": {name: ...}, "required": [...]}``,
``{"or_empty": of}`` (an empty text clears it), ``{"either": [...]}``, ``{"ref": name}``.

The table is derived by a program from Stripe's own types; see NOTICE beside it.
"""

import json
from functools import cache
from pathlib import Path
from typing import NotRequired, TypeAlias, TypedDict

Spec: TypeAlias = "str | SpecGroup"


class SpecGroup(TypedDict):
    """A description which is more than a word; exactly one of its keys but ``required``."""

    enum: NotRequired[list[str]]
    items: NotRequired[Spec]
    group: NotRequired[dict[str, Spec]]
    required: NotRequired[list[str]]
    or_empty: NotRequired[Spec]
    either: NotRequired[list[Spec]]
    ref: NotRequired[str]


class Table(TypedDict):
    """The whole file."""

    about: str
    api_version: str
    operations: dict[str, SpecGroup]
    shared: dict[str, Spec]


@cache
def parameter_table() -> Table:
    """The table, read once from the package's own data file."""
    table: Table = json.loads(Path(__file__).with_name("parameters.json").read_text())
    return table


def parameters_of(operation: str) -> SpecGroup:
    """What one operation takes, by Stripe's operation name (``PaymentIntentCreate``)."""
    return parameter_table()["operations"][operation]


def resolve(spec: Spec) -> Spec:
    """The description a reference points to; any other description as it is."""
    while not isinstance(spec, str) and "ref" in spec:
        spec = parameter_table()["shared"][spec["ref"]]
    return spec
