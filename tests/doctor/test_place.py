"""`.env` in the wrong folder, placeholders in it, and names that nobody reads."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bookstore.doctor.findings import Problem
from bookstore.doctor.place import check_place, check_words
from bookstore.settings import NAMES
from tests.doctor.patients import patient


@pytest.mark.parametrize(
    "place", ["project/bookstore/.env", "project/.env.txt", ".env", "project/.env.local"]
)
def test_env_in_another_place_is_found_and_moved_by_one_command(tmp_path: Path, place: str) -> None:
    looked_at = patient(tmp_path)
    (tmp_path / place).write_text("STRIPE_SECRET_KEY=sk_test_x\n")

    (found,) = check_place(looked_at)

    assert found.problem is Problem.ENV_MISPLACED
    assert found.mend == f"mv '{tmp_path / place}' '{tmp_path}/project/.env'"


def test_env_where_the_command_is_run_is_found(tmp_path: Path) -> None:
    here = tmp_path / "elsewhere"
    here.mkdir()
    (here / ".env").write_text("SITE_URL=https://books.shop\n")

    (found,) = check_place(replace(patient(tmp_path), here=here))

    assert found.problem is Problem.ENV_MISPLACED
    assert str(here) in found.mend


@pytest.mark.parametrize("is_beside", [True, False])
def test_env_beside_rxconfig_or_of_another_program_is_fine(tmp_path: Path, is_beside: bool) -> None:
    looked_at = patient(tmp_path)
    (tmp_path / ".env").write_text("POSTGRES_PASSWORD=x\n" if not is_beside else "SITE_URL=x\n")
    if is_beside:
        (looked_at.project / ".env").write_text("SITE_URL=http://localhost:3000\n")

    (found,) = check_place(looked_at)

    assert found.problem is None


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("DATABASE_URL", "postgresql://user:password@host/name"),
        ("SMTP_URL", "smtp://user:password@host:587"),
        ("SITE_URL", "https://shop.example.com"),
        ("MAIL_FROM", "shop@example.com"),
        ("REDIS_URL", "redis://<host>:6379"),
    ],
)
def test_placeholder_is_found(tmp_path: Path, name: str, text: str) -> None:
    (found,) = check_words(patient(tmp_path, {name: text}))

    assert found.problem is Problem.PLACEHOLDER
    assert name in found.text


def test_real_values_are_no_placeholders(tmp_path: Path) -> None:
    environ = {
        "DATABASE_URL": "postgresql://shop:s3cret@db.books.shop/shop",
        "SMTP_URL": "smtps://books%40books.shop:pw@smtp.books.shop:465",
        "SITE_URL": "https://books.shop",
        "MAIL_FROM": "The Shop <hello@books.shop>",
        "REDIS_URL": "redis://localhost:6379",
        "LOG_LEVEL": "DEBUG",
    }

    assert list(check_words(patient(tmp_path, environ))) == []


def test_misspelt_name_is_told_with_the_right_one(tmp_path: Path) -> None:
    looked_at = patient(tmp_path)
    lines = [*(f"{name}=" for name in NAMES), "STRIPE_SECRET_KEY_TEST=", "STRIPE_SECRETKEY=sk"]
    (looked_at.project / ".env").write_text("\n".join([*lines, "EDITOR=vi"]))

    (found,) = check_words(looked_at)

    assert found.problem is Problem.SETTING
    assert found.mend == "sed -i 's/^STRIPE_SECRETKEY=/STRIPE_SECRET_KEY=/' .env"
