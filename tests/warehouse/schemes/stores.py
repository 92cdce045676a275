"""Stores in memory that hold schemes and no scores."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from warehouse.database.connection import Cursor
from warehouse.database.sql import list_migrations, run_script


@contextmanager
def empty_store() -> Iterator[Cursor]:
    """Yield a connection to a store with every table of this program and no view."""
    with duckdb.connect(":memory:") as connection:
        for _, text in list_migrations():
            run_script(connection, text)
        yield connection
