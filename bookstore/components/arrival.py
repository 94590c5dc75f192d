"""After a link inside the shop: the focus goes to the new page, as a whole load would have it.

Without this the focus would fall back to the document, nothing would be read out, and the next
Tab would begin before the header again.
"""

from __future__ import annotations

import reflex as rx
from reflex_base.constants.compiler import MemoizationDisposition, MemoizationMode

MAIN = "content"  # the id of every page's own part


class Arrival(rx.Fragment):
    """Shows nothing; stays mounted while pages come and go, and so notices each new one.

    A link to a place within a page, which has a hash, is the browser's own affair, and so is
    a page that has given the focus to something in it.
    """

    _memoization_mode = MemoizationMode(disposition=MemoizationDisposition.ALWAYS)

    def add_imports(self) -> dict[str, list[str]]:
        """What the hooks below are made of."""
        return {"react-router": ["useLocation"], "react": ["useEffect", "useRef"]}

    def add_hooks(self) -> list[str]:
        """Move the focus once the page of another path is there."""
        return [
            "const place = useLocation();",
            "const before = useRef(place.pathname);",
            "useEffect(() => {"
            " if (before.current === place.pathname) return;"
            " before.current = place.pathname;"
            f" const main = document.getElementById('{MAIN}');"
            " if (!place.hash && main && !main.contains(document.activeElement))"
            " main.focus({ preventScroll: true });"
            " }, [place]);",
        ]


arrival = Arrival.create
