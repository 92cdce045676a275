"""The forms that seal, unseal and issue a month. Sealing asks no question but can be undone."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from dashboard.navigation import link_page
from dashboard.pages.publishing.issuing_step import (
    ask_confirmation,
    ask_marks,
    show_open_matters,
    show_pages,
)
from dashboard.runtime.current_store import current_user_name
from dashboard.widgets.error_box import show_error
from dashboard.widgets.markdown_escape import escape
from documents.bulletin.preparing import PreparedBulletin
from documents.edition_documents import draw_documents
from documents.editions import describe_seal_line
from documents.issuing_check import check_typed_month
from documents.wording import format_month
from warehouse.editions.archive import find_newest
from warehouse.editions.issuing import issue_edition, prepare_edition
from warehouse.editions.sealing import Act, is_sealed, seal_month, unseal_month
from warehouse.faults import Fault, Refused
from warehouse.results.standing_batches import to_month
from warehouse.store import Store

RESULT, UNDO = "edition_said", "edition_undo"
"""Session keys of what the next run shows once: the result, and (scheme, month) to undo."""
CHECKING = "checking_issue"
UNDONE = "刚刚误封，撤销封存"


def show_edition_result(store: Store) -> None:
    """Show once the result of the last action, with a button that undoes it if it can be undone."""
    result = st.session_state.pop(RESULT, None)
    if result is None:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.success(escape(result))
        if undo := st.session_state.pop(UNDO, None):
            st.button("撤销", key="undo_seal", on_click=_undo, args=(store, *undo))


def offer_seal(store: Store, scheme_id: str, month: str) -> None:
    """Offer to seal a month without issuing it, if the user may."""
    if not store.person.may("seal"):
        return
    is_submitted = st.button(
        "只封存，不印发", key=f"seal:{scheme_id}:{month}", help="不再接受本月的导入"
    )
    if is_submitted and _run(lambda: seal_month(store, scheme_id, month, Act(current_user_name()))):
        _keep_result(f"{format_month(month)}已封存，不再接受导入。")
        st.session_state[UNDO] = (scheme_id, month)
        st.rerun()


def offer_unseal(store: Store, scheme_id: str, month: str) -> None:
    """Offer to unseal a month with a reason, if the user may."""
    if not store.person.may("unseal"):
        return
    with st.form(f"unseal:{scheme_id}:{month}"):
        st.markdown("**解除封存**：更正数据后再印发下一版，附更正表。已印发的通报不变。")
        reason = st.text_input("理由（必填，记入历史）")
        is_submitted = st.form_submit_button("解除封存")
    if is_submitted and _run(
        lambda: unseal_month(store, scheme_id, month, Act(current_user_name(), reason))
    ):
        _keep_result(f"{format_month(month)}已解除封存。")
        st.rerun()


def offer_issue(
    store: Store,
    scheme_id: str,
    month: str,
    prepare: Callable[[], PreparedBulletin],
    about: str,
) -> None:
    """Offer to issue a month, if the user may: first the check, then the month typed to confirm.

    `prepare` gives the bulletin once the check is opened.
    """
    if not store.person.may("issue"):
        return
    with st.container(border=True):
        st.markdown(f"**印发通报并封存**：{about}")
        if st.toggle("核对并印发", key=f"{CHECKING}:{scheme_id}:{month}"):
            _check_and_issue(store, prepare(), month)


def _check_and_issue(store: Store, bulletin: PreparedBulletin, month: str) -> None:
    version = store.version
    show_open_matters(bulletin, month)
    marks = ask_marks(store, bulletin, month)
    if marks is None:
        return
    marked = bulletin.mark(marks.number, marks.day, marks.signer)
    show_pages(marked)
    sent = ask_confirmation(month, f"{bulletin.scheme.id}:{month}")
    if sent is None:
        return
    typed, reason, uploaded = sent

    def issue() -> None:
        check_typed_month(typed, month)
        if store.version != version:
            raise Refused("数据刚有变动，通报所列数字已不是最新。请核对新的通报后再印发。")
        prepared = prepare_edition(store, bulletin.scheme.id, month)
        documents = [*draw_documents(store, prepared, marked), *uploaded]
        act = Act(current_user_name(), reason)
        issue_edition(store, prepared, act, documents, marks.to_record())
        _keep_result(f"已印发并封存：{describe_seal_line(prepared)}")

    if _run(issue):
        st.rerun()


def offer_signing(store: Store, bulletin: PreparedBulletin, month: str) -> None:
    """Offer to issue a month with the bulletin as the user edited it (签发)."""
    scheme = bulletin.scheme
    with store.reader() as cursor:
        newest = find_newest(cursor, scheme.id, month)
        sealed = is_sealed(cursor, scheme.id, to_month(month))
    show_edition_result(store)
    if newest and sealed:
        st.caption(f"{newest.name}已印发并封存。更正和下载见“封存与更正”。")
        link_page("editions", "封存与更正", ":material/lock:")
        return
    about = "按以上文字生成通报，连同当月数据一并保存，今后可重新计算并逐项核对。"
    offer_issue(store, scheme.id, month, lambda: bulletin, about)


def _undo(store: Store, scheme_id: str, month: str) -> None:
    if _run(lambda: unseal_month(store, scheme_id, month, Act(current_user_name(), UNDONE))):
        _keep_result(f"{format_month(month)}未封存，照常接受导入。")


def _keep_result(text: str) -> None:
    st.session_state[RESULT] = text


def _run(action: Callable[[], object]) -> bool:
    """Run an action and return True; show a Fault and return False."""
    try:
        action()
    except Fault as fault:
        show_error(fault)
        return False
    return True
