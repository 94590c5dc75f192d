"""How `make run` opens and closes the shop, with a stand-in for Reflex."""

import io
import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from tests.machine import assert_refused, copy_commands, free_port, run, taken_port

SETTINGS = "from types import SimpleNamespace\nload_settings = lambda: SimpleNamespace(mode={!r})\n"
SERVER = """
import http.server, os, signal, subprocess
signal.signal(signal.SIGINT, lambda *_: os._exit(0))
signal.alarm(60)  # should the test end without ending this
print("Compiling: 100%", flush=True)
subprocess.Popen(["sleep", "60"], stdout=open("alive", "a"))
class Health(http.server.BaseHTTPRequestHandler):
    def log_message(self, *parts):
        pass
    def do_GET(self):
        self.send_response(200 if self.path == "/healthz" else 404)
        self.end_headers()
port = int(os.environ["REFLEX_FRONTEND_PORT"])
http.server.ThreadingHTTPServer(("127.0.0.1", port), Health).serve_forever()
"""


def shop_that(project: Path, reflex: str, mode: str = "sandbox") -> Path:
    """Give the project settings and a `reflex` that runs this code; answer run_shop.py."""
    for name, code in {
        "bookstore/__init__.py": "",
        "bookstore/settings.py": SETTINGS.format(mode),
        ".ci/run_reflex.py": reflex,
    }.items():
        (project / name).parent.mkdir(exist_ok=True)
        (project / name).write_text(code)
    return project / ".ci/run_shop.py"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return copy_commands(tmp_path)


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_taken_port_is_one_sentence(project: Path, host: str) -> None:
    script = shop_that(project, "raise SystemExit('started all the same')")
    with ExitStack() as stack:
        try:
            port = stack.enter_context(taken_port(listens=True, host=host))
        except OSError as error:  # some machines and containers have no IPv6; all have IPv4
            if host != "::1":
                raise
            pytest.skip(f"this machine has no {host}: {error}")
        result = run([sys.executable, script, "run", str(port)], env=os.environ)

    assert_refused(result, f"Port {port} is taken", f"make run PORT={port + 1}")


def test_wrong_settings_are_one_sentence(project: Path) -> None:
    script = shop_that(project, "")
    (project / "bookstore/settings.py").write_text(
        "def load_settings():\n    raise SystemExit('SITE_URL is odd: mend it.')\n"
    )

    result = run([sys.executable, script, "run", str(free_port())], env=os.environ)

    assert (result.stdout, result.stderr) == ("", "SITE_URL is odd: mend it.\n")


def test_failing_start_ends_with_what_reflex_said(project: Path) -> None:
    script = shop_that(project, "raise SystemExit('catalogue.toml, line 7: no title.')")

    result = run([sys.executable, script, "run", str(free_port())], env=os.environ)

    assert result.returncode == 1
    assert "catalogue.toml, line 7: no title." in result.stderr


def test_missing_npm_registry_is_one_sentence(project: Path) -> None:
    noise = "print('npm verbose stack Error: getaddrinfo')\n"
    script = shop_that(project, f"{noise}raise SystemExit('npm error code ENOTFOUND')")

    result = run([sys.executable, script, "run", str(free_port())], env=os.environ)

    assert_refused(result, "No npm registry", "ENOTFOUND", "NPM_CONFIG_REGISTRY")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_closing_the_shop_leaves_no_process_behind(project: Path, number: int) -> None:
    script = shop_that(project, SERVER)
    alive = held_by_the_shop(project)
    with opened(script, free_port()) as (shop, _):
        assert not is_let_go(alive, within_seconds=0)
        os.kill(shop.pid, number)
        assert is_let_go(alive, within_seconds=20)
        rest = (shop.stdout or io.StringIO()).read()
        shop.wait()

    assert (rest, shop.returncode) == ("The shop is closed.\n", 0)
    os.close(alive)


HALF_INSTALLED = """
import pathlib
pathlib.Path(".web/node_modules/half").mkdir(parents=True, exist_ok=True)
pathlib.Path(".web/reflex.install_frontend_packages.cached").touch()
"""


def test_first_start_that_fails_leaves_no_half_package(project: Path) -> None:
    script = shop_that(project, HALF_INSTALLED + "raise SystemExit('npm was interrupted')")

    run([sys.executable, script, "run", str(free_port())], env=os.environ)

    assert list((project / ".web").iterdir()) == []


def test_later_start_that_fails_keeps_the_packages(project: Path) -> None:
    script = shop_that(project, HALF_INSTALLED + "raise SystemExit('line 7: no title.')")
    (project / ".web").mkdir()
    (project / ".web/reflex.install_frontend_packages.cached").touch()

    run([sys.executable, script, "run", str(free_port())], env=os.environ)

    assert (project / ".web/node_modules/half").is_dir()


def test_open_shop_keeps_its_packages(project: Path) -> None:
    script = shop_that(project, HALF_INSTALLED + SERVER)
    with opened(script, free_port()) as (shop, _):
        shop.terminate()
        shop.wait(timeout=30)

    assert (project / ".web/node_modules/half").is_dir()


def held_by_the_shop(project: Path) -> int:
    """Make the pipe that the stand-in and its child hold while they live; answer our end."""
    os.mkfifo(project / "alive")
    return os.open(project / "alive", os.O_RDONLY | os.O_NONBLOCK)


def is_let_go(pipe: int, *, within_seconds: float) -> bool:
    """Whether nobody holds the other end any more."""
    return bool(select.select([pipe], [], [], within_seconds)[0])


@pytest.mark.parametrize(
    ("mode", "words"),
    [
        ("sandbox", "no money moves"),
        ("test", "test keys: no money moves"),
        ("live", "real money moves"),
    ],
)
def test_last_line_of_the_start_says_where_and_whether_money_moves(
    project: Path, mode: str, words: str
) -> None:
    script = shop_that(project, SERVER, mode)
    port = free_port()
    with opened(script, port) as (_, last_line):
        assert f"http://localhost:{port} " in last_line
        assert words in last_line


@contextmanager
def opened(script: Path, port: int) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Run the shop and answer it with the line that says that it is open; end it afterwards."""
    command = [sys.executable, script, "run", str(port)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as shop:
        try:
            yield shop, next(line for line in shop.stdout or () if "localhost" in line)
        finally:
            shop.terminate()
