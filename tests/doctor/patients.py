"""Patients for the doctor's tests: healthy but for what a test breaks."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import httpx

from bookstore.doctor.patient import Patient
from tests.machine import PROJECT, free_port, program

PK_TEST = "pk_test_51ABCDEFGHIJKLMNab12"
SK_TEST = "sk_test_51ABCDEFGHIJKLMNcd34"
PK_LIVE = "pk_live_51ABCDEFGHIJKLMNgh78"
SK_LIVE = "sk_live_51ABCDEFGHIJKLMNij90"
WHSEC = "whsec_ABCDEFGHIJKLMNOPkl12"
TEST = {
    "STRIPE_PUBLISHABLE_KEY": PK_TEST,
    "STRIPE_SECRET_KEY": SK_TEST,
    "STRIPE_WEBHOOK_SECRET": WHSEC,
}
LIVE = {
    "STRIPE_PUBLISHABLE_KEY": PK_LIVE,
    "STRIPE_SECRET_KEY": SK_LIVE,
    "STRIPE_WEBHOOK_SECRET": WHSEC,
    "ALLOW_LIVE_PAYMENTS": "yes",
    "SITE_URL": "https://books.shop",
}
Answer = Callable[[httpx.Request], httpx.Response]


def patient(
    folder: Path,
    environ: dict[str, str] | None = None,
    *,
    answer: Answer | None = None,
    port: int | None = None,
) -> Patient:
    """A project in a folder, on a free port, with a Node that is new enough."""
    project = folder / "project"
    (project / "bookstore").mkdir(parents=True, exist_ok=True)
    catalogue = project / "bookstore" / "catalogue.toml"
    shutil.copy(PROJECT / "bookstore" / "catalogue.toml", catalogue)
    return Patient(
        {"DATABASE_URL": f"sqlite:///{folder}/shop.db", **(environ or {})},
        project=project,
        here=project,
        catalogue=catalogue,
        node=program(folder / "node", "echo v24.1.0"),
        port=free_port() if port is None else port,
        road=httpx.MockTransport(answer or (lambda _: httpx.Response(200, json={}))),
    )
