"""A built site of a few pages, each with an inline script of its own."""

from pathlib import Path

import pytest

from bookstore.front_door import Site

SHELL = "<html><head></head><body><script>shell()</script></body></html>"


@pytest.fixture
def site(tmp_path: Path) -> Site:
    folder = tmp_path / "client"
    for route in (".", "cart", "success", "checkout/return", "books/book-1"):
        (folder / route).mkdir(parents=True, exist_ok=True)
        (folder / route / "index.html").write_text(f"page {route}<script>{route}()</script>")
    (folder / "assets").mkdir()
    (folder / "assets" / "app-3fa9.js").write_text("run()")
    (folder / "style.css").write_text("body {}")
    (folder / "404.html").write_text(SHELL)
    (tmp_path / "secret.txt").write_text("top secret")
    return Site(
        folder=folder,
        routes=frozenset({"/", "/cart", "/success", "/checkout/return", "/books/book-1"}),
        name="Lamp & Ladder",
        url="http://localhost:3000",
        frames="http://localhost:3000/sandbox",
    )
