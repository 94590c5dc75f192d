"""Which pages are told about which order, and when."""

from __future__ import annotations

from bookstore.states.watching import Page, Watch, WatchedOrders


def order(name: str, seen: int = 0) -> Watch:
    return Watch(Page.ORDER, name, seen)


def test_page_has_news_until_it_was_told() -> None:
    watched = WatchedOrders()
    watch = order("A-1", 3)
    watched.sign_in("page", watch)

    assert watched.with_news({"A-1": 3}) == ()
    assert watched.with_news({"A-1": 4}) == ("page",)
    assert watched.with_news({"A-1": 4}) == ("page",)
    watched.saw("page", watch, 4)
    assert watched.with_news({"A-1": 4}) == ()


def test_every_page_of_an_order_has_its_news_and_no_other() -> None:
    watched = WatchedOrders()
    watched.sign_in("one", order("A-1", 1))
    watched.sign_in("two", order("A-1", 2))
    watched.sign_in("other", order("B-2", 1))

    assert watched.with_news({"A-1": 2, "B-2": 1}) == ("one",)
    assert watched.with_news({"A-1": 3, "B-2": 1}) == ("one", "two")


def test_page_watches_one_order_at_a_time_and_none_after_signing_out() -> None:
    watched = WatchedOrders()
    watched.sign_in("page", order("A-1"))
    watched.sign_in("page", order("B-2"))

    assert watched.names(Page.ORDER) == {"B-2"}
    watched.sign_out("page")
    watched.sign_out("page")
    assert watched.names(Page.ORDER) == frozenset()


def test_orders_and_checkouts_are_asked_about_apart() -> None:
    watched = WatchedOrders()
    watched.sign_in("one", order("A-1"))
    watched.sign_in("two", Watch(Page.CHECKOUT, "key", 0))

    assert watched.names(Page.ORDER) == {"A-1"}
    assert watched.names(Page.CHECKOUT) == {"key"}


def test_page_that_was_told_late_keeps_what_it_watches_now() -> None:
    watched = WatchedOrders()
    before = order("A-1")
    watched.sign_in("page", before)
    watched.sign_in("page", order("B-2", 5))

    watched.saw("page", before, 9)

    assert watched.find("page") == order("B-2", 5)


def test_page_without_a_socket_is_dropped() -> None:
    watched = WatchedOrders()
    watched.sign_in("gone", order("A-1"))
    watched.sign_in("here", order("A-1"))

    watched.keep_only({"here"})

    assert watched.with_news({"A-1": 1}) == ("here",)


def checkout(seen: str) -> Watch:
    return Watch(Page.CHECKOUT, "key", seen)


def test_checkout_has_news_when_its_order_stands_elsewhere_than_it_knows() -> None:
    watched = WatchedOrders()
    watched.sign_in("page", checkout(""))

    assert watched.with_news({}) == ()
    assert watched.with_news({"key": "A-1 awaiting_payment"}) == ("page",)
    watched.saw("page", checkout(""), "A-1 awaiting_payment")
    assert watched.with_news({"key": "A-1 awaiting_payment"}) == ()
    assert watched.with_news({"key": "A-1 paid"}) == ("page",)


def test_page_that_asks_by_itself_is_told_after_that() -> None:
    watched = WatchedOrders()
    watched.sign_in("page", checkout(""))

    with watched.busy("page"):
        with watched.busy("page"):
            pass
        during = watched.with_news({"key": "A-1 paid"})

    assert (during, watched.with_news({"key": "A-1 paid"})) == ((), ("page",))
