"""The doctor as a command: its lines, its exit codes, and what it leaves as it was."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import pytest

import bookstore.doctor
from bookstore.doctor.checkup import examine
from bookstore.doctor.findings import Finding, Problem, exit_code
from tests.doctor.patients import LIVE, SK_TEST, TEST, patient
from tests.machine import PROJECT, Run, free_port, run, taken_port


def doctor(folder: Path, environ: dict[str, str] | None = None, *, port: int = 0) -> Run:
    """Run the command with exactly these settings."""
    ours = {"DATABASE_URL": f"sqlite:///{folder}/shop.db", **(environ or {})}
    env = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ} | ours
    command = [sys.executable, "-m", "bookstore.doctor", "--port", str(port or free_port())]
    return run([*command], env=env)


@pytest.mark.anyio
async def test_healthy_shop_has_a_good_line_for_each_check(tmp_path: Path) -> None:
    found = await examine(patient(tmp_path, TEST))

    assert [each.line() for each in found if each.problem] == []
    assert [each.about for each in found] == [
        *("python", "node", ".env", "keys", "webhook", "catalogue"),
        *("database", "port", "stripe", "clock", "mail"),
    ]


@pytest.mark.anyio
async def test_every_check_is_made_however_ill_the_others_find_it(tmp_path: Path) -> None:
    broken = {
        **LIVE,
        "ALLOW_LIVE_PAYMENTS": "",
        "DATABASE_URL": "postgresql://shop:x@127.0.0.1:1/shop",
        "SMTP_URL": f"smtp://127.0.0.1:{free_port()}",
        "LOG_LEVEL": "loud",
    }
    with taken_port(listens=True) as port:
        found = await examine(patient(tmp_path, broken, port=port))

    assert [each.problem for each in found if each.problem] == [
        Problem.LIVE,
        Problem.SETTING,
        Problem.DATABASE_UNREACHABLE,
        Problem.PORT_TAKEN,
        Problem.MAIL_UNREACHABLE,
    ]
    assert exit_code(found) == Problem.LIVE


def test_first_problem_is_the_exit_code() -> None:
    fine, ill = Finding("a", "b"), Finding("a", "b", Problem.CLOCK_OFF, "c")
    worse = Finding("a", "b", Problem.NODE, "c")

    assert [exit_code(each) for each in ([], [fine], [fine, ill, worse], [worse, ill])] == [
        *(0, 0, 30, 81)
    ]


def test_every_exit_code_is_explained() -> None:
    explained = re.findall(
        r"^    (\d\d) |  +(\d\d)  ", bookstore.doctor.__doc__ or "", re.MULTILINE
    )

    assert {int(first or second) for first, second in explained} == {*map(int, Problem)}


def test_keyless_checkout_is_healthy_and_left_as_it_was(tmp_path: Path) -> None:
    result = doctor(tmp_path)

    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.splitlines()[-1].endswith("all is well.")
    assert list(tmp_path.iterdir()) == []


def test_swapped_keys_end_with_their_own_code(tmp_path: Path) -> None:
    swapped = {"STRIPE_PUBLISHABLE_KEY": SK_TEST, "STRIPE_SECRET_KEY": SK_TEST}

    result = doctor(tmp_path, swapped)

    assert result.returncode == Problem.KEYS_SWAPPED
    (line,) = [line for line in result.stdout.splitlines() if line.startswith("WRONG")]
    assert "…cd34" in line
    assert "->  exchange the two lines in .env" in line
    assert SK_TEST not in result.stdout + result.stderr


def test_taken_port_ends_with_its_own_code(tmp_path: Path) -> None:
    with taken_port(listens=True) as port:
        result = doctor(tmp_path, port=port)

    assert result.returncode == Problem.PORT_TAKEN
    assert result.stdout.count("WRONG") == 1


def test_python_without_the_packages_is_told_how_to_get_them() -> None:
    lacking = [sys.executable, "-I", "-S", "-c"]  # no site-packages
    code = f"import sys; sys.path.insert(0, {str(PROJECT)!r})\n"
    code += "from bookstore.doctor.__main__ import main; sys.exit(main())"

    result = run([*lacking, code], env={})

    assert result.returncode == Problem.PYTHON
    assert "is not installed" in result.stdout
    assert "make doctor" in result.stdout
