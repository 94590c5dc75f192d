"""A shop with a mistake in it, to see that the simulation finds it. The plain one has none."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from types import ModuleType

from bookstore.services.ports import Shop
from bookstore.storage.database import Database
from bookstore.stripe_gateway import StripeGateway


class Mutant:
    """No mistake: the shop as it is. Subclasses put one part of it in another's place."""

    gateway: type[StripeGateway] = StripeGateway

    def spoil(self, shop: Shop, database: Database) -> Shop:
        """The shop with the mistake in its adapters."""
        return shop

    def in_force(self) -> AbstractContextManager[object]:
        """For as long as a schedule runs: mistakes in functions, which no adapter can make."""
        return nullcontext()


@contextmanager
def swapped(*changes: tuple[ModuleType, str, object]) -> Generator[None]:
    """Have other functions stand in these modules until the block ends."""
    before = [(module, name, getattr(module, name)) for module, name, _ in changes]
    for module, name, value in changes:
        setattr(module, name, value)
    try:
        yield
    finally:
        for module, name, value in before:
            setattr(module, name, value)
