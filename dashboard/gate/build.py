"""The gate of a served store, put together: who may come in, and how."""

from __future__ import annotations

from starlette.types import ASGIApp

from dashboard.gate.gate import Gate
from dashboard.gate.http.own_origin import OwnOrigin
from dashboard.gate.openid.setup import find_door
from dashboard.gate.page_visitor import receive_visitors
from dashboard.gate.routes import build_own_app
from dashboard.gate.state import build_desk
from dashboard.runtime.base_path import base_path
from dashboard.runtime.current_store import set_current_store
from dashboard.runtime.metrics import SESSIONS
from warehouse.accounts.passwords import verify_password
from warehouse.store import Store


def build_gate(store: Store, app: ASGIApp, *, is_local: bool) -> Gate:
    """Return the gate before an application, and let its pages know whose they are.

    `is_local`: nobody signs in; whoever is at this machine works in the hands of whom the store
    is lent to.
    """
    desk = build_desk(store, OwnOrigin(is_local, base_path()))
    if is_local:
        set_current_store(store)
        return Gate(app, build_own_app(desk, None), desk)
    verify_password("", None)  # makes the hash that stands for nobody's before anybody measures it
    SESSIONS.set_function(lambda: len(desk.sessions.list_of()))
    door = find_door(desk)
    set_current_store(store, receive_visitors(desk))
    return Gate(app, build_own_app(desk, door), desk)
