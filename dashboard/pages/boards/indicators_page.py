"""指标分析: where the county loses points: by indicator, by unit, and what is still awaited."""

from __future__ import annotations

import polars as pl
import streamlit as st

from dashboard.pages.boards.loss_charts import draw_pareto, draw_spread, select_losses
from dashboard.pages.boards.loss_tables import MAX_UNITS, map_losses, tabulate_items
from dashboard.runtime.read_cache import read_cached
from dashboard.shell.assessment_words import read_veto_words
from dashboard.shell.filter_bar import filter_bar
from dashboard.shell.filters import pick_assessment, pick_kinds, pick_month, pick_scheme
from dashboard.shell.page_frame import open_unit, show_source, stop_if_empty
from dashboard.shell.terms import explain
from dashboard.widgets.chart import show_chart
from dashboard.widgets.live_updates import follow_store
from dashboard.widgets.matrix import show_matrix
from dashboard.widgets.table import show_table
from scoring.outline import AssessmentOutline
from scoring.scheme import Scheme
from warehouse.views.losses import rank_losses, read_awaited


def show_pareto(
    losses: pl.DataFrame,
    scheme: Scheme,
    assessment: AssessmentOutline,
    month: str,
    kinds: list[str],
) -> None:
    """Chart the items by their losses and how units spread on each, and list them."""
    chosen = (scheme, assessment.id, month, kinds)
    ranked = rank_losses(losses)
    left, right = st.columns(2, gap="large")
    with left:
        st.subheader("失分分布", help=explain("失分"))
        if any(row["lost"] for row in ranked):
            show_chart("各项失分合计，从多到少，及累计占比", draw_pareto, *chosen)
        else:
            st.caption("截至本月，所选单位没有失分。")
    with right:
        st.subheader("各单位差距", help="方框是中间一半单位，线是中位数，每个点是一个单位。")
        show_chart("各项指标上各单位失分占满分的比例", draw_spread, *chosen)
    st.subheader("逐项", help=explain("待定"))
    awaited = {
        row["indicator"]: (row["units"], row["months"])
        for row in read_cached(read_awaited, scheme, assessment.id, month).iter_rows(named=True)
    }
    show_table(
        tabulate_items(ranked, awaited, scheme), f"items:{scheme.id}:{assessment.id}:{month}"
    )


st.title("指标分析")
follow_store()
with filter_bar():
    scheme = pick_scheme()
    assessment = pick_assessment(scheme) or scheme.assessments[0]
    month = pick_month(scheme)
    kinds = pick_kinds(scheme, assessment)
stop_if_empty(scheme)
losses = select_losses(scheme, assessment.id, month, kinds)
show_pareto(losses, scheme, assessment, month, kinds)
st.subheader("单位 × 指标", help="颜色深浅表示失分占该项满分的比例；点击单位查看得分明细。")
if losses.get_column("unit").n_unique() > MAX_UNITS:
    st.caption(f"单位很多，只列出名次靠后的{MAX_UNITS}个；可按单位类别筛选。")
words = read_veto_words(scheme, assessment.id)
opened = show_matrix(map_losses(losses, words), f"heat:{scheme.id}:{assessment.id}:{month}:{kinds}")
if opened:
    open_unit(scheme, opened)
show_source(scheme, "loss_map、awaited_months")
