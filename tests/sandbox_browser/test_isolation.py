"""What stays inside the frame, and where the script works."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Browser, Request

from tests.sandbox_browser.till import SWITCHED_OFF, Till

pytestmark = pytest.mark.anyio

# Every way out of a frame to the page around it, reported before it is taken.
EAVESDROP = """
for (const owner of [MessagePort.prototype, Window.prototype, BroadcastChannel.prototype]) {
  const send = owner.postMessage ?? window.postMessage;
  const spy = function (data, ...rest) {
    overheard(JSON.stringify(data));
    return send.call(this, data, ...rest);
  };
  if (owner === Window.prototype) window.postMessage = spy;
  else owner.postMessage = spy;
}
"""
NUMBER = "4000000000000002"


@asynccontextmanager
async def tapped(
    chromium: Browser, sandbox_url: str, shop_url: str, heard: list[str]
) -> AsyncGenerator[Till]:
    context = await chromium.new_context(locale="en-US")
    await context.expose_binding("overheard", lambda _source, text: heard.append(text))
    await context.add_init_script(EAVESDROP)
    yield Till(await context.new_page(), sandbox_url, shop_url)
    await context.close()


async def test_no_message_to_the_page_holds_the_card(
    chromium: Browser, sandbox_url: str, shop_url: str
) -> None:
    heard: list[str] = []
    async with tapped(chromium, sandbox_url, shop_url, heard) as till:
        await till.open()
        await till.ready_card(NUMBER)
        await till.confirm((await till.intent())["client_secret"])

    everything = "".join(heard)
    assert "pm_" in everything  # the frame's answer was overheard
    assert '"event":"change"' in everything
    assert NUMBER not in everything.replace(" ", "")
    assert '"123"' not in everything


async def test_only_the_frame_sends_the_card(till: Till) -> None:
    senders: list[tuple[str, bool]] = []

    def note(request: Request) -> None:
        body = request.post_data or ""
        is_page = request.frame == till.page.main_frame
        senders.append(("page" if is_page else "frame", NUMBER in body))

    till.page.on("request", note)
    await till.ready_card(NUMBER)
    await till.confirm((await till.intent())["client_secret"])

    assert ("frame", True) in senders
    assert ("page", True) not in senders


async def test_page_cannot_read_the_field_from_another_origin(till: Till) -> None:
    await till.ready_card(NUMBER)

    outcome = await till.seen("return frames[0].document.body.innerHTML")

    assert outcome["thrown"] == "SecurityError"


async def test_frame_takes_a_channel_only_with_its_id(till: Till) -> None:
    query = f"element=payment&channel=right&origin={till.shop}"

    answered = await till.do(
        """const frame = document.createElement('iframe');
        const greeted = new Promise((resolve) => addEventListener('message', resolve));
        frame.src = argument;
        document.body.append(frame);
        await greeted;
        const answered = [];
        const connect = (channel) => new Promise((resolve) => {
          const {port1, port2} = new MessageChannel();
          port1.onmessage = () => resolve(answered.push(channel));
          frame.contentWindow.postMessage({type: 'sandbox:connect', channel}, '*', [port2]);
          port1.postMessage({id: 1, call: 'blur'});
        });
        connect('guessed');
        await connect('right');
        return answered;""",
        f"{till.sandbox}/frame.html?{query}",
    )

    assert answered == ["right"]


async def test_each_element_has_a_channel_of_its_own(till: Till) -> None:
    await till.group()
    await till.mount(fields=SWITCHED_OFF)
    await till.mount("linkAuthentication", at="#email")

    sources = await till.do("return [...document.querySelectorAll('iframe')].map((one) => one.src)")

    channels = {source.split("channel=")[1].split("&")[0] for source in sources}
    assert len(channels) == 2
    assert all(len(channel) >= 32 for channel in channels)


async def test_strict_policy_of_the_page_stops_nothing(till: Till) -> None:
    from_sandbox = f"{till.sandbox}/"
    sources = [f"{kind}-src {from_sandbox}" for kind in ("script", "frame", "connect")]
    policy = "; ".join(["default-src 'none'", *sources])
    till.page.on("console", lambda message: till.errors.append(message.text))
    await till.open(csp=policy)

    status = await pay_by_script(till)

    assert status == "succeeded"
    assert [text for text in till.errors if "Content Security Policy" in text] == []


async def test_same_origin_as_the_sandbox(till: Till) -> None:
    await till.open(shop=till.sandbox)

    assert await pay_by_script(till) == "succeeded"


async def pay_by_script(till: Till) -> str:
    await till.ready_card("4242424242424242")
    outcome = await till.confirm((await till.intent())["client_secret"])
    return outcome["value"]["paymentIntent"]["status"]


async def test_second_copy_of_the_script_changes_nothing(till: Till) -> None:
    await till.do("shop.first = window.Stripe")

    await till.page.add_script_tag(url=f"{till.sandbox}/stripe.js?again")

    assert await till.do("return window.Stripe === shop.first && Stripe.version") == "endive"
    assert "twice" in " ".join(till.warnings)


async def test_unreachable_frame_is_a_load_error(till: Till) -> None:
    await till.page.route("**/frame.html**", lambda route: route.abort())
    await till.group()

    await till.mount(wait_for="loaderror")

    error = (await till.event("payment", "loaderror"))["error"]
    assert error["type"] == "api_connection_error"
    assert (await till.do("return shop.group.submit()"))["error"] == error


async def test_unreachable_api_while_confirming_resolves_a_connection_error(till: Till) -> None:
    await till.ready_card()
    intent = await till.intent()
    await till.page.route("**/confirm", lambda route: route.abort())

    outcome = await till.confirm(intent["client_secret"])

    assert outcome["value"]["error"]["type"] == "api_connection_error"


async def test_unknown_intent_of_a_group_is_a_load_error(till: Till) -> None:
    await till.group(clientSecret="pi_unknown_secret_wrong")

    await till.mount(wait_for="loaderror")

    error = (await till.event("payment", "loaderror"))["error"]
    assert error["code"] == "resource_missing"
