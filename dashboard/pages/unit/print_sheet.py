"""A unit on one A4 page: its figures, and each indicator with what was lost and why."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Any

import polars as pl
import streamlit as st

from dashboard.pages.unit.ledger_lines import Place
from dashboard.runtime.read_cache import recall
from dashboard.widgets.assets import read_script, read_style
from dashboard.widgets.watermark import say_watermark
from documents.wording import (
    BLANK,
    say_grade,
    say_lost,
    say_month,
    say_percent,
    say_points,
    say_time,
)
from warehouse.views import read_data_state, read_unit_ledger, read_unit_standing

_sheet = st.components.v2.component(
    "kaohe_sheet",
    html='<div class="kh"><button type="button">打印或存为 PDF</button>\n<article></article></div>',
    css=read_style("sheet", has_dark=False),
    js=read_script("sheet", "tile"),
)

ROOMY = 20
"""Indicators that find room on the page at the usual size."""

HEADINGS = ("指标", "满分", "得分", "失分", "待定", "失分与待定的原因（依据）")


def show_sheet(place: Place, row: dict[str, Any]) -> None:
    """Show the page as it will be printed; `row` is the unit's row of the board."""
    _sheet(key="sheet", data={"html": write_sheet(place, row), "mark": say_watermark()})


def write_sheet(place: Place, row: dict[str, Any]) -> str:
    """Return the page as HTML; every text of a file or scheme is escaped."""
    state = recall(read_data_state)
    moment = f"（{say_time(state.created_at)}）" if state.created_at else ""
    source = f"{place.scheme.document} · 数据截至第{state.batch_id}批{moment}"
    title = f"{place.assessment.id} {place.assessment.title} · 截至{say_month(place.month)}"
    return (
        f"<h1>{escape(place.unit)}</h1><p>{escape(place.scheme.title)}<br>{escape(title)}</p>"
        f"{_write_figures(place, row)}{_write_indicators(place)}"
        f"<footer>{escape(source)} · {escape(say_watermark())}</footer>"
    )


def _write_figures(place: Place, row: dict[str, Any]) -> str:
    figures = [("名次", str(row["rank"] or BLANK))]
    if place.assessment.has_bonus:
        figures += [("重点考核", say_points(row["key"])), ("总分", say_points(row["total"]))]
    figures += [("得分", say_points(row["earned"])), ("失分", _say_lost(row))]
    figures += [("待定", say_points(row["pending"])), ("得分率", say_percent(row["rate"]))]
    if row["grade"]:
        figures.append(("等次", say_grade(row["grade"], is_settled=row["grade_settled"])))
    return f"<dl>{''.join(f'<div><dt>{k}</dt><dd>{escape(v)}</dd></div>' for k, v in figures)}</dl>"


def _say_lost(row: dict[str, Any]) -> str:
    return say_lost(row["lost"], row["provisional_lost"])


def _write_indicators(place: Place) -> str:
    lines = recall(read_unit_ledger, *place.arguments)
    standing = recall(read_unit_standing, *place.arguments)
    rows = "".join(
        _write_row(
            (
                f"{one['indicator']} {one['name']}",
                say_points(one["full"]),
                say_points(one["earned"]),
                _say_lost(one),
                say_points(one["pending"]),
                _say_reasons(lines.filter(pl.col("indicator") == one["indicator"])),
            ),
            "td",
        )
        for one in standing.iter_rows(named=True)
    )
    style = ' class="dense"' if standing.height > ROOMY else ""
    return f"<table{style}><thead>{_write_row(HEADINGS, 'th')}</thead><tbody>{rows}</tbody></table>"


def _write_row(cells: Iterable[str], tag: str) -> str:
    return f"<tr>{''.join(f'<{tag}>{escape(cell)}</{tag}>' for cell in cells)}</tr>"


def _say_reasons(lines: pl.DataFrame) -> str:
    """Return why an indicator has lost points or has them pending; its clause once."""
    told = lines.filter(
        pl.col("counts_to").is_in(["lost", "pending"]), pl.col("kind") != "rounding"
    )
    if told.is_empty():
        return ""
    reasons = "；".join(dict.fromkeys(told.get_column("reason")))
    return f"{reasons}（{'、'.join(dict.fromkeys(told.get_column('clause')))}）"
