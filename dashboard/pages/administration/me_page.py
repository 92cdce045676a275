"""我的账号: the user's account and sessions, and links to change password and second step."""

from __future__ import annotations

import streamlit as st

from dashboard.gate.page_visitor import find_gate_state, find_own_session
from dashboard.gate.sessions.sessions import Session
from dashboard.gate.state import GateState
from dashboard.runtime.base_path import prefix_path
from dashboard.runtime.current_store import current_store
from dashboard.shell.gate_link import show_link
from dashboard.widgets.live_updates import follow_store
from dashboard.widgets.markdown_escape import escape
from documents.wording import format_time
from warehouse.access.accounts import Account
from warehouse.access.roles import ROLE_TITLES


def show_account(account: Account) -> None:
    """Show name, role and units, and link to the gate's own pages, which take passwords."""
    units = "、".join(unit for _, unit in account.units)
    role = ROLE_TITLES[account.role] + (f"：{units}" if units else "")
    st.markdown(f"**{escape(account.shown_name)}**（{escape(account.name)}），{escape(role)}")
    if account.password_hash is None:
        st.caption("这个账号由单位的统一登录认证，密码和两步验证在该平台更改。")
        return
    second = "已开启" if account.totp_secret else "没有开启"
    st.markdown(f"两步验证：{second}")
    if account.totp_secret and not account.recovery_hashes:
        st.warning("恢复码已用完。请关闭两步验证再重新开启，即可得到新的恢复码。")
    with st.container(horizontal=True):
        show_link("修改密码", f"/login/password?next={prefix_path('/me')}")
        show_link("两步验证", "/login/second-step")


def show_sessions(gate: GateState, own: Session) -> None:
    """List the account's sessions, each with a button that ends it."""
    st.subheader("登录设备")
    sessions = gate.sessions.list_of(own.account)
    for session in sessions:
        with st.container(horizontal=True, vertical_alignment="center", border=True):
            is_own = session is own
            where = "当前设备" if is_own else f"{session.browser}，{session.address}"
            started, seen = format_time(session.started_at), format_time(session.seen_at)
            times = f"{started} 登录，最近操作 {seen}"
            st.markdown(f"**{escape(where)}**  \n{escape(times)}")
            if not is_own and st.button("退出", key=f"end:{session.number}"):
                _end(gate, [session])
    others = [session for session in sessions if session is not own]
    if others and st.button(f"其他{len(others)}处全部退出"):
        _end(gate, others)
    st.caption("如发现陌生登录，请先全部退出，再修改密码。看板重新启动时，所有登录都会结束。")


def _end(gate: GateState, sessions: list[Session]) -> None:
    for session in sessions:
        gate.sessions.end(session)
        current_store().record("sign_out", {"address": session.address})
    st.rerun()


st.title("我的账号")
follow_store()
gate, session = find_gate_state(), find_own_session()
if gate is None or session is None:
    st.info("看板仅在本机使用，无需登录（kaohe serve --local），没有账号信息。")
else:
    account = gate.accounts.find_account(session.account)
    if account is not None:
        show_account(account)
    show_sessions(gate, session)
