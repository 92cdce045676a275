"""The user of a page run, found at each run by the cookie of its websocket (threats D3)."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from dashboard.gate.sessions.cookies import SESSION, name_cookies
from dashboard.gate.sessions.sessions import Session
from dashboard.gate.state import GateState
from dashboard.runtime.redrawing import is_redrawing
from warehouse.faults import Denied
from warehouse.store import Store

_states: list[GateState] = []
"""The state in use by this process; empty where nobody signs in."""


def use_for_page_runs(state: GateState) -> Callable[[], Store]:
    """Make page runs use this gate state; return the function that finds a run's store."""
    _states[:] = [state]
    return lambda: _find_store(state)


def find_gate_state() -> GateState | None:
    """Return this process's gate state; None where nobody needs to sign in."""
    return _states[0] if _states else None


def find_own_session() -> Session | None:
    """Return the session of this page run; None if there is none or none is needed."""
    state = find_gate_state()
    if state is None:
        return None
    cookies = st.context.cookies
    names = name_cookies(SESSION, state.own_origin.base_path)
    tokens = [cookies[name] for name in names if name in cookies]
    return state.sessions.find(tokens[0]) if tokens else None


def _find_store(state: GateState) -> Store:
    """Return the store bound to the user of this page run; Denied if nobody is signed in."""
    session, context = find_own_session(), get_script_run_ctx()
    if session is None or session.stage != "open" or context is None:
        raise Denied("登录已过期或已退出，请重新登录。")
    if not state.tabs.claim(context.session_id, session.account):
        raise Denied("本页面由其他账号打开，请刷新浏览器。")
    if not is_redrawing():
        state.sessions.touch(session)
    return state.open_store_for(session)
