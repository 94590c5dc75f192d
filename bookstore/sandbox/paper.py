"""What every page a person sees is written on: the ribbon, the style, one column of text."""

from base64 import b64encode
from hashlib import sha256
from html import escape

from starlette.responses import HTMLResponse, JSONResponse, Response

NO_CACHE = {"Cache-Control": "no-cache"}
_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; margin: 0; color: #1d2129; background: #fff }
main { max-width: 34rem; margin: 0 auto; padding: 1.5rem }
.ribbon { background: #7a2e00; color: #fff; text-align: center; padding: .4rem; font-weight: 600 }
button { font: inherit; padding: .6rem 1rem; margin: .25rem .5rem .25rem 0; border-radius: .4rem;
  border: 1px solid #1d2129; background: #fff; cursor: pointer; min-height: 44px }
button.yes { background: #1d2129; color: #fff }
button:focus-visible { outline: 3px solid #b35900; outline-offset: 2px }
table { border-collapse: collapse; width: 100% }
td, th { text-align: left; padding: .3rem .5rem; border-bottom: 1px solid #ddd }
"""


def write_page(title: str, body: str, *, script: str = "", status: int = 200) -> Response:
    """A whole page around ``body``, which is HTML; nothing but ``script`` runs in it."""
    ending = f"<script>{script}</script>" if script else ""
    return HTMLResponse(
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<link rel="icon" href="data:,">'  # None: else a browser asks the host for one.
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body>"
        '<div class="ribbon">Sandbox: no money moves</div>'
        f'<main aria-label="{escape(title)}">{body}</main>{ending}</body></html>',
        status_code=status,
        headers={
            "Cache-Control": "no-store",
            "Referrer-Policy": "no-referrer",
            "Content-Security-Policy": _policy(script),
        },
    )


def _policy(script: str) -> str:
    # Forms are left free: some answers lead on to the shop, which may be on another host.
    digest = b64encode(sha256(script.encode()).digest()).decode()
    scripts = f"script-src 'sha256-{digest}'; " if script else ""
    return f"default-src 'none'; {scripts}style-src 'unsafe-inline'; img-src data:; base-uri 'none'"


def say_closed() -> Response:
    """The answer of a page while the sandbox is not running."""
    return JSONResponse(
        {"error": {"message": "The sandbox is not running."}}, status_code=503, headers=NO_CACHE
    )


def say_gone() -> Response:
    """The page of a check which is over or never was."""
    body = "<h1>Not found</h1><p>This check is over or unknown.</p>"
    return write_page("Not found", body, status=404)
