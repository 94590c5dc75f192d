"""The instruments of the other tests see what a shopper would see."""

from __future__ import annotations

from playwright.sync_api import Browser, Route

from tests.browser.inspection import paint_frames

SHOP, TILL = "http://shop.test/", "http://till.test/"
PAGES = {
    SHOP: f"<style>:root {{ --ink: black }}</style><iframe src={TILL} style='margin-top: 9000px'>",
    TILL: """<style>:root { --colorText: white }</style><script>
        const look = getComputedStyle;
        let looks = 0;
        getComputedStyle = (element) => {  // the first come before Chromium sees it is unseen
            if (++looks === 10) element.style.setProperty("--colorText", "black");
            return look(element);
        };
    </script>""",
}


def test_frame_out_of_sight_may_take_its_time_to_change_its_look(chromium: Browser) -> None:
    def answer(route: Route) -> None:
        route.fulfill(body=PAGES[route.request.url], content_type="text/html")

    context = chromium.new_context()
    context.set_default_timeout(10_000)
    context.route("**/*", answer)
    page = context.new_page()
    page.goto(SHOP)
    (frame,) = page.main_frame.child_frames

    paint_frames(page)

    worn = frame.evaluate("document.documentElement.style.getPropertyValue('--colorText')")
    context.close()
    assert worn == "black"
