"""Filling in and mending: errors that end as one types, offers, the second line, the focus."""

import re

from playwright.sync_api import WebSocket, expect

from tests.browser.shopper import Shopper
from tests.browser.site import wait_until
from tests.browser.test_totals import letters_to


def test_problem_ends_while_typing_and_a_right_field_asks_nobody(shopper: Shopper) -> None:
    sent: list[str] = []

    def listen(socket: WebSocket) -> None:
        socket.on("framesent", lambda frame: sent.append(str(frame)))

    shopper.page.on("websocket", listen)
    shopper.opens("/checkout?item=1")
    email = shopper.field("Email")

    email.press_sequentially("ada")
    email.blur()
    expect(email).to_have_accessible_description(re.compile("has no @"))
    before = [frame for frame in sent if "mend_field" in frame]
    email.press_sequentially("@example.com")

    expect(email).not_to_have_attribute("aria-invalid", "true")
    expect(email).to_be_focused()
    assert (before, [frame for frame in sent if "mend_field" in frame] != []) == ([], True)


def test_slip_in_the_address_is_mended_by_one_click(shopper: Shopper) -> None:
    shopper.opens("/checkout?item=1")
    email = shopper.field("Email")

    email.fill("ada@gmial.com")
    email.blur()
    expect(email).not_to_have_attribute("aria-invalid", "true")
    shopper.hears("Did you mean ada@gmail.com?")
    shopper.page.get_by_role("button", name="Did you mean ada@gmail.com?").click()

    expect(email).to_have_value("ada@gmail.com")
    expect(email).to_be_focused()
    expect(shopper.page.get_by_text("Did you mean")).to_have_count(0)


def test_postal_code_is_judged_by_the_country(shopper: Shopper) -> None:
    shopper.opens("/checkout?item=1")
    code = shopper.field("Postal code")

    code.fill("SW1A 1AA")
    code.blur()
    expect(code).to_have_accessible_description(re.compile("look like 12345"))
    shopper.page.get_by_role("combobox", name="Country").select_option("GB")

    expect(code).not_to_have_attribute("aria-invalid", "true")


def test_second_line_is_there_when_asked_for_and_travels_with_the_parcel(shopper: Shopper) -> None:
    shopper.opens("/checkout?item=1")
    line = shopper.field("Apartment, company, floor")
    expect(line).to_be_hidden()

    shopper.page.get_by_role("button", name="Add apartment, company, floor").click()
    expect(line).to_be_focused()
    line.fill("Flat 3")
    shopper.pays()

    assert "Flat 3" in shopper.expects_order()
    assert shopper.intent()["shipping"]["address"]["line2"] == "Flat 3"
    wait_until(lambda: bool(letters_to(shopper)), seconds=20)
    assert "1 Main Street\nFlat 3\n" in letters_to(shopper)[0]


def test_first_wrong_field_has_the_focus_and_the_alert_counts(shopper: Shopper) -> None:
    shopper.opens("/checkout?item=1")
    shopper.fills_contact()
    shopper.field("Full name").fill("")
    shopper.field("City").fill(" ")
    shopper.fills_card()

    shopper.presses_pay()

    expect(shopper.alert).to_contain_text("Please look at the 2 marked fields")
    expect(shopper.field("Full name")).to_be_focused()
    expect(shopper.field("Full name")).to_be_in_viewport()
    expect(shopper.pay_button).to_be_enabled()


def test_nothing_filled_in_is_said_in_one_go(shopper: Shopper) -> None:
    shopper.opens("/checkout?item=1")

    shopper.presses_pay()

    expect(shopper.alert).to_contain_text("incomplete")
    expect(shopper.alert).to_contain_text("Please look at the 5 marked fields too.")
    expect(shopper.field("Email")).to_be_focused()
    assert shopper.intent_ids == []


def test_phones_are_told_which_keyboard_to_show(shopper: Shopper) -> None:
    shopper.opens("/checkout?item=1")
    email, code = shopper.field("Email"), shopper.field("Postal code")

    expect(email).to_have_attribute("inputmode", "email")
    expect(email).to_have_attribute("autocapitalize", "none")
    expect(code).to_have_attribute("autocapitalize", "characters")
    country = shopper.page.get_by_role("combobox", name="Country")
    expect(country).to_have_accessible_description("required")
    for name in ("Email", "Full name", "Address", "Postal code", "City", "State"):
        expect(shopper.field(name)).to_have_attribute("enterkeyhint", "next")
        expect(shopper.field(name)).not_to_have_attribute("placeholder", re.compile("."))
        expect(shopper.field(name)).to_have_accessible_description(
            re.compile("^(required|optional)")
        )
