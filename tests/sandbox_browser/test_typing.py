"""The card form under a shopper's fingers."""

import re
from datetime import UTC, datetime

import pytest

from tests.sandbox_browser.till import BILLING, SWITCHED_OFF, Till

pytestmark = pytest.mark.anyio

NUMBERS = [
    ("4242424242424242", "4242 4242 4242 4242", "Visa"),
    ("378282246310005", "3782 822463 10005", "Amex"),
    ("5555555555554444", "5555 5555 5555 4444", "Mastercard"),
    ("2223003122003222", "2223 0031 2200 3222", "Mastercard"),
    ("36227206271667", "3622 720627 1667", "Diners Club"),
    ("3056930009020004", "3056 9300 0902 0004", "Diners Club"),
    ("3566002020360505", "3566 0020 2036 0505", "JCB"),
    ("6011111111111117", "6011 1111 1111 1117", "Discover"),
    ("6205500000000000004", "6205 5000 0000 0000 004", "UnionPay"),
    ("4242-4242 4242.4242", "4242 4242 4242 4242", "Visa"),
    ("42424242424242424242", "4242 4242 4242 4242", "Visa"),
]
EXPIRIES = [
    ("1234", "12 / 34"),
    ("12/34", "12 / 34"),
    ("12/2034", "12 / 34"),
    ("1/34", "01 / 34"),
    ("934", "09 / 34"),
    ("2034-05", "05 / 34"),
    ("122034", "12 / 34"),
]
YEAR = datetime.now(UTC).year % 100
PROBLEMS = [
    ("Card number", "4242", "Your card number is incomplete."),
    ("Card number", "4242424242424241", "Your card number is invalid."),
    ("Expiration date", "12", "Your card's expiration date is incomplete."),
    ("Expiration date", "13/34", "Your card's expiration date is invalid."),
    ("Expiration date", f"12/{YEAR - 1:02}", "Your card's expiration year is in the past."),
    ("Security code", "12", "Your card's security code is incomplete."),
]


@pytest.fixture(scope="module")
async def form(counter: Till) -> Till:
    """A mounted card form, shared: each test fills in what it looks at."""
    await counter.group()
    await counter.mount(fields=SWITCHED_OFF)
    return counter


@pytest.mark.parametrize(("given", "shown", "brand"), NUMBERS)
async def test_number_is_grouped_and_its_brand_shown(
    form: Till, given: str, shown: str, brand: str
) -> None:
    await form.box("Card number").fill(given)

    assert await form.box("Card number").input_value() == shown
    assert await form.frame.locator(".Chip--selected").inner_text() == brand


@pytest.mark.parametrize(("given", "shown"), EXPIRIES)
async def test_expiry_is_understood_however_it_is_written(
    form: Till, given: str, shown: str
) -> None:
    await form.box("Expiration date").fill(given)

    assert await form.box("Expiration date").input_value() == shown


async def test_expiry_typed_key_by_key_gets_its_slash_and_can_be_deleted(form: Till) -> None:
    box = form.box("Expiration date")
    await box.fill("")
    await box.press_sequentially("12")
    with_slash = await box.input_value()
    await box.press_sequentially("34")
    whole = await box.input_value()
    for _ in range(4):
        await box.press("Backspace")

    assert (with_slash, whole) == ("12 / ", "12 / 34")
    assert await box.input_value() in ("1", "")


async def test_caret_stays_at_its_digit_when_a_digit_is_put_in_between(form: Till) -> None:
    box = form.box("Card number")
    await box.fill("42424242")
    await box.press("Home")
    for _ in range(3):
        await box.press("ArrowRight")
    await box.press_sequentially("99")

    assert await box.input_value() == "4249 9242 42"
    assert await box.evaluate("(input) => input.selectionStart") == 6


@pytest.mark.parametrize(("name", "given", "message"), PROBLEMS)
async def test_problem_is_announced_on_leaving_the_field_and_goes_when_mended(
    form: Till, name: str, given: str, message: str
) -> None:
    box = form.box(name)
    await box.fill(given)
    await box.blur()

    told = form.frame.get_by_role("alert").filter(has_text=message)
    await told.wait_for()
    assert await box.get_attribute("aria-invalid") == "true"
    described_by = await box.get_attribute("aria-describedby") or ""
    assert await told.get_attribute("id") in described_by.split()
    await box.fill("4242424242424242" if name == "Card number" else "1234")
    assert await form.frame.get_by_role("alert").filter(has_text=message).count() == 0
    assert await box.get_attribute("aria-invalid") is None


async def test_amex_takes_four_digits_of_security_code_and_visa_three(form: Till) -> None:
    await form.box("Card number").fill("378282246310005")
    await form.box("Security code").fill("12345")
    amex = await form.box("Security code").input_value()
    await form.box("Card number").fill("4242424242424242")

    assert (amex, await form.box("Security code").input_value()) == ("1234", "123")


