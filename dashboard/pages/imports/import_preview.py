"""What the page shows of an import report: forms, findings, differences, rows read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

import polars as pl
import streamlit as st

from dashboard.pages.imports.cell_pictures import draw_findings
from dashboard.shell.import_words import (
    describe_counts,
    describe_form,
    describe_need,
    describe_rows_read,
)
from dashboard.widgets.markdown_escape import escape
from dashboard.widgets.row_tables import show_rows
from scoring.scheme import Scheme
from warehouse.importing.import_file import ImportReport
from warehouse.reading.contract import Finding, Picture

CHANGE_TITLES = {"added": "新增", "changed": "变更", "removed": "减少"}
MAX_SHOWN = 200
LONG_LIST, LIST_PIXELS = 12, 340
"""A list of more findings than LONG_LIST scrolls within LIST_PIXELS."""


def show_batches(report: ImportReport, schemes: Mapping[str, Scheme]) -> None:
    """Show which forms the file was recognised as, and how much of each is new."""
    for batch in report.batches:
        st.markdown(f"**{escape(describe_form(batch, schemes))}**")
        st.caption(describe_counts(batch))


def show_findings(findings: Sequence[Finding], pictures: Mapping[Finding, Picture]) -> None:
    """Show findings of one severity; each with an address opens to that part of the sheet."""
    if not findings:
        return
    st.markdown(f"**{describe_need(findings[0].severity, len(findings))}**")
    with st.container(height=LIST_PIXELS if len(findings) > LONG_LIST else "content"):
        st.html(draw_findings(findings[:MAX_SHOWN], pictures))
        if len(findings) > MAX_SHOWN:
            st.caption(f"只列出前{MAX_SHOWN}条，其余见标记副本。")


def show_differences(differences: pl.DataFrame, schemes: Mapping[str, Scheme], key: str) -> None:
    """Show, cell by cell, what would change (the columns of `ImportReport.differences`)."""
    if differences.is_empty():
        return
    types = {
        (dataset.key, column.key): column.type
        for scheme in schemes.values()
        for dataset in scheme.datasets
        for column in dataset.columns
    }
    rows = [
        {
            "变化": CHANGE_TITLES[row["change"]],
            "单位": row["unit"],
            "项目": row["header"] or "",
            "原来": format_value(row["old"], types.get((row["dataset"], row["column_key"]))),
            "现在": format_value(row["new"], types.get((row["dataset"], row["column_key"]))),
        }
        for row in differences.head(MAX_SHOWN).iter_rows(named=True)
    ]
    with st.expander(
        f"与当前数据的差别（{differences.height}处）", expanded=_is_update(differences)
    ):
        show_rows(rows, "与当前数据的差别", key=f"differences:{key}")
        if differences.height > MAX_SHOWN:
            st.caption(f"只列出前{MAX_SHOWN}处。")


def show_rows_read(report: ImportReport, schemes: Mapping[str, Scheme], key: str) -> None:
    """Show the rows of each table as they were read, each with its number in the sheet."""
    for number, table in enumerate(report.reading.tables):
        rows = [
            {"行": str(row.row), "单位": row.unit, **{k: v or "" for k, v in row.values.items()}}
            for row in table.rows[:MAX_SHOWN]
        ]
        if rows:
            with st.expander(escape(describe_rows_read(table, schemes))):
                show_rows(rows, "读到的数据", key=f"rows:{key}:{number}")
                if len(table.rows) > MAX_SHOWN:
                    st.caption(f"只列出前{MAX_SHOWN}行。")


def format_value(value: str | None, kind: str | None) -> str:
    """Return a canonical value as a person writes it: √, ×, 98.50%."""
    if value is None:
        return ""
    if kind == "rate":
        # Hundredths of a percent, rounded half up in integers: floor(n/d + 1/2).
        exact = Fraction(value) * 10_000
        rounded = (2 * exact.numerator + exact.denominator) // (2 * exact.denominator)
        return f"{rounded // 100}.{rounded % 100:02d}%"
    return {"yes": "√", "no": "×"}.get(value, value)


def _is_update(differences: pl.DataFrame) -> bool:
    """Tell whether standing data would change: in a first landing every cell is new."""
    return not differences.filter(pl.col("change") != "added").is_empty()
