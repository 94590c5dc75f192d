"""What a dialog covers is out of reach: nobody tabs to what cannot be seen.

A modal dialog of the browser's own would do it too, but also to Stripe's: whoever is at the
bank's question while the shop is away must be able to answer it.
"""

from __future__ import annotations

import reflex as rx
from reflex_base.constants.compiler import MemoizationDisposition, MemoizationMode


class CoverPage(rx.Fragment):
    """Shows its children; while it is there the page behind is inert, and its drawer closed.

    The focus goes back to where it was when the page is uncovered, if that is still there.
    """

    _memoization_mode = MemoizationMode(disposition=MemoizationDisposition.ALWAYS)

    def add_imports(self) -> dict[str, list[str]]:
        """What the hook below is made of."""
        return {"react": ["useLayoutEffect", "useRef"]}

    def add_hooks(self) -> list[str]:
        """Close, cover, and lead the focus to the first way on; undo it in the end."""
        return [
            "const before = useRef(globalThis.document?.activeElement);",
            "useLayoutEffect(() => {"
            " const page = document.querySelector('.page');"
            " for (const dialog of document.querySelectorAll('.page dialog[open]')) dialog.close();"
            " if (page) page.inert = true;"
            " document.querySelector('[role=alertdialog] button')?.focus();"
            " return () => {"
            " if (page) page.inert = false;"
            " if (before.current?.isConnected) before.current.focus({ preventScroll: true }); };"
            " }, []);",
        ]


cover_page = CoverPage.create
