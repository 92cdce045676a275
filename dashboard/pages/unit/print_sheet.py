"""A unit on one A4 page: its figures, and each indicator with what was lost and why."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Any

import polars as pl
import streamlit as st

from dashboard.pages.unit.ledger_lines import LedgerContext
from dashboard.runtime.read_cache import read_cached
from dashboard.widgets.assets import read_script, read_style
from dashboard.widgets.watermark import describe_watermark
from documents.wording import (
    BLANK,
    describe_lost,
    format_grade,
    format_month,
    format_percent,
    format_points,
    format_time,
)
from warehouse.views import read_data_state, read_unit_ledger, read_unit_standing

_sheet = st.components.v2.component(
    "kaohe_sheet",
    html='<div class="kh"><button type="button">打印或存为 PDF</button>\n<article></article></div>',
    css=read_style("sheet", has_dark=False),
    js=read_script("sheet", "tile"),
)

MAX_ROOMY = 20
"""Indicators that fit on the page at the usual size; with more it is set smaller."""

HEADINGS = ("指标", "满分", "得分", "失分", "待定", "失分与待定的原因（依据）")


def show_sheet(context: LedgerContext, row: dict[str, Any]) -> None:
    """Show the page as it is printed; `row` is the unit's row of the board."""
    _sheet(key="sheet", data={"html": write_sheet(context, row), "mark": describe_watermark()})


def write_sheet(context: LedgerContext, row: dict[str, Any]) -> str:
    """Return the page as HTML; every text of a file or scheme is escaped."""
    state = read_cached(read_data_state)
    moment = f"（{format_time(state.created_at)}）" if state.created_at else ""
    source = f"{context.scheme.document} · 数据截至第{state.batch_id}批{moment}"
    title = (
        f"{context.assessment.id} {context.assessment.title} · 截至{format_month(context.month)}"
    )
    return (
        f"<h1>{escape(context.unit)}</h1><p>{escape(context.scheme.title)}<br>{escape(title)}</p>"
        f"{_write_figures(context, row)}{_write_indicators(context)}"
        f"<footer>{escape(source)} · {escape(describe_watermark())}</footer>"
    )


def _write_figures(context: LedgerContext, row: dict[str, Any]) -> str:
    figures = [("名次", str(row["rank"] or BLANK))]
    if context.assessment.has_bonus:
        figures += [("重点考核", format_points(row["key"])), ("总分", format_points(row["total"]))]
    figures += [("得分", format_points(row["earned"])), ("失分", _describe_lost(row))]
    figures += [("待定", format_points(row["pending"])), ("得分率", format_percent(row["rate"]))]
    if row["grade"]:
        figures.append(("等次", format_grade(row["grade"], is_settled=row["grade_settled"])))
    return f"<dl>{''.join(f'<div><dt>{k}</dt><dd>{escape(v)}</dd></div>' for k, v in figures)}</dl>"


def _describe_lost(row: dict[str, Any]) -> str:
    return describe_lost(row["lost"], row["provisional_lost"])


def _write_indicators(context: LedgerContext) -> str:
    lines = read_cached(read_unit_ledger, *context.arguments)
    standing = read_cached(read_unit_standing, *context.arguments)
    body = "".join(
        _write_row(
            (
                f"{row['indicator']} {row['name']}",
                format_points(row["full"]),
                format_points(row["earned"]),
                _describe_lost(row),
                format_points(row["pending"]),
                _describe_reasons(lines.filter(pl.col("indicator") == row["indicator"])),
            ),
            "td",
        )
        for row in standing.iter_rows(named=True)
    )
    style = ' class="dense"' if standing.height > MAX_ROOMY else ""
    return f"<table{style}><thead>{_write_row(HEADINGS, 'th')}</thead><tbody>{body}</tbody></table>"


def _write_row(cells: Iterable[str], tag: str) -> str:
    return f"<tr>{''.join(f'<{tag}>{escape(cell)}</{tag}>' for cell in cells)}</tr>"


def _describe_reasons(lines: pl.DataFrame) -> str:
    """Return the reasons of an indicator's lost and pending points, each once, then its clauses."""
    open_lines = lines.filter(
        pl.col("counts_to").is_in(["lost", "pending"]), pl.col("kind") != "rounding"
    )
    if open_lines.is_empty():
        return ""
    reasons = "；".join(dict.fromkeys(open_lines.get_column("reason")))
    return f"{reasons}（{'、'.join(dict.fromkeys(open_lines.get_column('clause')))}）"
