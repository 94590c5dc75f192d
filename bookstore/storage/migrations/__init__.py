"""The history of the tables, applied at every start by `schema.upgrade`.

To change a table: change it in `tables.py`, copy the newest file of `versions/`, give the
copy the next number, set `revision` to its own and `down_revision` to the former, and write
the steps. A released file is never edited. `tests/storage/test_migrations.py` fails while
migrations and `tables.py` disagree.
"""
