"""The shop's memory: rows of a SQL database as domain values, and back; no rule lives here."""
