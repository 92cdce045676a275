"""The way of a bulletin's draft: sent for review, approved or returned; every step listed."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from dashboard.pages.publishing.bulletin_draft import prepare_whole
from dashboard.pages.publishing.draft_sentences import STATES
from dashboard.widgets.error_box import show_error
from dashboard.widgets.markdown_escape import escape
from dashboard.widgets.row_tables import show_rows
from documents.bulletin.kept_sentences import digest_text
from documents.wording import format_time
from scoring.scheme import Scheme
from warehouse.drafts.bulletin_drafts import Act, BulletinDraft, Step, read_draft, read_steps
from warehouse.drafts.drafting import (
    approve_draft,
    is_as_sent,
    return_draft,
    submit_draft,
    withdraw_draft,
)
from warehouse.faults import Fault
from warehouse.store import Store

REFUSED = "draft_refused"
"""Session key of why an act was refused; the next run says it once."""

ACTS: dict[Act, str] = {
    "change": "修改文字",
    "submit": "送审",
    "withdraw": "撤回送审",
    "approve": "审核通过",
    "return": "退回",
}


def show_review(store: Store, scheme: Scheme, month: str) -> None:
    """Show how far a month's draft is, with what the user may do next, and its steps."""
    with store.reader() as cursor:
        draft = read_draft(cursor, scheme.id, month)
        steps = read_steps(cursor, draft)
    if draft.state == "issued" or not (steps or store.person.may("draft_bulletin")):
        return
    with st.container(border=True):
        st.markdown(f"**送审和审核**：{STATES[draft.state]}")
        if refusal := st.session_state.pop(REFUSED, None):
            st.error(escape(refusal))
        if draft.state == "returned" and steps:
            _show_opinion(steps)
        if draft.is_open:
            _offer_submitting(store, scheme, draft)
        else:
            _show_sent(store, scheme, draft)
        if steps:
            with st.expander(f"修改和审核记录（{len(steps)}条）"):
                show_rows([_to_row(scheme, step) for step in reversed(steps)], "修改和审核记录",
                          key=f"steps:{scheme.id}:{month}")  # fmt: skip


def _show_opinion(steps: list[Step]) -> None:
    last = next(step for step in reversed(steps) if step.act == "return")
    st.warning(escape(f"{last.actor}于{format_time(last.acted_at)}退回：{last.reason}"))


def _digest_now(scheme: Scheme, draft: BulletinDraft) -> str:
    """Return the digest of the whole bulletin as drafted, whatever parts the page shows."""
    return digest_text(prepare_whole(scheme, draft.month).draft)


def _offer_submitting(store: Store, scheme: Scheme, draft: BulletinDraft) -> None:
    if store.person.may("draft_bulletin") and st.button("送审", key=f"submit:{draft.month}"):
        _act(lambda: submit_draft(store, draft, _digest_now(scheme, draft)))


def _show_sent(store: Store, scheme: Scheme, draft: BulletinDraft) -> None:
    digest = _digest_now(scheme, draft)
    with store.reader() as cursor:
        is_same = is_as_sent(cursor, draft, digest)
    if not is_same:
        st.warning("送审之后数据有变动，通报稿已不是所送的文字。请退回或撤回，核对后重新送审。")
    may_review = store.person.may("approve_bulletin")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if draft.state == "submitted":
            if may_review and st.button(
                "审核通过", type="primary", key=f"approve:{draft.month}", disabled=not is_same
            ):
                _act(lambda: approve_draft(store, draft, digest))
            if store.person.may("draft_bulletin") and st.button(
                "撤回送审", key=f"withdraw:{draft.month}"
            ):
                _act(lambda: withdraw_draft(store, draft))
        if may_review:
            _offer_return(store, draft)


def _offer_return(store: Store, draft: BulletinDraft) -> None:
    with st.popover("退回", icon=":material/undo:", key=f"return:{draft.month}"):
        with st.form(f"return_form:{draft.month}", border=False):
            reason = st.text_input("意见（必填，记入历史）")
            is_sent = st.form_submit_button("退回修改")
        if is_sent:
            try:
                return_draft(store, draft, reason)
            except Fault as fault:
                show_error(fault)
                return
            st.rerun()


def _act(act: Callable[[], object]) -> None:
    """Do an act; the next run shows the draft as it is then, and why it was refused."""
    try:
        act()
    except Fault as fault:
        st.session_state[REFUSED] = str(fault)
    st.rerun()


def _to_row(scheme: Scheme, step: Step) -> dict[str, str]:
    return {
        "时间": format_time(step.acted_at),
        "经手人": step.actor,
        "事项": ACTS[step.act],
        "位置": _name_place(scheme, step.place),
        "改前": step.former_text or "",
        "改后": step.new_text or "",
        "意见": step.reason or "",
    }


def _name_place(scheme: Scheme, place: str | None) -> str:
    """Return a place as users know it: the assessment and what the sentence is about."""
    assessment, _, about = (place or "").partition(":")
    titles = {one.id: one.title for one in scheme.assessments}
    if len(titles) == 1 or assessment not in titles:
        return about
    return f"{titles[assessment]}：{about}"
