"""The tables of 指标分析: the items by loss, and the heat map of units × items."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import polars as pl

from dashboard.pages.boards.loss_charts import name_loss
from dashboard.shell.assessment_words import VetoWords
from dashboard.shell.months import name_month
from dashboard.shell.terms import explain
from dashboard.widgets.matrix import Matrix, MatrixRow, Tile
from dashboard.widgets.table_data import Heading, PageTable, drop_unsaid
from documents.wording import (
    BLANK,
    NOT_SAID,
    PROVISIONAL_LOST,
    describe_lost,
    format_exact,
    format_points,
)
from scoring.scheme import Scheme

MAX_UNITS = 150
"""Units on the map. A province has thousands: the last-ranked have the most to improve."""
NOT_CONCERNED = Tile("", "", 0, "这个单位没有这一项")
FAINTEST = 12
"""The least level (0–100) of a loss, so that a small one is still visible."""


def tabulate_items(
    ranked: Sequence[dict[str, Any]],
    awaited: Mapping[str, tuple[int, Sequence[int]]],
    scheme: Scheme,
) -> PageTable:
    """Return the items with their losses and providers, and what each still waits for."""
    headings = [
        Heading("指标", width=170),
        Heading("失分合计", "points", phone="side"),
        Heading(f"其中{PROVISIONAL_LOST}", "points", help=explain(PROVISIONAL_LOST)),
        Heading("占比", "percent", help="占全部失分"),
        Heading("累计", "percent", help="从失分最多的一项起累计", phone="more"),
        Heading("失分单位", "whole"),
        Heading("还缺", "wrap", width=170),
        Heading("数据提供", "wrap", width=170, phone="more"),
        Heading("依据", width=110, phone="more"),
    ]
    rows = [
        [
            name_loss(row),
            row["lost"],
            row["provisional_lost"],
            row["share"],
            row["cumulative"],
            row["units"],
            format_awaited(awaited.get(str(row["item"])), scheme),
            row["provider"] or NOT_SAID,
            row["clause"],
        ]
        for row in ranked
    ]
    table = PageTable(
        caption="各项指标的失分",
        headings=headings,
        rows=rows,
        ids=[str(row["item"]) for row in ranked],
        frozen=1,
        head=0,
    )
    return drop_unsaid(table, {"数据提供": NOT_SAID, "依据": ""})


def format_awaited(awaited: tuple[int, Sequence[int]] | None, scheme: Scheme) -> str:
    """Return what an indicator waits for: past months, or else how many units are pending."""
    if awaited is None:
        return "齐"
    units, months = awaited
    if months:
        return "、".join(name_month(scheme, month) for month in months)
    return f"{units}个单位有待定"


def map_losses(losses: pl.DataFrame, words: VetoWords) -> Matrix:
    """Return the heat map: each unit's loss of each item, the best-ranked unit first.

    With more than MAX_UNITS units it holds the last-ranked ones.
    """
    items = losses.unique("item", maintain_order=True)
    columns = [(_short(row), name_loss(row)) for row in items.iter_rows(named=True)]
    keys = items.get_column("item").to_list()
    units = losses.unique("unit", maintain_order=True).sort(
        "rank", "unit_position", nulls_last=True
    )
    units = units.tail(MAX_UNITS)
    most = max([*losses.get_column("loss_pct"), Decimal(1)])
    tiles: dict[str, dict[str, Tile]] = {}
    for row in losses.iter_rows(named=True):
        tiles.setdefault(row["unit"], {})[row["item"]] = _to_tile(row, most)
    return Matrix(
        caption="各单位在各项指标上的失分",
        corner="单位（按名次）",
        columns=columns,
        rows=[
            MatrixRow(
                title=row["unit"],
                note=f"✕ 已{words.act}，仅供参考" if row["is_vetoed"] else "",
                id=row["unit"],
                tiles=[tiles[row["unit"]].get(key, NOT_CONCERNED) for key in keys],
            )
            for row in units.iter_rows(named=True)
        ],
        legend=[
            (Tile("1.50", "lost", 30), "失分，颜色越深占该项满分越多"),
            (Tile("·", "quiet"), "没有失分"),
            (Tile("待", "pending"), "全部待定"),
            (Tile("1.50 待", "lost", 30), "有失分，也有待定"),
        ],
    )


def _short(row: dict[str, Any]) -> str:
    """Return an indicator's number; a subject of an indicator has only its name."""
    return str(row["item"]) if row["item"] == row["indicator"] else str(row["name"])


def _to_tile(row: dict[str, Any], most: Decimal) -> Tile:
    lost = describe_lost(row["lost"], row["provisional_lost"])
    help_text = (
        f"{row['unit']} · {name_loss(row)}：满分{format_exact(row['full'])}，失分{lost}，"
        f"待定{format_points(row['pending'], BLANK)}"
    )
    if row["pending"] == row["full"]:
        return Tile("待", "pending", 0, help_text)
    mark = " 待" if row["pending"] else ""
    if not row["lost"]:
        return Tile("·" + mark, "quiet", 0, help_text)
    level = max(FAINTEST, round(row["loss_pct"] / most * 100))
    return Tile(f"{format_points(row['lost'])}{mark}", "lost", level, help_text)
