"""Where the shop delivers: the first zone that names a country."""

from __future__ import annotations

from bookstore.domain.catalogue import Delivery, DeliveryZone
from bookstore.domain.money import Money

NEAR = DeliveryZone("Near", ("US", "CA"), Money(500, "usd"), None)
FAR = DeliveryZone("Far", ("DE", "CA"), Money(900, "usd"), None)
DELIVERY = Delivery("US", (NEAR, FAR))


def test_first_zone_that_names_a_country_is_its_zone() -> None:
    assert DELIVERY.zone_of("CA") is NEAR
    assert DELIVERY.zone_of("DE") is FAR


def test_country_in_no_zone_has_none() -> None:
    assert DELIVERY.zone_of("ZZ") is None
    assert DELIVERY.zone_of("us") is None


def test_countries_are_named_once_in_order() -> None:
    assert DELIVERY.countries() == ("CA", "DE", "US")
