"""Does Stripe answer, does it take the key, and does its clock agree with ours?"""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from email.utils import parsedate_to_datetime

import httpx

from bookstore.doctor.findings import Finding, Problem
from bookstore.doctor.patient import Patient
from bookstore.domain.order import Mode
from bookstore.settings import Settings

API = "https://api.stripe.com"
TIMEOUT_SECONDS = 10.0
CLOCK_SECONDS = 60  # webhooks are refused from 300 on; what drifts goes on drifting


async def check_stripe(patient: Patient, settings: Settings) -> AsyncIterator[Finding]:
    """Ask Stripe for one payment, which the shop's key must be able to do anyway."""
    if settings.mode is Mode.SANDBOX:
        yield Finding(
            "stripe",
            f"is not asked: the sandbox is {settings.sandbox_elsewhere or 'inside the shop'}",
        )
        return
    before = time.time()
    try:
        async with httpx.AsyncClient(transport=patient.road, timeout=TIMEOUT_SECONDS) as client:
            answer = await client.get(
                f"{API}/v1/payment_intents",
                params={"limit": 1},
                auth=(settings.secret_key.reveal(), ""),
            )
    except httpx.HTTPError as error:
        yield _unreachable(f"does not answer ({type(error).__name__})")
        return
    yield _judge_answer(answer.status_code)
    yield judge_clock(answer.headers.get("date", ""), (before + time.time()) / 2)


def _judge_answer(status: int) -> Finding:
    match status:
        case 200:
            return Finding("stripe", "answers and takes the key")
        case 401:
            return Finding(
                "stripe",
                "refuses STRIPE_SECRET_KEY: it was rolled, deleted, or is of another account",
                Problem.KEY_REFUSED,
                "copy the key anew: https://dashboard.stripe.com/apikeys",
            )
        case 403:
            return Finding(
                "stripe",
                "says that the restricted key may not read PaymentIntents",
                Problem.KEY_REFUSED,
                "give the key the rights that README names: https://dashboard.stripe.com/apikeys",
            )
        case _:
            return _unreachable(f"answers {status}")


def _unreachable(what: str) -> Finding:
    return Finding(
        "stripe",
        f"{what}: no purchase can begin, and none can be settled",
        Problem.STRIPE_UNREACHABLE,
        f"curl -sSI {API}/healthcheck  (firewall, proxy, DNS?)",
    )


def judge_clock(date: str, now: float) -> Finding:
    """Compare a server's Date header with our own time, in seconds since 1970."""
    try:
        theirs = parsedate_to_datetime(date).timestamp()
    except (TypeError, ValueError):
        return Finding("clock", "Stripe's answer had no date to compare with")
    off = round(now - theirs)
    if abs(off) <= CLOCK_SECONDS:
        return Finding("clock", "agrees with Stripe's")
    return Finding(
        "clock",
        f"this machine is {abs(off)} s {'ahead of' if off > 0 else 'behind'} Stripe: webhooks "
        "that seem older than 300 s are refused",
        Problem.CLOCK_OFF,
        "sudo timedatectl set-ntp true",
    )
