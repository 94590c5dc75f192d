"""Every public method of a state can be called by anybody with anything: none of it moves money."""

import inspect
import pkgutil
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest
import reflex as rx
from reflex_base.constants import CompileVars

import bookstore.states
from bookstore.states.cart import CartState
from bookstore.states.checkout import CheckoutState
from bookstore.states.order import OrderState
from bookstore.states.shelf import ShelfState
from tests.browser.shopper import Shopper
from tests.browser.site import Site
from tests.browser.socket_client import ROOT, SocketClient, State, wire_name

for module in pkgutil.iter_modules(bookstore.states.__path__, "bookstore.states."):
    import_module(module.name)


def ours(parent: State) -> list[State]:
    """Every state of the shop, parents first."""
    found = sorted(parent.get_substates(), key=lambda state: state.__name__)
    mine = [state for state in found if state.__module__.startswith("bookstore.")]
    return [each for state in mine for each in (state, *ours(state))]


STATES = ours(rx.State)
HANDLERS = [
    (state, name)
    for state in STATES
    for name in sorted(state.event_handlers)
    if name in vars(state) and name != "setvar"
]
CART = '{"id":"AAAAAAAAAAAAAAAAAAAAAA","revision":1,"settled":[],"lines":[[1,1]]}'
FORM = {
    "name": "Mallory",
    "line1": "1 Main Street",
    "city": "Springfield",
    "postal_code": "12345",
    "country": "US",
    "shown_total": "2800",
}


def orders_of(site: Site) -> list[tuple[Any, ...]]:
    """Everything that is known of every order."""
    with site.database() as database:
        return [tuple(row) for row in database.execute("SELECT * FROM orders ORDER BY id")]


@pytest.fixture
def mallory(site: Site) -> Iterator[SocketClient]:
    """A tab with a book in its cart and bad intentions."""
    cart_id = f"{len(orders_of(site)):022d}"  # a new one for each test
    stored = {wire_name(CartState, "cart"): CART.replace("A" * 22, cart_id)}
    client = SocketClient(site, "/checkout", stored)
    yield client
    client.close()


def test_no_method_of_a_state_is_public_by_mistake() -> None:
    public = {f"{state.__name__}.{name}" for state, name in HANDLERS}

    assert public == {
        "CartState.accept_prices",
        "CartState.add_book",
        "CartState.change_quantity",
        "CartState.choose_country",
        "CartState.close_drawer",
        "CartState.connect",
        "CartState.forget_removed",
        "CartState.leave_quantity",
        "CartState.look_again",
        "CartState.open_drawer",
        "CartState.remove_book",
        "CartState.step_quantity",
        "CartState.undo",
        "CheckoutNews.listen",
        "CheckoutState.abandon",
        "CheckoutState.abandon_at_the_bank",
        "CheckoutState.look_again",
        "CheckoutState.open",
        "CheckoutState.payment_answered",
        "CheckoutState.place_order",
        "CheckoutState.show_problem",
        "ContactFormState.check_field",
        "ContactFormState.mend_field",
        "GivingUpState.look",
        "OrderState.open",
        "ReminderState.ask",
        "ReminderState.check",
        "ReminderState.open",
        "ReturnState.come_back",
        "SentCartState.add_sent",
        "SentCartState.decline_sent",
        "SentCartState.link_copied",
        "SentCartState.make_link",
        "SentCartState.open_link",
        "SentCartState.replace_with_sent",
        "FinderState.list_subjects",
        "FinderState.look_up",
        "ShelfState.look",
        "ShelfState.look_at_book",
        "ShelfState.open_book",
        "TroubleState.admit",
        "TroubleState.dismiss",
    }


