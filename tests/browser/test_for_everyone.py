"""Every page in every state can be used by everybody: WCAG 2.2 AA, zoom, thumbs, dark rooms."""

from __future__ import annotations

import pytest

from tests.browser.conftest import OpenBrowser
from tests.browser.inspection import AXE, complaints
from tests.browser.walks import WALKS
from tests.browser.walks.walk import Walk


@pytest.mark.parametrize("walk", WALKS, ids=[walk.__name__ for walk in WALKS])
def test_nobody_stumbles(open_browser: OpenBrowser, walk: Walk) -> None:
    shopper = open_browser(reduced_motion="reduce", viewport={"width": 360, "height": 740})
    shopper.context.add_init_script(AXE)  # also into the frame where one pays

    found = [f"{state}: {said}" for state in walk(shopper) for said in complaints(shopper.page)]

    assert not found, "\n".join(found)