async def test_fields_are_ready_for_autofill_and_number_pads(form: Till) -> None:
    names = {"Card number": "cc-number", "Expiration date": "cc-exp", "Security code": "cc-csc"}

    found = {
        name: (await form.box(name).get_attribute("autocomplete"),
               await form.box(name).get_attribute("inputmode"))
        for name in names
    }  # fmt: skip

    assert found == {name: (token, "numeric") for name, token in names.items()}


async def test_submit_shows_every_problem_and_moves_to_the_first(form: Till) -> None:
    await form.type_card("", "", "")

    outcome = await form.do("return shop.group.submit()")

    assert outcome["error"] == {
        "type": "validation_error",
        "code": "incomplete_number",
        "message": "Your card number is incomplete.",
    }
    assert await form.frame.locator(".Error:not(:empty)").count() == 3
    assert await form.box("Card number").evaluate("(box) => box === document.activeElement")


async def test_change_events_tell_how_far_the_form_is_and_no_number(form: Till) -> None:
    await form.type_card("", "", "")
    empty = await form.change("payment", empty=True)
    await form.box("Card number").fill("4242424242424242")
    begun = await form.change("payment", empty=False)
    await form.type_card("4242424242424242")
    complete = await form.change("payment", complete=True)

    assert (empty["complete"], begun["complete"]) == (False, False)
    assert complete == {
        "elementType": "payment",
        "empty": False,
        "complete": True,
        "collapsed": False,
        "value": {"type": "card"},
    }


async def test_clear_empties_the_form(form: Till) -> None:
    await form.type_card("4242424242424242")

    await form.do("shop.elements.payment.clear()")
    await form.change("payment", empty=True)

    assert await form.box("Card number").input_value() == ""


async def test_whole_payment_by_keyboard_alone(till: Till) -> None:
    await till.group()
    await till.mount(fields=SWITCHED_OFF)
    intent = await till.intent()
    keyboard = till.page.keyboard

    await keyboard.press("Tab")  # the choice of a way to pay
    await keyboard.press("Tab")
    await till.frame.locator("[name=number]:focus").wait_for()
    await keyboard.type("4000002760003184")
    await keyboard.press("Tab")
    await keyboard.type("1234")
    await keyboard.press("Tab")
    await keyboard.type("123")
    await keyboard.press("Enter")
    await till.page.wait_for_function("shop.isOrdered")
    await till.do("return shop.group.submit()")
    confirming = till.confirming(intent["client_secret"])
    bank = till.bank.frame_locator("iframe")
    await bank.get_by_role("button").first.wait_for()
    await keyboard.press("Tab")  # Cancel
    await keyboard.press("Tab")  # into the bank's page
    await bank.locator("[value=complete]:focus").wait_for()
    await keyboard.press("Enter")

    assert (await confirming)["value"]["paymentIntent"]["status"] == "succeeded"


async def test_focus_blur_and_escape_are_told(till: Till) -> None:
    await till.group()
    await till.mount(fields=SWITCHED_OFF)

    await till.box("Card number").focus()
    await till.event("payment", "focus")
    await till.page.keyboard.press("Escape")
    await till.event("payment", "escape")
    await till.box("Security code").focus()
    await till.page.locator("#pay").focus()
    await till.event("payment", "blur")

    told = [name for name in await till.events() if name in ("focus", "blur", "escape")]
    assert told == ["focus", "escape", "blur"]


async def test_country_decides_whether_a_postal_code_is_asked(till: Till) -> None:
    await till.group()
    await till.mount()
    country = till.frame.get_by_role("combobox", name="Country", exact=True)

    assert await country.input_value() == "US"
    assert await till.box("ZIP code").is_visible()
    await country.select_option("GB")
    assert await till.box("Postal code").is_visible()
    await country.select_option("DE")
    assert await till.frame.get_by_role("textbox").count() == 3


@pytest.mark.parametrize("country", ["US", "DE"])
async def test_collected_country_and_postal_code_overrule_what_the_page_passes(
    till: Till, country: str
) -> None:
    await till.group()
    await till.mount()
    await till.type_card("4242424242424242")
    await till.frame.get_by_role("combobox", name="Country").select_option(country)
    if country == "US":
        await till.box("ZIP code").fill("94107")
    await till.do("return shop.group.submit()")
    intent = await till.intent()

    await till.confirm(intent["client_secret"])

    address = (await till.look(intent))["payment_method"]["billing_details"]["address"]
    expected = "94107" if country == "US" else BILLING["address"]["postal_code"]
    assert (address["country"], address["postal_code"]) == (country, expected)
    assert address["city"] == BILLING["address"]["city"]


async def test_default_values_fill_the_address(till: Till) -> None:
    await till.group()
    await till.mount(
        defaultValues={"billingDetails": {"address": {"country": "CA", "postal_code": "M5T 1T4"}}}
    )

    assert await till.box("Postal code").input_value() == "M5T 1T4"


async def test_tray_fills_the_form_with_a_scenario(till: Till) -> None:
    await till.group()
    await till.mount()

    await till.frame.get_by_role("button", name="Test cards").click()
    await till.frame.get_by_role("button", name=re.compile("^Not enough money")).click()

    assert await till.box("Card number").input_value() == "4000 0000 0000 9995"
    assert (await till.change("payment", complete=True))["empty"] is False
