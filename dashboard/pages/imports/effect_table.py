"""What landing a file would do to totals, ranks and grades, worked out when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from dashboard.pages.imports.uploaded_file import Upload
from dashboard.runtime.read_cache import compute_cached
from dashboard.widgets.error_box import show_error
from dashboard.widgets.table import show_table
from dashboard.widgets.table_data import Heading, PageTable, drop_unsaid
from documents.wording import BLANK, format_month, format_points
from warehouse.faults import Fault
from warehouse.scheme_life.score_moves import MonthMoves, UnitMove
from warehouse.store import Store

FEW = 12
"""Up to this many units the table has no tools."""


@dataclass(frozen=True)
class Effect:
    """The effect of a file under some decisions, as the key of what all sessions share."""

    sha256: str
    decided: str
    upload: Upload = field(compare=False, repr=False)
    store: Store = field(compare=False, repr=False)

    def __call__(self) -> tuple[MonthMoves, ...]:
        """Land the file and roll it back; return what it would move."""
        return self.upload.preview_effect(self.store)


def show_effect(store: Store, upload: Upload) -> None:
    """Offer to show whose rank, total and grade the landing of a file would move."""
    place = st.expander("导入后的名次变动", key=f"effect:{upload.key}", on_change="rerun")
    if not place.open:
        return
    effect = Effect(upload.file.sha256, repr(upload.decisions), upload, store)
    with place:
        try:
            with st.spinner("正在试算……"):
                moves = compute_cached(effect)
        except Fault as fault:
            show_error(fault)
            return
        if not moves:
            st.markdown("导入后各单位的得分、名次和等次均无变动。")
            return
        months = sorted({one.month for one in moves})
        month = months[-1]
        if len(months) > 1:
            month = st.selectbox(
                "截至月份", months, index=len(months) - 1, format_func=format_month,
                key=f"effect_month:{upload.key}",
            )  # fmt: skip
        shown = [one for one in moves if one.month == month]
        show_table(list_effect(shown), f"effect:{upload.key}:{month}")


def list_effect(moves: Sequence[MonthMoves]) -> PageTable:
    """Return the units that move as of a month, each figure before and after."""
    headings = [
        Heading("单位", "wrap", 150),
        Heading("名次", width=130, phone="side"),
        Heading("得分", width=140),
        Heading("等次", width=140),
        Heading("考核", "wrap", 180),
    ]
    pairs = [(month, unit) for month in moves for unit in month.units]
    rows = [
        [
            unit.unit,
            _pair(unit, "rank", _format_rank),
            _pair(unit, "total", format_points),
            _pair(unit, "grade", str),
            month.title,
        ]
        for month, unit in pairs
    ]
    ids = [f"{month.assessment}:{unit.unit}" for month, unit in pairs]
    caption = f"截至{format_month(moves[0].month)}，导入前 → 导入后"
    has_tools = len(rows) > FEW
    table = PageTable(caption, headings, rows, ids, frozen=1, head=0, has_tools=has_tools)
    return drop_unsaid(table, {"等次": ""})


def _format_rank(rank: int) -> str:
    return f"第{rank}名"


def _pair(unit: UnitMove, name: str, say: Callable[[Any], str]) -> str:
    """Return a figure before and after; once if it stays, '' if there is none."""
    values = [getattr(unit, f"{name}_{when}") for when in ("before", "after")]
    if values == [None, None]:
        return ""
    before, after = (BLANK if value is None else say(value) for value in values)
    return before if before == after else f"{before} → {after}"
