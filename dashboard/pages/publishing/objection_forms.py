"""The forms that file, decide and withdraw an objection."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

import streamlit as st

from dashboard.runtime.current_store import current_user_name
from dashboard.runtime.limits import UPLOAD_MEGABYTES
from dashboard.shell.action_results import run_action, show_result
from dashboard.shell.objection_offer import CLAIM_KEY, ObjectionDraft
from dashboard.widgets.markdown_escape import escape
from documents.wording import OBJECTION_TITLES, describe_unknown_holidays, format_month
from scoring.scheme import Scheme
from warehouse.database.clock import today_in_china
from warehouse.editions.attachments import KINDS
from warehouse.editions.sealing import Act
from warehouse.faults import WrongCall
from warehouse.objections import (
    Claim,
    Decision,
    Evidence,
    answer_days,
    decide_objection,
    file_objection,
    withdraw_objection,
)
from warehouse.objections.working_days import add_working_days, list_unknown_years
from warehouse.store import Store
from warehouse.views.objections import Objection

RESULT = "objection_said"
"""Session key of the sentence that the next run shows once."""
OUTCOMES = ("accepted", "partly", "rejected")


def show_objection_result() -> None:
    """Show once the result of the last action."""
    show_result(RESULT)


def offer_filing(store: Store, scheme: Scheme) -> None:
    """Show the form for the ledger line chosen on the unit page, or where to choose one."""
    if not store.person.may("file_objection"):
        return
    draft: ObjectionDraft | None = st.session_state.get(CLAIM_KEY)
    if draft is None:
        st.caption("提出复核：在“单位详情”点击一条得分明细，再点击“对这一条提出复核”。")
        return
    claim = draft.claim
    with st.form("file_objection"):
        st.markdown(f"**提出复核：{escape(claim.unit)} {escape(draft.name)}**")
        st.text(f"{format_month(claim.month)}：{draft.said}")
        request = st.text_area(
            "请求和理由（必填）", placeholder="例如：5月台账已于18日报送，见附件。"
        )
        file = st.file_uploader(
            f"证明材料（可不选，不超过 {UPLOAD_MEGABYTES} MB）",
            max_upload_size=UPLOAD_MEGABYTES,
            help=f"只收{KINDS}。",
        )
        st.caption(_describe_term(answer_days(scheme)))
        with st.container(horizontal=True):
            is_submitted = st.form_submit_button("登记", type="primary")
            is_dropped = st.form_submit_button("取消")
    if is_dropped:
        del st.session_state[CLAIM_KEY]
        st.rerun()
    if is_submitted:
        evidence = Evidence(file.name, file.getvalue()) if file else None
        run_action(RESULT, lambda: _file(store, claim, request, evidence))


def _describe_term(days: int) -> str:
    today = today_in_china()
    unknown = list_unknown_years(today, add_working_days(today, days))
    term = f"自登记次日起{days}个工作日内答复。申请登记后不能删除，可以撤回。"
    return term + describe_unknown_holidays(unknown)


def offer_decision(store: Store, objection: Objection, months: list[str]) -> None:
    """Show the forms that decide and withdraw an objection, if the user may."""
    if objection["state"] == "withdrawn" or not store.person.may("decide_objection"):
        return
    number = objection["id"]
    with st.form(f"decide:{number}"):
        st.markdown("**作出决定**" if objection["state"] == "open" else "**变更决定**")
        outcome = st.radio(
            "决定", OUTCOMES, format_func=OBJECTION_TITLES.__getitem__, horizontal=True
        )
        points = st.text_input(
            "调整分值（加分填正数，减分填负数，不调整填 0）",
            _suggest(objection),
            help="限制性条件没有分值，只能更正它的台账；能用更正后的报表改的，请重新导入报表。",
        )
        month = st.selectbox("生效月份", months, format_func=format_month)
        reason = st.text_area("理由（必填，写入得分明细）")
        is_submitted = st.form_submit_button("决定", type="primary")
    if is_submitted:
        run_action(RESULT, lambda: _decide(store, number, outcome, points, month, reason))
    with st.form(f"withdraw:{number}"):
        st.markdown("**撤回**：申请或决定作废，调整过的分值退回，记录保留。")
        why = st.text_input("撤回理由（必填）")
        is_withdrawn = st.form_submit_button("撤回")
    if is_withdrawn:
        run_action(RESULT, lambda: _withdraw(store, number, why))


def _suggest(objection: Objection) -> str:
    """Return the points to suggest: those of a lost line in an open objection, else 0."""
    line = objection["line"]
    is_lost = line["counts_to"] == "lost" and Decimal(line["points"]) > 0
    return f"{Decimal(line['points']):.2f}" if is_lost and objection["state"] == "open" else "0"


def _file(store: Store, claim: Claim, request: str, evidence: Evidence | None) -> str:
    number = file_objection(
        store, claim, request, actor=current_user_name(), today=today_in_china(), evidence=evidence
    )
    del st.session_state[CLAIM_KEY]
    return f"已登记为第{number}号复核。"


def _decide(store: Store, number: int, outcome: Any, points: str, month: str, reason: str) -> str:
    decision = Decision(outcome, _read_points(points), month)
    batch = decide_objection(store, number, decision, Act(current_user_name(), reason))
    what = f"分数已重算，记为第{batch}批" if batch else "分数不变"
    return f"第{number}号复核：{OBJECTION_TITLES[outcome]}，{what}。"


def _withdraw(store: Store, number: int, reason: str) -> str:
    batch = withdraw_objection(store, number, Act(current_user_name(), reason))
    what = f"，调整的分值已退回，记为第{batch}批" if batch else ""
    return f"第{number}号复核已撤回{what}。"


def _read_points(text: str) -> Decimal:
    try:
        return Decimal(text.strip().replace("−", "-") or "0")
    except InvalidOperation:
        raise WrongCall(f"分值“{text}”不是数字，请写如 0.50 或 -1。") from None
