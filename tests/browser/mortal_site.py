"""A shop to kill: it dies at points that are named, and starts again in a few seconds."""

import signal
from pathlib import Path
from typing import Any

import httpx

from tests.browser.mortal_shop import NOTE, PROJECT
from tests.browser.site import Site


class MortalSite(Site):
    """A built shop that is killed with all its processes, by itself or from outside."""

    command = (str(PROJECT / "tests" / "browser" / "mortal_shop.py"),)

    def __init__(self, folder: Path) -> None:
        """Copy the project; nothing dies before `dies_at`."""
        super().__init__(folder)
        self._note = folder / "death_note"
        self._note.unlink(missing_ok=True)
        self.environment = {NOTE: str(self._note)}

    def dies_at(self, point: str) -> None:
        """Have the shop die at the next call that fits, such as "orders.mark_paid after"."""
        self._note.write_text(point)

    def wait_for_death(self) -> None:
        """Return when the shop has died at its point."""
        assert self._process is not None
        self._process.wait(timeout=20)
        assert not self._note.exists(), "It died, but not where it should."
        self.end()

    def kill(self) -> None:
        """Kill the running shop now, as a power cut would."""
        self.end(signal.SIGKILL)

    def mails(self, email: str) -> list[dict[str, Any]]:
        """What was mailed to this address, the newest first."""
        asked = {"accept": "application/json"}
        outbox = httpx.get(f"{self.url}/sandbox/outbox", headers=asked).raise_for_status().json()
        return [mail for mail in outbox["mails"] if mail["to"] == email]

    def stock_of(self, book_id: int) -> dict[str, int]:
        """How many copies of a title were supplied, sold and are held."""
        asked = "SELECT copies, sold, held FROM stock WHERE book_id = ? AND mode = 'sandbox'"
        with self.database() as database:
            return dict(database.execute(asked, [book_id]).fetchone())
