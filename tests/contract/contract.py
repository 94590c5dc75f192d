"""Stripe's contract, and the judgement of one exchange against it.

This is written apart from the sandbox on purpose: the same mistake in both would go unseen.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from jsonschema import Draft202012Validator

HERE = Path(__file__).parent
DOCUMENT: dict[str, Any] = json.loads((HERE / "openapi.json").read_text())
FIXTURES: dict[str, Any] = json.loads((HERE / "fixtures.json").read_text())["resources"]
SCHEMAS = "#/components/schemas/"
CUSTOMER = f"{SCHEMAS}customer"
"""The SDK's types, from which the document comes, hold living and deleted customers in one."""
BROWSERS_OWN = ("key", "client_secret")  # how Stripe.js shows that it may ask


@dataclass(frozen=True)
class Exchange:
    """One request as it went out and the answer as it came back."""

    method: str
    url: str
    form: str
    status: int
    body: bytes
    by_browser: bool = False

    @property
    def path(self) -> str:
        return urlsplit(self.url).path

    @property
    def answer(self) -> Any:
        return json.loads(self.body)


def judge_answer(exchange: Exchange) -> None:
    """The answer is what Stripe's contract promises for this operation and status.

    A browser sees an intent in part: what it sees must fit, and nothing must be there.
    """
    responses = operation_of(exchange)["responses"]
    described = responses.get(str(exchange.status), responses["default"])
    [content] = described["content"].values()
    schema = content["schema"]
    if schema == {"$ref": CUSTOMER} and exchange.answer.get("deleted"):
        schema = {"$ref": f"{SCHEMAS}deleted_customer"}
    complain(schema, exchange.answer, exchange, partial=exchange.by_browser)


def judge_request(exchange: Exchange) -> None:
    """The request body is one Stripe would take."""
    operation = operation_of(exchange)
    if exchange.method.lower() != "post" or "requestBody" not in operation:
        return
    [content] = operation["requestBody"]["content"].values()
    schema = resolve(content["schema"])
    form = unbracket(exchange.form)
    if exchange.by_browser:
        for name in BROWSERS_OWN:
            form.pop(name, None)
    complain(schema, typed(form, schema), exchange)


def is_known(exchange: Exchange) -> bool:
    """Whether the call names an operation of Stripe's at all."""
    try:
        operation_of(exchange)
    except AssertionError:
        return False
    return True


def operation_of(exchange: Exchange) -> Any:
    for template, methods in DOCUMENT["paths"].items():
        pattern = re.sub(r"\{[^}]+\}", "[^/]+", template)
        if re.fullmatch(pattern, exchange.path) and exchange.method.lower() in methods:
            literal = template == exchange.path or "{" in template
            if literal and not shadowed(template, exchange.path):
                return methods[exchange.method.lower()]
    raise AssertionError(f"{exchange.method} {exchange.path} is not in Stripe's contract.")


def shadowed(template: str, path: str) -> bool:
    """Whether a template with a hole only matches because a literal path exists too."""
    return "{" in template and path in DOCUMENT["paths"]


def resolve(schema: Any) -> Any:
    while "$ref" in schema:
        schema = DOCUMENT["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]]
    return schema


def complain(schema: Any, value: Any, exchange: Exchange, *, partial: bool = False) -> None:
    judge = validator(json.dumps(schema), partial=partial)
    errors = sorted(judge.iter_errors(value), key=lambda e: e.path)
    told = [f"{'.'.join(map(str, e.absolute_path)) or '(all)'}: {e.message[:300]}" for e in errors]
    assert not told, f"{exchange.method} {exchange.path} ({exchange.status}): {told}"


@cache
def validator(schema: str, *, partial: bool = False) -> Draft202012Validator:
    components = DOCUMENT["components"]
    if partial:
        intent = {**components["schemas"]["payment_intent"], "required": []}
        components = {**components, "schemas": {**components["schemas"], "payment_intent": intent}}
    return Draft202012Validator({**json.loads(schema), "components": components})


def unbracket(form: str) -> dict[str, Any]:
    """A nested dict from ``a[b][0]=c``; lists stay dicts until their schema is known."""
    tree: dict[str, Any] = {}
    for name, value in parse_qsl(form, keep_blank_values=True, strict_parsing=bool(form)):
        steps = re.findall(r"[^\[\]]+", name)
        place = tree
        for step in steps[:-1]:
            place = place.setdefault(step, {})
        place[steps[-1]] = value
    return tree


def typed(value: Any, schema: Any) -> Any:
    """The value as JSON would hold it, by the types of its schema."""
    schema = resolve(schema)
    if "anyOf" in schema:
        return typed(value, fitting(value, schema["anyOf"]))
    if isinstance(value, Mapping):
        if schema.get("type") == "array":
            return [typed(inner, schema["items"]) for inner in value.values()]
        fields, others = schema.get("properties", {}), schema.get("additionalProperties")
        rest = others if isinstance(others, dict) else {}
        return {key: typed(inner, fields.get(key, rest)) for key, inner in value.items()}
    match schema.get("type"):
        case "integer":
            return int(value) if re.fullmatch(r"-?\d+", value) else value
        case "boolean":
            return {"true": True, "false": False}.get(value, value)
        case _:
            return value


def fitting(value: Any, branches: list[Any]) -> Any:
    """The first branch that could describe the value."""
    grouped = [resolve(b) for b in branches if resolve(b).get("type") in ("object", "array")]
    plain = [resolve(b) for b in branches if resolve(b) not in grouped]
    if isinstance(value, Mapping):
        return grouped[0] if grouped else {}
    if value in ("true", "false"):
        return next((b for b in plain if b.get("type") == "boolean"), plain[0])
    if re.fullmatch(r"-?\d+", value):
        return next((b for b in plain if b.get("type") == "integer"), plain[0])
    return plain[0]
