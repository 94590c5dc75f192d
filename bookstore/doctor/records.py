"""The database: can it be used, and are its tables of this version?"""

from __future__ import annotations

import os
from pathlib import Path

from bookstore.doctor.findings import Finding, Problem
from bookstore.settings import Settings
from bookstore.storage.addresses import DatabaseUnusable, file_of, read_address
from bookstore.storage.database import open_database
from bookstore.storage.schema import newest_version


async def check_database(settings: Settings) -> Finding:
    """Look and make nothing: a SQLite file that is not there yet is made by the first start."""
    url = settings.database_url.reveal()
    try:
        file = file_of(read_address(url))
        if file is not None and not file.exists():
            return _judge_place(file)
        database = open_database(url)
        try:
            return judge_version(await database.version())
        finally:
            await database.close()
    except DatabaseUnusable as error:
        mend = "edit DATABASE_URL in .env, or remove it for .data/shop.db"
        return Finding("database", str(error).rstrip("."), Problem.DATABASE_UNREACHABLE, mend)


def _judge_place(file: Path) -> Finding:
    folder = next(parent for parent in file.absolute().parents if parent.exists())
    if folder.is_dir() and os.access(folder, os.W_OK | os.X_OK):
        return Finding("database", f"{file.name} is made by the first start")
    return Finding(
        "database",
        f"{file} cannot be made: {folder} cannot be written",
        Problem.DATABASE_UNREACHABLE,
        f"sudo chown $USER '{folder}', or set DATABASE_URL to another place",
    )


def judge_version(version: str | None) -> Finding:
    """Judge the version of the tables; None when there are no tables."""
    newest = newest_version()
    if version == newest:
        return Finding("database", f"answers, with tables of version {newest}")
    if version is not None and version > newest:
        return Finding(
            "database",
            f"its tables are of version {version}, of a newer shop than this ({newest})",
            Problem.DATABASE_NOT_MIGRATED,
            "start the newer shop, or restore the copy made before it",
        )
    return Finding(
        "database",
        f"has {f'tables of version {version}' if version else 'no tables'}, and this shop needs "
        f"version {newest}",
        Problem.DATABASE_NOT_MIGRATED,
        "make run  (each start brings the tables up to date)",
    )
