"""Link, Address and Express Checkout: what they report and what they refuse."""

import pytest

from tests.sandbox_browser.till import BILLING, SWITCHED_OFF, Till

pytestmark = pytest.mark.anyio


async def test_email_of_the_link_element_reaches_the_payment_method(till: Till) -> None:
    await till.group()
    await till.mount(fields=SWITCHED_OFF)
    await till.mount("linkAuthentication", at="#email")
    email = till.page.frame_locator('iframe[title="Secure email input frame"]')
    await till.type_card("4242424242424242")
    await email.get_by_role("textbox", name="Email", exact=True).fill("grace@example.com")
    told = await till.change("linkAuthentication", complete=True)
    await till.do("return shop.group.submit()")
    intent = await till.intent()

    await till.confirm(intent["client_secret"])

    assert told["value"] == {"email": "grace@example.com"}
    billing = (await till.look(intent))["payment_method"]["billing_details"]
    assert billing["email"] == "grace@example.com"


async def test_incomplete_email_stops_submit(till: Till) -> None:
    await till.group()
    await till.mount("linkAuthentication", at="#email")

    outcome = await till.do("return shop.group.submit()")

    assert outcome["error"]["code"] == "incomplete_email"


async def test_shipping_address_element_ships(till: Till) -> None:
    await till.group()
    await till.mount(fields=SWITCHED_OFF)
    await till.mount("address", at="#address", mode="shipping")
    frame = till.page.frame_locator('iframe[title="Secure address input frame"]')
    await till.type_card("4242424242424242")
    for label, value in {
        "Full name": "Grace Sample", "Address line 1": "2 Sample Road", "City": "Boston",
        "State": "MA", "ZIP code": "02108",
    }.items():  # fmt: skip
        await frame.get_by_label(label, exact=True).fill(value)
    told = await till.change("address", complete=True)
    await till.do("return shop.group.submit()")
    intent = await till.intent()

    await till.confirm(intent["client_secret"])

    value = await till.do("return shop.elements.address.getValue()")
    shipping = (await till.look(intent))["shipping"]
    assert value["value"] == told["value"]
    assert (shipping["name"], shipping["address"]["line1"]) == ("Grace Sample", "2 Sample Road")


async def test_no_wallet_is_available_offline(till: Till) -> None:
    await till.group()

    await till.mount("expressCheckout", at="#express")

    ready = await till.event("expressCheckout", "ready")
    assert ready == {"elementType": "expressCheckout", "availablePaymentMethods": None}
    assert await till.page.locator("iframe").count() == 0


async def test_imitated_wallet_pays_inside_its_confirm_event(till: Till) -> None:
    await till.open(query="?wallets=link")
    await till.group()
    intent = await till.intent()
    await till.mount("expressCheckout", at="#express", emailRequired=True)
    await till.do(
        """shop.elements.express = shop.elements.expressCheckout;
        shop.elements.express.on('click', (event) => event.resolve());
        shop.elements.express.on('confirm', async (event) => {
          await shop.group.submit();
          shop.outcome = await shop.stripe.confirmPayment({elements: shop.group,
            clientSecret: argument, redirect: 'if_required'});
        });""",
        intent["client_secret"],
    )

    frame = till.page.frame_locator('iframe[title="Secure express checkout frame"]')
    await frame.get_by_role("button", name="Link").click()
    await till.page.get_by_role("button", name="Approve $19.99").click()
    await till.page.wait_for_function("shop.outcome")

    confirmed = await till.event("expressCheckout", "confirm")
    assert (await till.do("return shop.outcome"))["paymentIntent"]["status"] == "succeeded"
    assert confirmed["expressPaymentType"] == "link"
    assert confirmed["billingDetails"]["email"] == BILLING["email"]
    assert await till.page.get_by_role("dialog").count() == 0


async def test_wallet_outside_its_confirm_event_is_refused(till: Till) -> None:
    await till.open(query="?wallets=link")
    await till.group()
    await till.mount("expressCheckout", at="#express")
    await till.do("return shop.group.submit()")

    outcome = await till.confirm("pi_1_secret_2")

    assert outcome["thrown"] == "IntegrationError"
    assert "confirm event" in outcome["message"]
