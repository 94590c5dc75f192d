"""Which pages are told about which order, and when."""

from __future__ import annotations

from bookstore.states.watching import WatchedOrders


def test_page_is_told_once_of_each_change() -> None:
    watched = WatchedOrders()
    watched.sign_in("page", "A-1", seen=3)

    assert watched.with_news({"A-1": 3}) == ()
    assert watched.with_news({"A-1": 4}) == ("page",)
    assert watched.with_news({"A-1": 4}) == ()


def test_every_page_of_an_order_is_told_and_no_other() -> None:
    watched = WatchedOrders()
    watched.sign_in("one", "A-1", seen=1)
    watched.sign_in("two", "A-1", seen=2)
    watched.sign_in("other", "B-2", seen=1)

    assert watched.with_news({"A-1": 2, "B-2": 1}) == ("one",)
    assert watched.with_news({"A-1": 3, "B-2": 1}) == ("one", "two")


def test_page_watches_one_order_at_a_time_and_none_after_signing_out() -> None:
    watched = WatchedOrders()
    watched.sign_in("page", "A-1", seen=0)
    watched.sign_in("page", "B-2", seen=0)

    assert watched.numbers() == {"B-2"}
    watched.sign_out("page")
    watched.sign_out("page")
    assert watched.numbers() == frozenset()
    assert watched.tokens() == ()
