"""The boards as tables: ranks and their change, a bar per unit, grades, another month beside."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import polars as pl

from dashboard.runtime.read_cache import read_cached
from dashboard.shell.assessment_words import (
    describe_full,
    find_scale,
    format_unit_grade,
    list_vetoes,
    name_beside,
    name_item,
    read_veto_words,
    read_words,
    take_added,
)
from dashboard.shell.month_before import blank_uncompared
from dashboard.shell.months import name_month
from dashboard.widgets.table_data import Bar, Heading, PageTable
from documents.wording import PROVISIONAL_LOST, describe_change, format_grade
from scoring.clauses.roster import name_kind
from scoring.outline import AssessmentOutline
from scoring.scheme import Scheme
from warehouse.views import compare_months, read_side_by_side, read_year

PARTS = {
    "earned": "得分", "deduction": "扣减分", "lost": "失分", "provisional": PROVISIONAL_LOST,
    "pending": "待定", "bonus": "附加分",
}  # fmt: skip
"""Part of a bar → its generic title, in the order of stacking."""

RISK = "预警"
CHANGE = "与上月相比的名次变化；不能比较的为空"


@dataclass(frozen=True)
class BoardView:
    """A table and its encoded form, made once for all pages that show it."""

    table: PageTable
    encoded: bytes

    def weigh(self) -> int:
        """Return its size in memory in bytes, roughly: the cells are Python objects."""
        return 6 * len(self.encoded)


def prepare_board(
    scheme: Scheme,
    assessment_id: str,
    month: int,
    other: int | None,
    kinds: Collection[str],
    groups: Collection[str] = (),
) -> BoardView:
    """Return a month's board of these kinds of unit, with another month's figures if given."""
    year = read_cached(read_year, scheme, assessment_id)
    board = filter_kinds(compare_months(year, month, other or month), kinds, groups)
    board = order_by_group(board, scheme.assessment(assessment_id))
    board = blank_uncompared(board, scheme, assessment_id, scheme.calendar.write(month))
    table = build_board(board, scheme, scheme.assessment(assessment_id), other)
    return BoardView(table, table.encode(exports=True))


def prepare_side_by_side(scheme: Scheme, as_of: str, kinds: Collection[str]) -> BoardView:
    """Return the units' totals in all assessments, with their mean for reference."""
    totals = filter_kinds(read_cached(read_side_by_side, scheme, as_of), kinds)
    table = build_side_by_side(totals, scheme)
    return BoardView(table, table.encode(exports=True))


def build_board(
    board: pl.DataFrame, scheme: Scheme, assessment: AssessmentOutline, other: int | None
) -> PageTable:
    """Return a board (compare_months) as a table."""
    rows = board.to_dicts()
    parts = _list_parts(rows, scheme, assessment)
    columns = _list_columns(rows, scheme, assessment, other)
    cells = [[_take(row, key, scheme, assessment, parts) for key, _ in columns] for row in rows]
    return PageTable(
        "排行榜：点击单位查看得分明细",
        [heading for _, heading in columns],
        cells,
        [row["unit"] for row in rows],
        frozen=2,
        head=1,
        acts="open",
        bar=Bar(tuple(parts.items()), find_scale(board, assessment)),
        signs=_list_signs(rows, scheme, assessment),
        muted=[number for number, row in enumerate(rows) if row["is_vetoed"]],
    )


