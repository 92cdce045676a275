"""A county with a form for each shape and a column for each type, whose year begins in July."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from scoring.dataset import Dataset
from scoring.scheme import Scheme
from scoring.scheme_loading import load_scheme
from scoring.scheme_text import SchemeParts
from tests.landing import ORIGIN
from warehouse.database.connection import Cursor
from warehouse.importing.landing import land_table
from warehouse.reading.contract import RowRead, TypedTable
from warehouse.schemes.schemes import register_scheme
from warehouse.store import Store

UNITS = ("甲局", "乙局", "丙镇", "丁镇", "戊镇")
TYPES = ("tick", "filing", "count", "rate", "points", "mark", "fault", "quantity")
"""The types of cell that hold figures; each form has a column of each, named by it."""

_SHAPES = {"month": "month_form", "check": "inspection", "quarter": "quarter"}
FORMS = tuple(_SHAPES)
LEDGER = "ledger"

_RANGES: dict[str, dict[str, Any]] = {
    "points": {"maximum": 20},
    "mark": {"maximum": 20},
    "quantity": {"decimals": 3, "measure": "万元", "minimum": -1000},
}


def _make_form(key: str, shape: str) -> dict[str, Any]:
    columns = {kind: {"type": kind, **_RANGES.get(kind, {})} for kind in TYPES}
    names = {"title": key, "annex": "附", "clause": "一", "assessment": "1"}
    return {**names, "shape": shape, "column": columns}


_LEDGER = {
    "title": LEDGER, "annex": "附", "clause": "一", "assessment": "1",
    "shape": "dated_ledger", "accepts_year_before": True,
    "column": {
        "date": {"headers": "日期", "type": "date"},
        "level": {"headers": "级别", "type": "choice", "choices": {"省": []}},
        "matter": {"headers": "事项", "type": "text"},
        "times": {"headers": "次数", "type": "count", "default": "1"},
        "score": {"headers": "分值", "type": "points", "maximum": 100},
        "amount": {"headers": "金额", "type": "quantity", "decimals": 2},
    },
}  # fmt: skip

ROSTER: tuple[dict[str, Any], ...] = (
    {"name": "甲局", "kind": "部门", "group": "一组", "own": {"task": "12.5"}},
    {
        "name": "乙局", "kind": "部门", "group": "一组",
        "own": {"task": [[1, 10], [7, "999999999999.000001"]]},
    },
    {"name": "丙镇", "kind": "乡镇", "group": "二组", "assessments": ["1"], "from_month": 3},
    {
        "name": "丁镇", "kind": "乡镇", "assessments": ["2"], "to_month": 9,
        "own": {"task": -1},
    },
    {
        "name": "戊镇", "kind": "乡镇",
        "own": {"task": [{"value": 3, "from_month": 2, "to_month": 4}]},
    },
)  # fmt: skip

_CLAUSES = {"1": {"id": "K0", "name": "数量"}, "2": {"id": "K1", "name": "件数"}}


def make_scheme(
    first_month: int = 7, *, starts_before: bool = True, without: Sequence[str] = ()
) -> Scheme:
    """Return the scheme for 2023; its year begins in July 2022 unless written."""
    clauses = {
        key: {**clause, "full": 10, "of": "month.count", "each": 1}
        for key, clause in _CLAUSES.items()
    }
    notice = {
        "language": 1, "id": "odd-2023", "title": "试", "year": 2023, "clause": "一",
        "first_month": first_month, "starts_before": starts_before,
        "own": [{"key": "task"}],
        "assessment": [
            {"id": key, "title": key, "clause": "一", "total": {"clauses": [clause]}}
            for key, clause in clauses.items()
        ],
    }  # fmt: skip
    forms = {**{key: _make_form(key, shape) for key, shape in _SHAPES.items()}, LEDGER: _LEDGER}
    units = [unit for unit in ROSTER if unit["name"] not in without]
    return load_scheme(SchemeParts(notice, forms, units))


@contextmanager
def open_county(scheme: Scheme) -> Iterator[Store]:
    """Open a store in memory with the scheme."""
    store = Store.scratch()
    with store.writer("load_scheme") as cursor:
        register_scheme(cursor, scheme)
    yield store
    store.close()


def land(
    cursor: Cursor,
    scheme: Scheme,
    form: str,
    month: str,
    rows: Sequence[tuple[str, Mapping[str, str | None]]],
    columns: Sequence[str] | None = None,
) -> int:
    """Land a month's form with these columns (None: all) and rows of canonical texts."""
    dataset = scheme.dataset(form)
    present = [one.key for one in dataset.columns if columns is None or one.key in columns]
    table = TypedTable(
        scheme=scheme.id, dataset=form, month=month, sheet="Sheet1", headers=("单位", *present),
        positions={key: place for place, key in enumerate(present, start=1)},
        rows=tuple(_to_rows(dataset, present, rows)),
        missing_columns=tuple(one.key for one in dataset.columns if one.key not in present),
    )  # fmt: skip
    return land_table(cursor, scheme, table, ORIGIN)


def _to_rows(
    dataset: Dataset, present: Sequence[str], rows: Sequence[tuple[str, Mapping[str, str | None]]]
) -> Iterator[RowRead]:
    for number, (unit, cells) in enumerate(rows, start=4):
        values = {key: cells.get(key) for key in present}
        texts = tuple(value or "" for value in values.values())
        yield RowRead(row=number, unit=unit, values=values, cells=(unit, *texts))
