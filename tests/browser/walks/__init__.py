"""Every page in every state, and the way there: the one list that all looks at pages share.

A walk leads a shopper through a few states and yields the name of each while the page stands in
it. Whoever reaches the end has seen everything; what a walk changes in the shop it puts right when
it is closed. `test_for_everyone.py` looks at each state with axe and a ruler, and
`tests/screenshots.py` takes its pictures here. A new page or state is a few lines in one of the
files beside this one.
"""

from __future__ import annotations

from tests.browser.walks import cart, checkout, orders, shelf, trouble
from tests.browser.walks.walk import Walk

WALKS: tuple[Walk, ...] = (
    *shelf.WALKS,
    *cart.WALKS,
    *checkout.WALKS,
    *orders.WALKS,
    *trouble.WALKS,
)
