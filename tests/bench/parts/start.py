"""From the command to the first page: with everything to fetch and build, and with nothing."""

from __future__ import annotations

from tests.bench.figures import medians
from tests.bench.results import Figures
from tests.bench.sites import Sites


def measure(sites: Sites) -> Figures:
    """Start each server from nothing, then several times with its build; a quick run keeps it."""
    figures: Figures = {}
    for name, site in (("shop", sites.shop), ("blank Reflex page", sites.blank)):
        site.end()
        if sites.is_quick:
            site.open()  # builds if there is no build yet, which is then not counted as a start
        else:
            site.forget_build()
            figures[f"{name}, first"] = {"seconds": site.open()}
        figures[f"{name}, again"] = _again(sites, name)
    sites.flask.open()  # installs
    figures["Flask, again"] = _again(sites, "Flask")
    return figures


def _again(sites: Sites, name: str) -> dict[str, float]:
    site = {"shop": sites.shop, "blank Reflex page": sites.blank, "Flask": sites.flask}[name]
    rounds = []
    for _ in range(sites.few(3, 1)):
        site.end()
        rounds.append({"seconds": site.open()})
    return medians(rounds)
