"""The year's result as tables of units and items, like the printed form."""

from __future__ import annotations

from decimal import Decimal

import streamlit as st

from dashboard.widgets.markdown_escape import escape
from dashboard.widgets.table import show_table
from dashboard.widgets.table_data import Heading, PageTable
from documents.bulletin.board_facts import Board
from documents.results.result_table import ResultColumn, make_table


def show_result_table(board: Board, key: str) -> None:
    """Show an assessment's table, the units in the order of their ranks."""
    table = make_table(board)
    st.subheader(escape(board.title), anchor=False)
    rows = [
        [f"{cell:.2f}" if isinstance(cell, Decimal) else str(cell) for cell in row]
        for row in table.rows
    ]
    headings = [_to_heading(column) for column in table.columns]
    ids = [str(row[1]) for row in rows]
    shown = PageTable(
        f"{board.title}得分汇总", headings, rows, ids, frozen=2, head=1, has_tools=False
    )
    show_table(shown, key)


def _to_heading(column: ResultColumn) -> Heading:
    full = f"（{column.full}）" if column.full else ""
    return Heading(f"{column.header}{full}")
