"""Mistakes in making groups and elements, which the real Stripe.js refuses too."""

import pytest

from tests.sandbox_browser.till import GROUP, SECRET, Till, refused

pytestmark = pytest.mark.anyio

BAD_KEYS = ["undefined", "null", "''", "'sk_test_x'", "'rk_test_x'", "'pk_live_x'", "'nonsense'"]
BAD_GROUPS = [
    "",
    "{}",
    "{mode: 'payment', amount: 1999}",
    "{mode: 'payment', currency: 'usd'}",
    "{mode: 'payment', currency: 'usd', amount: 0}",
    "{mode: 'payment', currency: 'usd', amount: -5}",
    "{mode: 'payment', currency: 'usd', amount: 19.99}",
    "{mode: 'payment', currency: 'usd', amount: '1999'}",
    "{mode: 'payment', currency: 'USD', amount: 1999}",
    "{mode: 'payment', currency: 'dollars', amount: 1999}",
    "{mode: 'sale', currency: 'usd', amount: 1999}",
    "{mode: 'payment', currency: 'usd', amount: 1999, clientSecret: 'pi_1_secret_2'}",
    "{mode: 'payment', currency: 'usd', amount: 1999, captureMethod: 'later'}",
    "{mode: 'payment', currency: 'usd', amount: 1999, appearance: 'dark'}",
    "{clientSecret: 'pi_1'}",
    "{clientSecret: 42}",
    "{clientSecret: 'seti_1_secret_2'}",
]
BAD_ELEMENTS = [
    "'payment', {fields: {billingDetails: {email: 'hidden'}}}",
    "'payment', {fields: {billingDetails: 'none'}}",
    "'payment', {layout: 'grid'}",
    "'payment', {layout: {radios: true}}",
    "'payment', {readOnly: 'yes'}",
    "'address', {}",
    "'address', {mode: 'home'}",
    "'card'",
    "'paymint'",
    "undefined",
]


@pytest.mark.parametrize("key", BAD_KEYS)
async def test_key_that_is_no_publishable_test_key_is_refused(counter: Till, key: str) -> None:
    assert refused(await counter.seen(f"Stripe({key})"), "Stripe()")


@pytest.mark.parametrize("key", ["sk_test_mostsecret", "rk_test_mostsecret"])
async def test_secret_key_is_named_as_such_and_not_repeated(counter: Till, key: str) -> None:
    outcome = await counter.seen(f"Stripe('{key}')")

    assert refused(outcome, "secret key")
    assert "mostsecret" not in outcome["message"]


@pytest.mark.parametrize("options", BAD_GROUPS)
async def test_group_that_stripe_would_refuse_is_refused(counter: Till, options: str) -> None:
    outcome = await counter.seen(f"Stripe('pk_test_x').elements({options})")

    assert refused(outcome, "stripe.elements()")


@pytest.mark.parametrize("amount", ["0", "12.5", "-1", "'7'", "null"])
async def test_update_to_a_wrong_amount_is_refused(counter: Till, amount: str) -> None:
    outcome = await counter.seen(f"return {GROUP}.update({{amount: {amount}}})")

    assert refused(outcome, "elements.update()", "amount")


async def test_update_of_the_amount_in_a_group_of_a_client_secret_is_refused(
    counter: Till,
) -> None:
    code = f"return Stripe('pk_test_x').elements({{clientSecret: {SECRET}}}).update({{amount: 5}})"

    assert refused(await counter.seen(code), "amount")


@pytest.mark.parametrize("arguments", BAD_ELEMENTS)
async def test_element_that_stripe_would_refuse_is_refused(counter: Till, arguments: str) -> None:
    assert refused(await counter.seen(f"{GROUP}.create({arguments})"), "elements.create(")


async def test_second_element_of_a_kind_is_refused_until_the_first_is_destroyed(
    counter: Till,
) -> None:
    again = await counter.seen(f"const group = {GROUP}; group.create('payment');"
                               "group.create('payment')")  # fmt: skip
    later = await counter.seen(f"const group = {GROUP}; group.create('payment').destroy();"
                               "group.create('payment')")  # fmt: skip

    assert refused(again, "payment")
    assert "thrown" not in later


async def test_two_address_elements_of_different_modes_are_accepted(counter: Till) -> None:
    outcome = await counter.do(
        f"const group = {GROUP};"
        "const shipping = group.create('address', {mode: 'shipping'});"
        "group.create('address', {mode: 'billing'});"
        "return group.getElement('address', {mode: 'shipping'}) === shipping"
    )

    assert outcome is True


@pytest.mark.parametrize("target", ["'#nowhere'", "null", "undefined", "42"])
async def test_mounting_nowhere_is_refused(counter: Till, target: str) -> None:
    assert refused(await counter.seen(f"{GROUP}.create('payment').mount({target})"), "mount")


async def test_destroyed_element_can_only_be_let_go(counter: Till) -> None:
    destroyed = f"const element = {GROUP}.create('payment'); element.destroy();"

    assert refused(await counter.seen(f"{destroyed} element.mount('#payment')"), "destroyed")
    assert refused(await counter.seen(f"{destroyed} element.update({{}})"), "destroyed")
    assert "thrown" not in await counter.seen(f"{destroyed} element.off('ready', () => {{}})")


async def test_unknown_options_warn_and_are_no_error(counter: Till) -> None:
    outcome = await counter.seen(
        "Stripe('pk_test_x').elements({mode: 'payment', amount: 5, currency: 'usd', colour: 1})"
        ".create('payment', {sparkle: true})"
    )

    assert "thrown" not in outcome
    assert [name for name in ("colour", "sparkle") if name in " ".join(counter.warnings)] == [
        "colour",
        "sparkle",
    ]


@pytest.mark.parametrize("method", ["createToken", "confirmSetup", "retrieveSetupIntent"])
async def test_what_is_not_imitated_says_so(counter: Till, method: str) -> None:
    outcome = await counter.do(f"return Stripe('pk_test_x').{method}('anything')")

    assert outcome["error"]["type"] == "invalid_request_error"
    assert "not imitate" in outcome["error"]["message"]
