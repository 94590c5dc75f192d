"""What the components of this package share: library, options, and calls into the browser's half.

The JavaScript lives in three modules beside this file, ordinary ones that editors and linters
can read. Reflex links them into `assets/external/` when a page is compiled, never when
this package is imported.
"""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, ClassVar, Self, get_args

import reflex as rx
from reflex.components.tags import CommonTag
from reflex.utils.format import to_camel_case
from reflex.utils.imports import ImportVar
from reflex.vars import FunctionStringVar, VarData

from .checks import find_misfit

# One release train with the server's stripe package: never change one alone.
REACT_STRIPE = "@stripe/react-stripe-js@7.0.1"
STRIPE_JS = "@stripe/stripe-js@10.2.1"

Handler = rx.event.EventType[Any] | Callable[..., Any]

_HOOKS = {
    "useStripeLoad": "loading.js",
    "useElementsGroup": "loading.js",
    "usePayment": "paying.js",
    "useConfirmation": "paying.js",
}


@cache
def _browser_modules(_project: Path) -> dict[str, str]:
    # paying.js imports the others from its own folder, so all are linked always.
    names = ("loading.js", "leaving.js", "paying.js")
    return {name: rx.asset(name, shared=True).importable_path for name in names}


def hook(variable: str, name: str, *arguments: Any) -> rx.Var:
    """Return a Var for the answer of a hook of the browser's half.

    Reflex compiles whatever uses the Var into a React function of its own and puts the call to the
    hook there, so that the hook runs inside the providers around that component.

    Args:
        variable: The JavaScript constant which holds the answer.
        name: The exported hook.
        arguments: Values or Vars; values are written as JSON.
    """
    values = [rx.Var.create(argument) for argument in arguments]
    call = f"{name}({', '.join(str(value) for value in values)})"
    # Installed and not imported: a bare import of stripe-js would load Stripe.js on every page.
    installed = ImportVar(tag=None, render=False)
    imports = {
        _browser_modules(Path.cwd())[_HOOKS[name]]: [ImportVar(tag=name)],
        REACT_STRIPE: [installed],
        STRIPE_JS: [installed],
    }
    return rx.Var(
        variable,
        _var_data=VarData.merge(
            *(value._get_all_var_data() for value in values),
            VarData(hooks={f"const {variable} = {call};": None}, imports=imports),
        ),
    )


def member(owner: rx.Var, name: str, of: Any = bool) -> rx.Var:
    """Return one property of a hook's answer, typed."""
    return rx.Var(
        f"{owner!s}.{name}", _var_type=of, _var_data=owner._get_all_var_data()
    ).guess_type()


def use_payment() -> rx.Var:
    """Return the payment of the surrounding group, as the browser knows it."""
    return hook("stripePayment", "usePayment")


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
    """A component of react-stripe-js; what its subclass declares as props becomes `options`.

    Options are named in snake case as everywhere in Reflex; the keys inside their values are
    Stripe's own, unchanged. A name or value that Stripe does not know raises at once, while
    Stripe.js would only write a line to the shopper's console.
    """

    library = REACT_STRIPE

    _plain_props: ClassVar[set[str]] = {"id", "class_name", "style", "key", "custom_attrs"}

    @classmethod
    def create(cls, *children: Any, **props: Any) -> Self:
        """Return the component.

        Raises:
            TypeError: An option is unknown or has a value that Stripe.js refuses.
        """
        fields = cls.get_fields()
        for name, value in props.items():
            if name not in {*cls.get_props(), *cls.get_event_triggers(), *cls._plain_props}:
                raise TypeError(
                    f"{cls.__name__} has no prop {name!r}. It takes {cls.option_names()}."
                )
            if name in cls.option_names() and (
                misfit := find_misfit(value, *get_args(fields[name].annotated_type))
            ):
                raise TypeError(f"{cls.__name__} cannot take {name}{misfit}")
        return super().create(*children, **props)

    @classmethod
    def option_names(cls) -> list[str]:
        """Return the props which travel to Stripe inside `options`."""
        return [name for name in cls.get_props() if not name.startswith("on_")]

    def options(self) -> rx.Var:
        """Return the options object in Stripe's spelling; what was not given is absent."""
        given = dict(self._iter_set_props())
        names = [name for name in self.option_names() if name in given]
        return rx.Var.create({to_camel_case(name): given[name] for name in names})

    def _exclude_props(self) -> list[str]:
        return self.option_names()

    def _render(self, props: dict[str, Any] | None = None) -> CommonTag:
        return super()._render(props).add_props(options=self.options())
