"""Who receives an order: the contact and address as typed, checked field by field."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from babel import Locale

from bookstore.domain.email_address import email_problem
from bookstore.domain.errors import InvalidContact
from bookstore.domain.postal_codes import postal_code_problem

COUNTRIES_WITH_STATES = frozenset(
    ["US", "CA", "AU", "BR", "IN", "MX", "MY", "JP", "IE", "IT", "ES", "AR", "CN"]
)
MAX_FIELD = 120
ERASED = "erased"

_CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029\u202a-\u202e\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Contact:
    """A checked contact; `country` is ISO 3166-1 alpha-2, upper case; state, line2 may be empty."""

    email: str
    name: str
    line1: str
    city: str
    postal_code: str
    country: str
    state: str = ""
    line2: str = ""

    @property
    def is_erased(self) -> bool:
        """Say whether the person behind it was forgotten."""
        return self.email == ERASED


def erase_contact(contact: Contact) -> Contact:
    """What stays of a contact when its person is forgotten: the country, for the tax books."""
    state = ERASED if contact.state else ""
    return Contact(ERASED, ERASED, ERASED, ERASED, ERASED, contact.country, state)


def email_digest(email: str) -> str:
    """By what an address is found, however its letters are written: it cannot be read back."""
    return hashlib.sha256(email.lower().encode("utf-8", "surrogatepass")).hexdigest()


def country_name(code: str, locale: str) -> str:
    """A country as a reader of this locale calls it: "United States" for US in en_US."""
    names = Locale.parse(locale).territories
    return str(names.get(code, code))  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType] - babel does not say what is in it


def named_countries(codes: Iterable[str], locale: str) -> tuple[tuple[str, str], ...]:
    """(code, name) of each, in the order of the names."""
    named = ((code, country_name(code, locale)) for code in codes)
    return tuple(sorted(named, key=lambda pair: pair[1]))


def address_lines(contact: Contact, locale: str) -> tuple[str, ...]:
    """Where a parcel goes, line by line; of a forgotten contact only the country."""
    country = country_name(contact.country, locale)
    if contact.is_erased:
        return (country,)
    city = " ".join(filter(None, [contact.city, contact.state, contact.postal_code]))
    return tuple(filter(None, [contact.name, contact.line1, contact.line2, city, country]))


def read_contact(form: Mapping[str, object], countries: tuple[str, ...]) -> Contact:
    """Check a form's values and make a contact of them.

    Args:
        form: field name -> whatever the browser sent for it.
        countries: where the shop delivers (ISO 3166-1 alpha-2, upper case).

    Raises:
        InvalidContact: one exact sentence per field that cannot be used.
    """
    if problems := find_problems(form, countries):
        raise InvalidContact(problems)
    return Contact(**_texts(form))


def find_problems(form: Mapping[str, object], countries: tuple[str, ...]) -> dict[str, str]:
    """One sentence for each field that cannot be used, in the order of the form."""
    texts = _texts(form)
    return {
        name: problem
        for name, text in texts.items()
        if (problem := find_problem(name, text, country=texts["country"], countries=countries))
    }


def _texts(form: Mapping[str, object]) -> dict[str, str]:
    return {name: one_line(form.get(name)) for name in Contact.__slots__}


def one_line(value: object) -> str:
    """What was typed, its blanks and line ends folded into one blank; "" for what is no text."""
    return " ".join(value.split()) if isinstance(value, str) else ""


def find_problem(name: str, text: str, *, country: str, countries: tuple[str, ...]) -> str:
    """The sentence for one field, or "" when the field can be used."""
    if len(text) > MAX_FIELD or _CONTROL.search(text):
        return f"This is not usable: write at most {MAX_FIELD} ordinary characters."
    match name:
        case "email":
            return email_problem(text)
        case "name":
            return "" if text else "Enter the full name for the parcel."
        case "line1":
            return "" if text else "Enter the street and house number."
        case "city":
            return "" if text else "Enter the city or town."
        case "postal_code":
            return postal_code_problem(text, country)
        case "country":
            return "" if text in countries else "Choose a country that we deliver to."
        case _:
            return ""
