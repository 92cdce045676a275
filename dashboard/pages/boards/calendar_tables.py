"""The tables of 考核日历: forms × months, filings in time, and what is due next."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from dashboard.pages.boards.loss_tables import FAINTEST
from dashboard.shell.form_words import (
    SHAPES,
    TILES,
    UNSAID,
    describe_due,
    format_wait,
    name_form,
)
from dashboard.shell.months import list_months, name_month
from dashboard.widgets.matrix import Matrix, MatrixRow, Tile
from dashboard.widgets.table_data import Heading, PageTable, build_link_table, drop_unsaid
from documents.wording import NOT_SAID, format_month
from scoring.months import YEAR
from scoring.scheme import Scheme

SEAL = "封"
MAX_DUE = 8
MAX_NAMED = 6
"""Units named in a tile's help; the table below the matrix names all."""


def map_year(calendar: pl.DataFrame, scheme: Scheme, month: int) -> Matrix:
    """Return the year: one row per form, one column per month; the month is in sight first."""
    rows = []
    for (dataset,), group in calendar.group_by("dataset", maintain_order=True):
        first = group.row(0, named=True)
        rows.append(
            MatrixRow(
                title=name_form(first),
                note=describe_when(group),
                id=str(dataset),
                tiles=[_to_tile(row, scheme) for row in group.iter_rows(named=True)],
            )
        )
    shown = set(calendar.get_column("arrival"))
    legend = [pair for key, pair in TILES.items() if key in shown and pair[1]]
    if calendar.get_column("is_sealed").any():
        legend.append((Tile(SEAL), "已封存"))
    return Matrix(
        caption="全年报表：各月报送情况",
        corner="报表",
        columns=[(month, "") for month in list_months(scheme)],
        rows=rows,
        legend=legend,
        in_sight=min(month, YEAR[-1] - 1),
    )


def map_filings(filings: pl.DataFrame, scheme: Scheme, month: int) -> Matrix:
    """Return, for each item with a due day, how many units filed it in time in each month.

    The month is in sight first.
    """
    rows = []
    for (assessment, indicator), group in filings.group_by(
        "assessment", "indicator", maintain_order=True
    ):
        first = group.row(0, named=True)
        by_month = {row["month"]: row for row in group.iter_rows(named=True)}
        rows.append(
            MatrixRow(
                title=f"{indicator} {first['name']}",
                note=f"每月{first['day']}日前（{first['clause']}）",
                id=f"{assessment}:{indicator}",
                tiles=[_to_share(by_month.get(month), scheme) for month in YEAR],
            )
        )
    return Matrix(
        caption="按时报送的单位数",
        corner="事项",
        columns=[(month, "") for month in list_months(scheme)],
        rows=rows,
        legend=[
            (Tile("23/26", "lost", 20), "按时单位 / 应报单位，颜色越深未按时的越多"),
            (Tile("26/26", "done"), "全部按时"),
        ],
        in_sight=min(month, YEAR[-1] - 1),
    )


def list_missed(filings: pl.DataFrame, scheme: Scheme, month: int) -> PageTable:
    """Return, for each item due in a month, the units that did not file it in time."""
    late = filings.filter(pl.col("month") == month, pl.col("missed") > 0)
    rows = [
        [
            f"{row['indicator']} {row['name']}",
            row["missed"],
            "、".join(row["missed_units"]),
        ]
        for row in late.iter_rows(named=True)
    ]
    return build_link_table(
        f"{name_month(scheme, month)}没有按时报送的单位",
        [
            Heading("事项", "wrap", width=220),
            Heading("未报或迟报", "whole", width=100, phone="side"),
            Heading("单位", "wrap", phone="below"),
        ],
        rows,
        [f"{row['assessment']}:{row['indicator']}" for row in late.iter_rows(named=True)],
    )


def list_due(calendar: pl.DataFrame, scheme: Scheme, today: date) -> PageTable:
    """Return the forms overdue and due next, the earliest first."""
    waiting = calendar.filter(pl.col("arrival").is_in(["missing", "upcoming"]))
    ordered = waiting.sort("month", "due_on", nulls_last=True, maintain_order=True).head(MAX_DUE)
    rows = [
        [
            name_form(row),
            format_month(scheme.calendar.write(row["month"])),
            describe_due(row),
            format_wait(row, today),
            row["provider"] or NOT_SAID,
        ]
        for row in ordered.iter_rows(named=True)
    ]
    headings = [
        Heading("报表", width=260),
        Heading("月份"),
        Heading("报送日"),
        Heading("状态", phone="side"),
        Heading("数据提供", "wrap", width=190),
    ]
    ids = [f"{row['dataset']}:{row['month']}" for row in ordered.iter_rows(named=True)]
    return drop_unsaid(build_link_table("近期应报报表", headings, rows, ids), UNSAID)


def describe_when(group: pl.DataFrame) -> str:
    """Return when a form is due according to the notice, and who provides it."""
    first = group.row(0, named=True)
    due = group.drop_nulls("due_on")
    parts = [SHAPES[first["shape"]]]
    if not due.is_empty():
        row = due.row(0, named=True)
        parts = [f"每月{row['due_on'].day}日前（{row['clause']}）"]
    elif first["shape"] in {"month_form", "quarter"}:
        parts.append("文件未定报送日")
    if first["provider"]:
        parts.append(first["provider"])
    return " · ".join(parts)


def _to_tile(row: dict[str, Any], scheme: Scheme) -> Tile:
    tile, meaning = TILES[row["arrival"]]
    parts = [f"{name_month(scheme, row['month'])}：{meaning or '不要求'}"]
    if row["due_on"]:
        parts.append(f"{describe_due(row)}前")
    if row["first_on"]:
        parts.append(f"{row['first_on'].isoformat()}导入，第{row['batch']}批")
    if row["is_sealed"]:
        parts.append("已封存")
    return tile._replace(text=tile.text + (SEAL if row["is_sealed"] else ""), help="；".join(parts))


def _to_share(row: dict[str, Any] | None, scheme: Scheme) -> Tile:
    if row is None:
        return Tile("", "", 0, "尚无数据或不要求")
    text = f"{row['met']}/{row['units']}"
    help_text = (
        f"{name_month(scheme, row['month'])}：按时{row['met']}个，未报或迟报{row['missed']}个"
    )
    if not row["missed"]:
        return Tile(text, "done", 0, help_text)
    names = row["missed_units"]
    help_text += f"：{'、'.join(names[:MAX_NAMED])}{'等' if len(names) > MAX_NAMED else ''}"
    return Tile(text, "lost", max(FAINTEST, row["missed"] * 100 // row["units"]), help_text)
