"""Which version of the tables a database has, and how it comes to the newest one.

Alembic is imported where it is used: it takes a third of a second that a page need not wait.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, text

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).parent / "migrations"
VERSION_OF = text("SELECT version_num FROM alembic_version")


def _config() -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


@cache
def newest_version() -> str:
    """The version that the migrations of this code end in."""
    from alembic.script import ScriptDirectory

    head = ScriptDirectory.from_config(_config()).get_current_head()
    if head is None:
        raise LookupError(f"There are no migrations in {MIGRATIONS}.")
    return head


def upgrade(connection: Connection) -> None:
    """Apply every migration that is missing, inside the connection's own transaction."""
    from alembic import command

    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
