"""The fields of 试算: a clause's figures of one unit, typed or filled from its own reports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import streamlit as st

from dashboard.widgets.markdown_escape import escape
from dashboard.widgets.row_tables import show_rows
from documents.wording import format_month
from scoring.scheme import Scheme
from warehouse.scheme_life.trial_cells import CellKey, TrialInput

MONTHS_A_LINE = 6
MOST_ROWS = 8
"""Rows of a ledger that may be typed."""


@dataclass
class Typed:
    """What a user typed."""

    cells: dict[CellKey, dict[str, str]] = field(default_factory=dict)
    rows: dict[str, list[dict[str, str]]] = field(default_factory=dict)


@dataclass(frozen=True)
class Real:
    """What stands for the unit in the store."""

    cells: Mapping[CellKey, Mapping[str, str]]
    rows: Mapping[str, Sequence[Mapping[str, str]]]


def list_months(scheme: Scheme, inputs: Sequence[TrialInput], as_of: str) -> list[str]:
    """Return the months of this year, up to one, in which any of the figures is reported."""
    last = scheme.calendar.read(as_of)
    numbers = {
        scheme.calendar.read(month) + (12 if one.is_last_year else 0)
        for one in inputs
        for month in one.months
    }
    return [scheme.calendar.write(number) for number in sorted(numbers) if 1 <= number <= last]


def ask_cells(
    scheme: Scheme, inputs: Sequence[TrialInput], months: Sequence[str], real: Real, key: str
) -> dict[CellKey, dict[str, str]]:
    """Show a field for each figure and month; return those that are not blank."""
    numbers = [scheme.calendar.read(month) for month in months]
    typed: dict[CellKey, dict[str, str]] = {}
    for one in inputs:
        if one.is_ledger:
            continue
        shift = -12 if one.is_last_year else 0
        own = [scheme.calendar.write(number + shift) for number in numbers]
        own = [month for month in own if month in one.months]
        if not own:
            continue
        st.markdown(f"**{escape(name_input(one))}**")
        place = (one.form, one.column)
        for start in range(0, len(own), MONTHS_A_LINE):
            line = own[start : start + MONTHS_A_LINE]
            for column, month in zip(st.columns(MONTHS_A_LINE), line, strict=False):
                known = real.cells.get(place, {}).get(month, "")
                with column:
                    text = _ask(one, format_month(month), known, f"{key}:{place}:{month}")
                if text:
                    typed.setdefault(place, {})[month] = text
    return typed


def name_input(one: TrialInput) -> str:
    """Return a figure's name: form, header, unit of measure."""
    year = "上年 " if one.is_last_year else ""
    measure = f"（{one.measure}）" if one.measure else ""
    return f"{year}{one.title}：{one.header}{measure}"


def _ask(one: TrialInput, label: str, known: str, key: str) -> str:
    if one.choices:
        options = ["", *one.choices]
        index = options.index(known) if known in options else 0
        return st.selectbox(label, options, index, key=key) or ""
    if one.type == "tick":
        options = ["", "√", "×"]
        return st.selectbox(label, options, options.index(known) if known in options else 0,
                            key=key) or ""  # fmt: skip
    return st.text_input(label, known, key=key, placeholder=EXAMPLES.get(one.type, "")).strip()


EXAMPLES = {"rate": "如 98.5%", "date": "如 2026-03-05", "count": "如 3"}
"""Type of a column → how it is typed."""


def ask_rows(inputs: Sequence[TrialInput], count: int, key: str) -> dict[str, list[dict[str, str]]]:
    """Show the fields of a ledger's rows; return the rows that are not blank."""
    rows: dict[str, list[dict[str, str]]] = {}
    forms = {one.form: one.title for one in inputs if one.is_ledger}
    for form, title in forms.items():
        columns = [one for one in inputs if one.form == form]
        for number in range(1, count + 1):
            st.markdown(f"**{escape(title)}**　第{number}条")
            row = {}
            for place, one in zip(st.columns(len(columns)), columns, strict=True):
                with place:
                    row[one.column] = _ask(
                        one, one.header, "", f"{key}:{form}:{number}:{one.column}"
                    )
            filled = {name: text for name, text in row.items() if text}
            if filled:
                rows.setdefault(form, []).append(filled)
    return rows


def show_real_rows(inputs: Sequence[TrialInput], real: Real) -> None:
    """Show the rows that stand for the unit, which count beside those typed."""
    for form, rows in real.rows.items():
        headers = {one.column: one.header for one in inputs if one.form == form}
        title = next(one.title for one in inputs if one.form == form)
        shown = [{header: row.get(key, "") for key, header in headers.items()} for row in rows]
        if shown:
            show_rows(shown, f"{title}：已有的记录", f"real:{form}")
