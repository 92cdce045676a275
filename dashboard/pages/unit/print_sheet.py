"""A unit on one A4 page: its figures, and each indicator with what was lost and why."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Any

import polars as pl
import streamlit as st

from dashboard.pages.unit.ledger_lines import LedgerContext
from dashboard.pages.unit.part_tree import UnitPart, read_parts
from dashboard.runtime.read_cache import read_cached
from dashboard.shell.assessment_words import (
    format_unit_grade,
    name_assessment,
    name_beside,
    read_words,
    take_added,
)
from dashboard.shell.page_frame import describe_source
from dashboard.widgets.assets import read_script, read_style
from dashboard.widgets.watermark import describe_watermark
from documents.wording import (
    BLANK,
    describe_lost,
    format_month,
    format_percent,
    format_points,
)
from warehouse.views import read_unit_ledger

_sheet = st.components.v2.component(
    "kaohe_sheet",
    html='<div class="kh"><button type="button">打印或存为 PDF</button>\n<article></article></div>',
    css=read_style("sheet", has_dark=False),
    js=read_script("sheet", "tile"),
)

NOT_COUNTED = "未达到计入的条件，不计入"
MAX_ROOMY = 20
"""Indicators that fit on the page at the usual size; with more it is set smaller."""

HEADINGS = ("指标", "满分", "得分", "失分", "待定", "原因（依据）")


def show_sheet(context: LedgerContext, row: dict[str, Any]) -> None:
    """Show the page as it is printed; `row` is the unit's row of the board."""
    _sheet(key="sheet", data={"html": write_sheet(context, row), "mark": describe_watermark()})


def write_sheet(context: LedgerContext, row: dict[str, Any]) -> str:
    """Return the page as HTML; every text of a file or scheme is escaped."""
    source = describe_source(context.scheme)
    named = name_assessment(context.scheme, context.assessment)
    parts = [
        *([named] if named != context.scheme.title else []),
        f"截至{format_month(context.month)}",
    ]
    title = " · ".join(parts)
    return (
        f"<h1>{escape(context.unit)}</h1><p>{escape(context.scheme.title)}<br>{escape(title)}</p>"
        f"{_write_figures(context, row)}{_write_indicators(context)}"
        f"<footer>{escape(source)} · {escape(describe_watermark())}</footer>"
    )


def _write_figures(context: LedgerContext, row: dict[str, Any]) -> str:
    figures = [("名次", str(row["rank"] or BLANK))]
    words = read_words(context.scheme, context.assessment.id)
    if context.assessment.ranks_within == "group":
        figures.insert(0, ("组别", row["group"]))
    if words.has_additions:
        added = format_points(take_added(row))
        figures += [("总分", format_points(row["total"])), (name_beside(words), added)]
    figures += [("得分", format_points(row["earned"])), ("失分", _describe_lost(row))]
    figures += [("待定", format_points(row["pending"])), ("得分率", format_percent(row["rate"]))]
    if row["grade"]:
        figures.append(("等次", format_unit_grade(row, context.scheme, context.assessment.id)))
    cells = (f"<div><dt>{escape(k)}</dt><dd>{escape(v)}</dd></div>" for k, v in figures)
    return f"<dl>{''.join(cells)}</dl>"


def _describe_lost(row: dict[str, Any]) -> str:
    return describe_lost(row["lost"], row["provisional_lost"])


def _write_indicators(context: LedgerContext) -> str:
    lines = read_cached(read_unit_ledger, *context.arguments)
    parts = read_parts(*context.arguments)
    body = "".join(
        _write_row(
            (
                part.label,
                format_points(part.full),
                format_points(part.earned),
                describe_lost(part.lost, part.provisional_lost) if part.full is not None else BLANK,
                format_points(part.pending) if part.full is not None else BLANK,
                _describe_reasons(lines.filter(pl.col("indicator") == part.id), part),
            ),
            "td",
            f"node depth{part.depth}" if part.is_node else f"depth{part.depth}",
        )
        for part in parts
    )
    style = ' class="dense"' if len(parts) > MAX_ROOMY else ""
    return f"<table{style}><thead>{_write_row(HEADINGS, 'th')}</thead><tbody>{body}</tbody></table>"


def _write_row(cells: Iterable[str], tag: str, name: str = "") -> str:
    style = f' class="{name}"' if name else ""
    return f"<tr{style}>{''.join(f'<{tag}>{escape(cell)}</{tag}>' for cell in cells)}</tr>"


def _describe_reasons(lines: pl.DataFrame, part: UnitPart) -> str:
    """Return the reasons of a part's lost, pending and added points, each once, then its clauses.

    Of a node: why its points are not the sum of what it holds.
    """
    if part.full is None and not part.is_counted:
        return NOT_COUNTED
    if part.is_node:
        made = lines.filter(pl.col("kind").is_in(["scale", "limit"])).get_column("reason")
        return "；".join(dict.fromkeys(made))
    # What is earned of a full mark needs no reason; what an addition or deduction brings does.
    accounts = ["lost", "pending"] if part.full is not None else ["earned", "pending"]
    open_lines = lines.filter(
        pl.col("counts_to").is_in(accounts), pl.col("kind") != "rounding", pl.col("points") != 0
    )
    if open_lines.is_empty():
        return ""
    reasons = "；".join(dict.fromkeys(open_lines.get_column("reason")))
    clauses = "、".join(dict.fromkeys(open_lines.get_column("clause"))) or part.clause
    return f"{reasons}（{clauses}）" if clauses else reasons
