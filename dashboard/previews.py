"""What a person sees of an upload before and after it lands."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import polars as pl
import streamlit as st

from dashboard.charts import ROW_HEIGHT
from dashboard.markdown import escape
from dashboard.tables import HEADER_HEIGHT
from dashboard.wording import say_month
from scoring.scheme import Scheme
from warehouse.importing import BatchReport, ImportReport
from warehouse.reading.contract import Finding

OPTION_TITLES = {
    "skip": "跳过这一行",
    "blank": "当作空白",
    "keep": "沿用当前数据",
    "clear": "作为未报",
    "yes": "是",
    "no": "否",
    "all": "全部月份",
    "month": "取本月数",
    "total": "取累计数",
}
"""What the reader's answers mean; any other option is shown as it is."""

CHANGE_TITLES = {"added": "新增", "changed": "变更", "removed": "减少"}
MOST_SHOWN = 200
LONG_LIST, LIST_HEIGHT = 12, 300


def show_batches(report: ImportReport, schemes: dict[str, Scheme]) -> None:
    """Say what the file was recognised as, and how much of it is new."""
    for batch in report.batches:
        st.markdown(f"**{escape(say_form(batch, schemes))}**")
        st.caption(
            f"{batch.rows} 行；与当前数据相比：新增 {batch.added}，变更 {batch.changed}，"
            f"减少 {batch.removed}"
        )


def say_form(batch: BatchReport, schemes: dict[str, Scheme]) -> str:
    """Return scheme, form and month of a batch."""
    scheme = schemes[batch.scheme]
    dataset = scheme.dataset(batch.dataset)
    return f"{scheme.short_title} · {dataset.annex} {dataset.title} · {say_month(batch.month)}"


def show_findings(title: str, findings: Sequence[Finding]) -> None:
    """Show errors or warnings with their place in the file."""
    if not findings:
        return
    st.markdown(f"**{title}（{len(findings)}）**")
    with st.container(height=LIST_HEIGHT if len(findings) > LONG_LIST else "content"):
        st.markdown("\n".join(f"- {escape(one.message)}" for one in findings))


def ask_questions(questions: Sequence[Finding], key: str) -> dict[str, str]:
    """Ask each question in place; return the answers given so far, by question id."""
    if questions:
        st.markdown(f"**请回答（{len(questions)}）**")
    answers: dict[str, str] = {}
    for one in questions:
        answer = st.selectbox(
            escape(one.message),
            one.options,
            index=None,
            key=f"answer:{key}:{one.id}",
            format_func=lambda option: OPTION_TITLES.get(option, option),
            placeholder="请选择，或直接填写",
            accept_new_options=True,
        )
        if answer and one.id:
            answers[one.id] = answer
    return answers


def show_differences(differences: pl.DataFrame, schemes: dict[str, Scheme]) -> None:
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
            "原来": say_value(row["old"], types.get((row["dataset"], row["column_key"]))),
            "现在": say_value(row["new"], types.get((row["dataset"], row["column_key"]))),
        }
        for row in shown.iter_rows(named=True)
    ]
    with st.expander(
        f"与当前数据的差别（{differences.height} 处）", expanded=_is_update(differences)
    ):
        st.dataframe(
            pl.DataFrame(rows),
            hide_index=True,
            height=min(HEADER_HEIGHT + ROW_HEIGHT * len(rows), 320),
            alt="与当前数据的差别",
        )
        if differences.height > MOST_SHOWN:
            st.caption(f"只列出前 {MOST_SHOWN} 处。")


def show_rows_read(report: ImportReport) -> None:
    """Show the rows as they were read, each with its number in the sheet."""
    for table in report.reading.tables:
        rows = [
            {"行": str(row.row), "单位": row.unit, **{k: v or "" for k, v in row.values.items()}}
            for row in table.rows
        ]
        if rows:
            with st.expander(f"读到的数据：{escape(table.sheet)}（{len(rows)} 行）"):
                st.dataframe(pl.DataFrame(rows), hide_index=True, height=320, alt="读到的数据")


def say_value(value: str | None, kind: str | None) -> str:
    """Return a canonical value as a person writes it: √, ×, 98.5%."""
    if value is None:
        return ""
    if kind == "rate":
        return f"{float(Fraction(value) * 100):.2f}%"
    return {"yes": "√", "no": "×"}.get(value, value)


def _is_update(differences: pl.DataFrame) -> bool:
    """A first landing differs in every cell: of interest are changes of what stands."""
    return not differences.filter(pl.col("change") != "added").is_empty()
