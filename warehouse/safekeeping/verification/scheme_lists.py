"""Compare the lists of schemes in the store with the registered scheme documents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from warehouse.check_results import Checked, CheckFinding
from warehouse.database.connection import Cursor
from warehouse.database.scheme_schema import Row, list_rows
from warehouse.database.sql import run_query
from warehouse.schemes.scheme_documents import Documents, check_documents

CHECK = "lists"


class ListTable(NamedTuple):
    """A list in the store: its title, how its rows are read, and the titles of its columns.

    The first `keys` columns identify a row. Rows have a unit's name instead of its number.
    """

    title: str
    read: Callable[[Cursor], Cursor]
    keys: int
    columns: tuple[str, ...]


TABLES = {
    "scheme_calendar": ListTable(
        "考核年度", lambda cursor: cursor.execute("from main.scheme_calendar"), 1,
        ("方案", "年度开始前的月数"),
    ),
    "assessment": ListTable(
        "考核", lambda cursor: cursor.execute("from main.assessment"), 2,
        ("方案", "编号", "次序", "名称", "满分", "排名范围", "评等次"),
    ),
    "indicator": ListTable(
        "指标", lambda cursor: cursor.execute("from main.indicator"), 3,
        ("方案", "考核", "编号", "次序", "类别", "上级", "层次", "名称", "满分", "依据",
         "提供单位"),
    ),
    "dataset": ListTable(
        "报表", lambda cursor: cursor.execute("from main.dataset"), 2,
        ("方案", "编号", "次序", "名称", "附件", "形式"),
    ),
    "unit": ListTable(
        "单位",
        lambda cursor: cursor.execute("select * exclude (unit_id) from main.unit"), 2,
        ("方案", "名称", "类别", "分组", "起始月", "截止月"),
    ),
    "roster": ListTable(
        "考核名单", lambda cursor: run_query(cursor, "safekeeping/stored_roster"), 3,
        ("方案", "考核", "单位", "次序"),
    ),
    "unit_attribute": ListTable(
        "单位数据", lambda cursor: run_query(cursor, "safekeeping/stored_attributes"), 4,
        ("方案", "单位", "项目", "起始月", "截止月", "数值"),
    ),
}  # fmt: skip
"""Table → how it is read and described."""


def check_lists(cursor: Cursor, documents: Documents) -> Checked:
    """Return a finding for each list row that differs from what the scheme documents give."""
    expected = _list_expected(documents)
    findings = list(check_documents(cursor, documents))
    for name, table in TABLES.items():
        rows = table.read(cursor).fetchall()
        stored = Counter(row for row in rows if row[0] not in documents.unreadable)
        findings += _compare(table, Counter(expected[name]), stored)
    count = sum(map(len, expected.values()))
    compared = f"方案{len(documents.digests)}版和由方案写成的名单{count}行，与登记的方案文本对照。"
    left_out = tuple(
        f"方案“{scheme_id}”有本程序无法读取的版本，它的名单没有对照。"
        for scheme_id in sorted(documents.unreadable)
    )
    return Checked(tuple(findings), (compared,), left_out)


def _list_expected(documents: Documents) -> dict[str, list[Row]]:
    """Return the expected rows of every list.

    Lists follow a scheme's newest version; only units of earlier versions stay in the list of
    units, because rows of files refer to them.
    """
    expected: dict[str, list[Row]] = {name: [] for name in TABLES}
    for scheme_id, versions in documents.schemes.items():
        lists = [list_rows(scheme) for scheme in versions]
        newest = lists[-1]
        units = {name: unit for version in lists for name, unit in version.units.items()}
        expected["scheme_calendar"].append(newest.calendar)
        expected["assessment"] += newest.assessment
        expected["indicator"] += newest.indicator
        expected["dataset"] += newest.dataset
        expected["unit"] += [(scheme_id, name, *unit) for name, unit in units.items()]
        expected["roster"] += newest.roster
        expected["unit_attribute"] += [(scheme_id, *row) for row in newest.attribute]
    return expected


def _compare(
    table: ListTable, expected: Counter[Row], stored: Counter[Row]
) -> Iterator[CheckFinding]:
    """Yield a finding for each row that is missing, added, duplicated or changed."""
    gone = _by_key(table, expected - stored)
    new = _by_key(table, stored - expected)
    for key in sorted(gone.keys() | new.keys(), key=repr):
        inner = "、".join(map(str, key[1:]))
        place = f"{table.title}{f'“{inner}”' if inner else ''}（方案 {key[0]}）"
        if key not in new:
            yield CheckFinding(CHECK, f"{place}不见了，登记的方案里有。")
        elif key not in gone:
            yield CheckFinding(CHECK, f"{place}是多出来的，登记的方案里没有。")
        else:
            changes = "、".join(_describe_changes(table, gone[key], new[key]))
            yield CheckFinding(CHECK, f"{place}与登记的方案不符：{changes}。")


def _by_key(table: ListTable, rows: Counter[Row]) -> dict[Row, Row]:
    return {row[: table.keys]: row for row in rows}


def _describe_changes(table: ListTable, expected: Row, stored: Row) -> Iterator[str]:
    for name, before, after in zip(table.columns, expected, stored, strict=True):
        if before != after:
            yield f"{name}登记的是“{_format_value(before)}”，存着“{_format_value(after)}”"


def _format_value(value: Any) -> str:
    return "空" if value is None else str(value)
