"""Tests of the adapters over SQL, on SQLite and, where it can be started, on Postgres."""
