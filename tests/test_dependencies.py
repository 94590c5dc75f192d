"""Nothing is installed that nobody has looked at; `docs/packages.md` is the list of what was."""

import json
import re
from importlib.metadata import distributions

import pytest

from tests.machine import PROJECT

ROW = re.compile(r"^\| ([a-z0-9-]+) \| (\d\S*) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
OF_PYTHON = {"pip", "setuptools", "wheel"}  # they come with a virtual environment
LICENCES = {
    "MIT",
    "MIT AND PSF-2.0",
    "PSF-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "Apache-2.0",
    "Apache-2.0 AND MIT",
    "Apache-2.0 OR BSD-2-Clause",
    "MPL-2.0",  # files of its own only; nothing of ours is a changed one
}


def plain(name: str) -> str:
    """A package's name as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def numbers(version: str) -> tuple[int, ...]:
    """A version's numbers, which is all that is compared."""
    return tuple(map(int, re.findall(r"\d+", version.partition(".post")[0])))


@pytest.fixture(scope="module")
def reviewed() -> dict[str, tuple[str, str]]:
    """Every package of the list: its version and licence."""
    text = (PROJECT / "docs" / "packages.md").read_text(encoding="utf-8")
    return {name: (version, licence) for name, version, licence, _ in ROW.findall(text)}


def test_every_installed_package_was_looked_at(reviewed: dict[str, tuple[str, str]]) -> None:
    installed = {plain(found.metadata["Name"]): found.version for found in distributions()}
    assert len(installed) > 50

    unknown = {name: version for name, version in installed.items() if name not in reviewed}

    assert {name: unknown[name] for name in unknown.keys() - OF_PYTHON} == {}


def test_no_installed_package_is_older_than_the_one_looked_at(
    reviewed: dict[str, tuple[str, str]],
) -> None:
    older = {
        found.metadata["Name"]: found.version
        for found in distributions()
        if (name := plain(found.metadata["Name"])) in reviewed
        and numbers(found.version) < numbers(reviewed[name][0])
    }

    assert older == {}


def test_every_licence_of_the_list_lets_a_shop_use_it(
    reviewed: dict[str, tuple[str, str]],
) -> None:
    assert {name: row[1] for name, row in reviewed.items() if row[1] not in LICENCES} == {}


@pytest.mark.parametrize("file", ["requirements.txt", "tests/requirements.txt"])
def test_list_has_the_versions_that_we_ask_for(
    file: str, reviewed: dict[str, tuple[str, str]]
) -> None:
    lines = (PROJECT / file).read_text(encoding="utf-8").splitlines()
    pinned = [re.match(r"([\w.-]+)(?:\[\w+\])?==(\S+)", line) for line in lines]
    asked = {plain(pin[1]): pin[2] for pin in pinned if pin}

    assert asked
    assert {name: reviewed.get(name, ("",))[0] for name in asked} == asked


def test_every_package_of_the_front_end_is_pinned_by_its_content() -> None:
    lock = json.loads((PROJECT / "reflex.lock/package-lock.json").read_text(encoding="utf-8"))
    packages = {name: package for name, package in lock["packages"].items() if name}

    unpinned = [
        name
        for name, package in packages.items()
        if not package.get("integrity", "").startswith("sha512-")
    ]

    assert len(packages) > 100
    assert unpinned == []
