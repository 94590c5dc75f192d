"""Lighthouse's mobile audit of the four pages that a purchase passes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.bench.figures import medians
from tests.bench.results import Figures
from tests.bench.sites import Sites
from tests.browser.conftest import CHROMIUM_FLAGS
from tests.browser.shopper import HAMMING

VERSION = "12.8.2"
SCORES = ("performance", "accessibility", "best-practices", "seo")
AUDITS = {
    "fcp": "first-contentful-paint",
    "lcp": "largest-contentful-paint",
    "tbt": "total-blocking-time",
    "cls": "cumulative-layout-shift",
}
NOINDEX = "is-crawlable"  # a private page asks search engines to stay away, as it should
SECONDS = 120  # for one audit
ATTEMPTS = 3


class NotAudited(Exception):
    """Lighthouse has no report of a page."""


def measure(sites: Sites) -> Figures:
    """Audit the pages in turn, each with a browser that knows nothing."""
    sites.shop.open()
    program = install(sites.folder / "lighthouse")
    pages = {
        "home": "/",
        "book": f"/books/{HAMMING}",
        "cart": "/cart",
        "checkout": f"/checkout?item={HAMMING}",
    }
    seen: dict[str, list[dict[str, float]]] = {name: [] for name in pages}
    for _ in range(sites.few(3, 1)):
        for name, path in pages.items():
            seen[name].append(audit(program, sites.chromium, sites.shop.url + path))
    return {name: medians(rounds) for name, rounds in seen.items()}


def install(folder: Path) -> Path:
    """Fetch Lighthouse with npm unless it is there; answers its program."""
    package = folder / "node_modules" / "lighthouse"
    program = package / "cli" / "index.js"
    if program.exists() and f'"version": "{VERSION}"' in (package / "package.json").read_text():
        return program
    folder.mkdir(parents=True, exist_ok=True)
    npm = [str(Path(sys.executable).with_name("npm")), "install", "--no-audit", "--no-fund"]
    environment = {**os.environ, "PUPPETEER_SKIP_DOWNLOAD": "1"}
    subprocess.run(
        [*npm, "--ignore-scripts", "--prefix", str(folder), f"lighthouse@{VERSION}"],
        env=environment,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return program


def audit(program: Path, chromium: str, address: str) -> dict[str, float]:
    """Audit a page once, as on a phone with a slow network; a browser may fail to start.

    Raises:
        NotAudited: it failed every time; the message is Lighthouse's own.
    """
    flags = " ".join(["--headless=new", *CHROMIUM_FLAGS])
    command = [str(Path(sys.executable).with_name("node")), str(program), address]
    told = ""
    for _ in range(ATTEMPTS):
        said = subprocess.run(
            [
                *command,
                "--quiet",
                "--output=json",
                "--output-path=stdout",
                f"--chrome-flags={flags}",
            ],
            env={**os.environ, "CHROME_PATH": chromium},
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        if said.returncode == 0:
            return read_report(json.loads(said.stdout))
        told = said.stderr.strip()[-2000:]
    raise NotAudited(told)


def read_report(report: dict[str, Any]) -> dict[str, float]:
    """The scores, from 0 to 100, and the times in milliseconds of a report."""
    scores = {name: 100 * report["categories"][name]["score"] for name in SCORES}
    return (
        scores
        | {"seo, private": _score_without(report, "seo", NOINDEX)}
        | {name: float(report["audits"][key]["numericValue"]) for name, key in AUDITS.items()}
    )


def _score_without(report: dict[str, Any], category: str, left_out: str) -> float:
    """A category's score if one of its audits had not been made."""
    made = [
        (ref["weight"], report["audits"][ref["id"]]["score"])
        for ref in report["categories"][category]["auditRefs"]
        if ref["id"] != left_out and report["audits"][ref["id"]]["score"] is not None
    ]
    return 100 * sum(weight * score for weight, score in made) / sum(weight for weight, _ in made)
