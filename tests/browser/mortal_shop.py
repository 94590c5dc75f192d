"""The `reflex` command of a shop that kills itself at a point that a test has named.

Run as a script in the shop's folder. What `wiring` hands out is wrapped here, before the server
forks, so the shop itself knows nothing of it. The death note is a file with one line such as
`orders.mark_paid after`: the first call that fits takes the note away and kills the supervisor,
this worker and all else of their process group, without a word and with nothing cleaned up.
"""

import inspect
import os
import runpy
import signal
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parent.parent.parent
NOTE = "DEATH_NOTE"  # the variable that names the file
PARTS = ("books", "orders", "payments", "mails", "postman")


class Mortal:
    """One part of the shop, each of whose calls may be the last."""

    def __init__(self, name: str, part: Any) -> None:
        """Stand in for the part called `name`."""
        self._name = name
        self._part = part

    def __getattr__(self, name: str) -> Any:
        """Answer the part's own attribute, with death before and after if it is a call."""
        found = getattr(self._part, name)
        if not inspect.iscoroutinefunction(found):
            return found

        async def call(*args: Any, **options: Any) -> Any:
            die_if_noted(f"{self._name}.{name} before")
            answer = await found(*args, **options)
            die_if_noted(f"{self._name}.{name} after")
            return answer

        return call


def die_if_noted(point: str) -> None:
    """Kill this process and its whole group when the note names the point."""
    note = Path(os.environ[NOTE])
    if note.is_file() and note.read_text() == point:
        note.unlink()
        os.killpg(0, signal.SIGKILL)


def make_mortal() -> None:
    """Have every shop that is opened in this process, or in one forked from it, be mortal."""
    from bookstore import wiring

    make_shop = wiring._make_shop

    def make_mortal_shop(*args: Any, **options: Any) -> Any:
        shop = make_shop(*args, **options)
        return replace(shop, **{name: Mortal(name, getattr(shop, name)) for name in PARTS})

    wiring._make_shop = make_mortal_shop


if __name__ == "__main__":
    sys.path[0] = os.getcwd()
    command = runpy.run_path(str(PROJECT / ".ci" / "run_reflex.py"))  # a restart builds nothing
    command["build"].setup_frontend_prod = command["build_when_changed"]
    make_mortal()
    command["cli"](prog_name="reflex")
