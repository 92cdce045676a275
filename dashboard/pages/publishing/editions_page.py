"""封存与更正: which months are sealed, the issued editions, and every later correction."""

from __future__ import annotations

from functools import partial

import streamlit as st

from dashboard.pages.publishing.bulletin_draft import prepare_whole
from dashboard.pages.publishing.edition_forms import (
    offer_issue,
    offer_seal,
    offer_unseal,
    show_edition_result,
)
from dashboard.pages.publishing.edition_tables import list_months
from dashboard.pages.publishing.edition_view import (
    prepare_here,
    read_month_editions,
    restate,
    show_corrections,
    show_difference,
    show_edition,
    show_verification,
)
from dashboard.runtime.current_store import current_store
from dashboard.runtime.read_cache import compute_cached, read_cached
from dashboard.shell.filter_bar import filter_bar
from dashboard.shell.filters import pick_month, pick_scheme
from dashboard.shell.page_frame import show_source, stop_if_empty
from dashboard.shell.terms import explain
from dashboard.widgets.live_updates import follow_store
from dashboard.widgets.table import show_table
from documents.editions import list_correction_rows
from documents.wording import format_month
from scoring.scheme import Scheme
from warehouse.editions.restating import Restated
from warehouse.views.seals import read_month_seals


def show_month(scheme: Scheme, month: str, *, is_sealed: bool) -> None:
    """Show the actions on a month, and its issued editions."""
    store = current_store()
    editions = read_cached(read_month_editions, scheme.id, month)
    st.subheader(format_month(month), help="封存：" + explain("封存"))
    if not is_sealed:
        if editions:
            prepared = compute_cached(prepare_here, scheme.id, month)
            st.caption(f"下一版（第{prepared.revision}版）与上一版相比：")
            key = f"next:{scheme.id}:{month}"
            show_difference(prepared.difference, prepared.content, "与上一版相比没有变化。", key)
        about = "保存当月的数据来源、口径、得分明细和通报，今后可重新计算并逐项核对。"
        offer_issue(store, scheme.id, month, partial(prepare_whole, scheme, month), about)
        offer_seal(store, scheme.id, month)
    else:
        offer_unseal(store, scheme.id, month)
    for edition in reversed(editions):
        show_edition(store, edition)


def show_issued(scheme: Scheme, month: str) -> None:
    """Show a month's issued editions, and nothing of the next one."""
    editions = read_cached(read_month_editions, scheme.id, month)
    if not editions:
        st.caption(f"{format_month(month)}尚未印发通报。")
    for edition in reversed(editions):
        show_edition(current_store(), edition)


def show_restated(restated: list[Restated]) -> None:
    """Show the issued months whose figures differ today, with the differences."""
    if not restated:
        return
    st.subheader("已印发的月份，现在的数据不同")
    st.caption(
        "通报以印发时为准，不会改变。需更正的，解除该月封存后再印发下一版，这些差别列入更正表。"
    )
    for changed in restated:
        st.markdown(f"**{changed.edition.name}**")
        rows = list_correction_rows(changed.corrections, changed.issued)
        show_corrections(rows, "", f"restated:{changed.edition.number}", name="与现在的数据相差")


st.title("封存与更正")
follow_store()
with filter_bar():
    scheme = pick_scheme()
    month = pick_month(scheme)
stop_if_empty(scheme)
if current_store().person.scope is not None:
    show_issued(scheme, month)
    show_source(scheme, "edition")
    st.stop()
show_edition_result(current_store())
months = read_cached(read_month_seals, scheme)
restated = compute_cached(restate, scheme.id)
differing = {changed.edition.month: len(changed.corrections) for changed in restated}
show_table(list_months(months, differing), f"months:{scheme.id}")
seals = {seal.month: seal.is_sealed for seal in months}
show_month(scheme, month, is_sealed=seals[month])
show_restated(restated)
show_verification(scheme)
show_source(scheme, "month_seal、standing_input")
