"""What anybody needs of a page, whatever state it stands in: axe, a ruler, and a few rules.

Everything is looked at in the page as a shopper has it: at the widths of a phone and of a desk,
in light and dark, and at the 320 by 256 pixels that are left of a desk at a zoom of 400 %.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import axe_playwright_python
from playwright.sync_api import Page, ViewportSize

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
EVERYTHING = {"type": "tag", "values": TAGS}
COLOURS = {"type": "rule", "values": ["color-contrast"]}
RUN_AXE = """async (rules) => (await axe.run({runOnly: rules, resultTypes: ['violations']}))
    .violations.map((found) => `${found.id} (${found.help}): `
        + found.nodes.map((node) => `${node.target.join(' > ')} ${node.any.concat(node.all)
            .map((check) => check.message).join(' ')}`).slice(0, 5).join(' | '))"""

POLL_MS = 50
Scheme = Literal["light", "dark"]
PHONE, DESK = ViewportSize(width=360, height=740), ViewportSize(width=1440, height=900)
TABLET, ZOOMED = ViewportSize(width=768, height=1024), ViewportSize(width=320, height=256)

SMALL_TARGETS = """() => {
    const alone = (element) => {  // within a sentence a link is as tall as the sentence's lines
        const words = element.closest('p, dd, li, h2, h3')?.innerText.trim() ?? '';
        return element.tagName !== 'A' || element.matches('.line-title')
            || words.length <= element.innerText.trim().length;
    };
    return [...document.querySelectorAll('a, button, input, select, textarea, summary')]
        .filter((element) => element.checkVisibility({visibilityProperty: true})
            && element.type !== 'hidden' && !element.matches('.skip')
            && !element.closest('[aria-hidden=true]') && alone(element))
        .map((element) => [element, element.getBoundingClientRect(),
            element.closest('h2, h3, .line-what') ? 24 : 43.9])  // beside a cover or a button
        .filter(([, box, least]) => box.height < least || box.width < least)
        .map(([element, box]) => `${element.tagName} ${element.innerText || element.name}`
            + ` is ${box.width} x ${box.height}`);
}"""
CUT_OFF = """() => [...document.querySelectorAll('body *')]
    .filter((element) => element.checkVisibility() && !element.closest('[aria-hidden=true], svg')
        && ['hidden', 'clip'].includes(getComputedStyle(element).overflowX)
        && element.clientWidth > 1  // only read out
        && element.innerText?.trim() && element.scrollWidth > element.clientWidth + 1)
    .map((element) => `${element.tagName}.${element.className} is cut off`)"""
COVERED = """() => {  // of 64 points down the middle, how many show what stays while one scrolls
    const solid = document.createElement('style');
    solid.textContent = '* { pointer-events: auto !important; }';
    const stays = (element) => element && !element.matches('body, .said')
        && (['fixed', 'sticky'].includes(getComputedStyle(element).position)
            || stays(element.parentElement));
    const at = (n) => document.elementFromPoint(innerWidth / 2, (n + 0.5) * innerHeight / 64);
    if (document.querySelector('dialog[open], [role=alertdialog]')) return 0;
    document.head.append(solid);
    const covered = Array.from({length: 64}, (_, n) => at(n)).filter(stays).length;
    solid.remove();
    return covered / 64;
}"""
BENEATH = r"""(frame) => {
    let element = frame, colour;
    do colour = getComputedStyle(element).backgroundColor;
    while (/, 0\)$|^transparent$/.test(colour) && (element = element.parentElement));
    return colour;
}"""
PAINT = """(colour) => {
    const paint = document.getElementById('paint') ?? document.head.appendChild(
        Object.assign(document.createElement('style'), {id: 'paint'}));
    paint.textContent = `html { background-color: ${colour} }`;
}"""
INK = "getComputedStyle(document.documentElement).getPropertyValue('--ink').trim()"
WEARS_INK = """(ink) => ['', ink].includes(
    getComputedStyle(document.documentElement).getPropertyValue('--colorText').trim())"""
FRAME = """() => ({
    title: document.title,
    lang: document.documentElement.lang,
    headings: [...document.querySelectorAll('h1')]
        .filter((heading) => heading.checkVisibility()).length,
    mains: [...document.querySelectorAll('main')].filter((main) => main.checkVisibility()).length,
    foreign: [...document.querySelectorAll('[data-sonner-toaster], [data-sonner-toast]')].length
        + (/reflex/i.test(document.body.innerText) ? 1 : 0),
})"""


def complaints(page: Page) -> list[str]:
    """Everything that somebody would stumble over in the page as it stands."""
    found = [*of_axe(page), *of_the_ruler(page), *of_the_frame(page)]
    page.set_viewport_size(PHONE)
    return found


def of_axe(page: Page) -> Iterator[str]:
    """Each rule at each width, and the contrast of colours in each scheme at each width."""
    for size, light, dark in ((PHONE, EVERYTHING, COLOURS), (DESK, COLOURS, EVERYTHING)):
        page.set_viewport_size(size)
        schemes: dict[Scheme, dict[str, Any]] = {"light": light, "dark": dark}
        for scheme, rules in schemes.items():
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            paint_frames(page)
            for said in page.evaluate(RUN_AXE, rules):
                yield f"{scheme}, {size['width']}: {said}"


def paint_frames(page: Page) -> None:
    """Give frames that let their page shine through its colour; axe takes them for white.

    The payment frame hears a moment later that the scheme has changed. It is asked again by the
    clock: a frame of another origin that is out of sight gets no animation frames, which
    Playwright counts by else, so that it would be asked once and never again.
    """
    ink = page.evaluate(INK)
    for frame in page.main_frame.child_frames:
        frame.wait_for_function(WEARS_INK, arg=ink, polling=POLL_MS)
        frame.evaluate(PAINT, frame.frame_element().evaluate(BENEATH))


def of_the_ruler(page: Page) -> Iterator[str]:
    """What is too wide, cut off, too small to hit, or covered."""
    for size in (ZOOMED, PHONE, TABLET, DESK):
        page.set_viewport_size(size)
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > size["width"]:
            yield f"is {width} wide in {size['width']}"
        for said in page.evaluate(CUT_OFF):
            yield f"{size['width']}: {said}"
        if size is ZOOMED and (part := page.evaluate(COVERED)) > 0.5:
            yield f"{part:.0%} of a small window are covered"
        if size is PHONE:
            yield from page.evaluate(SMALL_TARGETS)


def of_the_frame(page: Page) -> Iterator[str]:
    """What every page has once, and what none of ours has."""
    frame: dict[str, Any] = page.evaluate(FRAME)
    if not frame["title"]:
        yield "has no title"
    if frame["lang"] != "en":
        yield f"has the language {frame['lang']!r}"
    if frame["headings"] != 1:
        yield f"has {frame['headings']} first headings"
    if frame["mains"] != 1:
        yield f"has {frame['mains']} main parts"
    if frame["foreign"]:
        yield "shows something of Reflex's own"
