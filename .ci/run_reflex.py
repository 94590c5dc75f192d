"""The `reflex` command, except that production builds the front end only when it has changed.

Reflex builds anew at every start, which is most of the time that a second start takes. What it has
compiled is the same, byte for byte, as long as pages, assets and packages are, so a build whose
fingerprint fits is served again.
"""

import hashlib
import inspect
import os
from collections.abc import Iterator
from pathlib import Path

from reflex.reflex import cli
from reflex.utils import build
from reflex_base.config import get_config

WEB = Path(".web")
SITE = WEB / "build" / "client"
FINGERPRINT = WEB / "build" / "fingerprint"  # Reflex empties the folder before it builds
# Packages are known by package-lock.json; reflex.json only tells when Reflex ran last.
NOT_COMPILED = {"node_modules", "build", ".react-router", "backend", "reflex.json"}


def build_when_changed(root: Path) -> None:
    """Stand in for Reflex's own step: write env.json, then build unless the build fits."""
    build.setup_frontend(root)
    wanted = fingerprint()
    if SITE.is_dir() and FINGERPRINT.is_file() and FINGERPRINT.read_text() == wanted:
        return
    print("Building the front end", flush=True)
    build.build()
    FINGERPRINT.write_text(wanted)


def fingerprint() -> str:
    """Answer a digest of everything that the build reads, and of what it is told."""
    digest = hashlib.sha256()
    for part in (*told(), *compiled()):
        digest.update(hashlib.sha256(part).digest())
    return digest.hexdigest()


def told() -> Iterator[bytes]:
    """Yield the settings of the build that are in no file."""
    config = get_config()
    yield repr((config.frontend_compression_formats, config.frontend_path)).encode()
    for plugin in config.plugins:  # of ours, which may change what was built
        yield Path(inspect.getfile(type(plugin))).read_bytes()
    for name in sorted(os.environ):
        if name.startswith(("VITE_", "REFLEX_", "NODE_")):
            yield f"{name}={os.environ[name]}".encode()


def compiled() -> Iterator[bytes]:
    """Yield the names and contents of what Reflex has compiled, in a steady order."""
    for folder, folders, files in os.walk(WEB, followlinks=True):
        here = Path(folder)
        if here == WEB:
            folders[:] = [name for name in folders if name not in NOT_COMPILED]
            files = [name for name in files if name not in NOT_COMPILED]
        folders.sort()
        for name in sorted(files):
            yield str(here / name).encode()
            yield (here / name).read_bytes()


if __name__ == "__main__":
    build.setup_frontend_prod = build_when_changed
    cli(prog_name="reflex")
