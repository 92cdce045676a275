"""The quick depth finds every change of a table, a view or a file of the home."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import copy_home
from tests.repository import ROOT
from tests.warehouse.safekeeping.verification.forged_definitions import (
    READ_BY_CHECK,
    find_unnamed,
    list_redefinitions,
)
from tests.warehouse.safekeeping.verification.forged_files import (
    EXEMPT,
    KEPT,
    FileChange,
    ask,
    copy_in_use,
    list_file_changes,
)
from tests.warehouse.safekeeping.verification.forging import run_check
from warehouse.database.connection import ORIGINALS, connect
from warehouse.home.opening import open_store
from warehouse.store import Store

DOCUMENT = ROOT / "docs" / "verification.md"


@pytest.fixture(scope="module")
def used_home(forged_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home as after a power loss; copy it, never open it."""
    folder = tmp_path_factory.mktemp("used")
    return copy_in_use(copy_home(forged_home, folder / "before"), folder / "home")


@pytest.fixture(scope="module")
def opened(used_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Yield an open store; tests roll their changes back."""
    store = open_store(copy_home(used_home, tmp_path_factory.mktemp("opened") / "home"))
    yield store
    store.close()


def test_every_change_of_a_definition_is_named(opened: Store) -> None:
    with opened.reader() as cursor:
        groups = list_redefinitions(cursor)
    for group in groups:
        assert group
        assert find_unnamed(opened, group) == []


# Without view_set, opening recreates it and the program's views, as after an upgrade.
@pytest.mark.parametrize("table", sorted({*READ_BY_CHECK, "audit_entry"} - {"view_set"}))
def test_a_store_without_a_table_is_not_sound(used_home: Path, tmp_path: Path, table: str) -> None:
    home = copy_home(used_home, tmp_path / "home")
    connection = connect(home / "kaohe.duckdb")
    connection.execute(f"drop table {table}").fetchall()
    connection.close()
    assert ask(home)


def test_every_change_of_an_original_is_found(opened: Store) -> None:
    changes = [one for one in list_file_changes(opened) if one.subject in KEPT]
    assert {one.subject for one in changes} == KEPT.keys()
    for one in changes:
        kept = {path: path.read_bytes() for path in (opened.home / ORIGINALS).iterdir()}
        one.make(opened.home)
        with opened.reader() as cursor:
            assert len(run_check(opened, cursor, "originals")) == 1, one
        for path, content in kept.items():
            path.write_bytes(content)


def list_others(store: Store) -> list[FileChange]:
    """Return the changes of files after which the store must be opened again."""
    return [one for one in list_file_changes(store) if one.subject not in {*KEPT, *EXEMPT}]


def test_every_change_of_another_file_is_found(
    opened: Store, used_home: Path, tmp_path: Path
) -> None:
    assert ask(copy_home(used_home, tmp_path / "untouched")) == ""
    changes = list_others(opened)
    assert changes
    for number, one in enumerate(changes):
        one.make(home := copy_home(used_home, tmp_path / str(number)))
        assert ask(home), one


def test_the_document_names_every_table_and_view(opened: Store) -> None:
    text = DOCUMENT.read_text("utf-8")
    with opened.reader() as cursor:
        groups = list_redefinitions(cursor)
    missing = {one.subject for group in groups for one in group if f"{one.subject} |" not in text}
    assert missing == set()
    assert not [line for line in text.splitlines() if "not found" in line and is_held(line)]


def is_held(line: str) -> bool:
    """Tell whether a line of the document is about a change that must be found."""
    return not any(name in line for name in (*EXEMPT, "applied_at"))
