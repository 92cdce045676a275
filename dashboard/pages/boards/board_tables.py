"""The boards as tables: ranks and their change, a bar per unit, grades, another month beside."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from dashboard.runtime.read_cache import read_cached
from dashboard.shell.month_before import blank_uncompared
from dashboard.widgets.table_data import Bar, Heading, PageTable
from documents.wording import KIND_TITLES, PROVISIONAL_LOST, describe_change, format_grade
from scoring.scheme import Assessment, Scheme, VetoKeyBonus
from warehouse.views import compare_months, read_side_by_side, read_year

PARTS = {
    "earned": "得分", "lost": "失分", "provisional": PROVISIONAL_LOST, "pending": "待定",
    "bonus": "加分",
}  # fmt: skip
"""Part of a bar → its title, in the order of stacking."""

GRADE_SIGNS = {"不合格（否决）": "veto", "预警": "risk"}


@dataclass(frozen=True)
class BoardView:
    """A table and its encoded form, made once for all pages that show it."""

    table: PageTable
    encoded: bytes

    def weigh(self) -> int:
        """Return its size in memory in bytes, roughly: the cells are Python objects."""
        return 6 * len(self.encoded)


def prepare_board(
    scheme: Scheme, assessment_id: str, month: int, other: int | None, kinds: Collection[str]
) -> BoardView:
    """Return a month's board of these kinds of unit, with another month's figures if given."""
    year = read_cached(read_year, scheme, assessment_id)
    board = filter_kinds(compare_months(year, month, other or month), kinds)
    board = blank_uncompared(board, scheme, assessment_id, f"{scheme.year}-{month:02d}")
    table = build_board(board, scheme.assessment(assessment_id), other)
    return BoardView(table, table.encode(exports=True))


def prepare_side_by_side(scheme: Scheme, as_of: str, kinds: Collection[str]) -> BoardView:
    """Return the units' totals in all assessments, with their mean for reference."""
    totals = filter_kinds(read_cached(read_side_by_side, scheme, as_of), kinds)
    table = build_side_by_side(totals, scheme)
    return BoardView(table, table.encode(exports=True))


def build_board(board: pl.DataFrame, assessment: Assessment, other: int | None) -> PageTable:
    """Return a board (compare_months) as a table."""
    rows = board.to_dicts()
    may_come_back = any(row["provisional_lost"] for row in rows)
    parts = _list_parts(assessment, may_come_back=may_come_back)
    columns = _list_columns(assessment, other, may_come_back=may_come_back)
    cells = [[_take(row, key, parts) for key, _ in columns] for row in rows]
    return PageTable(
        "排行榜：点单位看得分明细",
        [heading for _, heading in columns],
        cells,
        [row["unit"] for row in rows],
        frozen=2,
        head=1,
        acts="open",
        bar=Bar(tuple((key, PARTS[key]) for key in parts), _get_full(assessment)),
        signs=GRADE_SIGNS,
        muted=[number for number, row in enumerate(rows) if row["is_vetoed"]],
    )


def build_side_by_side(totals: pl.DataFrame, scheme: Scheme) -> PageTable:
    """Return the totals of all assessments beside each other as a table."""
    headings = [Heading("单位"), Heading("类别", width=72)]
    headings += [
        Heading(
            f"{assessment.id} {assessment.title}", "points", 122, help=f"满分 {assessment.full}"
        )
        for assessment in scheme.assessments
    ]
    keys = ["unit", "kind", *(assessment.id for assessment in scheme.assessments)]
    if scheme.reference_mean:
        headings.append(
            Heading(scheme.reference_mean, "points", 130, help="文件没有规定各项考核合并计算")
        )
        keys.append("mean")
    rows = [
        [KIND_TITLES[row[key]] if key == "kind" else row[key] for key in keys]
        for row in totals.iter_rows(named=True)
    ]
    return PageTable(
        "各项考核得分并列：点单位看得分明细",
        headings,
        rows,
        totals.get_column("unit").to_list(),
        frozen=1,
        head=0,
        acts="open",
    )


