"""The page of vetoes: units vetoed or at risk, with events; distances from the pass mark."""

from __future__ import annotations

import polars as pl
import streamlit as st

from dashboard.navigation import PAGES
from dashboard.pages.boards.veto_tables import (
    list_events,
    list_margins,
    name_lines,
    name_places,
)
from dashboard.runtime.read_cache import read_cached
from dashboard.shell.assessment_words import (
    has_line,
    list_vetoes,
    read_veto_words,
    read_words,
)
from dashboard.shell.filter_bar import filter_bar
from dashboard.shell.filters import pick_assessment, pick_month, pick_scheme
from dashboard.shell.page_frame import open_unit, show_source, stop_if_empty
from dashboard.shell.scheme_pages import LINES, title_vetoes
from dashboard.shell.terms import explain
from dashboard.shell.view_log import note_view
from dashboard.theme import SIGNS
from dashboard.widgets.live_updates import follow_store
from dashboard.widgets.source_rows import build_row, show_source_rows
from dashboard.widgets.table import show_table
from dashboard.widgets.watermark import mark_page
from scoring.outline import AssessmentOutline
from scoring.scheme import Scheme
from warehouse.views import read_vetoes
from warehouse.views.margins import read_margins, read_veto_events

Where = tuple[Scheme, str, str]
"""Scheme, assessment id, month."""


def show_group(where: Where, events: pl.DataFrame, kind: str) -> None:
    """Show the units of one group, each with its events and the original rows."""
    words = read_veto_words(where[0], where[1])
    is_veto = kind == "veto"
    title, sign = (f"已{words.act}", SIGNS["veto"]) if is_veto else ("预警", SIGNS["risk"])
    group = events.filter(pl.col("kind") == kind)
    units = group.get_column("unit").unique(maintain_order=True).to_list()
    term = "限制性条件" if is_veto else "预警"
    st.subheader(f"{title}：{len(units)}个单位", help=explain(term))
    if not units:
        st.caption("没有。")
        return
    st.caption(words.effect if is_veto else words.risk)
    vetoes = read_cached(read_vetoes, *where)
    for unit in units:
        note_view("veto", scheme=where[0].id, unit=unit, assessment=where[1], as_of=where[2])
        with st.container(border=True):
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(f"**{sign} {unit}**")
                if st.button("单位详情", key=f"open:{kind}:{unit}", type="tertiary"):
                    open_unit(where[0], unit)
            of_unit = group.filter(pl.col("unit") == unit)
            show_table(list_events(of_unit, name_places(vetoes), words), f"events:{kind}:{unit}")
            rows = vetoes.filter(pl.col("unit") == unit, pl.col("kind") == kind)
            if not rows.is_empty():
                show_rows(rows, f"rows:{kind}:{unit}")


def show_rows(vetoes: pl.DataFrame, key: str) -> None:
    """Show the original rows of the files, folded away."""
    with st.expander("查看报表原始数据"):
        show_source_rows(
            [
                build_row(row["file"], row["sheet"], row["row"], row["headers"], row["cells"])
                for row in vetoes.iter_rows(named=True)
            ],
            key,
        )


def show_margins(where: Where, assessment: AssessmentOutline) -> None:
    """Show how far units are from the points at which their grade changes."""
    margins = read_cached(read_margins, *where)
    if margins.is_empty():
        return
    lines = [f"{name}线" for name in name_lines(margins, read_words(where[0], where[1]))]
    st.subheader(f"离{'、'.join(lines)}多远", help=explain("等次"))
    if margins.get_column("is_vetoed").any():
        act = read_veto_words(where[0], assessment.id).act
        st.caption(f"灰色的是已{act}的单位，分数只是佐证本来对应的参考分，不计入。")
    table = list_margins(margins, where[0], assessment)
    opened = show_table(table, f"margins:{':'.join(where[1:])}").opened
    if opened:
        open_unit(where[0], opened)


title = st.empty()  # its words are those of the chosen scheme
follow_store()
with filter_bar():
    scheme = pick_scheme()
    assessment = pick_assessment(scheme) or scheme.assessments[0]
    month = pick_month(scheme)
name = title_vetoes(scheme)
title.title(name or PAGES["veto"].title)
if not name:
    st.info("这个方案没有限制性条件，等次也不按分数线评定。")
    st.stop()
stop_if_empty(scheme)
where = (scheme, assessment.id, month)
if assessment.vetoes:
    mark_page()
    events = read_cached(read_veto_events, *where)
    warns = any(one.warn is not None for one in list_vetoes(scheme, assessment.id))
    for kind in ("veto", "at_risk") if warns else ("veto",):
        show_group(where, events, kind)
elif name != LINES:
    st.info(f"“{assessment.title}”没有{name}的规定。")
if has_line(scheme, assessment.id):
    show_margins(where, assessment)
elif name == LINES:
    st.info(f"“{assessment.title}”不按分数线评定等次。")
show_source(scheme, "veto_event、veto_evidence、grade_margin")
