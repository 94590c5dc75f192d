"""A page for people: what goes on in the sandbox, with a button for everything it can do."""

from .page import Dashboard

__all__ = ["Dashboard"]
