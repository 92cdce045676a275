"""The parts of an assessment as a table: nodes with what they hold, and how they add up."""

from __future__ import annotations

import streamlit as st

from dashboard.pages.unit.ledger_lines import LedgerContext
from dashboard.pages.unit.part_tree import UnitPart, read_parts
from dashboard.runtime.read_cache import read_cached
from dashboard.shell.assessment_words import say_item
from dashboard.widgets.table import show_table
from dashboard.widgets.table_data import Cell, Heading, PageTable
from scoring.scheme import Choices
from warehouse.schemes.schemes import read_choices

INDENT = "　"


def show_tree(context: LedgerContext) -> None:
    """Show the tree of a unit's points; nothing where all clauses stand under the total."""
    if not context.assessment.nodes:
        return
    st.subheader("各部分得分", help="一部分的得分由其中各项合成；折算、上限和计入的条件见说明。")
    parts = read_parts(*context.arguments)
    table = build_tree(parts, context, read_cached(read_choices, context.scheme))
    show_table(table, f"tree:{':'.join(map(str, context.arguments[1:]))}")


def build_tree(parts: list[UnitPart], context: LedgerContext, choices: Choices) -> PageTable:
    """Return the parts in the notice's order, indented by how deep they stand."""
    rows: list[list[Cell]] = [
        [
            INDENT * (part.depth - 1) + part.label,
            part.full,
            part.earned,
            None if part.full is None else part.lost,
            None if part.full is None else part.pending,
            _explain(part, context, choices),
        ]
        for part in parts
    ]
    headings = [
        Heading("部分", "wrap", 240),
        Heading("满分", "exact", 74),
        Heading("得分", "exact", 86, phone="side"),
        Heading("失分", "exact", 80),
        Heading("待定", "exact", 80),
        Heading("说明", "wrap", 330),
    ]
    return PageTable(
        "各部分得分", headings, rows, [part.id for part in parts], head=0, has_tools=False
    )


def _explain(part: UnitPart, context: LedgerContext, choices: Choices) -> str:
    """Return how a node's points are made, and that a part does not count."""
    note = "" if part.is_counted else "不计入"
    said = say_item(context.assessment, part.id, choices) if part.is_node else None
    return "；".join(filter(None, (note, (said or "").rstrip("。"))))
