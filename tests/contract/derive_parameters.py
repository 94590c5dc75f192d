"""Condenses openapi.json to the parameter table which the sandbox reads at run time.

Run ``python tests/contract/derive_parameters.py`` after openapi.json has changed; a test
fails while bookstore/sandbox/parameters.json differs from what this file derives.
"""

import json
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
TARGET = HERE.parent.parent / "bookstore" / "sandbox" / "parameters.json"
LEFT_OUT = ("CheckoutSession", "Search", "IncrementAuthorization", "ApplyCustomer", "VerifyMicro")
# What the SDK's types leave out: a browser's parameter, and one that is refused with its own code.
RETIRED = {"payment_method_types": {"items": "string"}}
ADDED = {
    "PaymentIntentCreate": RETIRED,
    "PaymentIntentUpdate": RETIRED,
    "PaymentIntentConfirm": {**RETIRED, "client_secret": "string"},
}
# Confirmation tokens are not in openapi.json; what they take is a part of what confirming takes.
TOKEN = ("expand", "payment_method", "payment_method_options", "return_url")
TOKEN_AND_INTENT = ("setup_future_usage", "shipping")
# Browsers send a card here, which the SDK's types leave out; of other types, what is imitated.
TOKEN_METHOD = (
    "allow_redisplay",
    "amazon_pay",
    "billing_details",
    "card",
    "metadata",
    "type",
    "us_bank_account",
)
WORTH_SHARING = 400  # characters; smaller groups are written where they are used


def derive() -> dict[str, Any]:
    """The table: per operation its parameters, and the big groups several of them share."""
    document = json.loads((HERE / "openapi.json").read_text())
    shared: dict[str, Any] = {}
    operations = {
        operation["operationId"]: condense_operation(document, operation, shared)
        for methods in document["paths"].values()
        for operation in methods.values()
        if not any(word in operation["operationId"] for word in LEFT_OUT)
    }
    confirm, create = operations["PaymentIntentConfirm"], operations["PaymentIntentCreate"]
    token = {name: confirm["group"][name] for name in TOKEN}
    token |= {name: create["group"][name] for name in TOKEN_AND_INTENT}
    method = operations["PaymentMethodCreate"]["group"]
    token["payment_method_data"] = {"group": {name: method[name] for name in TOKEN_METHOD}}
    operations["ConfirmationTokenCreate"] = {"group": token | {"metadata": "map"}}
    operations["ConfirmationTokenRetrieve"] = {"group": {"expand": {"items": "string"}}}
    # Disputes are not in openapi.json either; listing them takes what listing refunds does.
    operations["DisputeList"] = operations["RefundList"]
    operations["DisputeRetrieve"] = {"group": {"expand": {"items": "string"}}}
    about = document["info"]["description"]
    version = document["info"]["version"]
    return {
        "about": about,
        "api_version": version,
        "operations": dict(sorted(operations.items())),
        "shared": dict(sorted(shared.items())),
    }


def condense_operation(document: Any, operation: Any, shared: dict[str, Any]) -> Any:
    """One operation's parameters, from its body for POST and from its query otherwise."""
    if "requestBody" in operation:
        [content] = operation["requestBody"]["content"].values()
        name = content["schema"].get("$ref", "").rsplit("/", 1)[-1]
        schema = document["components"]["schemas"][name] if name else content["schema"]
    else:
        query = [p for p in operation.get("parameters", []) if p["in"] == "query"]
        schema = {
            "properties": {p["name"]: p["schema"] for p in query},
            "required": [p["name"] for p in query if p["required"]],
        }
    group = condense_group(schema, shared)
    group["group"].update(ADDED.get(operation["operationId"], {}))
    return group


def condense_group(schema: Any, shared: dict[str, Any]) -> Any:
    """An object schema as ``{"group": {...}, "required": [...]}``."""
    fields = schema.get("properties", {})
    group: dict[str, Any] = {
        "group": {name: condense(inner, name, shared) for name, inner in fields.items()}
    }
    if schema.get("required"):
        group["required"] = sorted(schema["required"])
    return group


def condense(schema: Any, name: str, shared: dict[str, Any]) -> Any:
    """Any schema in the short form that bookstore/sandbox/params.py explains."""
    short = shorten(schema, name, shared)
    if len(json.dumps(short)) < WORTH_SHARING:
        return short
    key = next((k for k, value in shared.items() if value == short), None)
    if key is None:
        key = f"{name}.{sum(k.rsplit('.', 1)[0] == name for k in shared) + 1}"
        shared[key] = short
    return {"ref": key}


def shorten(schema: Any, name: str, shared: dict[str, Any]) -> Any:
    """One level of condense, before sharing."""
    if "anyOf" in schema:
        empty = {"type": "string", "enum": [""]}
        others = [branch for branch in schema["anyOf"] if branch != empty]
        if len(others) == 1:
            return {"or_empty": condense(others[0], name, shared)}
        return {"either": [condense(branch, name, shared) for branch in others]}
    if "enum" in schema:
        return {"enum": schema["enum"]}
    kind = schema.get("type")
    if kind == "array":
        return {"items": condense(schema["items"], name, shared)}
    if kind == "object" and isinstance(schema.get("additionalProperties"), dict):
        return "map"
    if kind == "object":
        return condense_group(schema, shared)
    return kind or "any"


if __name__ == "__main__":
    TARGET.write_text(json.dumps(derive(), separators=(",", ":"), sort_keys=False) + "\n")
    sys.stdout.write(f"{TARGET}: {TARGET.stat().st_size} bytes\n")
