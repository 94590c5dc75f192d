"""The rules of the house that a tool can check: layers, sizes, words, and what is committed."""

import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bookstore.settings import NAMES
from tests.machine import PROJECT

TOP_LEVEL = {
    ".ci",
    ".env.example",
    ".gitignore",
    "CHANGELOG.md",
    "LICENSE",
    "Makefile",
    "README.md",
    "assets",
    "bookstore",
    "deploy",
    "docs",
    "pyproject.toml",
    "reflex.lock",
    "requirements.txt",
    "rxconfig.py",
    "tests",
}
LONGEST_FILE = 300  # lines
VAGUE_NAMES = {"util", "utils", "helper", "helpers", "common", "misc"}
MONEY_ROOMS = ("domain", "services", "storage")
MACHINE_PATH = re.compile(r"(?<![\w.:/-])/(?:home|Users|root|work)/\w")
PINNED = re.compile(r"[A-Za-z0-9._-]+(\[[a-z,]+\])?==[0-9][A-Za-z0-9.]*")
DEFINITIONS = (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
Documented = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


def committed() -> list[Path]:
    """Answer the files that belong to the project: what git knows or would take."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    if listed.returncode != 0:  # an unpacked archive; CI and developers have a checkout
        pytest.skip("not a git checkout, so nobody can say which files belong to the project")
    return [PROJECT / name for name in listed.stdout.splitlines() if (PROJECT / name).is_file()]


def modules(*rooms: str) -> list[Path]:
    """Answer the Python files below these folders of `bookstore/`, or all of them."""
    return sorted(
        path for room in rooms or ("",) for path in (PROJECT / "bookstore" / room).rglob("*.py")
    )


def name_of(path: Path) -> str:
    return path.relative_to(PROJECT).as_posix()


def test_imports_keep_to_the_contracts() -> None:
    command = [Path(sys.executable).with_name("lint-imports"), "--no-logo", "--no-cache"]

    result = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)

    assert result.returncode == 0, result.stdout


def test_top_level_holds_only_what_tools_need() -> None:
    found = {path.relative_to(PROJECT).parts[0] for path in committed()}

    assert found - TOP_LEVEL == set()


def test_no_python_file_is_long() -> None:
    long = {
        name_of(path): lines
        for path in committed()
        if path.suffix == ".py"
        and (lines := path.read_text(encoding="utf-8").count("\n")) > LONGEST_FILE
    }

    assert long == {}


def test_every_file_is_named_for_its_idea() -> None:
    vague = [
        path
        for path in committed()
        if VAGUE_NAMES & {part.lower() for part in path.with_suffix("").relative_to(PROJECT).parts}
    ]

    assert [name_of(path) for path in vague] == []


def test_money_is_never_a_float() -> None:
    found = [
        f"{name_of(path)}:{node.lineno}"
        for path in modules(*MONEY_ROOMS)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if (isinstance(node, ast.Name) and node.id == "float")
        or (isinstance(node, ast.Constant) and isinstance(node.value, float))
    ]

    assert found == []


def test_everything_public_has_a_docstring() -> None:
    silent = [
        f"{name_of(path)}: {name}"
        for path in modules()
        if path.stat().st_size  # bookstore/__init__.py is empty on purpose
        for name, node in public(ast.parse(path.read_text(encoding="utf-8")), path.stem)
        if not ast.get_docstring(node)
    ]

    assert silent == []


def public(module: ast.Module, name: str) -> Iterator[tuple[str, Documented]]:
    """Yield a module, its public classes and functions, and their public methods."""
    yield name, module
    for node in module.body:
        if isinstance(node, DEFINITIONS) and not node.name.startswith("_"):
            yield node.name, node
            if isinstance(node, ast.ClassDef):
                yield from methods(node)


def methods(of: ast.ClassDef) -> Iterator[tuple[str, Documented]]:
    """Yield the public methods of a class, but no overloads: their docstring is elsewhere."""
    for node in of.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not (
            node.name.startswith("_") or is_overload(node)
        ):
            yield f"{of.name}.{node.name}", node


def is_overload(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether this is one of the signatures that stand before the function itself."""
    return any(ast.unparse(mark).endswith("overload") for mark in function.decorator_list)


def test_what_a_redirect_says_of_its_own_outcome_is_never_read() -> None:
    """Stripe adds `redirect_status` to the way back; anybody can write it there."""
    found = [
        name_of(path)
        for folder in ("bookstore", "assets")
        for path in (PROJECT / folder).rglob("*")
        if path.is_file() and "sandbox" not in path.parts and "redirect_status" in text_of(path)
    ]

    assert found == []


def test_front_end_lock_names_no_registry() -> None:
    lock = json.loads((PROJECT / "reflex.lock/package-lock.json").read_text(encoding="utf-8"))

    resolved = [name for name, package in lock["packages"].items() if "resolved" in package]

    assert len(lock["packages"]) > 100
    assert resolved == []


@pytest.mark.parametrize(
    "file",
    ["requirements.txt", "tests/requirements.txt", "tests/bench/flask_shop/requirements.txt"],
)
def test_requirements_name_one_version(file: str) -> None:
    lines = [
        line.partition(" #")[0].strip()
        for line in (PROJECT / file).read_text(encoding="utf-8").splitlines()
        if line.strip() and not line.startswith("#")
    ]

    assert lines
    assert [line for line in lines if not PINNED.fullmatch(line)] == []


def test_env_example_names_every_setting_and_no_other() -> None:
    example = (PROJECT / ".env.example").read_text(encoding="utf-8")

    assert re.findall(r"^([A-Z_]+)=", example, re.M) == list(NAMES)


def test_env_example_sets_nothing_and_explains_every_line() -> None:
    lines = (PROJECT / ".env.example").read_text(encoding="utf-8").splitlines()
    settings = [index for index, line in enumerate(lines) if "=" in line and line[0] != "#"]

    assert [lines[index] for index in settings if not lines[index].endswith("=")] == []
    assert [lines[index] for index in settings if not lines[index - 1].startswith("# ")] == []


def test_no_file_knows_the_machine_it_was_written_on() -> None:
    found = [
        f"{name_of(path)}: {line.strip()[:80]}"
        for path in committed()
        for line in text_of(path).splitlines()
        if MACHINE_PATH.search(line)
    ]

    assert found == []


def text_of(path: Path) -> str:
    """Answer a file's text; pictures, fonts and the like have none."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""
