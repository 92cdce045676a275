"""A scheme is written as text so that reading the text gives the same scheme."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.scheme_text import SchemeParts, read_text, write_text
from warehouse.schemes.scheme_files import list_example_folders, read_parts
from warehouse.schemes.scheme_source import read_text_files
from warehouse.schemes.scheme_writing import write_folder
from warehouse.schemes.toml_writing import write_toml

FOLDERS = list_example_folders()

SIMPLE = st.one_of(
    st.text(), st.booleans(), st.integers(-(10**12), 10**12),
    st.decimals(allow_nan=False, allow_infinity=False, places=2),
)  # fmt: skip
VALUES = st.recursive(
    SIMPLE,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(st.text(), VALUES, max_size=6))
def test_any_document_is_read_as_it_was_written(document: dict[str, Any]) -> None:
    read = tomllib.loads(write_toml(document), parse_float=Decimal)
    assert list_in_order(read) == list_in_order(document)


def list_in_order(value: Any) -> Any:
    """Return a document in which the order of keys counts."""
    if isinstance(value, dict):
        return [(key, list_in_order(inner)) for key, inner in value.items()]
    return [list_in_order(inner) for inner in value] if isinstance(value, list) else value


@pytest.mark.parametrize("folder", FOLDERS, ids=[one.name for one in FOLDERS])
def test_every_scheme_that_ships_is_exported_without_loss(folder: Any) -> None:
    parts = read_parts(folder)
    stored = write_text(parts)
    assert read_text_files(write_folder(parts)) == parts
    exported = write_folder(read_text(stored))
    assert write_text(read_text_files(exported)) == stored
    assert b'each = "0.' not in exported["scheme.toml"]


def test_a_unit_that_cells_cannot_hold_is_written_with_the_notice() -> None:
    parts = read_parts(FOLDERS[0])
    units = [dict(one) for one in parts.units]
    units[0]["not_for"] = [{"clause": "1.1", "reason": "没有这项工作"}]
    files = write_folder(SchemeParts(parts.notice, parts.forms, units))
    assert "[[unit]]" in files["scheme.toml"].decode()
    read = read_text_files(files)
    assert read.notice["unit"][0]["not_for"] == units[0]["not_for"]
    assert len(read.units) == len(units) - 1
