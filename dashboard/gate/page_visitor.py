"""Whose page is running: found anew at each run, by the cookie of its websocket (threats D3)."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from dashboard.gate.sessions.cookies import name_cookies
from dashboard.gate.sessions.sessions import Session
from dashboard.gate.state import GateState
from dashboard.runtime.redrawing import is_redrawing
from warehouse.faults import Denied
from warehouse.store import Store

_desks: list[GateState] = []


def receive_visitors(desk: GateState) -> Callable[[], Store]:
    """Make a desk the one that page runs of this process are asked at; return who lends to them."""
    _desks[:] = [desk]
    return lambda: _lend(desk)


def find_desk() -> GateState | None:
    """Return the desk of this process; None where nobody needs to sign in."""
    return _desks[0] if _desks else None


def find_own_session() -> Session | None:
    """Return the session of this page run; None where there is none, or none is needed."""
    desk = find_desk()
    if desk is None:
        return None
    cookies = st.context.cookies
    tokens = [cookies[name] for name in name_cookies(desk.frontage) if name in cookies]
    return desk.sessions.find(tokens[0]) if tokens else None


def _lend(desk: GateState) -> Store:
    session, context = find_own_session(), get_script_run_ctx()
    if session is None or session.stage != "open" or context is None:
        raise Denied("登录已过期或已退出，请重新登录。")
    if not desk.tabs.claim(context.session_id, session.account):
        raise Denied("这个页面是用别的账号打开的，请刷新浏览器。")
    if not is_redrawing():
        desk.sessions.touch(session)
    return desk.open_store_for(session)
