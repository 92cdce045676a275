"""口径说明: how points are given, rendered from the scheme itself."""

from __future__ import annotations

import streamlit as st

from dashboard.pages.guide.rules_table import show_rules
from dashboard.runtime.current_store import current_store
from dashboard.shell.filters import pick_assessment, pick_scheme
from dashboard.widgets.live_updates import follow_store
from scoring.scheme import Assessment, PassMark, Scheme, VetoKeyBonus
from warehouse.schemes.schemes import read_choices

PARTS = {
    "score": "指标",
    "veto": "单项否决",
    "key": "重点考核",
    "bonus": "加分",
}


def show_assessment(scheme: Scheme, assessment: Assessment, choices: dict[str, str]) -> None:
    """Show each part's indicators with full points, rule and clause, and how grades are given."""
    st.subheader(assessment.title)
    source = f"{scheme.document} {assessment.clause}"
    st.caption(f"满分 {assessment.full} 分，{assessment.units} 个单位 · {source}")
    for part, title in PARTS.items():
        indicators = [indicator for indicator in assessment.indicators if indicator.part == part]
        if indicators:
            if assessment.grading and part != "score":
                st.markdown(f"**{title}**")
            show_rules(indicators, choices)
    if isinstance(assessment.grading, PassMark):
        st.text(
            f"等次：总分达到 {assessment.grading.pass_at} 分为合格，"
            f"按已报的数据加上全部待定也达不到的为不合格（{assessment.grading.clause}）。"
            "以后的数据还可能改变的，只写目前达到或低于合格线。"
        )
    if isinstance(assessment.grading, VetoKeyBonus):
        grading = assessment.grading
        st.text(
            f"等次：有单项否决的为不合格；重点考核低于 {grading.fail_below} 分为不合格；"
            f"高于 {grading.bonus_above} 分的，加分（最多 {grading.bonus_full} 分）计入总分"
            f"（{grading.clause}）。"
        )


def show_interpretations(scheme: Scheme, choices: dict[str, str]) -> None:
    """Show each open clause: why it is open, its options, and the chosen one."""
    st.subheader("开放条款的理解")
    st.caption("文件没有写明或可以有几种理解的地方。加粗的是现在采用的。")
    for interpretation in scheme.interpretations:
        with st.container(border=True):
            st.markdown(f"**{interpretation.title}**")
            st.caption(f"{interpretation.why}（{interpretation.clause}）")
            for option in interpretation.options:
                is_chosen = choices[interpretation.id] == option.id
                mark = ":material/check_circle:" if is_chosen else ":material/circle:"
                label = f"**{option.label}**" if is_chosen else option.label
                note = "（默认）" if option.id == interpretation.default else ""
                st.markdown(f"{mark} {label}{note}")


st.title("口径说明")
follow_store()
with current_store().reader() as cursor:
    with st.container(horizontal=True, vertical_alignment="top"):
        scheme = pick_scheme()
        assessment = pick_assessment(scheme) or scheme.assessments[0]
    choices = read_choices(cursor, scheme)
st.text(f"{scheme.title}（{scheme.document}）")
show_assessment(scheme, assessment, choices)
show_interpretations(scheme, choices)
