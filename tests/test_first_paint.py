"""The pages of a build carry their stylesheet, and leave for their end what can wait."""

from __future__ import annotations

from pathlib import Path

import pytest

from bookstore.first_paint import StyleInPage, paint_first, with_style

STYLE = "body{color:#111}"
ADDRESS = "/assets/global-a1.css"
LINK = f'<link href="{ADDRESS}" rel="stylesheet" type="text/css"/>'
PRELOAD = f'<link as="style" href="{ADDRESS}" rel="preload"/>'
OTHERS = (
    '<link href="/favicon.svg" rel="icon"/><link rel="modulepreload" href="/assets/root.js"/>'
    '<link as="font" href="/fonts/serif.woff2" rel="preload"/>'
    '<link href="https://elsewhere.example/a.css" rel="stylesheet"/>'
)

TYPE = '<link as="font" crossorigin="anonymous" href="/fonts/serif.woff2" rel="preload"/>'
SCRIPT = '<link rel="modulepreload" href="/assets/root.js"/>'
FACE = "@font-face{font-family:Serif;src:url(/fonts/serif.woff2)}"
LOCAL = "@font-face{font-family:Near;src:local(Times)}"
WIDE = "(min-device-width: 48rem)"
TEXT = "<p>To be read.</p>"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A build of one stylesheet."""
    write(tmp_path / ADDRESS.lstrip("/"), STYLE)
    return tmp_path


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def test_style_stands_in_the_page_and_its_links_rest(folder: Path) -> None:
    page = with_style(f"<head>{PRELOAD}{LINK}</head>", folder)

    preload = PRELOAD.replace("<link", '<link media="not all"')
    link = LINK.replace("<link", "<link disabled")
    assert page == f"<head>{preload}<style>{STYLE}</style>{link}</head>"


def test_every_other_link_stays_as_it_was(folder: Path) -> None:
    assert with_style(OTHERS, folder) == OTHERS


def test_every_page_of_the_build_is_rewritten(folder: Path) -> None:
    names = ("index.html", "books/boom/index.html", "__spa-fallback.html")
    for name in names:
        write(folder / name, f"<head>{LINK}{SCRIPT}</head><body>{TEXT}</body>")

    StyleInPage().post_build(static_dir=folder)

    pages = [(folder / name).read_text() for name in names]
    assert all(f"<style>{STYLE}</style>" in page for page in pages)
    late = SCRIPT.replace("<link", f'<link media="not all and {WIDE}"')
    assert all(page.endswith(f"{TEXT}{late}</body>") for page in pages)


def test_type_and_scripts_come_behind_the_text_but_on_a_wide_screen() -> None:
    head = f"<style>{FACE}{LOCAL}{STYLE}</style>"

    page = paint_first(f"<head>{SCRIPT}{TYPE}{PRELOAD}{head}</head><body>{TEXT}</body>")

    narrow = f"not all and {WIDE}"
    wide, late = (
        (SCRIPT + TYPE).replace("<link", f'<link media="{media}"') for media in (WIDE, narrow)
    )
    late_script, late_type = (late[: late.index(">") + 1], late[late.index(">") + 1 :])
    style = f"@media {WIDE}{{{FACE}}}{LOCAL}{STYLE}"
    assert page == (
        f"<head>{wide}{PRELOAD}<style>{style}</style></head>"
        f'<body>{TEXT}<style media="{narrow}">{FACE}</style>{late_type}{late_script}</body>'
    )


def test_page_without_anything_late_stays_as_it_was() -> None:
    page = f"<head>{PRELOAD}</head><body>{TEXT}</body>"

    assert paint_first(page) == page


def test_page_without_an_end_ends_the_build() -> None:
    with pytest.raises(SystemExit, match="</body>"):
        paint_first(f"<head>{SCRIPT}</head>{TEXT}")


@pytest.mark.parametrize(
    "style",
    ["p{background:url(a.png)}", "p{background:url('../a.png')}", "p::after{content:'</style>'}"],
)
def test_style_that_would_mean_something_else_in_a_page_ends_the_build(
    folder: Path, style: str
) -> None:
    write(folder / ADDRESS.lstrip("/"), style)

    with pytest.raises(SystemExit, match="inside of a page"):
        with_style(LINK, folder)


@pytest.mark.parametrize("address", ["/fonts/a.woff2", "data:image/png;base64,AA", "#mask"])
def test_style_may_name_files_by_their_whole_address(folder: Path, address: str) -> None:
    write(folder / ADDRESS.lstrip("/"), f"p{{src:url({address})}}")

    assert f"url({address})" in with_style(LINK, folder)
