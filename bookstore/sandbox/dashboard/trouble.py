"""Faults and test cards on the page: what can be made to happen."""

from ..cards import all_cards
from ..faults import KINDS, Faults
from ..routes import ROUTES
from ..scenarios import describe_card
from .markup import Html, button, choose, field, form, join, table, tag

_BACK = "view=faults"


def show_faults(faults: Faults) -> Html:
    """The faults in force, and a form for one more."""
    rows = [
        (
            tag("code", fault.kind),
            tag("code", fault.operation),
            "until cleared" if fault.times is None else f"{struck} of {fault.times}",
            f"{fault.chance:g}, seed {fault.seed}" if fault.chance < 1 else "always",
            f"{fault.latency_ms} ms" if fault.latency_ms else "",
            button("Clear", f"faults/{number}/clear", back=_BACK),
        )
        for number, fault, struck in faults.in_force()
    ]
    heads = ("Kind", "Calls", "Struck", "How often", "Held back", "")
    clear = button("Clear all", "faults/clear", back=_BACK) if rows else ""
    return join((tag("h1", "Faults"), _new_fault(), table(heads, rows, none="All is well."), clear))


def show_cards() -> Html:
    """The test-card tray, and the operations that are imitated."""
    rows = [
        (
            tag("code", _groups(card["number"])),
            describe_card(card),
            tag("code", card["decline_code"] or card["code"] or ""),
            tag("code", card["payment_method"] or ""),
        )
        for card in all_cards()
    ]
    operations = [tag("li", tag("code", f"{route.method} {route.path}")) for route in ROUTES]
    return join(
        (
            tag("h1", "Test cards"),
            tag("p", "Any date to come, any security code of the right length."),
            table(("Number", "What happens", "Code", "For servers"), rows, none=""),
            tag("h2", "Operations"),
            tag("ul", *operations),
        )
    )


def _new_fault() -> Html:
    operations = [("* *", "every call"), ("POST *", "every change"), ("GET *", "every look")]
    operations += [(f"{r.method} {r.path}", f"{r.method} {r.path}") for r in ROUTES]
    return form(
        "faults",
        choose("Kind", "kind", ((kind, kind.replace("_", " ")) for kind in KINDS)),
        choose("Calls", "operation", operations),
        field("Times (empty: always)", "times", "1", type="number", min=1),
        field("Chance, 0 to 1", "chance", "1", size=5, inputmode="decimal"),
        field("Seed", "seed", "0", type="number", min=0),
        field("Held back, ms", "latency_ms", "0", type="number", min=0),
        tag("button", "Add", class_="yes"),
        back=_BACK,
    )


def _groups(number: str) -> str:
    return " ".join(number[start : start + 4] for start in range(0, len(number), 4))
