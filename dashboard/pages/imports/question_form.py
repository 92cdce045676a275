"""The questions of one file in one form, for the keyboard: Tab, arrows, Enter."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from dashboard.pages.imports.cell_pictures import fold_picture
from dashboard.pages.imports.other_answers import (
    OtherKind,
    find_other_kind,
    is_multiple,
    join_months,
    list_others,
)
from dashboard.pages.imports.uploaded_file import Upload
from dashboard.shell.import_words import describe_need
from dashboard.shell.question_words import (
    Question,
    describe_option,
    describe_remembered,
    format_places,
    group_questions,
)
from dashboard.widgets.markdown_escape import escape
from documents.wording import format_month
from scoring.scheme import Scheme
from warehouse.importing.import_file import ImportReport
from warehouse.importing.remembered_answers import ALL
from warehouse.reading.contract import Finding, Picture

MAX_ASKED = 40
"""Questions on one screen; the others follow when these are answered."""

OTHER_TITLES: dict[OtherKind, str] = {
    "unit": "其他（从名单中选择）",
    "month": "其他（选择月份）",
    "value": "其他（填写正确内容）",
}


def ask_questions(
    upload: Upload,
    report: ImportReport,
    pictures: Mapping[Finding, Picture],
    schemes: Mapping[str, Scheme],
) -> dict[str, str]:
    """Ask a file's open questions; return the answers just submitted, by question id."""
    questions = group_questions(report)
    if not questions:
        return {}
    st.markdown(f"**{describe_need('question', len(questions))}**")
    answers: dict[str, str] = {}
    with st.form(f"questions:{upload.key}"):
        for number, question in enumerate(questions[:MAX_ASKED], start=1):
            answer = _ask(number, question, upload, report, pictures, schemes)
            if answer:
                answers[question.id] = answer
        if len(questions) > MAX_ASKED:
            st.caption(f"先回答这{MAX_ASKED}个，其余{len(questions) - MAX_ASKED}个随后再问。")
        is_submitted = st.form_submit_button("提交回答", type="primary", icon=":material/check:")
    return answers if is_submitted else {}


def _ask(
    number: int,
    question: Question,
    upload: Upload,
    report: ImportReport,
    pictures: Mapping[Finding, Picture],
    schemes: Mapping[str, Scheme],
) -> str | None:
    """Ask one question; return the answer chosen so far."""
    first = question.findings[0]
    key = f"answer:{upload.key}:{question.id}"
    left, right = st.columns([3, 2])
    with left:
        answer = _choose(f"{number}．{escape(first.message)}", question, key, schemes)
        if given := upload.decisions.answers.get(question.id):
            st.caption(escape(f"所答“{given}”不适用，请重新选择。"))
        for note in (format_places(question), _describe_default(question, schemes)):
            if note:
                st.caption(escape(note))
    with right:
        other = _choose_other(question, key, report, schemes)
    if first in pictures:
        st.html(fold_picture("看表中的位置", pictures[first], first.severity))
    return other or answer


def _choose(label: str, question: Question, key: str, schemes: Mapping[str, Scheme]) -> str | None:
    def format_option(option: str) -> str:
        place = f"{question.options.index(option) + 1}. " if not is_multiple(question) else ""
        return f"{place}{escape(describe_option(question, option, schemes))}"

    remembered = question.remembered.answer if question.remembered else None
    if not question.options:
        st.markdown(label)
        return None
    if is_multiple(question):
        months = [option for option in question.options if option != ALL]
        before = months if remembered == ALL else [remembered] if remembered in months else []
        chosen = st.pills(
            label,
            months,
            selection_mode="multi",
            default=before,
            format_func=format_option,
            key=key,
        )
        return join_months(chosen, question.options) if chosen else None
    known = question.options.index(remembered) if remembered in question.options else None
    return st.radio(label, question.options, index=known, format_func=format_option, key=key)


def _choose_other(
    question: Question, key: str, report: ImportReport, schemes: Mapping[str, Scheme]
) -> str | None:
    """Offer the answers outside the options; an answer given here takes precedence."""
    kind = find_other_kind(question)
    if kind is None:
        return None
    title = OTHER_TITLES[kind]
    if kind == "value":
        return st.text_input(title, key=f"other:{key}").strip() or None
    allowed = list_others(question, report, schemes)
    others = [answer for answer in allowed if answer not in question.options]
    if not others:
        return None
    return st.selectbox(
        title,
        others,
        index=None,
        key=f"other:{key}",
        format_func=format_month if kind == "month" else str,
        placeholder="可输入几个字查找",
    )


def _describe_default(question: Question, schemes: Mapping[str, Scheme]) -> str | None:
    if question.remembered is None:
        return None
    answer = describe_option(question, question.remembered.answer, schemes)
    return f"{describe_remembered(answer, question.remembered)}。已预选，可更改。"
