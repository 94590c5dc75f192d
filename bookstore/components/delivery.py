"""What delivery costs, in words, from the catalogue's table."""

from __future__ import annotations

import reflex as rx

from bookstore.domain.catalogue import Delivery, DeliveryZone
from bookstore.domain.money import format_money


def delivery_sentence(delivery: Delivery, *, locale: str) -> str:
    """What it costs to where most orders go."""
    zone = delivery.zone_of(delivery.default_country)
    if zone is None:
        return "Delivery is shown in the cart."
    return f"Delivery, {zone.name}: {_rate(zone, locale)}."


def _rate(zone: DeliveryZone, locale: str) -> str:
    rate = format_money(zone.rate, locale)
    if zone.free_from is None:
        return rate
    return f"{rate}, free from {format_money(zone.free_from, locale)}"


def delivery_rates(delivery: Delivery, *, locale: str) -> rx.Component:
    """The whole table, a row for each zone."""
    return rx.el.dl(
        *[rx.el.div(rx.el.dt(zone.name), rx.el.dd(_rate(zone, locale))) for zone in delivery.zones],
        class_name="facts",
    )
