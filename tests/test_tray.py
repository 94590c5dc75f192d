"""Test cards are offered by the sandbox's own form and nowhere else."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.counter import LIVE_KEYS, TEST_KEYS
from tests.machine import PROJECT

SHOW = """
from bookstore.bookstore import countries, sandbox, settings, till
from bookstore.components.layout import page
from bookstore.pages.checkout import checkout_page
shown = page(checkout_page(till, countries), shop_name="The Shop", mode=settings.mode)
print("sandbox:", sandbox is not None)
print(shown, shown._get_all_hooks(), shown._get_all_custom_code())
"""


def checkout_of(environ: Mapping[str, str], folder: Path) -> tuple[str, str]:
    """Whether a sandbox would be served, and the checkout as it is compiled."""
    kept = {name: text for name, text in os.environ.items() if not name.startswith("STRIPE_")}
    done = subprocess.run(
        [sys.executable, "-c", SHOW],
        cwd=folder,
        env={
            **kept,
            "PYTHONPATH": str(PROJECT),
            "DATABASE_URL": f"sqlite:///{folder}/shop.db",
            "REFLEX_TELEMETRY_ENABLED": "false",
            **environ,
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    said, _, shown = done.stdout.partition("\n")
    return said, shown


@pytest.mark.parametrize("environ", [TEST_KEYS, LIVE_KEYS], ids=["test", "live"])
def test_page_with_keys_offers_no_test_card(environ: Mapping[str, str], tmp_path: Path) -> None:
    said, shown = checkout_of(environ, tmp_path)

    assert said == "sandbox: False"
    assert environ["STRIPE_PUBLISHABLE_KEY"] in shown
    assert "/sandbox" not in shown
    assert "4242" not in shown


def test_page_without_keys_does(tmp_path: Path) -> None:
    said, shown = checkout_of({}, tmp_path)

    assert said == "sandbox: True"
    assert "/sandbox/stripe.js" in shown
    assert "4242 4242 4242 4242" in shown
