"""The tables of 口径说明: the tree of clauses and nodes with their sentences, and the vetoes."""

from __future__ import annotations

import polars as pl
import streamlit as st

from dashboard.shell.assessment_words import name_item, say_item
from scoring.outline import AssessmentOutline, Item
from scoring.scheme import Choices

INDENT = "　"


def show_parts(assessment: AssessmentOutline, choices: Choices) -> None:
    """Show nodes and clauses in the notice's order, indented, each with its sentence."""
    told = [(item, say_item(assessment, item.id, choices)) for item in assessment.items]
    shown = [(item, sentence) for item, sentence in told if sentence is not None]
    has_provider = any(item.provider for item, _ in shown)
    rows = [
        {
            "指标": INDENT * (item.depth - 1) + name_item(item.id, item.name),
            "满分": _describe_full(item),
            "计分规则": sentence,
            "依据": item.clause,
            **({"数据提供": item.provider or ""} if has_provider else {}),
        }
        for item, sentence in shown
    ]
    _show(rows, "指标与计分规则")


def show_vetoes(assessment: AssessmentOutline, choices: Choices) -> None:
    """Show the vetoes, each with its condition and what it does."""
    rows = [
        {"情形": name_item(veto.id, veto.name), "后果": sentence, "依据": veto.clause}
        for veto in assessment.vetoes
        if (sentence := say_item(assessment, veto.id, choices)) is not None
    ]
    _show(rows, "情形与后果")


def _describe_full(item: Item) -> str:
    """Return a full mark or, of an addition, the most that it gives; '' where there is neither."""
    if item.full is not None:
        return str(item.full)
    if item.fulls is not None:
        return "—".join(map(str, item.fulls))
    return f"最多{item.ceiling}" if item.ceiling is not None else ""


def _show(rows: list[dict[str, str]], alt: str) -> None:
    if rows:
        st.table(pl.DataFrame(rows), border="horizontal", hide_index=True, alt=alt)
