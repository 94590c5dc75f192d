"""Ask the indexes whether anything that is installed has a known hole.

pip-audit goes into a virtual environment of its own, so that what it needs is not audited
with the shop. An index that does not answer such questions (many mirrors do not) is named,
and the list in docs/packages.md then stands alone.
"""

import json
import subprocess
import sys
import sysconfig
import tempfile
import venv
from pathlib import Path

from steps import refuse, say

PIP_AUDIT = "pip-audit==2.10.1"
INSTALLED = sysconfig.get_path("purelib")
NPM = Path(sys.executable).with_name("npm")


def audit_python(folder: Path) -> list[str] | None:
    """Answer the holes of the Python packages; None when the index does not tell."""
    venv.create(folder, with_pip=True)
    pip = [folder / "bin" / "python", "-m", "pip", "install", "--quiet", PIP_AUDIT]
    if subprocess.run(pip, check=False).returncode != 0:
        return None
    command = [folder / "bin" / "pip-audit", "--path", INSTALLED, "--format", "json"]
    asked = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        packages = json.loads(asked.stdout)["dependencies"]
    except (ValueError, KeyError):
        return None
    if all("skip_reason" in package for package in packages):
        return None
    return [
        f"{package['name']} {package['version']}: {hole['id']}"
        for package in packages
        for hole in package.get("vulns", ())
    ]


def audit_front_end() -> list[str] | None:
    """Answer the holes of the npm packages in the lock; None when the registry does not tell."""
    command = [NPM, "audit", "--package-lock-only", "--json"]
    asked = subprocess.run(command, cwd="reflex.lock", capture_output=True, text=True, check=False)
    try:
        holes = json.loads(asked.stdout)["vulnerabilities"]
    except (ValueError, KeyError):
        return None
    return [f"{name}: {hole['severity']}" for name, hole in holes.items()]


def main() -> None:
    """Audit both, and fail when there is a hole."""
    with tempfile.TemporaryDirectory() as folder:
        answers = {"Python": audit_python(Path(folder)), "npm": audit_front_end()}
    for index, holes in answers.items():
        if holes is None:
            say(f"{index:<8}not told: this index answers no such question; see docs/packages.md")
        else:
            say(f"{index:<8}{len(holes)} known holes")
            for hole in holes:
                say(f"  {hole}")
    if any(answers.values()):
        raise refuse("Bring what is named above up to date, or say why it does no harm.")


if __name__ == "__main__":
    main()
