"""What the wrapper compiles to, and what it refuses, without a browser."""

import inspect
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import pytest
import reflex as rx
from reflex.components.component import Component

import bookstore.components.stripe_elements as package
from bookstore.components.stripe_elements import (
    address_element,
    confirmation,
    elements,
    express_checkout_element,
    link_authentication_element,
    next_action_button,
    pay_button,
    payment_element,
)
from tests.machine import PROJECT


class CheckState(rx.State):
    """A state as a shop has it."""

    amount: int = 0
    secret: str = ""
    attempt: str = ""
    name: str = ""

    @rx.event
    def submit(self, attempt: str, form: dict[str, str]) -> None:
        """Take a submission."""

    @rx.event
    def approve(self, attempt: str, wallet: dict[str, Any]) -> None:
        """Take a wallet's approval."""

    @rx.event
    def complain(self, code: str, message: str) -> None:
        """Take a problem."""

    @rx.event
    def complain_of_all(self, code: str, message: str, form: dict[str, str]) -> None:
        """Take a problem and the form as it stands."""

    @rx.event
    def report(self, result: dict[str, str]) -> None:
        """Take a result."""


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a compilation writes is written outside the project."""
    monkeypatch.chdir(tmp_path)


def button(**props: Any) -> Component:
    return pay_button("Pay", on_submit=CheckState.submit, on_problem=CheckState.complain, **props)


def confirming(**props: Any) -> Component:
    return confirmation(
        attempt=CheckState.attempt,
        client_secret=CheckState.secret,
        return_url="https://shop.example/return",
        on_result=CheckState.report,
        **props,
    )


def finishing(**props: Any) -> Component:
    given = {"client_secret": CheckState.secret, "on_result": CheckState.report} | props
    return next_action_button("Finish", **given)


def deferred(*children: Component, **props: Any) -> Component:
    given = {"mode": "payment", "amount": CheckState.amount, "currency": "usd"} | props
    return elements(*children, publishable_key="pk_test_1", **given)


def everything() -> Component:
    return deferred(
        express_checkout_element(on_confirm=CheckState.approve, on_problem=CheckState.complain),
        payment_element(),
        link_authentication_element(),
        address_element(mode="billing"),
        button(),
        finishing(),
        confirming(),
    )


def children(component: Component) -> list[Component]:
    return [child for child in component.children if isinstance(child, Component)]


def hooks(component: Component) -> str:
    own = [*component._get_hooks_internal(), *component._get_added_hooks()]
    return "\n".join([*map(str, own), *map(hooks, children(component))])


def test_import_writes_nothing(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "import bookstore.components.stripe_elements"]

    subprocess.run(command, cwd=tmp_path, env={"PYTHONPATH": str(PROJECT)}, check=True)

    assert list(tmp_path.iterdir()) == []


def test_compiling_links_all_browser_modules(tmp_path: Path) -> None:
    everything()

    linked = (tmp_path / "assets/external").rglob("*.js")
    assert {path.name for path in linked} == {"loading.js", "leaving.js", "paying.js"}


def test_nothing_is_compiled_for_eval() -> None:
    compiled = str(everything()) + hooks(everything())

    for evaluated in ("_call_script", "_call_function", "eval(", "callback"):
        assert evaluated not in compiled


def test_stripe_packages_are_imported_only_by_their_exact_versions() -> None:
    imports = everything()._get_all_imports()

    packages = [name for name in imports if name.startswith("@stripe")]
    assert sorted(packages) == ["@stripe/react-stripe-js@7.0.1", "@stripe/stripe-js@10.2.1"]
    # An import of stripe-js itself would load Stripe.js on every page that shares the file.
    assert not any(imported.render for imported in imports["@stripe/stripe-js@10.2.1"])


def test_text_travels_as_json_and_cannot_leave_its_string() -> None:
    hostile = 'pk_"); alert("1"); //'

    compiled = hooks(elements(publishable_key=hostile, client_secret=CheckState.secret))

    assert r'useStripeLoad("pk_\"); alert(\"1\"); //"' in compiled


def test_state_is_read_where_the_hook_runs() -> None:
    [group] = [child for child in children(deferred()) if isinstance(child, package.Elements)]

    lines = list(group._get_hooks_internal())

    assert "useStateContext" in lines[0]
    assert "useElementsGroup" in lines[1]
    assert "amount_rx_state_" in lines[1]


def test_options_are_stripes_own_names() -> None:
    element = payment_element(
        read_only=True,
        payment_method_order=["card", "klarna"],
        default_values={"billingDetails": {"address": {"postal_code": CheckState.name}}},
        fields={"card": {"billingDetails": "never"}, "billingDetails": {"email": "never"}},
    )

    compiled = str(element)

    for name in ("readOnly", "paymentMethodOrder", "defaultValues", "billingDetails"):
        assert f'["{name}"]' in compiled
    assert "read_only" not in compiled


def test_layout_goes_to_stripe_and_style_to_the_page() -> None:
    compiled = str(payment_element(id="card", class_name="frame", layout="tabs"))

    assert 'id:"card"' in compiled
    assert 'className:"frame"' in compiled
    assert 'options:({ ["layout"] : "tabs" })' in compiled


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: payment_element(layot="tabs"), "no prop 'layot'"),
        (lambda: payment_element(layout="tabz"), "layout as 'tabz'"),
        (lambda: payment_element(layout={"type": "tabs", "radio": "auto"}), "with ['radio']"),
        (lambda: payment_element(layout={}), "without ['type']"),
        (
            lambda: payment_element(fields={"billingDetails": {"address": {"city": "no"}}}),
            "fields['billingDetails']['address']['city'] as 'no'",
        ),
        (lambda: payment_element(payment_method_order=["card", 7]), "payment_method_order[1] as 7"),
        (lambda: deferred(locale="klingon"), "locale as 'klingon'"),
        (lambda: deferred(amount=True), "amount as True"),
        (lambda: deferred(amount=19.99), "amount as 19.99"),
        (lambda: deferred(appearance={"variables": {"colorText": 0}}), "['colorText'] as 0"),
        (lambda: address_element(mode="billing", contacts=[{}]), "contacts[0] without"),
    ],
)
def test_what_stripe_would_only_log_raises(make: Any, said: str) -> None:
    with pytest.raises(TypeError) as refused:
        make()

    assert said in str(refused.value)


def test_group_is_deferred_or_has_a_secret() -> None:
    with pytest.raises(ValueError, match="exactly one of the two"):
        deferred(client_secret=CheckState.secret)
    with pytest.raises(ValueError, match="exactly one of the two"):
        elements(publishable_key="pk_test_1", currency="usd")


@pytest.mark.parametrize("key", ["sk_test_hidden", "rk_live_hidden"])
def test_secret_key_is_refused_and_not_repeated(key: str) -> None:
    with pytest.raises(ValueError, match="secret key") as refused:
        elements(publishable_key=key, mode="payment")

    assert key not in str(refused.value)


def test_handler_with_other_arguments_is_refused() -> None:
    with pytest.raises(Exception, match="on_submit"):
        pay_button("Pay", on_submit=CheckState.report, on_problem=CheckState.complain)


def test_handler_of_problems_may_take_the_form_too() -> None:
    plain = str(button())
    full = str(
        pay_button("Pay", on_submit=CheckState.submit, on_problem=CheckState.complain_of_all)
    )

    assert '["form"] : _form' in full.partition("onProblem")[2]
    assert '["form"]' not in plain.partition("onProblem")[2]


def test_button_that_finishes_takes_a_secret_from_the_state_and_a_handler_of_results() -> None:
    compiled = str(finishing())

    assert 'clientSecret"] : ' in compiled
    assert 'type:"button"' in compiled
    assert 'secret_rx_state_?.valueOf?.() === ""' in compiled  # without one it is disabled
    with pytest.raises(Exception, match="on_result"):
        finishing(on_result=CheckState.complain)


def test_messages_are_alerts_with_the_texts_given() -> None:
    compiled = str(
        deferred(confirming(unanswered="No answer."), load_problem="No load.", retry="Again")
    )

    assert compiled.count('role:"alert"') == 4  # crash, script, Element, no answer
    for text in ("No answer.", "No load.", "Again"):
        assert f'"{text}"' in compiled


def test_example_in_the_docstring_compiles(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STRIPE_SECRET_KEY", "sk_test_example")
    monkeypatch.setenv("STRIPE_PUBLISHABLE_KEY", "pk_test_example")
    text = inspect.getdoc(package) or ""
    start, end = text.index("    import os"), text.index("One payment goes")
    page: dict[str, Any] = {"__name__": __name__}

    exec(textwrap.dedent(text[start:end]), page)  # noqa: S102  # our own docstring

    assert "pk_test_example" in hooks(page["checkout"]())
