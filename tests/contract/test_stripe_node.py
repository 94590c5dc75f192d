"""Two clients that we did not write, one list of scenarios, equal answers field by field."""

import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import httpx
import pytest
import stripe

from bookstore.sandbox.shapes import API_VERSION
from tests.contract.conftest import SDK_NOISE, Recorder, serve
from tests.contract.contract import judge_answer, judge_request
from tests.contract.scenarios import SCENARIOS, Step

pytestmark = [pytest.mark.anyio, SDK_NOISE]

HERE = Path(__file__).parent
NODE_SDK = "stripe@23.1.0"  # of the same release train as the Python SDK in requirements.txt
KEY = "sk_test_two_clients"
_WORD = re.compile(r"\$[a-z]+(?:\.[a-z0-9_]+)+")
_ID = re.compile(r"\b([0-9A-Za-z]+)_[0-9A-Za-z]{24,}(?:_secret_[0-9A-Za-z]+)?\b")
_BY_CHANCE = ("idempotency_key", "invoice_prefix")
_MOMENT = 1_500_000_000  # seconds since 1970; no amount here is as big


@pytest.fixture(scope="session")
def node_sdk() -> Path:
    """The folder with stripe-node in it, fetched from the registry once per environment."""
    folder = Path(sys.prefix) / "share" / NODE_SDK
    if folder.is_dir():
        return folder
    folder.parent.mkdir(parents=True, exist_ok=True)
    half = tempfile.mkdtemp(dir=folder.parent)
    command = ["npm", "install", "--prefix", half, "--ignore-scripts", "--no-audit", "--no-fund"]
    fetched = subprocess.run(
        [*command, NODE_SDK],
        env=node_environment(),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert fetched.returncode == 0, f"npm could not fetch {NODE_SDK}: {fetched.stderr}"
    Path(half).rename(folder)
    return folder


def node_environment() -> dict[str, str]:
    """This environment with the Node of ours first."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    return {**os.environ, "PATH": path, "NO_PROXY": "127.0.0.1"}


@pytest.fixture(scope="module")
def told_by_node(node_sdk: Path) -> dict[str, Any]:
    """What stripe-node was answered, on a sandbox of its own."""
    with serve("--memory", "--settle-by-hand") as url:
        task = {"url": url, "key": KEY, "scenarios": SCENARIOS}
        driven = subprocess.run(
            ["node", str(HERE / "drive.cjs"), str(node_sdk)],
            input=json.dumps(task),
            env=node_environment(),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert driven.returncode == 0, driven.stderr
    return json.loads(driven.stdout)


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="module")
async def told_by_python() -> dict[str, Any]:
    """What stripe-python was answered, on a sandbox of its own; each answer fits the contract."""
    recorder = Recorder()
    with serve("--memory", "--settle-by-hand") as url:
        client = stripe.StripeClient(KEY, base_addresses={"api": url}, http_client=recorder)
        async with httpx.AsyncClient(base_url=url, trust_env=False) as browser:
            told = {name: await drive(steps, client, browser) for name, steps in SCENARIOS.items()}
        await recorder.close_async()
    for exchange in recorder.exchanges:
        judge_answer(exchange)
        if exchange.status != 400:  # what the sandbox refuses may well break the contract
            judge_request(exchange)
    return told


async def drive(
    steps: list[Step], client: stripe.StripeClient, browser: httpx.AsyncClient
) -> list[Any]:
    kept: dict[str, Any] = {}
    return [await act(step, kept, client, browser) for step in steps]


async def act(
    step: Step, kept: dict[str, Any], client: stripe.StripeClient, browser: httpx.AsyncClient
) -> Any:
    if "post" in step:
        pressed = await browser.post(fill(step["post"], kept), data=fill(step["form"], kept))
        return {"pressed": pressed.status_code, "location": pressed.headers.get("location")}
    service, verb = step["call"].split(".")
    name = "delete" if verb == "del" else verb
    method = getattr(getattr(client.v1, service), f"{name}_async")
    try:
        answer = await method(*fill(step["ids"], kept), fill(step["params"], kept), step["opts"])
    except stripe.StripeError as error:
        body: Any = error.json_body
        refused = f"Stripe{type(error).__name__}"
        return {"refused": refused, "status": error.http_status, "error": body["error"]}
    plain = json.loads(json.dumps(answer.to_dict()))
    if step["save"]:
        kept[step["save"]] = plain
    return plain


def fill(value: Any, kept: dict[str, Any]) -> Any:
    """The value with every ``$name.field`` replaced by what was kept."""
    if isinstance(value, str):
        return _WORD.sub(lambda word: look(kept, word[0][1:]), value)
    if isinstance(value, dict):
        return {key: fill(inner, kept) for key, inner in value.items()}
    if isinstance(value, list):
        return [fill(inner, kept) for inner in value]
    return value


def look(kept: Any, path: str) -> Any:
    for step in path.split("."):
        kept = kept[int(step) if isinstance(kept, list) else step]
    return kept


def plain(value: Any, names: dict[str, str]) -> Any:
    """The value without what differs between two runs: ids, moments, the SDKs' own keys."""
    if isinstance(value, dict):
        return {
            key: "by chance" if key in _BY_CHANCE else plain(inner, names)
            for key, inner in value.items()
        }
    if isinstance(value, list):
        return [plain(inner, names) for inner in value]
    if isinstance(value, int) and not isinstance(value, bool) and value > _MOMENT:
        return "a moment"
    if isinstance(value, str):
        known = _ID.sub(lambda found: names.setdefault(found[0], f"{found[1]}_{len(names)}"), value)
        return re.sub(r"http://127\.0\.0\.1:\d+", "http://sandbox", known)
    return value


@pytest.mark.parametrize("name", SCENARIOS)
async def test_both_clients_are_told_the_same(
    name: str, told_by_node: dict[str, Any], told_by_python: dict[str, Any]
):
    by_node = [plain(answer, names) for names in [{}] for answer in told_by_node["told"][name]]
    by_python = [plain(answer, names) for names in [{}] for answer in told_by_python[name]]

    assert len(by_node) == len(by_python) == len(SCENARIOS[name])
    for step, node, python in zip(SCENARIOS[name], by_node, by_python, strict=True):
        assert node == python, step


async def test_stripe_node_asks_for_the_version_we_imitate(told_by_node: dict[str, Any]):
    assert told_by_node["version"] == API_VERSION


@pytest.mark.parametrize(
    ("name", "ends"),
    [
        ("a shop's whole payment", "succeeded"),
        ("the bank's check is passed", "succeeded"),
        ("the bank's check is failed", "requires_payment_method"),
        ("a wallet sends the buyer away and back", "succeeded"),
        ("a debit is answered later", "succeeded"),
    ],
)
async def test_the_scenarios_end_where_their_names_say(
    name: str, ends: str, told_by_node: dict[str, Any]
):
    intents = [a for a in told_by_node["told"][name] if a.get("object") == "payment_intent"]

    assert intents[-1]["status"] == ends
