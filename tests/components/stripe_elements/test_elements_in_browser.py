"""The Elements in a real browser: loading, options that follow the state, errors, wallets."""

from playwright.sync_api import Route, expect

from tests.components.stripe_elements.shopper import Shopper

SCRIPT = "**/fake_stripe.js"
WALLETS = {"applePay": False, "googlePay": True}
EMIT = "([name, event]) => window.fake.elements.expressCheckout.emit(name, event)"
APPROVE = """
    window.failed = [];
    window.fake.elements.expressCheckout.emit("confirm", {
        expressPaymentType: "google_pay",
        billingDetails: { name: "A. Reader" },
        paymentFailed: (detail) => window.failed.push(detail),
    });
"""


def test_deferred_group_waits_for_an_amount(shopper: Shopper) -> None:
    shopper.arrive()  # the state starts with an amount of 0

    assert shopper.calls("elements") == [
        {
            "mode": "payment",
            "amount": 1000,
            "currency": "usd",
            "appearance": {"theme": "flat", "variables": {"colorPrimary": "#123456"}},
            "locale": "en",
        }
    ]


def test_amount_follows_the_state_without_a_remount(shopper: Shopper) -> None:
    shopper.arrive()

    shopper.page.get_by_role("button", name="Add one").click()

    shopper.page.wait_for_function("window.fake.calls.some(([name]) => name === 'update')")
    assert shopper.calls("update") == [{"amount": 2000}]
    assert shopper.calls("destroy") == []
    assert shopper.calls("mount").count("payment") == 1


def test_amount_lost_for_a_moment_is_ignored(shopper: Shopper) -> None:
    shopper.arrive()

    shopper.page.get_by_role("button", name="Lose total").click()
    shopper.page.get_by_role("button", name="Add one").click()
    shopper.page.get_by_role("button", name="Add one").click()

    shopper.page.wait_for_function("window.fake.calls.some(([name]) => name === 'update')")
    assert shopper.calls("update") == [{"amount": 2000}]
    assert shopper.calls("destroy") == []


def test_each_element_gets_its_options(shopper: Shopper) -> None:
    shopper.arrive()

    assert shopper.calls("create payment") == [
        {"layout": "tabs", "fields": {"billingDetails": {"email": "never"}}}
    ]
    assert shopper.calls("create linkAuthentication") == [
        {"defaultValues": {"email": "a@example.com"}}
    ]
    assert shopper.calls("create address") == [{"mode": "shipping"}]
    assert shopper.calls("create expressCheckout") == [{"buttonHeight": 48}]


def test_change_event_reaches_python(shopper: Shopper) -> None:
    shopper.arrive()

    shopper.page.evaluate(
        "window.fake.elements.payment.emit('change', { elementType: 'payment', complete: true,"
        " empty: false, collapsed: false, value: { type: 'card', payment_method: { id: 'pm' } } })"
    )

    shopper.expect_output(
        "changed", '{"collapsed": false, "complete": true, "empty": false, "type": "card"}'
    )


def test_form_taken_off_and_put_back_pays(shopper: Shopper) -> None:
    shopper.arrive()
    shopper.page.get_by_role("button", name="Toggle").click()
    expect(shopper.button).to_have_count(0)
    shopper.page.get_by_role("button", name="Toggle").click()
    expect(shopper.button).to_be_enabled()

    shopper.button.click()

    assert shopper.result(1)["status"] == "succeeded"
    assert len(shopper.calls("Stripe")) == 1
    assert len(shopper.calls("elements")) == 2


def test_page_without_a_payment_does_not_load_stripe(shopper: Shopper) -> None:
    asked: list[str] = []
    shopper.page.on("request", lambda request: asked.append(request.url))

    shopper.visit("/elsewhere")
    shopper.page.wait_for_load_state("networkidle")

    assert [url for url in asked if "stripe" in url] == []
    assert shopper.page.evaluate("typeof window.Stripe") == "undefined"


def test_script_that_does_not_load_can_be_retried(shopper: Shopper) -> None:
    def fail_once(route: Route) -> None:
        route.abort()

    shopper.page.route(SCRIPT, fail_once, times=1)
    shopper.visit()
    problem = shopper.page.get_by_role("alert")
    expect(problem).to_contain_text("could not be loaded")
    expect(shopper.button).to_be_disabled()

    problem.get_by_role("button", name="Try again").click()

    expect(shopper.button).to_be_enabled()
    expect(problem).to_have_count(0)
    assert shopper.page.locator("script[src='/fake_stripe.js']").count() == 1
    assert any("did not load" in error for error in shopper.errors)
    shopper.errors.clear()


