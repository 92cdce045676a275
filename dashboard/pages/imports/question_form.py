"""The questions of one file as one form: Tab goes on, arrows choose, Enter hands in."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from dashboard.pages.imports.cell_pictures import fold_picture
from dashboard.pages.imports.questions import (
    Question,
    describe_option,
    describe_remembered,
    format_places,
    group_questions,
    join_months,
    list_others,
)
from dashboard.pages.imports.uploads import Upload
from dashboard.widgets.markdown_escape import escape
from documents.wording import format_month
from scoring.scheme import Scheme
from warehouse.importing.import_file import ImportReport
from warehouse.importing.remembered_answers import ALL
from warehouse.reading.contract import Finding, Picture

MOST_ASKED = 40
"""Questions on one screen; the next ones come when these are answered."""

OTHER_TITLES = {
    "unit": "以上都不是：从名单里选",
    "month": "以上都不是：选月份",
    "value": "以上都不是：填写正确的数或日期",
}


def ask_questions(
    upload: Upload,
    report: ImportReport,
    pictures: Mapping[Finding, Picture],
    schemes: Mapping[str, Scheme],
) -> dict[str, str]:
    """Ask what a file leaves open; return the answers that were just handed in, by question id."""
    questions = group_questions(report)
    if not questions:
        return {}
    st.markdown(f"**请回答（{len(questions)}）**")
    answers: dict[str, str] = {}
    with st.form(f"questions:{upload.key}"):
        for number, question in enumerate(questions[:MOST_ASKED], start=1):
            answer = _ask(number, question, upload, report, pictures, schemes)
            if answer:
                answers[question.id] = answer
        if len(questions) > MOST_ASKED:
            st.caption(f"先回答这 {MOST_ASKED} 个，其余 {len(questions) - MOST_ASKED} 个随后再问。")
        is_handed_in = st.form_submit_button("提交回答", type="primary", icon=":material/check:")
    return answers if is_handed_in else {}


def _ask(
    number: int,
    question: Question,
    upload: Upload,
    report: ImportReport,
    pictures: Mapping[Finding, Picture],
    schemes: Mapping[str, Scheme],
) -> str | None:
    """Put one question; return the answer as it stands now."""
    first = question.findings[0]
    key = f"answer:{upload.key}:{question.id}"
    left, right = st.columns([3, 2])
    with left:
        answer = _choose(f"{number}．{escape(first.message)}", question, key, schemes)
        if given := upload.decisions.answers.get(question.id):
            st.caption(escape(f"上面答的“{given}”用不上，请换一个回答。"))
        for said in (format_places(question), _describe_default(question)):
            if said:
                st.caption(escape(said))
    with right:
        other = _choose_other(question, key, report, schemes)
    if first in pictures:
        st.html(fold_picture("看表中的位置", pictures[first], first.severity))
    return other or answer


def _choose(label: str, question: Question, key: str, schemes: Mapping[str, Scheme]) -> str | None:
    def say(option: str) -> str:
        place = f"{question.options.index(option) + 1}. " if not question.is_multiple else ""
        return f"{place}{escape(describe_option(question, option, schemes))}"

    remembered = question.remembered.answer if question.remembered else None
    if not question.options:
        st.markdown(label)
        return None
    if question.is_multiple:
        months = [option for option in question.options if option != ALL]
        before = months if remembered == ALL else [remembered] if remembered in months else []
        chosen = st.pills(
            label, months, selection_mode="multi", default=before, format_func=say, key=key
        )
        return join_months(chosen, question.options) if chosen else None
    known = question.options.index(remembered) if remembered in question.options else None
    return st.radio(label, question.options, index=known, format_func=say, key=key)


def _choose_other(
    question: Question, key: str, report: ImportReport, schemes: Mapping[str, Scheme]
) -> str | None:
    """Offer what is not among the options; what is given here counts."""
    if question.other is None:
        return None
    title = OTHER_TITLES[question.other]
    if question.other == "value":
        return st.text_input(title, key=f"other:{key}").strip() or None
    others = [one for one in list_others(question, report, schemes) if one not in question.options]
    if not others:
        return None
    return st.selectbox(
        title,
        others,
        index=None,
        key=f"other:{key}",
        format_func=format_month if question.other == "month" else str,
        placeholder="可输入几个字查找",
    )


def _describe_default(question: Question) -> str | None:
    return describe_remembered(question.remembered) if question.remembered else None
