"""单项否决: units vetoed or at risk, with events and clauses; distances from the pass mark."""

from __future__ import annotations

import polars as pl
import streamlit as st

from dashboard.pages.boards.veto_tables import list_events, list_margins, name_places
from dashboard.runtime.read_cache import read_cached
from dashboard.shell.filters import pick_assessment, pick_month, pick_scheme
from dashboard.shell.page_frame import open_unit, show_source, stop_if_empty
from dashboard.shell.terms import explain
from dashboard.shell.view_log import note_view
from dashboard.theme import SIGNS
from dashboard.widgets.live_updates import follow_store
from dashboard.widgets.source_rows import build_row, show_source_rows
from dashboard.widgets.table import show_table
from dashboard.widgets.watermark import mark_page
from scoring.scheme import Assessment, Scheme
from warehouse.views import read_vetoes
from warehouse.views.margins import read_margins, read_veto_events

GROUPS = {
    "veto": ("已否决", SIGNS["veto"], "不合格，不再计分、不参加排名"),
    "at_risk": ("预警", SIGNS["risk"], "再发生一次即被否决"),
}
Where = tuple[Scheme, str, str]
"""Scheme, assessment id, month."""


def show_group(where: Where, events: pl.DataFrame, kind: str) -> None:
    """Show the units of one group, each with its events and the original rows."""
    title, sign, meaning = GROUPS[kind]
    group = events.filter(pl.col("kind") == kind)
    units = group.get_column("unit").unique(maintain_order=True).to_list()
    term = "单项否决" if kind == "veto" else "预警"
    st.subheader(f"{title}：{len(units)} 个单位", help=explain(term))
    if not units:
        st.caption("没有。")
        return
    st.caption(meaning)
    vetoes = read_cached(read_vetoes, *where)
    for unit in units:
        note_view("veto", scheme=where[0].id, unit=unit, assessment=where[1], as_of=where[2])
        with st.container(border=True):
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(f"**{sign} {unit}**")
                if st.button("单位详情", key=f"open:{kind}:{unit}", type="tertiary"):
                    open_unit(where[0], unit)
            of_unit = group.filter(pl.col("unit") == unit)
            show_table(list_events(of_unit, name_places(vetoes)), f"events:{kind}:{unit}")
            rows = vetoes.filter(pl.col("unit") == unit, pl.col("kind") == kind)
            show_rows(rows, f"rows:{kind}:{unit}")


def show_rows(vetoes: pl.DataFrame, key: str) -> None:
    """Show the original rows of the files, folded away."""
    with st.expander("看报表里的原样"):
        show_source_rows(
            [
                build_row(row["file"], row["sheet"], row["row"], row["headers"], row["cells"])
                for row in vetoes.iter_rows(named=True)
            ],
            key,
        )


def show_margins(where: Where, assessment: Assessment) -> None:
    """Show how far units are from the points at which their grade changes."""
    margins = read_cached(read_margins, *where)
    if margins.is_empty():
        return
    st.subheader("离合格线、加分线多远", help=explain("等次"))
    if margins.get_column("is_vetoed").any():
        st.caption("灰色的是已被否决的单位，分数只是佐证本来对应的参考分，不计入。")
    opened = show_table(list_margins(margins, assessment), f"margins:{':'.join(where[1:])}").opened
    if opened:
        open_unit(where[0], opened)


st.title("单项否决")
follow_store()
with st.container(horizontal=True, vertical_alignment="top"):
    scheme = pick_scheme()
    assessment = pick_assessment(scheme) or scheme.assessments[0]
    month = pick_month(scheme)
stop_if_empty(scheme)
where = (scheme, assessment.id, month)
if any(indicator.part == "veto" for indicator in assessment.indicators):
    mark_page()
    events = read_cached(read_veto_events, *where)
    for kind in GROUPS:
        show_group(where, events, kind)
else:
    st.info(f"“{assessment.title}”没有单项否决的规定。")
if assessment.grading is not None:
    show_margins(where, assessment)
show_source(scheme, "veto_event、veto_evidence、grade_margin")
