"""Every mapping by column type has every type, so that a new type is forgotten nowhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

import pytest

from documents.forms.entries import _ENTRIES
from scoring.dataset import ColumnType
from tests.documents.forms.answers import _ANSWERS
from warehouse.database.scheme_schema import PHYSICAL_TYPES
from warehouse.importing.landing import POLARS_TYPES
from warehouse.reading.cells.reading import READERS
from warehouse.results.typed_values import _BLANKS, _PARSERS

TABLES: dict[str, Mapping[Any, Any]] = {
    "READERS": READERS,
    "PHYSICAL_TYPES": PHYSICAL_TYPES,
    "_PARSERS": _PARSERS,
    "_ENTRIES": _ENTRIES,
    "_ANSWERS": _ANSWERS,
}


@pytest.mark.parametrize("name", TABLES)
def test_the_table_knows_every_column_type(name: str) -> None:
    assert set(TABLES[name]) == set(get_args(ColumnType))


def test_every_database_type_has_a_polars_type() -> None:
    assert {one for types in PHYSICAL_TYPES.values() for one in types} == set(POLARS_TYPES)


def test_a_blank_has_as_many_values_as_the_type_has_table_columns() -> None:
    assert {kind: len(blank) for kind, blank in _BLANKS.items()} == {
        kind: len(types) for kind, types in PHYSICAL_TYPES.items()
    }
