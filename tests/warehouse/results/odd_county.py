"""A county with a form for each shape and a column for each type, whose year begins in July."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from pydantic import Field

from scoring.clauses.roster import AssessedUnit
from scoring.dataset import Dataset
from scoring.scheme import Scheme
from scoring.year import SchemeYear
from tests.landing import ORIGIN
from tests.repository import SCHEMES
from warehouse.database.connection import Cursor
from warehouse.importing.landing import land_table
from warehouse.reading.contract import RowRead, TypedTable
from warehouse.schemes.scheme_files import load_scheme
from warehouse.schemes.schemes import register_scheme
from warehouse.store import Store

UNITS = ("甲局", "乙局", "丙镇", "丁镇", "戊镇")
TYPES = ("tick", "filing", "count", "rate", "points", "mark", "fault", "quantity")
"""The types of cell that hold figures; each form has a column of each, named by it."""

_SHAPES = {"month": "month_form", "check": "inspection", "quarter": "quarter"}
FORMS = tuple(_SHAPES)
LEDGER = "ledger"


class CountyScheme(Scheme):
    """A scheme whose year may begin in any month, with the roster of the rule language."""

    first_month: int = 1
    starts_before: bool = False
    units: tuple[AssessedUnit, ...] = Field(alias="unit")  # type: ignore[assignment]

    @property
    def calendar(self) -> SchemeYear:
        """The twelve months that it assesses."""
        return SchemeYear(self.year, self.first_month, self.starts_before)

    def roster(self, assessment_id: str) -> tuple[AssessedUnit, ...]:  # type: ignore[override]
        """Return the units of an assessment; one that names none is in all."""
        return tuple(
            unit for unit in self.units if not unit.assessments or assessment_id in unit.assessments
        )


def _make_column(kind: str, shape: str) -> dict[str, Any]:
    read = {"month_form": "monthly", "inspection": "inspection"}.get(shape, "monthly")
    column: dict[str, Any] = {"key": kind, "headers": [kind], "type": kind, "read": read}
    if kind in {"points", "mark"}:
        column["maximum"] = "20"
    if kind == "quantity":
        column |= {"decimals": 3, "measure": "万元", "minimum": "-1000"}
    return column


def _make_form(key: str, shape: str) -> dict[str, Any]:
    names = {"key": key, "title": key, "annex": "附", "clause": "一", "assessment": "1"}
    columns = [_make_column(kind, shape) for kind in TYPES]
    return {**names, "shape": shape, "column": columns}


_LEDGER = {
    "key": LEDGER, "title": LEDGER, "annex": "附", "clause": "一", "assessment": "1",
    "shape": "dated_ledger", "accepts_year_before": True,
    "column": [
        {"key": "date", "headers": ["日期"], "type": "date"},
        {"key": "level", "headers": ["级别"], "type": "choice", "choices": [{"value": "省"}]},
        {"key": "matter", "headers": ["事项"], "type": "text"},
        {"key": "times", "headers": ["次数"], "type": "count", "default": "1"},
        {"key": "score", "headers": ["分值"], "type": "points", "maximum": "100"},
        {"key": "amount", "headers": ["金额"], "type": "quantity", "decimals": 2},
    ],
}  # fmt: skip

ROSTER: tuple[dict[str, Any], ...] = (
    {"name": "甲局", "kind": "部门", "group": "一组", "own": {"task": "12.5"}},
    {
        "name": "乙局", "kind": "部门", "group": "一组",
        "own": {"task": [[1, "10"], [7, "999999999999.000001"]]},
    },
    {"name": "丙镇", "kind": "乡镇", "group": "二组", "assessments": ["1"], "from_month": 3},
    {"name": "丁镇", "kind": "乡镇", "assessments": ["2"], "to_month": 9, "own": {"task": "-1"}},
    {
        "name": "戊镇", "kind": "乡镇",
        "own": {"task": [{"value": "3", "from_month": 2, "to_month": 4}]},
    },
)  # fmt: skip


def make_scheme(first_month: int = 7, *, starts_before: bool = True, **more: Any) -> CountyScheme:
    """Return the scheme for 2023; its year begins in July 2022 unless written."""
    document = json.loads(load_scheme(SCHEMES / "invented-2023").model_dump_json(by_alias=True))
    forms = [_make_form(key, shape) for key, shape in _SHAPES.items()]
    document |= {
        "id": "odd-2023", "dataset": [*document["dataset"], *forms, _LEDGER], "unit": ROSTER,
        "first_month": first_month, "starts_before": starts_before, **more,
    }  # fmt: skip
    return CountyScheme.model_validate(document)


@contextmanager
def open_county(scheme: CountyScheme) -> Iterator[Store]:
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
