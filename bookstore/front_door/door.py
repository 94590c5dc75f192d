"""Known routes answered as they are, and a true 404 for everything else.

Reflex's own file server redirects `/cart` to `/cart/` at whatever Host header came, which
would send a returning payment's client_secret over http to a stranger; here known routes
are answered as they are.
"""

from __future__ import annotations

from html import escape

from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from bookstore import wiring
from bookstore.components.book_html import book_head, book_without_script
from bookstore.domain.errors import BookNotFound
from bookstore.front_door.shell import Shell
from bookstore.front_door.site import Site
from bookstore.kept_answers import kept_answer, packed_answer

NOTHING_HERE = (  # for those who run no script
    '<noscript><main class="broken panel"><h1>There is nothing at this address</h1>'
    "<p>The page may have moved, or the link may have lost a letter on its way to you.</p>"
    '<p><a class="button" href="/">See all books</a></p></main></noscript>'
)


class FrontDoor:
    """Answers known routes as they are, and unknown ones with a true 404."""

    def __init__(self, app: ASGIApp, site: Site) -> None:
        """Stand in front of Reflex's own application."""
        self._app = app
        self._site = site
        self._shell = Shell(site.folder)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on but what a browser asks for by address."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        route = "/" + scope["path"].strip("/")
        answer = await self._answer(route, scope)
        if answer is not None:
            await answer(scope, receive, send)
        else:
            await self._app(self._without_redirect(route, scope), receive, send)

    def _without_redirect(self, route: str, scope: Scope) -> Scope:
        if scope["method"] not in ("GET", "HEAD") or route not in self._site.routes:
            return scope
        path = route if route == "/" else f"{route}/"
        return {**scope, "path": path, "raw_path": path.encode()}

    async def _answer(self, route: str, scope: Scope) -> Response | None:
        """Our own answer for a page that the build does not have; None leaves it to Reflex."""
        if scope["method"] not in ("GET", "HEAD") or not self._is_page(route):
            return None
        if route.startswith("/books/"):
            page = await self._book(route.removeprefix("/books/"))
            if page is not None:
                return kept_answer(scope, page, "text/html")
        title = f"<title>Page not found · {escape(self._site.name)}</title>"
        page = self._shell.filled(f'{title}<meta name="robots" content="noindex">', NOTHING_HERE)
        return packed_answer(scope, page, "text/html", status=404)

    async def _book(self, slug: str) -> bytes | None:
        """The page of a title that is on the shelf, but not in the build."""
        try:
            shop = wiring.shop()
            found = await shop.books.by_slug(slug)
        except (BookNotFound, RuntimeError):
            return None
        head = book_head(found, site_url=self._site.url, shop_name=self._site.name)
        return self._shell.filled(head, book_without_script(found, locale=shop.locale))

    def _is_page(self, route: str) -> bool:
        """Whether Reflex would answer with the empty shell: no built page, no file."""
        if route in self._site.routes or route.startswith(("/_", "/ping")):
            return False
        return self._site.folder.is_dir() and not self._site.has_file(route)
