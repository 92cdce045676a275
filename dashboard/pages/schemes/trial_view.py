"""试算: type one unit's figures for one clause; points, arithmetic and sentence at once."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.pages.schemes.trial_inputs import (
    MOST_ROWS,
    Real,
    ask_cells,
    ask_rows,
    list_months,
    show_real_rows,
)
from dashboard.runtime.read_cache import read_cached
from dashboard.shell.filters import pick_one, pick_scheme
from dashboard.widgets.markdown_escape import escape
from dashboard.widgets.table import show_table
from dashboard.widgets.table_data import Cell, Heading, PageTable
from documents.wording import describe_counts_to, format_exact, format_month
from scoring.months import YEAR
from scoring.outline import AssessmentOutline
from scoring.scheme import Scheme
from warehouse.database.connection import Cursor
from warehouse.scheme_life.trial_cells import TrialInput, list_inputs, read_real
from warehouse.scheme_life.trying import TrialQuestion, Tried, try_clause
from warehouse.schemes.schemes import read_choices
from warehouse.store import Store

NONE = Real({}, {})
NO_INPUT = "这条指标无需填数：数据来自其他指标或名册，可直接试算。"
NOT_CONCERNED = "这条指标不涉及这个单位，或按现在的口径没有这一条。"

ABOUT = (
    "按文件中的例子填写一个单位的数据，查看得分和计算过程，不保存任何内容。"
    "未填的月份按已报但为空计算。"
)
ABOUT_REAL = "其余数据（包括其他单位）均用现有数据，只替换您改动的部分，不保存任何内容。"


def show_trial_page(store: Store) -> None:
    """Let a user try a clause of a scheme in use."""
    filters = st.container(horizontal=True, vertical_alignment="top")
    with filters:
        scheme = pick_scheme()
    show_trial(store, scheme, filters, is_published=True)


def show_trial(
    store: Store, scheme: Scheme, filters: DeltaGenerator, *, is_published: bool
) -> None:
    """Show the fields of a clause and what the typed figures give; the filters in their row."""
    with filters:
        assessment = _pick_assessment(scheme)
        clause = _pick_clause(scheme, assessment)
        unit = _pick_unit(scheme, assessment)
        as_of = _pick_month(scheme)
    choices = read_cached(read_choices, scheme) if is_published else scheme.choices()
    sentence = assessment.sentence(clause, choices)
    if sentence:
        st.markdown(f"> {escape(sentence)}")
    inputs = list_inputs(scheme, assessment.id, clause, choices)
    uses_real = is_published and st.toggle(
        "填入这个单位的实际数", key=f"try_real:{scheme.id}", help="取现有数据，修改后试算"
    )
    real = NONE
    if uses_real:
        cells, rows = read_cached(_read_real, scheme, assessment.id, clause, unit)
        real = Real(cells, rows)
    st.caption(ABOUT_REAL if uses_real else ABOUT)
    key = f"{scheme.id}:{assessment.id}:{clause}:{unit}:{uses_real}"
    question = _ask(
        TrialQuestion(
            scheme, assessment.id, clause, unit, as_of, choices=choices, with_data=uses_real
        ),
        inputs,
        real,
        key,
    )
    if question is not None:
        with st.spinner("正在试算……"):
            tried = try_clause(store, question)
        show_tried(tried, assessment, clause)


def _ask(
    question: TrialQuestion, inputs: list[TrialInput], real: Real, key: str
) -> TrialQuestion | None:
    """Show the form; return the question with what was typed when it is submitted."""
    months = list_months(question.scheme, inputs, question.as_of)
    chosen: list[str] = months
    if len(months) > 1:
        known = sorted({month for cells in real.cells.values() for month in cells} & {*months})
        chosen = st.pills(
            "填哪几个月",
            months,
            selection_mode="multi",
            default=known or months[-1:],
            format_func=format_month,
            key=f"try_months:{key}:{question.as_of}",
        )
    has_ledger = any(one.is_ledger for one in inputs)
    count = 0
    if has_ledger:
        show_real_rows(inputs, real)
        count = int(
            st.number_input(
                "记几条", 0, MOST_ROWS, 0 if question.with_data else 1, key=f"try_rows:{key}"
            )
        )
    if not inputs:
        st.caption(NO_INPUT)
    with st.form(f"try:{key}"):
        cells = ask_cells(question.scheme, inputs, chosen, real, f"try:{key}")
        rows = ask_rows(inputs, count, f"try:{key}")
        final = st.checkbox("按年终结算", key=f"try_final:{key}", help="未报的按没有计算")
        is_submitted = st.form_submit_button("试算", type="primary")
    if not is_submitted:
        return None
    if question.with_data:
        cells = _keep_changed(cells, real)
    return TrialQuestion(
        question.scheme, question.assessment, question.clause, question.unit, question.as_of,
        cells, rows, question.choices, final, question.with_data,
    )  # fmt: skip


def _keep_changed(
    cells: Mapping[tuple[str, str], Mapping[str, str]], real: Real
) -> dict[tuple[str, str], dict[str, str]]:
    """Return the cells that differ from the store's: a rate cannot always be typed exactly."""
    changed: dict[tuple[str, str], dict[str, str]] = {}
    for place, months in cells.items():
        known = real.cells.get(place, {})
        own = {month: text for month, text in months.items() if known.get(month) != text}
        if own:
            changed[place] = own
    return changed


