"""Stripe that is silent or refuses the key, and a clock that is off."""

from __future__ import annotations

import time
from email.utils import formatdate
from pathlib import Path

import httpx
import pytest

from bookstore.doctor.findings import Finding, Problem
from bookstore.doctor.keys import read_on
from bookstore.doctor.stripe_answer import CLOCK_SECONDS, check_stripe, judge_clock
from tests.doctor.patients import SK_TEST, TEST, Answer, patient

pytestmark = pytest.mark.anyio


async def examined(folder: Path, answer: Answer, environ: dict[str, str]) -> list[Finding]:
    looked_at = patient(folder, environ, answer=answer)
    return [found async for found in check_stripe(looked_at, read_on(looked_at)[0])]


async def test_stripe_is_asked_one_question_that_moves_nothing(tmp_path: Path) -> None:
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(200, headers={"Date": formatdate(usegmt=True)}, json={})

    found = await examined(tmp_path, answer, TEST)

    (request,) = asked
    assert (request.method, request.url.host) == ("GET", "api.stripe.com")
    assert httpx.BasicAuth(SK_TEST, "")._auth_header == request.headers["authorization"]
    assert [each.problem for each in found] == [None, None]


async def test_sandbox_is_not_asked(tmp_path: Path) -> None:
    def answer(_: httpx.Request) -> httpx.Response:
        raise AssertionError("the sandbox was asked")

    (found,) = await examined(tmp_path, answer, {})

    assert found.problem is None


@pytest.mark.parametrize(
    ("status", "problem"),
    [
        (401, Problem.KEY_REFUSED),
        (403, Problem.KEY_REFUSED),
        (429, Problem.STRIPE_UNREACHABLE),
        (500, Problem.STRIPE_UNREACHABLE),
        (407, Problem.STRIPE_UNREACHABLE),
    ],
)
async def test_refusal_and_outage_are_told_apart(
    tmp_path: Path, status: int, problem: Problem
) -> None:
    found = await examined(tmp_path, lambda _: httpx.Response(status), TEST)

    assert found[0].problem is problem
    assert SK_TEST not in "".join(each.line() for each in found)


async def test_silence_is_told(tmp_path: Path) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("no route to host", request=request)

    (found,) = await examined(tmp_path, answer, TEST)

    assert found.problem is Problem.STRIPE_UNREACHABLE
    assert "ConnectError" in found.text


@pytest.mark.parametrize("off_seconds", [-3600, -CLOCK_SECONDS - 2, CLOCK_SECONDS + 2, 3600])
async def test_clock_that_is_off_is_told(tmp_path: Path, off_seconds: int) -> None:
    date = formatdate(time.time() - off_seconds, usegmt=True)

    found = await examined(tmp_path, lambda _: httpx.Response(200, headers={"Date": date}), TEST)

    assert [each.problem for each in found] == [None, Problem.CLOCK_OFF]
    assert ("ahead of" if off_seconds > 0 else "behind") in found[1].text


@pytest.mark.parametrize("off_seconds", [-CLOCK_SECONDS + 2, 0, CLOCK_SECONDS - 2])
def test_clock_that_drifts_a_little_is_fine(off_seconds: int) -> None:
    now = 1_800_000_000.0

    assert judge_clock(formatdate(now - off_seconds, usegmt=True), now).problem is None


def test_threshold_is_well_under_what_webhooks_bear() -> None:
    assert judge_clock(formatdate(1_800_000_000, usegmt=True), 1_800_000_150.0).problem


@pytest.mark.parametrize("date", ["", "yesterday", "99"])
def test_answer_without_a_date_accuses_nobody(date: str) -> None:
    assert judge_clock(date, 1_800_000_000.0).problem is None