def test_order_of_an_honest_shopper_never_comes_back_to_another(
    shopper: Shopper, site: Site
) -> None:
    shopper.opens("/checkout?item=1")
    shopper.pays()
    shopper.expects_order()
    intent = shopper.intent()
    token = shopper.page.url.partition("order=")[2]
    stranger = SocketClient(site, f"/checkout/return?payment_intent={intent['id']}")

    for state, handler in HANDLERS:
        fn = state.event_handlers[handler].fn
        arguments = [name for name in inspect.signature(fn).parameters if name != "self"]
        for value in (intent["id"], intent["metadata"]["order_number"]):
            stranger.call(state, handler, **dict.fromkeys(arguments, value))
    stranger.close()

    secrets = [token, shopper.email, "Ada Reader", intent["client_secret"]]
    assert [secret for secret in secrets if secret in stranger.heard] == []


def test_forged_answer_of_the_browser_pays_nothing(mallory: SocketClient, site: Site) -> None:
    email = f"mallory{len(orders_of(site))}@example.com"
    mallory.call(CheckoutState, "place_order", attempt="a1", form={**FORM, "email": email})
    (intent,) = site.sandbox.intents(email)
    assert mallory.value(CheckoutState, "client_secret") == intent["client_secret"]

    forged = {"attempt": "a1", "status": "succeeded", "payment_intent": intent["id"]}
    mallory.call(CheckoutState, "payment_answered", result=forged)

    (order,) = site.orders(email)
    assert order["status"] == "awaiting_payment"
    assert not any(event["name"] == "_redirect" for event in mallory.events)
    assert mallory.value(CheckoutState, "client_secret") == ""
    mallory.call(CheckoutState, "abandon")
    assert site.orders(email)[0]["status"] == "canceled"


@pytest.mark.parametrize("shown", ["1", "0", "", "-2800", "2800.0", "1e9", "٢٨٠٠"])
def test_amount_from_the_browser_is_ignored(mallory: SocketClient, site: Site, shown: str) -> None:
    email = f"mallory{len(orders_of(site))}@example.com"

    form = {**FORM, "email": email, "shown_total": shown, "amount": "1", "total_minor": "1"}
    mallory.call(CheckoutState, "place_order", attempt="a1", form=form)

    assert "is now $28.00" in mallory.value(CheckoutState, "alert")
    assert (site.orders(email), site.sandbox.intents(email)) == ([], [])


def test_vars_that_are_shown_cannot_be_written_from_outside(
    mallory: SocketClient, site: Site
) -> None:
    shown = [
        (CheckoutState, "item_id", 1),
        (CheckoutState, "item_quantity", -5),
        (CheckoutState, "summary", {"total_minor": 1, "is_sellable": True}),
        (CheckoutState, "client_secret", "pi_1_secret_2"),
        (CartState, "quote", {"total_minor": 1}),
        (CartState, "_removed", {"line": [1, 1], "position": 0}),
        (OrderState, "is_known", True),
        (OrderState, "order", {"number": "X"}),
        (ShelfState, "stock", {}),
    ]
    before = {(state, var): mallory.value(state, var) for state, var, _ in shown}
    forged = {wire_name(state, var): value for state, var, value in shown}
    stored = {wire_name(CartState, "country"): "GB"}

    mallory.send(f"{ROOT}.{CompileVars.UPDATE_VARS_INTERNAL}", {"vars": forged | stored})
    mallory.call(CartState, "undo", carried="")

    assert {key: mallory.value(*key) for key in before} == before | {
        (CartState, "quote"): mallory.value(CartState, "quote"),
        (CheckoutState, "summary"): mallory.value(CheckoutState, "summary"),
    }
    for quote in (mallory.value(CartState, "quote"), mallory.value(CheckoutState, "summary")):
        assert (quote["country"], quote["total_minor"]) == ("GB", 3500)  # the stored one was taken


def test_setvar_sets_nothing(mallory: SocketClient) -> None:
    def shown() -> list[Any]:
        return [
            mallory.value(CheckoutState, "item_quantity"),
            mallory.value(CheckoutState, "summary"),
            mallory.value(CartState, "cart"),
        ]

    before = shown()
    assert None not in before
    for state in STATES:
        for var in ("item_quantity", "quote", "client_secret", "order", "cart"):
            mallory.call(state, "setvar", var_name=var, value=-7)

    assert shown() == before
