"""What `make run` and `make test` install, when, and what they say when they cannot."""

import os
import shutil
import sysconfig
import venv
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.machine import Run, assert_refused, copy_commands, program, run, taken_port


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return copy_commands(tmp_path)


# Installing the requirements


@pytest.fixture
def make_venv(project: Path) -> Callable[[], Path]:
    """Make the project's .venv and answer its folder of packages, which holds no pip yet."""

    def make() -> Path:
        venv.create(project / ".venv")
        (project / ".venv/bin/pip").write_text(f"#!{project}/.venv/bin/python\n")
        variables = {"base": str(project / ".venv"), "platbase": str(project / ".venv")}
        return Path(sysconfig.get_path("purelib", "venv", vars=variables))

    return make


def install(project: Path, **env: str) -> Run:
    return run([project / ".ci/install", "requirements.txt"], env={"PATH": os.defpath, **env})


def pip_that_counts(packages: Path, counter: Path) -> None:
    """Put a pip in the folder that adds a line to a file whenever it is asked to install."""
    (packages / "pip").mkdir()
    (packages / "pip/__init__.py").touch()
    (packages / "pip/__main__.py").write_text(
        f"import sys\nopen({str(counter)!r}, 'a').write(' '.join(sys.argv[1:]) + '\\n')\n"
    )


def test_requirements_are_installed_once_and_again_when_they_change(
    project: Path, make_venv: Callable[[], Path]
) -> None:
    counter = project / "counter"
    pip_that_counts(make_venv(), counter)
    (project / "requirements.txt").write_text("a==1\n")

    assert install(project).returncode == 0
    assert install(project).stdout == ""
    assert counter.read_text() == "install -r requirements.txt\n"

    (project / "requirements.txt").write_text("a==2\n")
    install(project)
    assert counter.read_text().count("\n") == 2


def test_failed_installation_is_tried_again(project: Path, make_venv: Callable[[], Path]) -> None:
    packages = make_venv()
    (packages / "pip").mkdir()
    (packages / "pip/__init__.py").touch()
    (packages / "pip/__main__.py").write_text("raise SystemExit('no room on this disk')")
    (project / "requirements.txt").write_text("a==1\n")

    first, second = install(project), install(project)

    assert first.returncode == second.returncode == 1
    assert "no room on this disk" in second.stderr


def test_missing_package_index_is_one_sentence(
    project: Path, make_venv: Callable[[], Path]
) -> None:
    ours = sysconfig.get_path("purelib")  # where the pip of these tests is
    (make_venv() / "real_pip.pth").write_text(ours)
    (project / "requirements.txt").write_text("no-such-package-of-ours==1\n")
    with taken_port(listens=False) as port:
        dead_index = {"PIP_INDEX_URL": f"http://127.0.0.1:{port}/simple", "PIP_RETRIES": "1"}
        result = install(project, **dead_index, PIP_CONFIG_FILE=os.devnull, HOME=str(project))

    assert_refused(result, "No package index", "PIP_INDEX_URL")


# Finding a browser


@pytest.fixture
def bare_path(project: Path) -> Path:
    """A folder for PATH on which a user, who is not root, finds no browser and no apt-get."""
    folder = project / "bin"
    folder.mkdir()
    (folder / "dirname").symlink_to(shutil.which("dirname") or "")
    program(folder / "id", "echo 1000")
    program(project / ".venv/bin/python", "exit 1")
    return folder


def find_chromium(project: Path, *folders: Path, **env: str) -> Run:
    path = ":".join(str(folder) for folder in (project / "bin", *folders))
    return run([project / ".ci/find-chromium"], env={"PATH": path, "HOME": str(project), **env})


def playwright_browser(project: Path) -> Path:
    return project / ".cache/ms-playwright/chromium-1/chrome-linux64/chrome"


def test_browsers_are_tried_in_the_promised_order(project: Path, bare_path: Path) -> None:
    named = program(project / "mine/browser", "exit 0")
    in_order = [
        program(bare_path / "chromium", "exit 0"),
        program(bare_path / "chromium-browser", "exit 0"),
        program(bare_path / "google-chrome", "exit 0"),
        program(playwright_browser(project), "exit 0"),
    ]

    assert find_chromium(project, CHROMIUM=str(named)).stdout == f"{named}\n"
    for browser in in_order:
        assert find_chromium(project).stdout == f"{browser}\n"
        browser.unlink()


def test_browser_that_does_not_run_is_passed_over(project: Path, bare_path: Path) -> None:
    program(bare_path / "chromium-browser", "echo 'needs the snap'; exit 1")
    real = program(bare_path / "google-chrome", "exit 0")

    assert find_chromium(project).stdout == f"{real}\n"


def test_named_browser_that_does_not_run_is_refused(project: Path, bare_path: Path) -> None:
    program(bare_path / "chromium", "exit 0")

    assert_refused(find_chromium(project, CHROMIUM="/nowhere/chrome"), "/nowhere/chrome")


def test_root_gets_the_package_of_debian(project: Path, bare_path: Path) -> None:
    program(bare_path / "id", "echo 0")
    install_it = f"[ $1 = update ] || {{ echo '#!/bin/sh' >{bare_path}/chromium; }}"
    program(bare_path / "apt-get", f"{install_it}\n/bin/chmod 755 {bare_path}/chromium || true")

    assert find_chromium(project).stdout == f"{bare_path}/chromium\n"


def test_others_get_the_browser_of_playwright(project: Path, bare_path: Path) -> None:
    program(bare_path / "apt-get", "exit 1")
    browser = playwright_browser(project)
    ready = program(project / "ready", "exit 0")
    program(
        project / ".venv/bin/python",
        f"[ \"$*\" = '-m playwright install chromium' ] || exit 1\n"
        f"/bin/mkdir -p {browser.parent} && /bin/mv {ready} {browser}",
    )

    assert find_chromium(project).stdout == f"{browser}\n"


def test_missing_browser_is_said_and_never_skipped(project: Path, bare_path: Path) -> None:
    result = find_chromium(project)

    assert result.returncode != 0
    assert result.stdout == ""
    assert "CHROMIUM=/path/to/chromium" in result.stderr.splitlines()[-1]
