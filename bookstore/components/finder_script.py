"""What finding does in the browser: the address follows the field, and the field the address.

While somebody types, the address is replaced without a navigation, so nothing scrolls, no
focus is lost and Back leads out of the search in one step. A chosen order is a navigation,
so Back undoes it. Nothing here writes into the field while it is typed in.
"""

from __future__ import annotations

import reflex as rx
from reflex_base.vars import FunctionStringVar, VarData

FIELD = "find-text"
RESULTS = "found"

FUNCTIONS = f"""
const askedFor = () => new URLSearchParams(window.location.search).get('q') ?? '';
const addressWith = (name, text) => {{
  const query = new URLSearchParams(window.location.search);
  if (text) query.set(name, text); else query.delete(name);
  query.delete('after');
  return '/' + (query.size ? '?' + query : '');
}};
const keepTyped = () => {{
  const field = document.getElementById('{FIELD}');
  if (!field || window.location.pathname !== '/' || field.value.trim() === askedFor()) return;
  try {{
    window.history.replaceState(window.history.state, '', addressWith('q', field.value.trim()));
  }} catch {{ /* too often for this browser: the next change takes this one along */ }}
}};
const followAddress = (isFirst, hash) => {{
  const field = document.getElementById('{FIELD}');
  if (!field) return;
  if (isFirst && field.value) keepTyped();  /* typed before the page was alive */
  else field.value = askedFor();
  if (isFirst && !window.scrollY && /[?&](q|subject|sort|after)=/.test(window.location.search))
    document.getElementById('{RESULTS}')?.scrollIntoView();  /* a shared search: show the answer */
  if (hash === '#{RESULTS}') document.getElementById('{RESULTS}')?.focus({{ preventScroll: true }});
}};
"""

KEEP_TYPED = FunctionStringVar.create("keepTyped")

_ROUTER = VarData(
    imports={
        "react-router": [rx.ImportVar(tag="useLocation"), rx.ImportVar(tag="useNavigate")],
        "react": [rx.ImportVar(tag="useEffect"), rx.ImportVar(tag="useRef")],
    },
    hooks={
        "const finderPlace = useLocation();": None,
        "const finderNavigate = useNavigate();": None,
        "const finderIsFirst = useRef(true);": None,
        "useEffect(() => { followAddress(finderIsFirst.current, finderPlace.hash);"
        " finderIsFirst.current = false; }, [finderPlace]);": None,
    },
)


def sort_by(order: rx.Var[str]) -> rx.event.EventSpec:
    """Go to the address that asks for the same in another order."""
    return rx.call_function(
        FunctionStringVar.create(
            "(() => finderNavigate("
            f"addressWith('sort', {order!s}), {{ preventScrollReset: true }}))",
            _var_data=_ROUTER,
        )
    )


class FinderForm(rx.el.Form):
    """A form that brings the functions above into its page."""

    def add_custom_code(self) -> list[str]:
        """The functions, once for the module of the page."""
        return [FUNCTIONS]