def test_script_that_defines_nothing_is_a_failed_load(shopper: Shopper) -> None:
    shopper.page.route(SCRIPT, lambda route: route.fulfill(body="", content_type="text/javascript"))

    shopper.visit()

    expect(shopper.page.get_by_role("alert")).to_contain_text("could not be loaded")
    assert "defines no window.Stripe" in shopper.errors.pop()


def test_crash_inside_stripe_leaves_a_message_and_a_way_on(shopper: Shopper) -> None:
    shopper.visit(throwOnMount="payment")
    problem = shopper.page.get_by_role("alert")
    expect(problem).to_contain_text("stopped working")
    shopper.page.get_by_label("Note").fill("kept")

    problem.get_by_role("button", name="Try again").click()

    expect(shopper.button).to_be_enabled()
    expect(shopper.page.get_by_label("Note")).to_have_value("kept")
    assert any("cannot be mounted" in error for error in shopper.errors)
    shopper.errors.clear()


def test_element_that_does_not_load_can_be_retried(shopper: Shopper) -> None:
    shopper.visit(failToLoad="payment")
    problem = shopper.page.get_by_role("alert")
    expect(problem).to_contain_text("could not be loaded")
    shopper.expect_output("problem", "api_connection_error: No network.")

    problem.get_by_role("button", name="Try again").click()

    expect(problem).to_have_count(0)
    expect(shopper.button).to_be_enabled()
    assert shopper.calls("mount").count("payment") == 2


def test_wallets_that_do_not_load_leave_the_form_alone(shopper: Shopper) -> None:
    shopper.arrive(failToLoad="expressCheckout")

    shopper.button.click()

    assert shopper.result(1)["status"] == "succeeded"
    expect(shopper.page.get_by_role("alert")).to_have_count(0)


def test_wallets_are_hidden_while_none_is_available(shopper: Shopper) -> None:
    shopper.arrive()

    wallets = shopper.page.locator("#express")

    expect(wallets.get_by_text("[expressCheckout]")).to_be_hidden()
    assert wallets.evaluate("node => node.clientHeight") == 0


def test_wallet_pays_through_the_same_steps(shopper: Shopper) -> None:
    shopper.arrive(wallets=WALLETS)
    expect(shopper.page.get_by_text("[expressCheckout]")).to_be_visible()

    shopper.page.evaluate(APPROVE)

    assert shopper.result(1)["status"] == "succeeded"
    wallet = '{"billingDetails": {"name": "A. Reader"}, "expressPaymentType": "google_pay"}'
    expect(shopper.page.locator("#form")).to_contain_text(wallet.replace('"', '\\"'))
    assert shopper.page.evaluate("window.failed") == []
    assert [name for name, _ in shopper.page.evaluate("window.fake.calls")][-2:] == [
        "submit",
        "confirmPayment",
    ]


def test_wallet_is_told_when_the_form_is_incomplete(shopper: Shopper) -> None:
    problem = {"type": "validation_error", "code": "incomplete", "message": "Address?"}
    shopper.arrive(wallets=WALLETS, submit=[{"error": problem}])

    shopper.page.evaluate(APPROVE)

    shopper.expect_output("problem", "incomplete: Address?")
    assert shopper.page.evaluate("window.failed") == [{"reason": "fail"}]
    expect(shopper.button).to_be_enabled()


def test_wallet_opens_at_once_unless_a_payment_runs(shopper: Shopper) -> None:
    shopper.arrive(wallets=WALLETS, hold=True)
    click = """
        const answers = [];
        window.fake.elements.expressCheckout.emit("click", {
            expressPaymentType: "google_pay",
            resolve: (details) => answers.push(["resolve", details]),
            reject: () => answers.push(["reject"]),
        });
        answers
    """
    before = shopper.page.evaluate(click)
    shopper.button.click()

    during = shopper.page.evaluate(click)

    assert before == [["resolve", {"lineItems": [{"name": "Book", "amount": 1000}]}]]
    assert during == [["reject"]]


def test_known_secret_is_not_repeated_at_the_confirmation(shopper: Shopper) -> None:
    shopper.arrive("/secret")

    shopper.button.click()

    assert shopper.result(1)["payment_intent"] == "pi_first"
    assert shopper.calls("elements") == [{"clientSecret": "pi_first_secret_first"}]
    assert "clientSecret" not in shopper.calls("confirmPayment")[0]


def test_another_secret_makes_another_group(shopper: Shopper) -> None:
    shopper.arrive("/secret")
    shopper.page.get_by_role("button", name="Other secret").click()
    shopper.page.wait_for_function(
        "window.fake.calls.filter(([n]) => n === 'elements').length === 2"
    )
    expect(shopper.button).to_be_enabled()

    shopper.button.click()

    assert shopper.result(1)["payment_intent"] == "pi_second"
    assert shopper.calls("destroy") == ["payment"]
