"""A store of an earlier program, whose schemes were not in the rule language, is not opened."""

from __future__ import annotations

from datetime import datetime

import duckdb
import pytest

from tests.warehouse.schemes.stores import empty_store
from warehouse.database.connection import Cursor
from warehouse.database.migrations import FIRST_WITH_LANGUAGE, check_age
from warehouse.database.sql import list_migrations
from warehouse.faults import StoreUnavailable

MOMENT = datetime(2021, 11, 20, 8)


def note_migrations(connection: Cursor, numbers: list[int]) -> None:
    connection.execute("create table schema_migration (number integer, applied_at timestamp)")
    for number in numbers:
        connection.execute("insert into schema_migration values (?, ?)", [number, MOMENT])


def test_a_store_without_the_language_is_refused_in_one_sentence() -> None:
    with duckdb.connect(":memory:") as connection:
        note_migrations(connection, [1, 2, 3])
        with pytest.raises(StoreUnavailable) as refused:
            check_age(connection)
    assert str(refused.value).startswith("数据仓库由旧版本的程序写成，这个版本不能打开")


def test_a_new_file_and_a_store_of_this_program_are_opened() -> None:
    with duckdb.connect(":memory:") as connection:
        check_age(connection)
    with empty_store() as connection:
        note_migrations(connection, [number for number, _ in list_migrations()])
        check_age(connection)


def test_the_number_is_that_of_the_migration_to_outlines() -> None:
    (number,) = [number for number, text in list_migrations() if "parent_id" in text]
    assert number == FIRST_WITH_LANGUAGE
