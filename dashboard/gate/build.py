"""Put together the gate in front of a served store."""

from __future__ import annotations

from starlette.types import ASGIApp

from dashboard.gate.gate import Gate
from dashboard.gate.http.own_origin import OwnOrigin
from dashboard.gate.openid.setup import build_openid
from dashboard.gate.page_visitor import use_for_page_runs
from dashboard.gate.routes import build_own_app
from dashboard.gate.state import build_state
from dashboard.runtime.base_path import base_path
from dashboard.runtime.current_store import set_current_store
from dashboard.runtime.metrics import SESSIONS
from warehouse.accounts.passwords import verify_password
from warehouse.store import Store


def build_gate(store: Store, app: ASGIApp, *, is_local: bool) -> Gate:
    """Return the gate in front of an application, and let page runs find their user through it.

    `is_local`: nobody signs in; whoever works at this machine is the user that `store` is bound to.
    """
    state = build_state(store, OwnOrigin(is_local, base_path()))
    if is_local:
        set_current_store(store)
        return Gate(app, build_own_app(state, None), state)
    # Computes the dummy hash for unknown names now: the first sign-in would take longer (D2).
    verify_password("", None)
    SESSIONS.set_function(lambda: len(state.sessions.list_of()))
    openid = build_openid(state)
    set_current_store(store, use_for_page_runs(state))
    return Gate(app, build_own_app(state, openid), state)
