"""单项否决: which units are vetoed or at risk, by which clause, on which evidence."""

from __future__ import annotations

import polars as pl
import streamlit as st

from dashboard.filters import pick_assessment, pick_month, pick_scheme
from dashboard.frame import open_unit, show_source, stop_if_empty
from dashboard.live import follow_store
from dashboard.open_store import held_store
from dashboard.source_rows import build_row, show_source_rows
from warehouse.pages import read_vetoes

GROUPS = {
    "veto": ("已否决", "不合格，不再计分、不参加排名"),
    "at_risk": ("临近否决", "再发生一次即被否决"),
}


def show_group(vetoes: pl.DataFrame, kind: str) -> None:
    """Show the units of one group, each with its reasons and the rows of the files."""
    title, meaning = GROUPS[kind]
    group = vetoes.filter(pl.col("kind") == kind)
    units = group.get_column("unit").unique(maintain_order=True).to_list()
    st.subheader(f"{title}：{len(units)} 个单位")
    if not units:
        st.caption("没有。")
        return
    st.caption(meaning)
    for unit in units:
        with st.container(border=True):
            show_unit(group.filter(pl.col("unit") == unit), unit, kind)


def show_unit(rows: pl.DataFrame, unit: str, kind: str) -> None:
    """Show one unit's reasons with clause, and the evidence as it stood in the file."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{unit}**")
        if st.button("单位详情", key=f"open:{kind}:{unit}", type="tertiary"):
            open_unit(unit)
    seen = rows.unique(["indicator", "reason"], maintain_order=True)
    for row in seen.iter_rows(named=True):
        st.text(f"{row['reason']}（{row['clause']}）")
    show_source_rows(
        [
            build_row(row["file"], row["sheet"], row["row"], row["headers"], row["cells"])
            for row in rows.iter_rows(named=True)
        ]
    )


st.title("单项否决")
follow_store()
with held_store().reader() as cursor:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        scheme = pick_scheme(cursor)
        assessment = pick_assessment(scheme) or scheme.assessments[0]
        month = pick_month(cursor, scheme)
    stop_if_empty(cursor, scheme)
    if any(indicator.part == "veto" for indicator in assessment.indicators):
        vetoes = read_vetoes(cursor, scheme, assessment.id, month)
        for kind in GROUPS:
            show_group(vetoes, kind)
        show_source(cursor, scheme, "veto_evidence")
    else:
        st.info(f"“{assessment.title}”没有单项否决的规定。")
