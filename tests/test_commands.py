"""Which Python the commands choose, whatever a person's PATH looks like."""

import os
import sys
from pathlib import Path

from tests.machine import PROJECT, Run, assert_refused, program, run

SHIM = "echo 'no such version' >&2; exit 127"


def find_python(*folders: Path, **env: str) -> Run:
    path = ":".join(str(folder) for folder in folders)
    return run([PROJECT / ".ci/find-python"], env={"PATH": path, **env})


def test_newest_python_wins_whatever_python3_is(tmp_path: Path) -> None:
    program(tmp_path / "a/python3", "echo 3 9")
    program(tmp_path / "a/python3.12", "echo 3 12")
    newest = program(tmp_path / "b/python3.14", "echo 3 14")
    program(tmp_path / "b/python3.13", "echo 3 13")

    result = find_python(tmp_path / "a", tmp_path / "b")

    assert (result.stdout, result.returncode) == (f"{newest}\n", 0)


def test_shim_that_does_not_run_is_not_believed(tmp_path: Path) -> None:
    program(tmp_path / "a/python3.14", SHIM)
    real = program(tmp_path / "b/python3.12", "echo 3 12")

    assert find_python(tmp_path / "a", tmp_path / "b").stdout == f"{real}\n"


def test_name_of_a_python_is_not_believed(tmp_path: Path) -> None:
    program(tmp_path / "python3.14", "echo 3 10")
    real = program(tmp_path / "python", "echo 3 11")

    assert find_python(tmp_path).stdout == f"{real}\n"


def test_config_scripts_are_not_taken_for_pythons(tmp_path: Path) -> None:
    program(tmp_path / "python3.14-config", "echo 3 14")
    real = program(tmp_path / "python3.11", "echo 3 11")

    assert find_python(tmp_path).stdout == f"{real}\n"


def test_first_on_path_wins_among_equals(tmp_path: Path) -> None:
    first = program(tmp_path / "a/python3", "echo 3 12")
    program(tmp_path / "b/python3.12", "echo 3 12")

    assert find_python(tmp_path / "a", tmp_path / "b").stdout == f"{first}\n"


def test_python_that_cannot_make_a_venv_is_passed_over(tmp_path: Path) -> None:
    program(tmp_path / "python3.13", "echo 3 13 ensurepip")
    able = program(tmp_path / "python3.12", "echo 3 12")

    assert find_python(tmp_path).stdout == f"{able}\n"


def test_missing_ensurepip_names_the_package_to_install(tmp_path: Path) -> None:
    program(tmp_path / "python3.13", "echo 3 13 ensurepip")

    assert_refused(find_python(tmp_path), "ensurepip", "apt install python3.13-venv")


def test_python_built_without_sqlite_is_refused(tmp_path: Path) -> None:
    program(tmp_path / "python3.13", "echo 3 13 sqlite3")

    assert_refused(find_python(tmp_path), "lacks sqlite3", "built without")


def test_old_python_is_refused(tmp_path: Path) -> None:
    program(tmp_path / "python3", "echo 3 10")
    program(tmp_path / "python", "echo 2 7")

    assert_refused(find_python(tmp_path), "3.11 or newer", "3.10")


def test_no_python_at_all_is_refused(tmp_path: Path) -> None:
    program(tmp_path / "python3", SHIM)

    assert_refused(find_python(tmp_path), "3.11 or newer", "no Python on PATH")


def test_python_named_by_its_user_is_taken(tmp_path: Path) -> None:
    program(tmp_path / "a/python3.14", "echo 3 14")
    named = program(tmp_path / "b/mine", "echo 3 11")

    assert find_python(tmp_path / "a", PYTHON=str(named)).stdout == f"{named}\n"


def test_python_named_by_its_user_must_run(tmp_path: Path) -> None:
    program(tmp_path / "python3.14", "echo 3 14")

    assert_refused(find_python(tmp_path, PYTHON="/nowhere/python3"), "/nowhere/python3")


def test_this_python_passes_the_real_probe() -> None:
    result = find_python(PYTHON=sys.executable)

    assert (result.stdout, result.stderr) == (f"{sys.executable}\n", "")


def test_make_alone_shows_the_commands() -> None:
    environ = {name: text for name, text in os.environ.items() if not name.startswith("MAKE")}

    result = run(["make"], env=environ)

    assert all(f"make {name}" in result.stdout for name in ("run", "dev", "test", "clean"))
