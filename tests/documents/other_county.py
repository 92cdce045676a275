"""A home with a notice of another shape: tree, additions and deductions, groups, seats, July."""

from __future__ import annotations

from pathlib import Path

from scoring.scheme import Scheme
from tests.landing import ORIGIN
from warehouse.home.opening import open_store
from warehouse.importing.landing import land_table
from warehouse.reading.contract import RowRead, TypedTable
from warehouse.results.rescoring import rescore_and_check
from warehouse.schemes.scheme_files import load_scheme
from warehouse.schemes.schemes import read_choices, register_scheme
from warehouse.store import Store

NOTICE = Path(__file__).parent / "other_notice"
MONTHS = ("2021-07", "2021-08", "2021-09")
AS_OF = MONTHS[-1]

Row = tuple[str, dict[str, str]]

PATROLS = {"东湖街道": 4, "西湖街道": 3, "南山街道": 4, "北河镇": 2, "清水镇": 4, "白鹭乡": 1}
DREDGED = {"东湖街道": "1.25", "西湖街道": "0.4", "北河镇": "2", "清水镇": "0.33"}
NEWS = {"东湖街道": "1", "清水镇": "3"}
MARKS = {"东湖街道": "40", "西湖街道": "31.5", "北河镇": "12", "清水镇": "38", "白鹭乡": "20"}
EVENTS: tuple[Row, ...] = (
    (
        "东湖街道",
        {"通报日期": "2021-08-03", "事项": "重大污染", "扣分": "2", "文号": "河督〔2021〕7号"},
    ),
    ("西湖街道", {"通报日期": "2021-08-19", "事项": "一般问题", "扣分": "0.5"}),
    ("清水镇", {"通报日期": "2021-08-20", "事项": "重大污染", "扣分": "1"}),
    ("清水镇", {"通报日期": "2021-08-27", "事项": "重大污染", "扣分": "1"}),
)  # fmt: skip


def load_other() -> Scheme:
    """Return the scheme of the notice."""
    return load_scheme(NOTICE)


def open_other_home(home: Path, scheme: Scheme | None = None) -> Store:
    """Create a home with the scheme, or a change of it, and its first three months; open it."""
    store = open_store(home, create=True)
    scheme = scheme or load_other()
    with store.writer("load_scheme") as cursor:
        register_scheme(cursor, scheme)
        for month in MONTHS:
            land_table(
                cursor, scheme, _to_table(scheme, "月报", month, _list_month(scheme)), ORIGIN
            )
        marks = [(unit, {"水质": mark}) for unit, mark in MARKS.items()]
        land_table(cursor, scheme, _to_table(scheme, "评定表", AS_OF, marks), ORIGIN)
        land_table(cursor, scheme, _to_table(scheme, "通报台账", "2021-08", EVENTS), ORIGIN)
        rescore_and_check(cursor, scheme, read_choices(cursor, scheme))
    return store


def _list_month(scheme: Scheme) -> list[Row]:
    return [
        (
            unit.name,
            {
                "巡河": str(PATROLS.get(unit.name, 0)),
                "清淤": DREDGED.get(unit.name, "0"),
                "采用": NEWS.get(unit.name, "0"),
            },
        )
        for unit in scheme.units
    ]


def _to_table(
    scheme: Scheme, key: str, month: str, rows: list[Row] | tuple[Row, ...]
) -> TypedTable:
    columns = [column.key for column in scheme.dataset(key).columns]
    return TypedTable(
        scheme=scheme.id,
        dataset=key,
        month=month,
        sheet="Sheet1",
        headers=("单位", *columns),
        positions={"unit": 0, **{column: at for at, column in enumerate(columns, start=1)}},
        rows=tuple(
            RowRead(
                row=number,
                unit=unit,
                values={column: cells.get(column) for column in columns},
                cells=(unit, *(cells.get(column, "") for column in columns)),
            )
            for number, (unit, cells) in enumerate(rows, start=4)
        ),
        missing_columns=(),
    )
