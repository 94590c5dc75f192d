"""All checks, in the order in which a start depends on them."""

from __future__ import annotations

from bookstore.doctor.findings import Finding
from bookstore.doctor.keys import check_keys, read_on
from bookstore.doctor.machine import check_port, check_versions
from bookstore.doctor.patient import Patient
from bookstore.doctor.place import check_place, check_words
from bookstore.doctor.post import check_mail
from bookstore.doctor.records import check_database
from bookstore.doctor.shelf import check_shelf
from bookstore.doctor.stripe_answer import check_stripe


async def examine(patient: Patient) -> list[Finding]:
    """Make every check that can be made, whatever the others have found."""
    settings, refused = read_on(patient)
    return [
        *await check_versions(patient),
        *check_place(patient),
        *check_words(patient),
        *check_keys(settings, refused, patient.port),
        *check_shelf(patient),
        await check_database(settings),
        await check_port(patient),
        *[finding async for finding in check_stripe(patient, settings)],
        await check_mail(settings),
    ]
