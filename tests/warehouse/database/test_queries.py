"""Each query file says what one row is, makes no object of the store, and is run by a module."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.repository import ROOT
from warehouse.database.sql import FOLDERS

QUERIES = sorted(
    path.relative_to(ROOT)
    for path in (ROOT / "queries").rglob("*.sql*")
    if path.parent.name not in {*FOLDERS, "migrations"}
)
MODULES = "\n".join(path.read_text("utf-8") for path in (ROOT / "warehouse").rglob("*.py"))


@pytest.mark.parametrize("path", QUERIES, ids=str)
def test_a_query_says_what_a_row_is_and_makes_nothing(path: Path) -> None:
    text = (ROOT / path).read_text("utf-8")
    assert text.startswith(("-- One row per ", "-- One row: "))
    assert not re.search(r"\b(create|insert|update|delete|alter|drop)\b", _without_comments(text))


@pytest.mark.parametrize("path", QUERIES, ids=str)
def test_a_query_lies_in_the_folder_of_the_module_that_runs_it(path: Path) -> None:
    folder, name = path.parent.name, path.name.partition(".")[0]
    assert (ROOT / "warehouse" / folder).is_dir()
    assert re.search(rf'"{folder}/{name}["./]', MODULES)


def _without_comments(text: str) -> str:
    return re.sub(r"--.*", "", text)
