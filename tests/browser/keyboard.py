"""Somebody who only has a keyboard, and watches where the focus is."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Frame, Page

MOST_TABS = 80
FOCUSED = """() => {
    const element = document.activeElement;
    const rules = getComputedStyle(element);
    const {x, y, width, height} = element.getBoundingClientRect();
    return {
        name: (element.getAttribute('aria-label') || element.labels?.[0]?.innerText
            || element.title || element.innerText || '').trim(),
        tag: element.tagName,
        outlined: rules.outlineStyle !== 'none' && parseFloat(rules.outlineWidth) >= 2,
        box: {x, y, width, height},
    };
}"""
HIDING = """(box) => {
    const modal = document.activeElement.closest('dialog');
    const isOpaque = (color) => color !== 'transparent' && !/, 0\\)$/.test(color);
    return [...(modal ?? document.body).querySelectorAll('*')].filter((element) => {
        const rules = getComputedStyle(element), bar = element.getBoundingClientRect();
        const stays = ['sticky', 'fixed'].includes(getComputedStyle(
            element.closest('.said, .undo') ?? element).position);
        return stays && rules.display !== 'none' && rules.visibility !== 'hidden'
            && rules.opacity !== '0' && isOpaque(rules.backgroundColor)
            && !element.contains(document.activeElement)
            && !document.activeElement.contains(element)
            && bar.width > 0 && bar.height > 0 && bar.x < box.x + box.width
            && box.x < bar.x + bar.width && bar.y < box.y + box.height && box.y < bar.y + bar.height
            && !document.activeElement.closest('.said, .undo');
    }).map((element) => `${element.tagName}.${element.className}`);
}"""


def focused(page: Page) -> dict[str, Any]:
    """What has the focus, by name, and where; inside a frame, what has it there."""
    found = page.evaluate(FOCUSED)
    frame = _frame_with_focus(page.main_frame) if found["tag"] == "IFRAME" else None
    if frame is not None:
        around = frame.frame_element().bounding_box()
        inside = frame.evaluate(FOCUSED)
        if around and inside["tag"] != "BODY":
            box = inside["box"] | {
                "x": inside["box"]["x"] + around["x"],
                "y": inside["box"]["y"] + around["y"],
            }
            return found | {"inside": inside["name"], "box": box, "outlined": True}
    return found


def _frame_with_focus(frame: Frame) -> Frame | None:
    """The innermost frame that has the focus."""
    for inner in frame.child_frames:
        if inner.evaluate("document.hasFocus()"):
            return _frame_with_focus(inner) or inner
    return None


def is_in_sight(page: Page) -> bool:
    """Whether the focus can be seen: outlined, inside the window, and under no bar that stays.

    What a frame draws around its own focus is Stripe's affair; where it is, is ours.
    """
    here = focused(page)
    box, window = here["box"], page.viewport_size
    assert window
    if here["tag"] == "BODY":
        return True  # between the last and the first
    if here["tag"] == "IFRAME" and "inside" not in here:
        return True  # on its way into the frame or out of it
    is_inside = box["y"] >= 0 and box["y"] + min(box["height"], 44) <= window["height"]
    return bool(here["outlined"] and box["width"] and is_inside and not page.evaluate(HIDING, box))


def tabs_to(page: Page, name: str) -> None:
    """Press Tab until something of this name has the focus; all on the way must be in sight."""
    passed: list[str] = []
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        assert is_in_sight(page), f"the focus cannot be seen on {focused(page)}"
        here = focused(page)
        if re.match(name, here.get("inside", here["name"])) or re.match(name, here["name"]):
            return
        passed.append(here["name"][:40])
    raise AssertionError(f"{MOST_TABS} times Tab did not lead to {name}, but to {passed}")
