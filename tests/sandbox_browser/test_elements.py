"""Mounting, options and looks; and the elements beside the card form."""

import asyncio
import json

import pytest
from playwright.async_api import Route

from tests.sandbox_browser.till import BILLING, DEFERRED, SWITCHED_OFF, Till

pytestmark = pytest.mark.anyio


async def test_ready_comes_after_mount_and_loaderstart(till: Till) -> None:
    await till.group()

    await till.mount()

    names = [name for name in await till.events() if name in ("loaderstart", "ready")]
    assert names == ["loaderstart", "ready"]


async def test_element_can_be_destroyed_and_made_again(till: Till) -> None:
    await till.group()
    await till.mount()

    await till.do("shop.elements.payment.destroy(); shop.events.length = 0")
    gone = await till.page.locator("iframe").count()
    await till.mount()

    assert gone == 0
    assert await till.box("Card number").is_visible()


async def test_handlers_can_be_taken_back(till: Till) -> None:
    await till.group()
    await till.mount()
    await till.do("""shop.heard = [];
        shop.count = () => shop.heard.push('off');
        shop.elements.payment.on('change', shop.count).once('change', () => shop.heard.push('once'))
          .off('change', shop.count)""")

    await till.type_card("4242424242424242")
    await till.change("payment", empty=False)
    await till.box("Card number").fill("")
    await till.type_card("", "", "")
    await till.change("payment", empty=True)

    assert await till.do("return shop.heard") == ["once"]


async def test_frame_is_as_high_as_its_content(till: Till) -> None:
    await till.group()
    await till.mount()

    await till.do("return shop.group.submit()")  # Shows a problem below each field.

    await till.page.wait_for_function(
        "() => document.querySelector('iframe').getBoundingClientRect().height > 380"
    )
    inner = await till.frame.locator("#root").evaluate("(root) => root.scrollHeight")
    outer = await till.do("return document.querySelector('iframe').clientHeight")
    assert abs(outer - inner) <= 1


async def test_appearance_is_applied_and_updated_in_place(till: Till) -> None:
    variables = {"colorBackground": "#102030", "colorText": "#fedcba", "borderRadius": "9px"}
    rules = {".Label": {"fontWeight": "700"}}
    await till.group(**DEFERRED, appearance={"variables": variables, "rules": rules})
    await till.mount(fields=SWITCHED_OFF)
    await till.box("Card number").fill("4242")
    style = "(node, name) => getComputedStyle(node)[name]"
    number = till.box("Card number")

    before = [await number.evaluate(style, name) for name in ("backgroundColor", "borderRadius")]
    weight = await till.frame.get_by_text("Card number").evaluate(style, "fontWeight")
    await till.do(
        """let ended = false;
        shop.group.on('update-end', () => { ended = true; });
        await shop.group.update({appearance: {theme: 'night'}});
        if (!ended) throw new Error('no update-end');"""
    )

    assert (before, weight) == (["rgb(16, 32, 48)", "9px"], "700")
    assert await number.evaluate(style, "color") == "rgb(244, 244, 246)"
    assert await number.input_value() == "4242"


async def test_choice_that_is_not_taken_is_as_dark_as_the_form(till: Till) -> None:
    await till.group(**DEFERRED, appearance={"theme": "night"})
    await till.mount(layout="accordion")

    style = "(node) => [getComputedStyle(node).appearance, getComputedStyle(node).backgroundColor]"
    radio = till.frame.get_by_role("radio", name="US bank account")
    assert await radio.evaluate(style) == ["none", "rgb(43, 44, 56)"]


async def test_last_of_two_looks_is_kept_while_the_intent_is_on_its_way(till: Till) -> None:
    asked, released = asyncio.Event(), asyncio.Event()

    async def hold(route: Route) -> None:
        asked.set()
        await released.wait()
        await route.continue_()

    wear = """shop.looks ??= [];
        shop.looks.push(shop.group.update({appearance: {variables: {colorText: argument}}}));"""
    await till.page.route("**/v1/payment_intents/**", hold)
    await till.group(clientSecret=(await till.intent())["client_secret"])

    await till.do(f"mount('payment', {{}}, '#payment'); {wear}", "#112233")  # no frame yet
    await asked.wait()
    await till.do(wear, "#445566")  # a frame that has not been told the start
    released.set()
    await till.event("payment", "ready")
    await till.do("await Promise.all(shop.looks)")

    colour = "(node) => getComputedStyle(node).color"
    assert await till.box("Card number").evaluate(colour) == "rgb(68, 85, 102)"


async def test_rule_cannot_break_out_of_its_selector(till: Till) -> None:
    rules = {
        ".Input": {"color": "red} body{display:none"},
        "body": {"display": "none"},
        ".Label": {"backgroundImage": "url(http://elsewhere.example/)"},
    }
    await till.group(**DEFERRED, appearance={"rules": rules})

    await till.mount(fields=SWITCHED_OFF)

    assert await till.box("Card number").is_visible()
    image = "(node) => getComputedStyle(node).backgroundImage"
    assert await till.frame.get_by_text("Card number").evaluate(image) == "none"


