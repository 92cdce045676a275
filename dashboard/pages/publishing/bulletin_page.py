"""通报: the month's bulletin, edited and downloaded; the year's result."""

from __future__ import annotations

from datetime import date

import streamlit as st

from dashboard.pages.publishing.bulletin_draft import (
    collect_shown,
    digest_draft,
    edit_draft,
    prepare_shown,
    show_gaps,
)
from dashboard.pages.publishing.draft_review import show_review
from dashboard.pages.publishing.edition_forms import offer_signing
from dashboard.pages.publishing.result_tables import show_result_table
from dashboard.pages.publishing.template_downloads import offer_templates
from dashboard.runtime.current_store import current_store
from dashboard.shell.filter_bar import filter_bar
from dashboard.shell.filters import name_assessment, pick_month, pick_scheme, pick_view
from dashboard.shell.months import name_month
from dashboard.shell.page_frame import show_source, stop_if_empty
from dashboard.widgets.downloads import offer_file, offer_pdf, offer_word_document
from dashboard.widgets.live_updates import follow_store
from documents.results.preparing import prepare_result
from documents.wording import format_month
from documents.workbooks import WORKBOOK_TYPE
from scoring.months import YEAR
from scoring.scheme import Scheme
from warehouse.results.scores import ScoreQuery

VIEWS = {"month": "月通报", "year": "年度结果"}


def show_month(scheme: Scheme, month: str) -> None:
    """Show a month's bulletin: what is missing, its editable sentences, its files."""
    with st.container(horizontal=True, vertical_alignment="top"):
        annexes = pick_annexes(scheme)
        ranking = pick_ranking(scheme)
        day = ask_day()
    prepared = prepare_shown(scheme, month, annexes=annexes, ranking=ranking, day=day)
    show_gaps(prepared.warnings)
    prepared = edit_draft(prepared, month)
    with st.container(horizontal=True):
        offer_word_document(prepared.draw, prepared.file_stem)
        offer_pdf(prepared.draw, prepared.file_stem, digest_draft(prepared.draft))
    show_review(current_store(), scheme, month)
    offer_signing(current_store(), prepared, month)


def pick_annexes(scheme: Scheme) -> list[str]:
    """Pick the parts of the bulletin; an empty list means all."""
    if len(scheme.assessments) == 1:
        return []
    titles = {assessment.id: name_assessment(assessment) for assessment in scheme.assessments}
    return st.multiselect(
        "通报内容范围",
        list(titles),
        format_func=titles.__getitem__,
        key=f"annexes:{scheme.id}",
        placeholder="全部",
    )


def pick_ranking(scheme: Scheme) -> bool | None:
    """Pick whether the bulletin has tables of ranks; None leaves it to the template."""
    options = {"template": "按模板", "with": "附名次表", "without": "不附名次表"}
    chosen = st.segmented_control(
        "名次表", list(options), format_func=options.__getitem__, default="template",
        required=True, key=f"ranking:{scheme.id}",
    )  # fmt: skip
    return {"with": True, "without": False}.get(chosen or "")


def ask_day() -> date | None:
    """Ask for the date of issue; None leaves it blank, to be written by hand."""
    text = st.text_input("成文日期", key="issued_on", placeholder="如 2021-12-03；不填则留空")
    try:
        return date.fromisoformat(text.strip()) if text.strip() else None
    except ValueError:
        st.caption("日期请写成 2021-12-03 的样子，现在先留空。")
        return None


def show_year(scheme: Scheme, month: str) -> None:
    """Show the year's result by unit and item, and its files."""
    last = name_month(scheme, max(YEAR))
    note = f"截至{last}，待定的一律不得分；关闭则计算到所选月份。"
    is_closed = st.toggle("年终结算", value=True, key="closed", help=note)
    as_of = scheme.calendar.write(max(YEAR)) if is_closed else month
    facts = collect_shown(scheme, as_of, final=is_closed)
    show_gaps(facts.gaps)
    prepared = prepare_result(
        current_store(), ScoreQuery(scheme.id, as_of, final=is_closed), facts=facts
    )
    for board in facts.boards:
        show_result_table(board, f"result:{scheme.id}:{board.assessment}")
    with st.container(horizontal=True):
        offer_file(
            "下载 Excel 工作簿",
            prepared.build_workbook,
            f"{prepared.stem}.xlsx",
            about={"scheme": scheme.id, "as_of": as_of},
            mime=WORKBOOK_TYPE,
        )
        offer_word_document(prepared.draw, prepared.stem)
        offer_pdf(prepared.draw, prepared.stem, f"{as_of}:{facts.batch}:{is_closed}")


st.title("通报")
follow_store()
with filter_bar():
    scheme = pick_scheme()
    month = pick_month(scheme)
    view = pick_view(VIEWS)
stop_if_empty(scheme)
if view == "month":
    st.caption(
        f"{format_month(month)}的通报：请先核对数据是否齐全，再修改文字，最后下载；附表数据不可修改。"
    )
    show_month(scheme, month)
else:
    show_year(scheme, month)
offer_templates(current_store().home, scheme)
show_source(scheme, "leaderboard、unit_indicator、unit_ledger")
