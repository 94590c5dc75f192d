"""What only the browser knows or can do, as Vars; none of it is built from a value."""

from __future__ import annotations

import reflex as rx
from reflex.vars import FunctionStringVar

BROWSER_CART: rx.Var[str] = rx.Var("(window.localStorage.getItem('cart') ?? '')").to(str)
"""The cart as this browser has it at the click, which other tabs may have changed."""

RELOAD = FunctionStringVar.create("(() => { window.location.reload(); })")
PRINT = FunctionStringVar.create("(() => { window.print(); })")
EMPTY_AND_RELOAD = FunctionStringVar.create(
    "(() => { for (const name of ['cart', 'country', 'checkout'])"
    " window.localStorage.removeItem(name); window.location.reload(); })"
)
"""Forget what this browser keeps for us, for the case that it has become unusable."""


def focus_on(element_id: rx.Var[str] | str) -> FunctionStringVar:
    """Move the focus to an element."""
    target = rx.Var.create(element_id)
    return FunctionStringVar.create(
        f"(() => {{ document.getElementById({target!s})?.focus(); }})",
        _var_data=target._get_all_var_data(),
    )
