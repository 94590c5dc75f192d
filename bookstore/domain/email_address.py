"""E-mail addresses: the exact fault of a wrong one, and an offer for a likely slip.

An offer is never an error: whoever means what they typed goes on with it.
"""

from __future__ import annotations

import re

from rapidfuzz.distance import OSA

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
_EMAIL = re.compile(
    rf"{_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})+"
)  # what mail servers take unquoted; Stripe refuses the rest
_ELSEWHERE = re.compile(r"[^A-Za-z0-9!#$%&'*+/=?^_`{|}~.@-]")

# Where most people have their mail; our own choice. A domain one slip away is asked about.
COMMON_DOMAINS = (
    "gmail.com",
    "googlemail.com",
    "yahoo.com",
    "hotmail.com",
    "outlook.com",
    "icloud.com",
    "protonmail.com",
    "comcast.net",
    "verizon.net",
    "yahoo.co.uk",
    "hotmail.co.uk",
    "hotmail.fr",
    "orange.fr",
    "t-online.de",
    "libero.it",
)
# One slip away from those above, and where people do have their mail.
GENUINE_DOMAINS = frozenset(["mail.com", "email.com", "ymail.com", "hotmail.it", "hotmail.de"])
SLIPPED_ENDINGS = frozenset(["con", "cmo", "ocm", "comm", "cim", "cpm", "vom", "xom"])  # no TLDs


def email_problem(text: str) -> str:
    """The sentence that says what is wrong with an address, or "" when mail may reach it."""
    if not text:
        return "Enter an e-mail address: the confirmation goes there."
    if " " in text:
        return "An e-mail address has no spaces: take out the one that was typed."
    if "@" not in text:
        return f"“{text}” has no @: an e-mail address looks like name@example.com."
    if text.count("@") > 1:
        return f"“{text}” has more than one @: write a single address."
    if character := _ELSEWHERE.search(text):
        return f"“{character[0]}” cannot be part of an e-mail address."
    name, _, domain = text.partition("@")
    return _part_problem(name, domain) if not _EMAIL.fullmatch(text) else ""


def _part_problem(name: str, domain: str) -> str:
    if not name:
        return "Something is missing before the @."
    if not domain:
        return "Something is missing after the @."
    if "." not in domain.strip("."):
        return f"“{domain}” is not a complete domain: it ends in something like .com."
    if ".." in name + domain or "." in (name[0], name[-1], domain[0], domain[-1]):
        return "There is a dot too many, or one at the wrong place."
    return f"“{domain}” is not a domain: letters, digits and single hyphens between dots."


def offer_email(text: str) -> str:
    """The address that was probably meant, for one whose domain looks like a slip; else ""."""
    name, _, typed = text.partition("@")
    domain = typed.lower()
    meant = _meant_domain(domain)
    return f"{name}@{meant}" if meant != domain and not email_problem(text) else ""


def _meant_domain(domain: str) -> str:
    if domain in COMMON_DOMAINS or domain in GENUINE_DOMAINS:
        return domain
    before, _, ending = domain.rpartition(".")
    likely = f"{before}.com" if ending in SLIPPED_ENDINGS else domain
    slips = (each for each in COMMON_DOMAINS if OSA.distance(likely, each, score_cutoff=1) == 1)
    return next(slips, likely)
