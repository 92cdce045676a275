"""The tables that pages show: captions in Chinese, figures as text with two decimals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
import streamlit as st

from dashboard.charts import ROW_HEIGHT
from dashboard.exports import has_bonus
from dashboard.wording import (
    COUNTS_TO_TITLES,
    KIND_TITLES,
    say_change,
    say_exact,
    say_grade,
    say_percent,
    say_place,
    say_points,
)
from scoring.scheme import Assessment, Indicator, Scheme

HEADER_HEIGHT = 38
WIDTHS = {"名次": 56, "变化": 62, "单位": 165, "等次": 120}
"""Pixels, where Streamlit's own measure cuts off Chinese."""

RIGHT = {"名次", "变化", "得分", "失分", "待定", "重点考核", "加分", "总分", "得分率", "分值", "行"}


def show_board(board: pl.DataFrame, assessment: Assessment) -> str | None:
    """Show a leaderboard and return the unit whose row was just clicked."""
    rows = [_to_board_row(row, assessment) for row in board.iter_rows(named=True)]
    return show_units(rows, "board", "排行榜：点一行看这个单位的得分明细")


def show_side_by_side(totals: pl.DataFrame, scheme: Scheme) -> str | None:
    """Show each unit's totals of all assessments and return the unit just clicked."""
    rows = []
    for row in totals.iter_rows(named=True):
        cells = {"单位": row["unit"], "类别": KIND_TITLES[row["kind"]]}
        cells |= {one.title: say_points(row[one.id], "") for one in scheme.assessments}
        if scheme.reference_mean:
            cells[scheme.reference_mean] = say_points(row["mean"], "")
        rows.append(cells)
    figures = {one.title for one in scheme.assessments} | {scheme.reference_mean or ""}
    return show_units(rows, "side_by_side", "各项考核得分并列", figures)


def show_movers(movers: pl.DataFrame, scheme: Scheme) -> None:
    """Show whose rank changed since the month before."""
    if movers.is_empty():
        st.caption("与上月相比，名次没有变化。")
        return
    is_single = len(scheme.assessments) == 1
    rows = [
        {
            "单位": row["unit"],
            **({} if is_single else {"考核": row["assessment"]}),
            "名次": str(row["rank"]),
            "变化": say_change(row["rank"], row["previous_rank"]),
            "总分": say_points(row["total"]),
        }
        for row in movers.iter_rows(named=True)
    ]
    show_rows(rows, "名次变化")


def show_ledger(lines: pl.DataFrame, evidence: pl.DataFrame, key: str) -> int | None:
    """Show ledger lines with their first place of evidence; return which one was chosen."""
    if lines.is_empty():
        st.caption("没有明细。")
        return None
    rows = [_to_ledger_row(line, evidence) for line in lines.iter_rows(named=True)]
    event = st.dataframe(
        pl.DataFrame(rows),
        key=key,
        on_select="rerun",
        selection_mode="single-cell",
        hide_index=True,
        height=HEADER_HEIGHT + ROW_HEIGHT * len(rows),
        row_height=ROW_HEIGHT,
        column_config={
            **_configure(rows[0], set()),
            "指标": st.column_config.TextColumn(width=150),
            "原因": st.column_config.TextColumn(width=330),
            "佐证": st.column_config.TextColumn(width=430),
        },
        alt="得分明细：点一行看佐证",
    )
    cells: list[Any] = event["selection"]["cells"]
    return int(cells[0][0]) if cells else None


def show_units(
    rows: list[dict[str, str]], key: str, alt: str, figures: set[str] | None = None
) -> str | None:
    """Show rows with a 单位 column, all of them at once; return the unit that was clicked."""
    if not rows:
        st.caption("没有符合筛选条件的单位。")
        return None
    event = st.dataframe(
        pl.DataFrame(rows),
        key=key,
        on_select="rerun",
        selection_mode="single-cell",
        hide_index=True,
        height=HEADER_HEIGHT + ROW_HEIGHT * len(rows),
        row_height=ROW_HEIGHT,
        column_config=_configure(rows[0], figures or set()),
        alt=alt,
    )
    cells: list[Any] = event["selection"]["cells"]
    return rows[cells[0][0]]["单位"] if cells else None


def show_rows(rows: Sequence[dict[str, str]], alt: str) -> None:
    """Show rows as they are, all of them at once."""
    st.dataframe(
        pl.DataFrame(rows),
        hide_index=True,
        height=HEADER_HEIGHT + ROW_HEIGHT * len(rows),
        column_config=_configure(rows[0], set()),
        alt=alt,
    )


def _configure(row: dict[str, str], figures: set[str]) -> dict[str, Any]:
    return {
        title: st.column_config.TextColumn(
            alignment="right" if title in RIGHT | figures else "left", width=WIDTHS.get(title)
        )
        for title in row
    }


def _to_board_row(row: dict[str, Any], assessment: Assessment) -> dict[str, str]:
    cells = {
        "名次": "" if row["rank"] is None else str(row["rank"]),
        "变化": say_change(row["rank"], row["previous_rank"]),
        "单位": row["unit"],
    }
    if has_bonus(assessment):
        bonus = say_points(row["bonus"], "") if row["bonus_counted"] else ""
        cells |= {
            "重点考核": say_points(row["key"], ""),
            "失分": say_points(row["lost"], ""),
            "加分": bonus,
            "总分": say_points(row["total"], ""),
            "得分率": say_percent(row["rate"], ""),
        }
    else:
        cells |= {
            "得分": say_points(row["earned"], ""),
            "失分": say_points(row["lost"], ""),
            "待定": say_points(row["pending"], ""),
            "得分率": say_percent(row["rate"], ""),
        }
    if assessment.grading is not None:
        cells["等次"] = say_grade(row["grade"])
    return cells


def _to_ledger_row(line: dict[str, Any], evidence: pl.DataFrame) -> dict[str, str]:
    places = [
        say_place(one["file"], one["sheet"], one["row"])
        for one in evidence.filter(pl.col("line_id") == line["line_id"]).iter_rows(named=True)
    ]
    return {
        "指标": f"{line['indicator']} {line['name']}",
        "去向": COUNTS_TO_TITLES[line["counts_to"]],
        "分值": say_exact(line["points"]),
        "原因": line["reason"],
        "依据": line["clause"],
        "佐证": places[0] + (f" 等{len(places)}处" if len(places) > 1 else "") if places else "",
    }


def show_rules(indicators: Sequence[Indicator], choices: Mapping[str, str]) -> None:
    """Show indicators with full points, rule in a sentence, clause and provider."""
    has_provider = any(one.provider for one in indicators)
    rows = [
        {
            "指标": f"{one.id} {one.name}",
            **({"满分": str(one.full)} if one.full else {}),
            "怎样计分": one.resolve(choices).describe(),
            "依据": one.clause,
            **({"数据提供": one.provider or ""} if has_provider else {}),
        }
        for one in indicators
    ]
    st.table(pl.DataFrame(rows), border="horizontal", hide_index=True, alt="指标与计分规则")
