"""What every component of this package shares: library, options, and calls into the browser module.

The JavaScript lives in `stripe_elements.js` beside this file, an ordinary module that editors and
linters can read. Reflex links it into `assets/external/` when a page is compiled, never when this
package is imported.
"""

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import reflex as rx
from reflex.components.tags import CommonTag
from reflex.utils.format import to_camel_case
from reflex.utils.imports import ImportVar
from reflex.vars import FunctionStringVar, VarData

# One release train with the server's stripe package: never change one alone.
REACT_STRIPE = "@stripe/react-stripe-js@7.0.1"
STRIPE_JS = "@stripe/stripe-js@10.2.1"

Handler = rx.event.EventType[Any] | Callable[..., Any]


@cache
def _browser_module(_project: Path) -> str:
    return rx.asset("stripe_elements.js", shared=True).importable_path


def browser_imports(name: str) -> dict[str, list[ImportVar]]:
    """Return the imports of one function of the browser module.

    The two Stripe packages are named for installation only: a bare import of stripe-js would
    download Stripe.js at once, on every page.
    """
    installed_only = ImportVar(tag=None, render=False)
    return {
        _browser_module(Path.cwd()): [ImportVar(tag=name)],
        REACT_STRIPE: [installed_only],
        STRIPE_JS: [installed_only],
    }


def hook(variable: str, name: str, *arguments: Any) -> rx.Var:
    """Return a Var for the answer of a hook of the browser module.

    Reflex compiles whatever uses the Var into a React function of its own and puts the call to the
    hook there, so that the hook runs inside the providers around that component.

    Args:
        variable: The JavaScript constant which holds the answer.
        name: The exported hook.
        arguments: Values or Vars; values are written as JSON.
    """
    values = [rx.Var.create(argument) for argument in arguments]
    call = f"{name}({', '.join(str(value) for value in values)})"
    return rx.Var(
        variable,
        _var_data=VarData.merge(
            *(value._get_all_var_data() for value in values),
            VarData(hooks={f"const {variable} = {call};": None}, imports=browser_imports(name)),
        ),
    )


def member(owner: rx.Var, name: str, of: Any = bool) -> rx.Var:
    """Return one property of a hook's answer, typed."""
    return rx.Var(
        f"{owner!s}.{name}", _var_type=of, _var_data=owner._get_all_var_data()
    ).guess_type()


def callback(name: str, handler: Handler | None, event: Callable[..., Any]) -> rx.Var:
    """Return a Python event handler as a plain JavaScript function, without eval."""
    return rx.Var.create(rx.EventChain.create(handler or [], args_spec=event, key=name))


def browser_event(event: rx.Var) -> tuple[rx.Var]:
    """Pass the browser's own event object on; it never leaves the browser."""
    return (event,)


def listener(function: rx.Var, **request: Any) -> FunctionStringVar:
    """Return a React event listener: it calls `function` with the browser's event and a request."""
    asked = rx.Var.create(request)
    return FunctionStringVar.create(
        f"((event) => {function!s}(event, {asked!s}))",
        _var_data=VarData.merge(function._get_all_var_data(), asked._get_all_var_data()),
    )


class StripeComponent(rx.Component):
    """A component of react-stripe-js; what its subclass declares as props becomes `options`."""

    library = REACT_STRIPE

    @classmethod
    def option_names(cls) -> list[str]:
        """Return the props which travel to Stripe inside `options`."""
        return [name for name in cls.get_props() if not name.startswith("on_")]

    def options(self) -> rx.Var:
        """Return the options object in Stripe's spelling; what was not given is absent."""
        given: Mapping[str, Any] = dict(self._iter_set_props())
        names = [name for name in self.option_names() if name in given]
        return rx.Var.create({to_camel_case(name): given[name] for name in names})

    def _exclude_props(self) -> list[str]:
        return self.option_names()

    def _render(self, props: dict[str, Any] | None = None) -> CommonTag:
        return super()._render(props).add_props(options=self.options())