@pytest.mark.parametrize("layout", ["tabs", "accordion"])
async def test_second_way_to_pay_can_be_chosen(till: Till, layout: str) -> None:
    methods = [
        {"type": "card", "label": "Card"},
        {"type": "ideal", "label": "Sample bank", "redirects": True},
    ]
    answer = json.dumps({"methods": methods, "cards": []})
    await till.page.route("**/elements/config**", lambda route: route.fulfill(body=answer))
    await till.group()
    await till.mount(layout=layout)
    choice = till.frame.get_by_role("radiogroup", name="Payment method")

    # The radio itself may be hidden behind its label.
    await choice.get_by_text("Sample bank").click()
    await till.frame.get_by_text("you continue at Sample bank").wait_for()
    submitted = await till.do("return shop.group.submit()")

    assert submitted == {"selectedPaymentMethod": "ideal"}
    assert await till.frame.get_by_role("textbox").count() == 0
    assert (await till.change("payment", complete=True))["value"] == {"type": "ideal"}


async def test_single_way_to_pay_is_no_choice(till: Till) -> None:
    await till.group(**DEFERRED, excludedPaymentMethodTypes=["amazon_pay", "us_bank_account"])
    await till.mount(layout={"type": "accordion"})

    assert await till.frame.get_by_role("radio").count() == 0
    assert await till.frame.get_by_text("Card", exact=True).is_visible()


@pytest.mark.parametrize("fields", [None, SWITCHED_OFF])
async def test_page_does_not_jump_when_the_frame_is_there(
    till: Till, fields: dict[str, object] | None
) -> None:
    await till.group()
    height = "return document.querySelector('iframe').getBoundingClientRect().height"
    code = "mount('payment', argument ? {fields: argument} : {}, '#payment');" + height

    before = await till.do(code, fields)
    await till.event("payment", "ready")

    assert abs(await till.do(height) - before) <= 2


async def test_update_of_the_amount_lets_a_new_intent_be_paid(till: Till) -> None:
    await till.ready_card()
    intent = await till.intent(amount=2500)

    await till.do("return shop.group.update({amount: 2500})")
    outcome = await till.confirm(intent["client_secret"])

    assert outcome["value"]["paymentIntent"]["status"] == "succeeded"


async def test_update_of_the_fields_keeps_what_was_typed(till: Till) -> None:
    await till.group()
    await till.mount()
    await till.type_card("4242424242424242")

    await till.do("shop.elements.payment.update(argument)", {"fields": SWITCHED_OFF})
    await till.frame.get_by_role("combobox").wait_for(state="detached")

    assert await till.box("Card number").input_value() == "4242 4242 4242 4242"


async def test_updates_of_the_intent_are_fetched(till: Till) -> None:
    intent = await till.intent()
    await till.group(clientSecret=intent["client_secret"])
    await till.mount()

    async with till.page.expect_request(f"**/payment_intents/{intent['id']}**"):
        fetched = await till.do("return shop.group.fetchUpdates()")

    assert fetched == {}


async def test_fetching_updates_without_an_intent_is_an_error(till: Till) -> None:
    await till.group()

    outcome = await till.do("return shop.group.fetchUpdates()")

    assert "clientSecret" in outcome["error"]["message"]


async def test_focus_goes_to_the_card_number_and_away(till: Till) -> None:
    await till.group()
    await till.mount(fields=SWITCHED_OFF)

    await till.do("shop.elements.payment.focus()")
    await till.frame.locator("[name=number]:focus").wait_for()
    await till.do("shop.elements.payment.blur()")

    await till.event("payment", "blur")


async def test_payment_method_can_be_made_by_hand(till: Till) -> None:
    await till.group(**DEFERRED, paymentMethodCreation="manual")
    await till.mount(fields={"billingDetails": {"address": "never"}})
    await till.type_card("4242424242424242")
    await till.do("return shop.group.submit()")

    made = await till.do(
        """return shop.stripe.createPaymentMethod({elements: shop.group,
        params: {billing_details: {address: argument}}})""",
        BILLING["address"],
    )

    assert made["paymentMethod"]["card"]["last4"] == "4242"
    assert made["paymentMethod"]["billing_details"]["address"]["city"] == "Cambridge"


async def test_elements_are_found_by_type_and_by_react_component(till: Till) -> None:
    await till.group()
    await till.mount()

    found = await till.do(
        """return [shop.group.getElement('payment') === shop.elements.payment,
        shop.group.getElement({__elementType: 'payment'}) === shop.elements.payment,
        shop.group.getElement('address')]"""
    )

    assert found == [True, True, None]
