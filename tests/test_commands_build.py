"""When `make run` builds the front end anew, and when it serves the build it has."""

import importlib
import importlib.util
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from reflex.utils import build

from tests.machine import PROJECT


@pytest.fixture(scope="module")
def run_reflex() -> ModuleType:
    spec = importlib.util.spec_from_file_location("run_reflex", PROJECT / ".ci/run_reflex.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def builds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run_reflex: ModuleType
) -> Callable[[], bool]:
    """Start in a compiled project, with Reflex's slow parts left out; answer whether it built."""
    write(tmp_path / ".web/app/routes/home.jsx", "shelf")
    write(tmp_path / ".web/reflex.json", "monday")
    monkeypatch.chdir(tmp_path)
    made: list[str] = []

    def pretend_to_build() -> None:
        made.append("build")
        (tmp_path / ".web/build/fingerprint").unlink(missing_ok=True)
        write(tmp_path / ".web/build/client/index.html", "built")

    def start() -> bool:
        made.clear()
        run_reflex.build_when_changed(tmp_path)
        return made == ["build"]

    monkeypatch.setattr(build, "setup_frontend", lambda root: None)
    monkeypatch.setattr(build, "build", pretend_to_build)
    return start


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def test_unchanged_pages_are_built_once(builds: Callable[[], bool]) -> None:
    assert [builds(), builds(), builds()] == [True, False, False]


@pytest.mark.parametrize(
    "name", ["app/routes/home.jsx", "app/routes/new.jsx", "public/style.css", "package-lock.json"]
)
def test_whatever_changes_is_built(builds: Callable[[], bool], name: str) -> None:
    builds()

    write(Path(".web") / name, "another")

    assert [builds(), builds()] == [True, False]


def test_page_that_moved_is_built(builds: Callable[[], bool]) -> None:
    builds()

    Path(".web/app/routes/home.jsx").rename(".web/app/routes/shelf.jsx")

    assert builds()


@pytest.mark.parametrize("name", ["reflex.json", "node_modules/a/index.js", ".react-router/a.ts"])
def test_what_is_no_page_is_not_built(builds: Callable[[], bool], name: str) -> None:
    builds()

    write(Path(".web") / name, "another")

    assert not builds()


def test_build_that_failed_is_tried_again(
    builds: Callable[[], bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    builds()
    write(Path(".web/app/routes/home.jsx"), "broken")

    def fail() -> None:
        Path(".web/build/fingerprint").unlink()
        raise SystemExit(1)

    with monkeypatch.context() as broken:
        broken.setattr(build, "build", fail)
        with pytest.raises(SystemExit):
            builds()

    assert builds()


def test_changed_setting_of_the_build_is_built(
    builds: Callable[[], bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    builds()

    monkeypatch.setenv("VITE_MINIFY", "false")

    assert builds()


def test_changed_plugin_is_built(
    builds: Callable[[], bool],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    run_reflex: ModuleType,
) -> None:
    write(tmp_path / "polish_for_tests.py", "class Polish: ...")
    monkeypatch.syspath_prepend(tmp_path)
    polish = importlib.import_module("polish_for_tests")
    monkeypatch.setattr(run_reflex.get_config(), "plugins", [polish.Polish()])
    builds()

    write(tmp_path / "polish_for_tests.py", "class Polish: gloss = True")

    assert [builds(), builds()] == [True, False]
