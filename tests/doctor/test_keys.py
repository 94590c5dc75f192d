"""Keys and settings: each mistake has its own exit code, and none hides the next."""

from __future__ import annotations

from pathlib import Path

import pytest

from bookstore.doctor.findings import Finding, Problem
from bookstore.doctor.keys import check_keys, read_on
from bookstore.domain.order import Mode
from tests.doctor.patients import LIVE, PK_LIVE, PK_TEST, SK_LIVE, SK_TEST, TEST, patient


def examined(folder: Path, environ: dict[str, str]) -> list[Finding]:
    settings, refused = read_on(patient(folder, environ))
    return list(check_keys(settings, refused, 3000))


def problems(folder: Path, environ: dict[str, str]) -> list[Problem]:
    return [each.problem for each in examined(folder, environ) if each.problem is not None]


@pytest.mark.parametrize(
    ("environ", "words"),
    [
        ({}, "the sandbox inside"),
        (TEST, "test keys (…cd34): no money moves"),
        (LIVE, "LIVE keys (…ij90): real money moves"),
    ],
)
def test_good_keys_are_told_with_what_they_open(
    tmp_path: Path, environ: dict[str, str], words: str
) -> None:
    found = examined(tmp_path, environ)

    assert [each.problem for each in found] == [None, None]
    assert words in found[0].text


@pytest.mark.parametrize(
    ("environ", "problem"),
    [
        ({"STRIPE_SECRET_KEY": SK_TEST}, Problem.KEYS_MISSING),
        ({"STRIPE_PUBLISHABLE_KEY": PK_TEST}, Problem.KEYS_MISSING),
        ({"STRIPE_WEBHOOK_SECRET": TEST["STRIPE_WEBHOOK_SECRET"]}, Problem.KEYS_MISSING),
        ({**TEST, "STRIPE_SECRET_KEY": PK_TEST}, Problem.KEYS_SWAPPED),
        ({**TEST, "STRIPE_PUBLISHABLE_KEY": SK_TEST}, Problem.KEYS_SWAPPED),
        ({**TEST, "STRIPE_SECRET_KEY": SK_LIVE}, Problem.KEYS_MIXED),
        ({**TEST, "STRIPE_PUBLISHABLE_KEY": PK_LIVE}, Problem.KEYS_MIXED),
        ({**TEST, "STRIPE_SECRET_KEY": "sk_test_..."}, Problem.PLACEHOLDER),
        ({**TEST, "STRIPE_SECRET_KEY": "sk_test_your_key"}, Problem.PLACEHOLDER),
        ({**LIVE, "ALLOW_LIVE_PAYMENTS": ""}, Problem.LIVE),
        ({**LIVE, "SITE_URL": "http://books.shop"}, Problem.LIVE),
        ({**LIVE, "STRIPE_WEBHOOK_SECRET": ""}, Problem.WEBHOOK_SECRET),
        ({**TEST, "STRIPE_WEBHOOK_SECRET": ""}, Problem.WEBHOOK_SECRET),
        ({**TEST, "STRIPE_WEBHOOK_SECRET": "we_12345678"}, Problem.WEBHOOK_SECRET),
        ({"SITE_URL": "https://books.shop"}, Problem.PUBLIC_SANDBOX),
        ({"LOG_LEVEL": "loud"}, Problem.SETTING),
        ({"MAIL_FROM": "the shop"}, Problem.SETTING),
        ({"SMTP_URL": "mail.shop"}, Problem.SETTING),
        ({"SMTP_URL": "smtp://host:many"}, Problem.SETTING),
        ({"DATABASE_URL": "mysql://x/y"}, Problem.SETTING),
        ({"SITE_URL": "books.shop"}, Problem.SETTING),
        ({"SANDBOX_LATENCY_MS": "-5"}, Problem.SETTING),
        ({"ALLOW_PUBLIC_SANDBOX": "true"}, Problem.SETTING),
        ({**LIVE, "ALLOW_LIVE_PAYMENTS": "true"}, Problem.SETTING),
    ],
)
def test_each_mistake_is_of_its_own_kind(
    tmp_path: Path, environ: dict[str, str], problem: Problem
) -> None:
    assert problems(tmp_path, environ)[0] is problem


def test_one_mistake_hides_no_other(tmp_path: Path) -> None:
    environ = {
        **LIVE,
        "ALLOW_LIVE_PAYMENTS": "",
        "SITE_URL": "http://books.shop",
        "STRIPE_WEBHOOK_SECRET": "",
        "LOG_LEVEL": "loud",
        "REDIS_URL": "localhost",
    }

    assert problems(tmp_path, environ) == [
        Problem.LIVE,
        Problem.LIVE,
        Problem.WEBHOOK_SECRET,
        Problem.SETTING,
        Problem.SETTING,
    ]


def test_keys_that_were_taken_out_make_no_public_sandbox(tmp_path: Path) -> None:
    mixed = {**LIVE, "STRIPE_SECRET_KEY": SK_TEST}

    assert problems(tmp_path, mixed) == [Problem.KEYS_MIXED]


def test_settings_that_are_read_on_with_are_what_is_right_of_them(tmp_path: Path) -> None:
    settings, refused = read_on(
        patient(tmp_path, {**TEST, "LOG_LEVEL": "loud", "SITE_URL": "https://books.shop"})
    )

    assert len(refused) == 1
    assert (settings.mode, settings.log_level) == (Mode.TEST, "INFO")
    assert settings.site_url == "https://books.shop"


@pytest.mark.parametrize("key", [SK_TEST, SK_LIVE])
def test_no_more_than_the_end_of_a_key_is_shown(tmp_path: Path, key: str) -> None:
    for environ in (TEST, LIVE, {**TEST, "STRIPE_PUBLISHABLE_KEY": key}):
        said = "\n".join(each.line() for each in examined(tmp_path, environ))

        assert key[-5:] not in said
        assert TEST["STRIPE_WEBHOOK_SECRET"][-5:] not in said
