"""The built site, as those who stand in front of it know it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Site:
    """The built pages: where they lie, which routes they answer, what frames they may hold."""

    folder: Path
    routes: frozenset[str]
    name: str
    url: str
    frames: str  # the sandbox's URL, "" with Stripe's own
    has_policy: bool = True  # not in development, where Vite evals and serves the pages

    def has_file(self, route: str) -> bool:
        """Whether a path of a URL names a file of the build, and none outside of it."""
        try:
            path = (self.folder / route.lstrip("/")).resolve()
            return path.is_relative_to(self.folder.resolve()) and path.is_file()
        except (OSError, ValueError):  # a name too long for the disk, or with a null in it
            return False
