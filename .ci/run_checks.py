"""Run every check and test; pytest comes last, so that its closing line ends the run."""

import os
import subprocess
import sys
import time
from pathlib import Path

from steps import refuse, say

BIN = Path(sys.executable).parent
CHECKS = {
    "ruff format": [BIN / "ruff", "format", "--check", "--quiet", "."],
    "ruff check": [BIN / "ruff", "check", "--quiet", "."],
    "pyright": [sys.executable, "-m", "pyright"],
    "lint-imports": [BIN / "lint-imports", "--no-logo"],
}


def find_chromium() -> str:
    """Answer the browser for the tests, installed now if need be; without one nothing runs."""
    # Its progress and its refusal are written to our stderr.
    answer = subprocess.run([".ci/find-chromium"], stdout=subprocess.PIPE, text=True, check=False)
    if answer.returncode != 0:
        raise SystemExit(1)
    return answer.stdout.strip()


def passes(name: str, command: list[str | Path], env: dict[str, str]) -> bool:
    """Run one check; print its name, verdict and seconds, and its output when it fails."""
    started = time.monotonic()
    check = subprocess.run(
        command, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    verdict = "ok" if check.returncode == 0 else "FAILED"
    say(f"{name:<14}{verdict:<8}{time.monotonic() - started:5.1f} s")
    if check.returncode != 0:
        say(check.stdout.rstrip())
    return check.returncode == 0


def main() -> None:
    """Run the checks in order, then the tests, and fail if any of them failed."""
    started = time.monotonic()
    env = {
        **os.environ,
        "CHROMIUM": find_chromium(),
        # Pyright runs on the Node of the requirements and asks no registry for news.
        "PYRIGHT_PYTHON_IGNORE_WARNINGS": "1",
    }
    say(f"{'chromium':<14}{'ok':<8}{time.monotonic() - started:5.1f} s  {env['CHROMIUM']}")
    failed = [name for name, command in CHECKS.items() if not passes(name, command, env)]
    say("pytest")
    tests = subprocess.run([sys.executable, "-m", "pytest"], env=env, check=False)
    if tests.returncode != 0:
        failed.append("pytest")
    if failed:
        raise refuse(f"Failed: {', '.join(failed)}.")


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        raise SystemExit(130) from None
