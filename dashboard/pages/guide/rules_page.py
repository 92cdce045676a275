"""口径说明: how points are given, in sentences built from the scheme itself."""

from __future__ import annotations

import streamlit as st

from dashboard.pages.guide.rules_table import show_parts, show_vetoes
from dashboard.runtime.current_store import current_store
from dashboard.shell.assessment_words import describe_full, name_parts, read_words, say_item
from dashboard.shell.filter_bar import filter_bar
from dashboard.shell.filters import pick_assessment, pick_scheme
from dashboard.widgets.live_updates import follow_store
from dashboard.widgets.markdown_escape import escape
from scoring.clauses.sentences.trees import say_consequence, say_grades, say_rank
from scoring.outline import AssessmentOutline
from scoring.scheme import Choices, Scheme
from warehouse.schemes.schemes import read_choices

NOT_SETTLED = "今后的数据还可能改变的，只写目前的情况或暂定。"


def show_assessment(scheme: Scheme, assessment: AssessmentOutline, choices: Choices) -> None:
    """Show how an assessment gives points, part by part, and what follows from them."""
    # Under all readings at once a full mark could be that of several.
    assessment = scheme.outline(assessment.id, choices)
    if assessment.title != scheme.title:
        st.subheader(assessment.title)
    about = [f"{describe_full(assessment)}，{assessment.units}个单位", assessment.clause]
    st.caption(" · ".join(filter(None, about)))
    total = say_item(assessment, assessment.total.id, choices)
    if total and (assessment.nodes or assessment.additions):
        st.text(f"总分：{total}")
    show_parts(assessment, choices)
    if assessment.vetoes:
        st.markdown(f"**{escape(read_words(scheme, assessment.id).veto)}**")
        show_vetoes(assessment, choices)
    show_results(scheme, assessment, choices)


def show_results(scheme: Scheme, assessment: AssessmentOutline, choices: Choices) -> None:
    """Show how units are ranked, the grades, and what follows from the places of periods."""
    chosen = scheme.chosen(choices).assessment(assessment.id)
    sentences = [("排名", say_rank(chosen.rank))]
    if chosen.grades is not None:
        told = name_parts(assessment, say_grades(chosen.grades))
        sentences.append(("等次", told + NOT_SETTLED))
    sentences += [("名次的后果", say_consequence(one)) for one in chosen.consequences]
    st.markdown("**排名与等次**" if assessment.grades else "**排名**")
    for title, sentence in sentences:
        st.text(f"{title}：{sentence}")


def show_interpretations(scheme: Scheme, choices: Choices) -> None:
    """Show each open clause: why it is open, its options, and the chosen one."""
    if not scheme.interpretations:
        return
    st.subheader("文件未明确事项的计分口径")
    st.caption("文件未写明或可有几种理解的事项。加粗的为现行口径。")
    for interpretation in scheme.interpretations:
        with st.container(border=True):
            st.markdown(f"**{escape(interpretation.title)}**")
            clause = f"（{interpretation.clause}）" if interpretation.clause else ""
            st.caption(escape(f"{interpretation.why}{clause}"))
            for option in interpretation.options:
                is_chosen = choices[interpretation.id] == option.id
                mark = ":material/check_circle:" if is_chosen else ":material/circle:"
                label = f"**{escape(option.label)}**" if is_chosen else escape(option.label)
                note = "（默认）" if option.id == interpretation.default else ""
                st.markdown(f"{mark} {label}{note}")


st.title("口径说明")
follow_store()
with current_store().reader() as cursor:
    with filter_bar():
        scheme = pick_scheme()
        assessment = pick_assessment(scheme) or scheme.assessments[0]
    choices = read_choices(cursor, scheme)
st.text(f"{scheme.title}（{scheme.document}）" if scheme.document else scheme.title)
show_assessment(scheme, assessment, choices)
show_interpretations(scheme, choices)
