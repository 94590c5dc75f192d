"""Mistakes in confirming, which the real Stripe.js refuses too."""

import asyncio
from typing import Any

import pytest

from tests.sandbox_browser.till import BILLING, GROUP, SECRET, SWITCHED_OFF, Till, refused

pytestmark = pytest.mark.anyio

BAD_CONFIRMS = [
    ("return_url", "{confirmParams: {}}"),
    ("return_url", "{confirmParams: {return_url: '/return'}}"),
    ("return_url", "{confirmParams: {return_url: 'http://shop.example/return'}}"),
    ("return_url", "{confirmParams: {return_url: 'javascript:alert(1)'}}"),
    ("redirect", "{redirect: 'never'}"),
    ("clientSecret", "{clientSecret: undefined}"),
    ("clientSecret", "{clientSecret: 'pi_1'}"),
    ("elements", "{elements: {}}"),
    ("elements", "{elements: undefined, clientSecret: undefined}"),
    ("receipt_email", "{confirmParams: {receipt_email: 7, return_url: 'https://shop.example/'}}"),
]


async def test_confirm_without_a_mounted_payment_element_is_refused(counter: Till) -> None:
    code = (
        f"const group = {GROUP}; group.create('payment');"
        f"return Stripe('pk_test_x').confirmPayment({{elements: group, clientSecret: {SECRET},"
        "redirect: 'if_required'})"
    )

    assert refused(await counter.seen(code), "mounted Payment Element")


async def test_confirm_before_submit_is_refused(till: Till) -> None:
    await till.group()
    await till.mount(fields=SWITCHED_OFF)
    await till.type_card("4242424242424242")
    intent = await till.intent()

    outcome = await till.confirm(intent["client_secret"])

    assert refused(outcome, "elements.submit()")


async def test_confirm_after_a_failed_submit_is_refused(till: Till) -> None:
    await till.group()
    await till.mount(fields=SWITCHED_OFF)
    submitted = await till.do("return shop.group.submit()")
    intent = await till.intent()

    outcome = await till.confirm(intent["client_secret"])

    assert submitted["error"]["code"] == "incomplete_number"
    assert refused(outcome, "elements.submit()")


async def test_confirm_after_another_element_stopped_submit_is_refused(till: Till) -> None:
    await till.ready_card()
    await till.mount("linkAuthentication", at="#email")
    stopped = await till.do("return shop.group.submit()")
    intent = await till.intent()

    outcome = await till.confirm(intent["client_secret"])

    assert stopped["error"]["code"] == "incomplete_email"
    assert refused(outcome, "elements.submit()")


async def test_change_which_the_page_has_not_heard_of_yet_is_refused(till: Till) -> None:
    await till.ready_card()
    intent = await till.intent()
    box = await till.box("Security code").element_handle()
    busy_then_confirm = """const {secret, billing_details} = argument;
        for (const end = performance.now() + 500; performance.now() < end;);
        return shop.stripe.confirmPayment({elements: shop.group, clientSecret: secret,
          redirect: 'if_required', confirmParams: {payment_method_data: {billing_details}}});"""
    argument = {"secret": intent["client_secret"], "billing_details": BILLING}

    outcome, _ = await asyncio.gather(till.seen(busy_then_confirm, argument), box.fill("321"))

    assert refused(outcome, "elements.submit()")


async def test_confirm_after_a_change_since_submit_is_refused(till: Till) -> None:
    await till.ready_card()
    intent = await till.intent()
    await till.box("Security code").fill("321")

    outcome = await till.confirm(intent["client_secret"])

    assert refused(outcome, "elements.submit()")


