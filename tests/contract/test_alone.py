"""The sandbox as a program of its own, for clients in any language."""

import subprocess
import sys
from pathlib import Path

import httpx

from tests.contract.conftest import serve
from tests.machine import PROJECT, taken_port

BEARER = {"authorization": "Bearer sk_test_alone"}


def test_a_page_of_another_origin_may_call_it(sandbox_url: str):
    preflight = {
        "origin": "http://localhost:5173",
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization",
    }
    with httpx.Client(trust_env=False) as page:
        asked = page.options(f"{sandbox_url}/v1/payment_methods", headers=preflight)
        script = page.get(f"{sandbox_url}/stripe.js", headers={"origin": "http://localhost:5173"})

    assert asked.status_code == 200
    assert script.headers["access-control-allow-origin"] == "*"


def test_its_links_lead_to_itself(sandbox_url: str):
    form = {
        "amount": "1999",
        "currency": "usd",
        "payment_method": "pm_card_authenticationRequired",
        "confirm": "true",
        "return_url": "http://localhost:5173/back",
    }
    with httpx.Client(trust_env=False, headers=BEARER) as caller:
        intent = caller.post(f"{sandbox_url}/v1/payment_intents", data=form).json()
        page = caller.get(intent["next_action"]["redirect_to_url"]["url"])

    assert "Complete authentication" in page.text


def test_a_file_keeps_its_state(tmp_path: Path):
    file = ["--file", str(tmp_path / "state.db")]
    with httpx.Client(trust_env=False, headers=BEARER) as caller:
        with serve(*file) as url:
            form = {"amount": "1999", "currency": "usd"}
            made = caller.post(f"{url}/v1/payment_intents", data=form).json()
        with serve(*file) as url:
            seen = caller.get(f"{url}/v1/payment_intents/{made['id']}").json()

    assert seen == made


def test_a_taken_port_is_refused_in_one_sentence():
    with taken_port(listens=True) as port:
        result = subprocess.run(
            [sys.executable, "-m", "bookstore.sandbox", "--port", str(port), "--memory"],
            cwd=PROJECT,
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )

    assert result.returncode == 1
    assert result.stderr.count("\n") == 1
    assert f"Port {port} cannot be used" in result.stderr


def test_it_records_its_traffic(tmp_path: Path):
    file = tmp_path / "calls.jsonl"
    with serve("--memory", "--record", str(file)) as url, httpx.Client(trust_env=False) as caller:
        caller.get(f"{url}/v1/balance", headers=BEARER)

    assert '"path": "/v1/balance", "form": "", "status": 200' in file.read_text()