def _read_real(
    cursor: Cursor, scheme: Scheme, assessment: str, clause: str, unit: str
) -> tuple[dict[tuple[str, str], dict[str, str]], dict[str, list[dict[str, str]]]]:
    choices = read_choices(cursor, scheme)
    return read_real(cursor, scheme, list_inputs(scheme, assessment, clause, choices), unit)


def show_tried(tried: Tried, assessment: AssessmentOutline, clause: str) -> None:
    """Show the points, then the lines with their arithmetic; or what a form would not take."""
    for fault in tried.faults:
        st.error(escape(fault))
    if tried.faults:
        return
    if not tried.is_concerned:
        st.info(NOT_CONCERNED)
        return
    points = {
        "满分": tried.full,
        "得分": tried.earned,
        "失分": tried.lost,
        "待定": tried.pending,
        "加减分": tried.added or None,
    }
    shown = [f"{name} **{format_exact(value)}**" for name, value in points.items()
             if value is not None]  # fmt: skip
    st.markdown("　".join(shown).replace("-", "−"))
    if tried.pending and tried.worst is not None and tried.best is not None:
        st.caption(f"待定的全部确定后，在{format_exact(tried.worst)}到"
                   f"{format_exact(tried.best)}分之间。")  # fmt: skip
    if tried.lines:
        show_table(list_lines(tried), f"tried:{assessment.id}:{clause}")


def list_lines(tried: Tried) -> PageTable:
    """Return the lines of a clause with their arithmetic."""
    headings = [
        Heading("分值", "exact", 80),
        Heading("计入", width=80, phone="side"),
        Heading("算式", "wrap", 500, phone="below"),
    ]
    rows: list[list[Cell]] = [
        [Decimal(one["points"]), describe_counts_to(one["counts_to"]), one["reason"]]
        for one in tried.lines
    ]
    ids = [str(number) for number in range(len(rows))]
    return PageTable("计算过程", headings, rows, ids, head=0, has_tools=False)


def _pick_assessment(scheme: Scheme) -> AssessmentOutline:
    if len(scheme.assessments) == 1:
        return scheme.assessments[0]
    titles = {one.id: one.title for one in scheme.assessments}
    return scheme.assessment(pick_one("考核", list(titles), "try_assessment", titles.__getitem__))


def _pick_clause(scheme: Scheme, assessment: AssessmentOutline) -> str:
    names = {
        one.id: f"{one.id} {one.name}".strip()
        for one in (*assessment.indicators, *assessment.vetoes)
    }
    return pick_one("指标", list(names), "try_clause", names.__getitem__)


def _pick_unit(scheme: Scheme, assessment: AssessmentOutline) -> str:
    return pick_one("单位", [unit.name for unit in scheme.roster(assessment.id)], "try_unit")


def _pick_month(scheme: Scheme) -> str:
    months = [scheme.calendar.write(number) for number in YEAR]
    return pick_one("截至", months, "try_month", format_month, default=months[-1])
