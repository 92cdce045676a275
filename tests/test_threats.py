"""The table of threats names tests that exist, and states nothing without one."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
TABLE = TESTS.parent / "docs" / "threats.md"
ROWS = [
    [cell.strip() for cell in line.strip("|").split(" | ")]
    for line in TABLE.read_text("utf-8").splitlines()
    if re.match(r"\| [A-Z]+\d+", line)
]


@cache
def list_functions(path: Path) -> set[str]:
    tree = ast.parse(path.read_text("utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_each_row_has_a_state_and_a_test_that_exists(row: list[str]) -> None:
    _, _, state, where = row
    assert state in {"held", "partly"}
    named = re.findall(r"`([^`]+\.py)(?:::(\w+))?`", where)
    assert named
    for path, function in named:
        assert (TESTS / path).is_file()
        assert not function or function in list_functions(TESTS / path)
    assert state == "held" or ";" in where  # after the semicolon: what is missing


def test_no_id_occurs_twice() -> None:
    ids = [row[0] for row in ROWS]
    assert len(ids) == len(set(ids))