async def test_confirm_twice_at_once_is_refused(till: Till) -> None:
    await till.ready_card()
    intent = await till.intent()

    first, second = await till.do(
        """const options = {elements: shop.group, redirect: 'if_required', ...argument};
        const confirm = () => seen(() => shop.stripe.confirmPayment(options));
        return Promise.all([confirm(), confirm()]);""",
        {
            "clientSecret": intent["client_secret"],
            "confirmParams": {"payment_method_data": {"billing_details": BILLING}},
        },
    )

    assert refused(second, "already")
    assert first["value"]["paymentIntent"]["status"] == "succeeded"


@pytest.fixture(scope="module")
async def submitted(counter: Till) -> Till:
    """A till whose card form is filled in and submitted; refusals leave it so."""
    await counter.ready_card()
    return counter


@pytest.mark.parametrize(("word", "options"), BAD_CONFIRMS)
async def test_confirm_that_stripe_would_refuse_is_refused(
    submitted: Till, word: str, options: str
) -> None:
    outcome = await submitted.seen(
        "const billing_details = argument;"
        f"const given = {{elements: shop.group, clientSecret: {SECRET}, ...{options}}};"
        "given.confirmParams = {payment_method_data: {billing_details}, ...given.confirmParams};"
        "return shop.stripe.confirmPayment(given)",
        BILLING,
    )

    assert refused(outcome, word)


@pytest.mark.parametrize(
    "missing", ["name", "email", "address.line1", "address.line2", "address.country"]
)
async def test_switched_off_detail_which_is_not_passed_is_refused_by_name(
    submitted: Till, missing: str
) -> None:
    head, _, tail = missing.partition(".")
    kept = {name: value for name, value in BILLING.items() if name != head}
    if tail:
        kept["address"] = {k: v for k, v in BILLING["address"].items() if k != tail}
    params = {"payment_method_data": {"billing_details": kept}}

    outcome = await submitted.confirm("pi_1_secret_2", confirmParams=params)

    assert refused(outcome, f"billing_details.{missing}")


@pytest.mark.parametrize(
    ("name", "terms"),
    [
        ("amount", {"amount": 2000}),
        ("currency", {"currency": "eur"}),
        ("captureMethod", {"capture_method": "manual"}),
        ("setupFutureUsage", {"setup_future_usage": "off_session"}),
    ],
)
async def test_intent_of_other_terms_than_the_group_is_refused(
    submitted: Till, name: str, terms: dict[str, Any]
) -> None:
    intent = await submitted.intent(**terms)

    outcome = await submitted.confirm(intent["client_secret"])

    assert refused(outcome, name)
    assert (await submitted.look(intent))["status"] == "requires_payment_method"


async def test_secret_of_another_intent_than_the_groups_is_refused(counter: Till) -> None:
    code = (
        f"const group = Stripe('pk_test_x').elements({{clientSecret: {SECRET}}});"
        "group.create('payment').mount(document.createElement('div'));"
        "return Stripe('pk_test_x').confirmPayment("
        "{elements: group, clientSecret: 'pi_3_secret_4'})"
    )

    assert refused(await counter.seen(code), "differs")


async def test_elements_of_another_key_are_refused(counter: Till) -> None:
    code = (
        f"return Stripe('pk_test_y').confirmPayment({{elements: {GROUP}, clientSecret: {SECRET}}})"
    )

    assert refused(await counter.seen(code), "another publishable key")


async def test_intent_which_this_account_has_not_resolves_an_error(submitted: Till) -> None:
    outcome = await submitted.confirm("pi_unknown_secret_wrong")

    error = outcome["value"]["error"]
    assert (error["type"], error["code"]) == ("invalid_request_error", "resource_missing")


async def test_intent_that_is_paid_resolves_an_error_with_the_intent(till: Till) -> None:
    await till.ready_card()
    intent = await till.intent(payment_method="pm_card_visa", confirm="true",
                               return_url="https://shop.example/return")  # fmt: skip

    outcome = await till.confirm(intent["client_secret"])

    error = outcome["value"]["error"]
    assert error["code"] == "payment_intent_unexpected_state"
    assert error["payment_intent"]["status"] == "succeeded"
