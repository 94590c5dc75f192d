"""The browser script agrees with the types that Stripe publishes.

The declarations are those of @stripe/stripe-js in the release that the shop loads; both
they and TypeScript come from the npm registry, into a folder beside this Python.
"""

import json
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from bookstore.sandbox.browser import read_file

PACKAGES = {"typescript": "5.9.3", "@stripe/stripe-js": "10.2.1"}
TOOLS = Path(sys.prefix) / "share" / "stripe-types"
OPTIONS = {
    "allowJs": True,
    "checkJs": True,
    "noEmit": True,
    "strict": True,
    "target": "ES2023",
    "lib": ["ES2023", "DOM", "DOM.Iterable"],
    "module": "ESNext",
    "moduleResolution": "bundler",
    "types": [],
    "skipLibCheck": True,
    "baseUrl": ".",
    "paths": {"@stripe/stripe-js": [str(TOOLS / "node_modules/@stripe/stripe-js")]},
}


@pytest.fixture(scope="module")
def compiler() -> list[str]:
    """TypeScript's compiler as a command, installed once."""
    wanted = json.dumps({"private": True, "dependencies": PACKAGES})
    stamp = TOOLS / "installed.json"
    scripts = Path(sysconfig.get_path("scripts"))
    if not stamp.is_file() or stamp.read_text(encoding="utf-8") != wanted:
        TOOLS.mkdir(parents=True, exist_ok=True)
        (TOOLS / "package.json").write_text(wanted, encoding="utf-8")
        npm = [scripts / "npm", "install", "--no-audit", "--no-fund", "--no-package-lock"]
        subprocess.run(npm, cwd=TOOLS, check=True, capture_output=True, timeout=120)
        stamp.write_text(wanted, encoding="utf-8")
    return [str(scripts / "node"), str(TOOLS / "node_modules/typescript/bin/tsc")]


def complaints(compiler: list[str], folder: Path, files: dict[str, str]) -> str:
    """What the compiler says about some scripts; empty when they agree with the types."""
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    config = folder / "tsconfig.json"
    config.write_text(json.dumps({"compilerOptions": OPTIONS, "files": list(files)}))
    done = subprocess.run(
        [*compiler, "-p", config], capture_output=True, text=True, timeout=120, check=False
    )
    return done.stdout + done.stderr


def test_browser_script_agrees_with_stripes_own_types(compiler: list[str], tmp_path: Path) -> None:
    scripts = {name: read_file(name) for name in ("stripe.js", "frame.js")}
    assert complaints(compiler, tmp_path, scripts) == ""


def test_script_that_departs_from_the_types_is_noticed(compiler: list[str], tmp_path: Path) -> None:
    wrong = """
        /** @type {import("@stripe/stripe-js").PaymentIntent["status"]} */
        const status = "paid";
        export { status };
    """
    assert '"paid"' in complaints(compiler, tmp_path, {"wrong.js": wrong})