def filter_kinds(frame: pl.DataFrame, kinds: Collection[str]) -> pl.DataFrame:
    """Return the rows of these kinds of unit; an empty collection means all kinds."""
    return frame.filter(pl.col("kind").is_in(list(kinds))) if kinds else frame


def _list_columns(
    assessment: Assessment, other: int | None, *, may_come_back: bool
) -> list[tuple[str, Heading]]:
    columns = [
        ("rank", Heading("名次", "whole", 62)),
        ("unit", Heading("单位")),
        ("change", Heading("变化", "change", 66, help="与上月相比的名次变化；不能比较的空着")),
        ("bar", Heading("构成", "bar", 170 if other else 210, help="得分、失分、待定，同一标尺")),
    ]
    if assessment.has_bonus:
        columns += [
            ("key", Heading("重点考核", "points", 92)),
            ("lost", Heading("失分", "points", 78)),
            ("counted_bonus", Heading("加分", "points", 78, help="计入总分的加分")),
            ("total", Heading("总分", "points", 78)),
        ]
    else:
        columns += [
            ("earned", Heading("得分", "points", 78)),
            ("lost", Heading("失分", "points", 78)),
            ("pending", Heading("待定", "points", 78, help="尚未报送，还不能判定的分值")),
        ]
    if may_come_back:
        place = 1 + [key for key, _ in columns].index("lost")
        note = "失分中以后的数据还可能改回的部分"
        heading = Heading(f"其中{PROVISIONAL_LOST}", "points", 86, help=note)
        columns.insert(place, ("provisional_lost", heading))
    columns.append(("rate", Heading("得分率", "percent", 88, help="得分 ÷（满分 − 待定）")))
    if assessment.grading is not None:
        columns.append(("grade", Heading("等次", "sign", 138)))
    if any(indicator.part == "veto" for indicator in assessment.indicators):
        columns.append(("warning", Heading("预警", "sign", 110, help="再发生一次即被否决")))
    if other is not None:
        columns += [
            ("then_rank", Heading(f"{other}月名次", "whole", 80)),
            ("moved", Heading(f"比{other}月名次", "change", 96)),
            ("total_change", Heading(f"比{other}月总分", "difference", 96)),
        ]
    columns.append(("kind", Heading("类别", width=72, hidden=True)))
    return columns


def _take(row: dict[str, Any], key: str, parts: Sequence[str]) -> Any:
    """Return a row's cell of a column; most are figures of the board, unchanged."""
    if key == "change":
        return describe_change(row["rank"], row["previous_rank"])
    if key == "moved":
        return describe_change(row["rank"], row["then_rank"])
    if key == "bar":
        return _measure_parts(row, parts)
    if key == "counted_bonus":
        return row["bonus"] if row["bonus_counted"] else None
    if key == "grade":
        return format_grade(row["grade"], is_settled=row["grade_settled"])
    if key == "warning":
        return "预警" if row["at_risk"] and not row["is_vetoed"] else ""
    return KIND_TITLES[row["kind"]] if key == "kind" else row[key]


def _measure_parts(row: dict[str, Any], parts: Sequence[str]) -> list[float] | None:
    """Return the lengths of a bar's parts: floats for drawing, exact figures stand beside it."""
    if row["earned"] is None:
        return None
    lengths = row | {
        "lost": row["lost"] - row["provisional_lost"],
        "provisional": row["provisional_lost"],
        "bonus": row["bonus"] if row["bonus_counted"] else 0,
    }
    return [float(lengths[part]) for part in parts]


def _list_parts(assessment: Assessment, *, may_come_back: bool) -> list[str]:
    left_out = {"bonus": not assessment.has_bonus, "provisional": not may_come_back}
    return [part for part in PARTS if not left_out.get(part)]


def _get_full(assessment: Assessment) -> Any:
    grading = assessment.grading
    return assessment.full + (grading.bonus_full if isinstance(grading, VetoKeyBonus) else 0)
