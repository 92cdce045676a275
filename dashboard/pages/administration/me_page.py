"""我的账号: who one is here, where one is signed in, and the ways to change password and code."""

from __future__ import annotations

import streamlit as st

from dashboard.gate.page_visitor import find_desk, find_own_session
from dashboard.gate.sessions.sessions import Session
from dashboard.gate.state import GateState
from dashboard.runtime.base_path import place
from dashboard.runtime.current_store import current_store
from dashboard.shell.gate_link import show_link
from dashboard.widgets.live_updates import follow_store
from dashboard.widgets.markdown_escape import escape
from documents.wording import format_time
from warehouse.access.accounts import Account
from warehouse.access.roles import ROLE_TITLES


def show_account(account: Account) -> None:
    """Show name, role and units, and lead to the gate's own pages, which take passwords."""
    units = "、".join(unit for _, unit in account.units)
    role = ROLE_TITLES[account.role] + (f"：{units}" if units else "")
    st.markdown(f"**{escape(account.shown_name)}**（{escape(account.name)}），{escape(role)}")
    if account.password_hash is None:
        st.caption("这个账号由单位的统一登录认证，密码和两步验证在那里改。")
        return
    second = "已开启" if account.totp_secret else "没有开启"
    st.markdown(f"两步验证：{second}")
    if account.totp_secret and not account.recovery_hashes:
        st.warning("恢复码用完了。请关闭两步验证再重新开启，会得到新的恢复码。")
    with st.container(horizontal=True):
        show_link("修改密码", f"/login/password?next={place('/me')}")
        show_link("两步验证", "/login/second-step")


def show_sessions(desk: GateState, own: Session) -> None:
    """List where the account is signed in, each with a button that ends it."""
    st.subheader("登录着的地方")
    for one in desk.sessions.list_of(own.account):
        with st.container(horizontal=True, vertical_alignment="center", border=True):
            where = "现在这里" if one is own else f"{one.browser}，{one.address}"
            times = f"{format_time(one.started_at)} 登录，最近操作 {format_time(one.seen_at)}"
            st.markdown(f"**{escape(where)}**  \n{escape(times)}")
            if one is not own and st.button("退出", key=f"end:{one.number}"):
                _end(desk, [one])
    others = len(desk.sessions.list_of(own.account)) - 1
    if others and st.button(f"其他 {others} 处全部退出"):
        _end(desk, [one for one in desk.sessions.list_of(own.account) if one is not own])
    st.caption("有不认识的登录，请先全部退出，再修改密码。看板重新启动时，所有登录都会结束。")


def _end(desk: GateState, sessions: list[Session]) -> None:
    for one in sessions:
        desk.sessions.end(one)
        current_store().record("sign_out", {"address": one.address})
    st.rerun()


st.title("我的账号")
follow_store()
desk, session = find_desk(), find_own_session()
if desk is None or session is None:
    st.info("看板现在只在本机打开，不用登录（kaohe serve --local），没有账号可看。")
else:
    account = desk.accounts.find_account(session.account)
    if account is not None:
        show_account(account)
    show_sessions(desk, session)
