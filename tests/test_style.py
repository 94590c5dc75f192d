"""The one stylesheet: colours that can be read, fonts that weigh little, names that agree."""

from __future__ import annotations

import re
from dataclasses import asdict
from pathlib import Path

import pytest

from bookstore.components.cover_art import CLOTHS, Cloth, contrast
from bookstore.components.layout import FONTS
from bookstore.components.theme import DARK, LIGHT, Scheme, stripe_appearance
from tests.machine import PROJECT

ASSETS = PROJECT / "assets"
STYLE = (ASSETS / "style.css").read_text(encoding="utf-8")
TOKEN = re.compile(r"--([a-z-]+): (#[0-9a-f]{6});")
FONT_FACES = re.findall(r"@font-face \{(.*?)\}", STYLE, re.S)
PRELOADED_AT_MOST = 20 * 1024  # bytes, of the weight that a first visit may have
TEXT, OUTLINE = 4.5, 3.0  # WCAG 2.2, 1.4.3 and 1.4.11

# What is set on what, as the stylesheet does it.
READ = [
    *[(ink, ground) for ink in ("ink", "quiet", "wrong") for ground in ("paper", "sheet", "field")],
    ("accent", "paper"),
    ("accent", "sheet"),
    ("paper", "ink"),
    ("accent-ink", "accent"),
    ("good-ink", "good"),
]
SEEN = [("frame", "paper"), ("frame", "sheet"), ("frame", "field"), ("focus", "paper")]


def tokens(scheme: str) -> dict[str, str]:
    """The colours of a scheme; dark keeps those of light that it does not name."""
    light = re.search(r":root \{(.*?)\n\}", STYLE, re.S)
    dark = re.search(r"prefers-color-scheme: dark\) \{\s*:root \{(.*?)\}", STYLE, re.S)
    assert light
    assert dark
    found = dict(TOKEN.findall(light[1]))
    return found if scheme == "light" else found | dict(TOKEN.findall(dark[1]))


def test_dark_names_every_colour_of_light() -> None:
    light, dark = tokens("light"), tokens("dark")

    assert len(light) == 13
    assert [name for name, colour in light.items() if dark[name] == colour] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), READ)
def test_text_can_be_read(scheme: str, ink: str, ground: str) -> None:
    colours = tokens(scheme)

    assert contrast(colours[ink], colours[ground]) >= TEXT


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("line", "ground"), SEEN)
def test_edges_of_fields_and_the_focus_can_be_seen(scheme: str, line: str, ground: str) -> None:
    colours = tokens(scheme)

    assert contrast(colours[line], colours[ground]) >= OUTLINE


def test_cloths_of_the_stylesheet_are_those_of_the_covers() -> None:
    rule = re.compile(
        r"\.cloth-(\d+) \{ --ground: (\S+); --cloth-ink: (\S+); --cloth-accent: (\S+); \}"
    )

    found = {int(number): Cloth(*colours) for number, *colours in rule.findall(STYLE)}

    assert found == dict(enumerate(CLOTHS))


@pytest.mark.parametrize(("name", "scheme"), [("light", LIGHT), ("dark", DARK)])
def test_colours_in_python_are_those_of_the_stylesheet(name: str, scheme: Scheme) -> None:
    colours = tokens(name)

    assert asdict(scheme) == {token: colours[token] for token in asdict(scheme)}


@pytest.mark.parametrize("scheme", [LIGHT, DARK])
def test_payment_frame_can_be_read(scheme: Scheme) -> None:
    look = stripe_appearance(scheme).get("variables", {})
    ground = look["colorBackground"]

    for name in ("colorPrimary", "colorText", "colorTextSecondary", "colorTextPlaceholder"):
        assert contrast(look[name], ground) >= TEXT, name
    assert contrast(look["colorDanger"], ground) >= TEXT
    assert contrast(look["inputColorBorder"], ground) >= OUTLINE


def test_fonts_that_every_page_loads_are_light() -> None:
    sizes = {name: (ASSETS / "fonts" / f"{name}.woff2").stat().st_size for name in FONTS}

    assert len(sizes) == 2
    assert sum(sizes.values()) <= PRELOADED_AT_MOST


def test_every_font_is_ours_swaps_in_and_comes_with_its_licence() -> None:
    loaded = [face for face in FONT_FACES if "url(" in face]

    assert len(loaded) == 4
    for face in loaded:
        (file,) = re.findall(r'url\("/([^"]+)"\)', face)
        assert (ASSETS / file).read_bytes()[:4] == b"wOF2"
        assert "font-display: swap" in face
        assert "unicode-range" in face
    assert "SIL OPEN FONT LICENSE" in (ASSETS / "fonts" / "OFL.txt").read_text(encoding="utf-8")


def test_until_a_font_has_come_another_keeps_its_measure() -> None:
    stand_ins = [face for face in FONT_FACES if "local(" in face]

    assert len(stand_ins) == 3
    for face in stand_ins:
        assert "size-adjust" in face
        assert "ascent-override" in face


def test_stylesheet_loads_nothing_from_elsewhere() -> None:
    assert "@import" not in STYLE
    assert "//" not in re.sub(r"/\*.*?\*/", "", STYLE, flags=re.S)


def test_motion_only_happens_to_those_who_have_not_asked_for_less() -> None:
    gentle = STYLE.index("@media (prefers-reduced-motion: no-preference)")
    outside = STYLE[:gentle]

    assert "transition:" not in outside
    assert "@media (prefers-reduced-motion: reduce)" in STYLE


def test_no_file_in_assets_is_large() -> None:
    large = [file for file in _files(ASSETS) if file.stat().st_size > 64 * 1024]

    assert large == []


def _files(folder: Path) -> list[Path]:
    return [file for file in folder.rglob("*") if file.is_file()]