def build_side_by_side(totals: pl.DataFrame, scheme: Scheme) -> PageTable:
    """Return the totals of all assessments beside each other as a table."""
    headings = [Heading("单位"), Heading("类别", width=72)]
    headings += [
        Heading(
            name_item(assessment.id, assessment.title),
            "points",
            122,
            help=describe_full(assessment),
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
        [name_kind(row[key]) if key == "kind" else row[key] for key in keys]
        for row in totals.iter_rows(named=True)
    ]
    return PageTable(
        "各项考核得分并列：点击单位查看得分明细",
        headings,
        rows,
        totals.get_column("unit").to_list(),
        frozen=1,
        head=0,
        acts="open",
    )


def filter_kinds(
    frame: pl.DataFrame, kinds: Collection[str], groups: Collection[str] = ()
) -> pl.DataFrame:
    """Return the rows of these kinds and groups of unit; an empty collection means all."""
    frame = frame.filter(pl.col("kind").is_in(list(kinds))) if kinds else frame
    return frame.filter(pl.col("group").is_in(list(groups))) if groups else frame


def order_by_group(board: pl.DataFrame, assessment: AssessmentOutline) -> pl.DataFrame:
    """Return a board group by group, in the roster's order, where each is ranked by itself."""
    if assessment.ranks_within == "all":
        return board
    first = pl.col("position").min().over(assessment.ranks_within)
    return board.sort(first, "rank", "position", nulls_last=True, maintain_order=True)


def _list_columns(
    rows: Sequence[dict[str, Any]], scheme: Scheme, assessment: AssessmentOutline, other: int | None
) -> list[tuple[str, Heading]]:
    within = {"group": ("group", Heading("组别", "wrap", 110)), "kind": ("kind", Heading("类别"))}
    changes = Heading("变化", "change", 66, help=CHANGE, phone="side")
    bar = Heading("构成", "bar", help="得分、失分、待定，同一标尺", phone="below")
    columns = [
        ("rank", Heading("名次", "whole", 62, help=_describe_ranks(assessment), phone="lead")),
        ("unit", Heading("单位")),
        *([within[assessment.ranks_within]] if assessment.ranks_within in within else []),
        ("change", replace(changes, hidden=not _has_changes(rows))),
        ("bar", replace(bar, width=170 if other else 210)),
        *_list_points(rows, scheme, assessment),
        ("rate", Heading("得分率", "percent", 88, help="得分 ÷（满分 − 待定）", phone="more")),
    ]
    if assessment.grades:
        columns.append(("grade", Heading("等次", "sign", 138, phone="below")))
    if title := _title_warning(scheme, assessment):
        risk = read_veto_words(scheme, assessment.id).risk if title == RISK else ""
        columns.append(("warning", Heading(title, "sign", 130, help=risk, phone="below")))
    if other is not None:
        then = name_month(scheme, other)
        columns += [
            ("then_rank", Heading(f"{then}名次", "whole", 80)),
            ("moved", Heading(f"比{then}名次", "change", 96)),
            ("total_change", Heading(f"比{then}总分", "difference", 96)),
        ]
    if assessment.ranks_within != "kind":
        columns.append(("kind", Heading("类别", width=72, hidden=True, phone="more")))
    return columns


def _has_changes(rows: Sequence[dict[str, Any]]) -> bool:
    """Whether any unit's rank can be compared with that of the month before."""
    return any(describe_change(row["rank"], row["previous_rank"]) for row in rows)


def _list_points(
    rows: Sequence[dict[str, Any]], scheme: Scheme, assessment: AssessmentOutline
) -> list[tuple[str, Heading]]:
    words = read_words(scheme, assessment.id)
    note = "尚未报送，还不能判定的分值"
    pending = ("pending", Heading("待定", "points", 78, help=note, phone="more"))
    lost = [("lost", Heading("失分", "points", 78, phone="more"))]
    if any(row["provisional_lost"] for row in rows):
        note = "失分中今后的数据还可能改变的部分"
        heading = Heading(f"其中{PROVISIONAL_LOST}", "points", 86, help=note, phone="more")
        lost.append(("provisional_lost", heading))
    if not words.has_additions:
        full = [] if assessment.full else [("full", Heading("满分", "points", 78, phone="more"))]
        return [*full, ("earned", Heading("得分", "points", 78, phone="side")), *lost, pending]
    beside = name_beside(words)
    return [
        ("earned", Heading(words.base or "得分", "points", 92, phone="more")),
        *lost,
        *([pending] if any(row["pending"] for row in rows) else []),
        (
            "added",
            Heading(
                beside,
                "points",
                78 if len(beside) < 4 else 110,
                help=f"计入总分的{beside}",
                phone="more",
            ),
        ),
        ("total", Heading("总分", "points", 78, phone="side")),
    ]


def _describe_ranks(assessment: AssessmentOutline) -> str:
    return {"group": "在本组内的名次", "kind": "在同类单位内的名次"}.get(
        assessment.ranks_within, ""
    )


def _take(
    row: dict[str, Any],
    key: str,
    scheme: Scheme,
    assessment: AssessmentOutline,
    parts: Collection[str],
) -> Any:
    """Return a row's cell of a column; most are figures of the board, unchanged."""
    match key:
        case "change":
            return describe_change(row["rank"], row["previous_rank"])
        case "moved":
            return describe_change(row["rank"], row["then_rank"])
        case "bar":
            return _measure_parts(row, parts)
        case "added":
            return take_added(row)
        case "grade":
            return format_unit_grade(row, scheme, assessment.id)
        case "warning":
            return _describe_warning(row, assessment)
        case "kind":
            return name_kind(row["kind"])
    return row[key]


def _describe_warning(row: dict[str, Any], assessment: AssessmentOutline) -> str:
    """Return the vetoes of a unit that keeps its points, or that it is at risk."""
    if row["vetoes"] and not (row["is_vetoed"] and row["grade"]):
        return "、".join(assessment.indicator(one).name for one in row["vetoes"])
    return RISK if row["at_risk"] and not row["is_vetoed"] else ""


def _title_warning(scheme: Scheme, assessment: AssessmentOutline) -> str:
    """Return the heading above vetoes of units that keep their points, and above warnings.

    Where vetoes only take the points, their column is that of grades; '' if they never warn.
    """
    vetoes = list_vetoes(scheme, assessment.id)
    if any(veto.effect != "no_score" or not veto.grade for veto in vetoes):
        return read_words(scheme, assessment.id).veto
    return RISK if any(veto.warn is not None for veto in vetoes) else ""


def _measure_parts(row: dict[str, Any], parts: Collection[str]) -> list[float] | None:
    """Return the lengths of a bar's parts: floats for drawing, exact figures stand beside it."""
    if row["earned"] is None:
        return None
    added = take_added(row) or Decimal(0)
    taken = min(max(-added, Decimal(0)), max(row["earned"], Decimal(0)))
    lengths = row | {
        "earned": max(row["earned"] - taken, Decimal(0)),
        "deduction": taken,
        "lost": max(row["lost"] - row["provisional_lost"], Decimal(0)),
        "provisional": row["provisional_lost"],
        "bonus": max(added, Decimal(0)),
    }
    return [float(lengths[part]) for part in parts]


def _list_parts(
    rows: Sequence[dict[str, Any]], scheme: Scheme, assessment: AssessmentOutline
) -> dict[str, str]:
    words = read_words(scheme, assessment.id)
    names = {"bonus": words.additions, "deduction": words.deductions}
    left_out = {
        "bonus": not words.additions,
        "deduction": not words.deductions,
        "provisional": not any(row["provisional_lost"] for row in rows),
    }
    return {
        part: names.get(part) or title for part, title in PARTS.items() if not left_out.get(part)
    }


def _list_signs(
    rows: Sequence[dict[str, Any]], scheme: Scheme, assessment: AssessmentOutline
) -> dict[str, str]:
    """Return the texts of cells that a sign stands before: grades and names of vetoes, the risk."""
    signs = {text: "veto" for row in rows if (text := _describe_warning(row, assessment))}
    signs |= {RISK: "risk"}
    for veto in list_vetoes(scheme, assessment.id):
        if veto.grade and veto.grade not in assessment.grades:
            signs[format_grade(veto.grade)] = "veto"
    return signs
