"""What a person sees of an upload before and after it lands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

import polars as pl
import streamlit as st

from dashboard.pages.imports.cell_pictures import draw_findings
from dashboard.widgets.markdown_escape import escape
from dashboard.widgets.row_tables import show_rows
from documents.wording import format_month
from scoring.scheme import Scheme
from warehouse.importing.import_file import BatchReport, ImportReport
from warehouse.reading.contract import Finding, Picture

CHANGE_TITLES = {"added": "新增", "changed": "变更", "removed": "减少"}
MOST_SHOWN = 200
LONG_LIST, LIST_HEIGHT = 12, 340


def show_batches(report: ImportReport, schemes: Mapping[str, Scheme]) -> None:
    """Say what the file was recognised as, and how much of it is new."""
    for batch in report.batches:
        st.markdown(f"**{escape(describe_form(batch, schemes))}**")
        st.caption(
            f"{batch.rows} 行；与当前数据相比：新增 {batch.added}，变更 {batch.changed}，"
            f"减少 {batch.removed}"
        )


def describe_form(batch: BatchReport, schemes: Mapping[str, Scheme]) -> str:
    """Return scheme, form and month of a batch."""
    scheme = schemes[batch.scheme]
    dataset = scheme.dataset(batch.dataset)
    return f"{scheme.short_title} · {dataset.annex} {dataset.title} · {format_month(batch.month)}"


def show_findings(
    title: str, findings: Sequence[Finding], pictures: Mapping[Finding, Picture]
) -> None:
    """Show errors or warnings; one with an address opens to that part of the sheet."""
    if not findings:
        return
    st.markdown(f"**{title}（{len(findings)}）**")
    with st.container(height=LIST_HEIGHT if len(findings) > LONG_LIST else "content"):
        st.html(draw_findings(findings[:MOST_SHOWN], pictures))
        if len(findings) > MOST_SHOWN:
            st.caption(f"只列出前 {MOST_SHOWN} 条，其余在标记副本里。")


def show_differences(differences: pl.DataFrame, schemes: Mapping[str, Scheme], key: str) -> None:
    """Show, cell by cell, what would change."""
    if differences.is_empty():
        return
    types = {
        (dataset.key, column.key): column.type
        for scheme in schemes.values()
        for dataset in scheme.datasets
        for column in dataset.columns
    }
    shown = differences.head(MOST_SHOWN)
    rows = [
        {
            "变化": CHANGE_TITLES[row["change"]],
            "单位": row["unit"],
            "项目": row["header"] or "",
            "原来": format_value(row["old"], types.get((row["dataset"], row["column_key"]))),
            "现在": format_value(row["new"], types.get((row["dataset"], row["column_key"]))),
        }
        for row in shown.iter_rows(named=True)
    ]
    with st.expander(
        f"与当前数据的差别（{differences.height} 处）", expanded=_is_update(differences)
    ):
        show_rows(rows, "与当前数据的差别", key=f"differences:{key}")
        if differences.height > MOST_SHOWN:
            st.caption(f"只列出前 {MOST_SHOWN} 处。")


def show_rows_read(report: ImportReport, key: str) -> None:
    """Show the rows as they were read, each with its number in the sheet."""
    for number, table in enumerate(report.reading.tables):
        rows = [
            {"行": str(row.row), "单位": row.unit, **{k: v or "" for k, v in row.values.items()}}
            for row in table.rows[:MOST_SHOWN]
        ]
        if rows:
            with st.expander(f"读到的数据：{escape(table.sheet)}（{len(table.rows)} 行）"):
                show_rows(rows, "读到的数据", key=f"rows:{key}:{number}")
                if len(table.rows) > MOST_SHOWN:
                    st.caption(f"只列出前 {MOST_SHOWN} 行。")


def format_value(value: str | None, kind: str | None) -> str:
    """Return a canonical value as a person writes it: √, ×, 98.5%."""
    if value is None:
        return ""
    if kind == "rate":
        hundredths = Fraction(value) * 10_000
        rounded = (2 * hundredths.numerator + hundredths.denominator) // (
            2 * hundredths.denominator
        )
        return f"{rounded // 100}.{rounded % 100:02d}%"
    return {"yes": "√", "no": "×"}.get(value, value)


def _is_update(differences: pl.DataFrame) -> bool:
    """A first landing differs in every cell: of interest are changes of what stands."""
    return not differences.filter(pl.col("change") != "added").is_empty()
