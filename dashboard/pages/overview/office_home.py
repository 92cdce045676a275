"""The office's first page: the work up to the next due day; a click on a row leads to it."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import streamlit as st

from dashboard.pages.imports.upload_states import TITLES, judge_uploads
from dashboard.pages.imports.uploaded_file import Upload
from dashboard.pages.imports.uploads import HELD
from dashboard.runtime.current_store import current_store
from dashboard.runtime.read_cache import read_cached
from dashboard.shell.form_words import SHAPES, WORDS, describe_due, format_wait, name_form
from dashboard.shell.months import name_month
from dashboard.shell.page_frame import go_to_page
from dashboard.shell.terms import explain
from dashboard.widgets.table import show_table
from dashboard.widgets.table_data import Cell, Heading, PageTable, build_link_table, drop_unsaid
from documents.wording import BLANK, NOT_SAID, format_month
from scoring.scheme import Scheme
from warehouse.database.clock import today_in_china
from warehouse.inbox.inbox_files import read_inbox
from warehouse.views.calendar import read_calendar

STATES = {
    "on_time": "✓ 按时",
    "late": "迟 逾期",
    "reported": "✓ 已报",
    "backfilled": "✓ 补录",
    "upcoming": "待报",
}
"""Arrival → its wording in a row of this page."""
OPEN_SHAPES = {"dated_ledger", "inspection"}
"""Shapes that are reported as it happens: no month waits for them."""


def show_staff(scheme: Scheme) -> None:
    """Show the forms of the month that is worked on, uploads that wait, warnings accepted."""
    today = today_in_china()
    calendar = read_cached(read_calendar, scheme, today)
    month = find_working_month(calendar)
    rows = calendar.filter(pl.col("month") == month)
    expected = rows.filter(
        pl.col("arrival") != "unasked", ~pl.col("shape").is_in(list(OPEN_SHAPES))
    )
    here = expected.filter(pl.col("batch").is_not_null())
    st.markdown(
        f"**{format_month(scheme.calendar.write(month))}**："
        f"应报{expected.height}份，已报{here.height}份。{describe_next(expected, today)}"
    )
    st.subheader("待报报表", help="点击一行前往导入。有则报的台账无内容时不必报送。")
    if show_table(list_forms(rows, today), f"forms:{scheme.id}:{month}").opened:
        go_to_page("imports")
    left, right = st.columns(2, gap="large")
    with left:
        show_waiting()
    with right:
        show_accepted(scheme, calendar)


def find_working_month(calendar: pl.DataFrame) -> int:
    """Return the first month with a form missing or to come; December if there is none."""
    open_months = calendar.filter(pl.col("arrival").is_in(["missing", "upcoming"]))
    first = open_months.get_column("month").min()
    return int(first) if isinstance(first, int) else 12


def describe_next(expected: pl.DataFrame, today: date) -> str:
    """Return the next due day in a sentence, or that the notice sets no day."""
    waiting = expected.filter(pl.col("batch").is_null()).sort("due_on", nulls_last=True)
    if waiting.is_empty():
        return "均已报送。"
    row = waiting.row(0, named=True)
    if row["due_on"] is None:
        return "文件未规定这些报表的报送日。"
    return f"{describe_due(row)}前要报：{name_form(row)}（{format_wait(row, today)}）。"


def list_forms(rows: pl.DataFrame, today: date) -> PageTable:
    """Return the forms of a month, missing ones first, those not asked for after them."""
    ordered = sorted(
        rows.iter_rows(named=True), key=lambda row: (row["batch"] is not None, _is_optional(row))
    )
    cells: list[list[Cell]] = [
        [
            name_form(row),
            _describe_state(row, today),
            describe_due(row) if row["shape"] in {"month_form", "quarter"} else BLANK,
            row["provider"] or NOT_SAID,
            BLANK if row["batch"] is None else f"第{row['batch']}批 {row['first_on']}",
            str(row["warnings"]) if row["warnings"] else "",
        ]
        for row in ordered
    ]
    headings = [
        Heading("报表", "wrap", 250),
        Heading("状态", width=170, phone="side"),
        Heading("报送日", width=90),
        Heading("数据提供", "wrap", 210),
        Heading("导入", width=150),
        Heading("已确认提醒", "whole", 100, help=explain("提醒")),
    ]
    ids = [row["dataset"] for row in ordered]
    table = build_link_table("本月应报报表", headings, cells, ids)
    return drop_unsaid(table, {"数据提供": NOT_SAID})


def show_waiting() -> None:
    """Show the files of the inbox that wait for a person, whoever uploaded them."""
    st.subheader("待确认事项", help=explain("问题"))
    with current_store().reader() as cursor:
        files = read_inbox(cursor, "waiting")
    if not files:
        st.caption("无。上传的文件在导入前列在此处；未回答的不导入。")
        return
    held: dict[int, Upload] = st.session_state.get(HELD, {})
    uploads = [held[file.number] for file in files if file.number in held]
    states = judge_uploads(uploads)
    table = build_link_table(
        "待处理文件",
        [
            Heading("文件", "wrap"),
            Heading("待办", width=140, phone="side"),
            Heading("上传人", width=110),
        ],
        [
            [file.name, TITLES[states[key]] if (key := str(file.number)) in states else "待处理",
             file.arrived_by]
            for file in files
        ],
        [str(file.number) for file in files],
    )  # fmt: skip
    if show_table(table, "waiting").opened:
        go_to_page("imports")


def show_accepted(scheme: Scheme, calendar: pl.DataFrame) -> None:
    """Show the standing forms that were landed with accepted warnings, and by whom."""
    st.subheader("经确认提醒后导入的报表", help=explain("提醒"))
    accepted = calendar.filter(pl.col("warnings") > 0).sort(
        "month", descending=True, maintain_order=True
    )
    if accepted.is_empty():
        st.caption("没有。")
        return
    rows: list[list[Cell]] = [
        [
            f"{name_month(scheme, row['month'])} {name_form(row)}",
            int(row["warnings"]),
            f"第{row['batch']}批 · {row['actor']}",
        ]
        for row in accepted.iter_rows(named=True)
    ]
    headings = [Heading("报表", "wrap"), Heading("提醒", "whole", 64), Heading("批次", width=130)]
    table = build_link_table(
        "经确认提醒后导入的报表",
        headings,
        rows,
        [str(row["batch"]) for row in accepted.iter_rows(named=True)],
    )
    if show_table(table, "accepted").opened:
        go_to_page("imports")


def _is_optional(row: dict[str, Any]) -> bool:
    return bool(row["arrival"] == "unasked")


def _describe_state(row: dict[str, Any], today: date) -> str:
    if row["arrival"] == "unasked":
        return SHAPES[row["shape"]] if row["shape"] in OPEN_SHAPES else "本月不要求"
    if row["arrival"] in {"upcoming", "missing"}:
        return format_wait(row, today)
    return STATES.get(row["arrival"], WORDS[row["arrival"]])
