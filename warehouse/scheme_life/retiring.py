"""Retire a scheme, and take it into use again."""

from __future__ import annotations

from warehouse.database.audit import write_audit
from warehouse.editions.sealing import Act
from warehouse.faults import Refused, WrongCall
from warehouse.schemes.retirements import is_retired, write_retirement
from warehouse.schemes.scheme_history import find_version
from warehouse.store import Store


def retire_scheme(store: Store, scheme_id: str, act: Act) -> None:
    """Hide a scheme from filters, forms and recognition; its data and editions stay readable.

    WrongCall for an unknown scheme or without a reason, Refused if it is retired already.
    """
    _set_retired(store, scheme_id, act, retires=True)


def reinstate_scheme(store: Store, scheme_id: str, act: Act) -> None:
    """Take a retired scheme into use again; WrongCall and Refused as for `retire_scheme`."""
    _set_retired(store, scheme_id, act, retires=False)


def _set_retired(store: Store, scheme_id: str, act: Act, *, retires: bool) -> None:
    verb = "停用" if retires else "恢复使用"
    if not act.reason.strip():
        raise WrongCall(f"{verb}考核方案要写明理由。")
    with store.writer("retire_scheme") as cursor:
        find_version(cursor, scheme_id)
        if is_retired(cursor, scheme_id) == retires:
            state = "已经停用" if retires else "在使用中"
            raise Refused(f"考核方案“{scheme_id}”{state}，不用{verb}。")
        write_retirement(cursor, scheme_id, retires=retires, actor=act.actor, reason=act.reason)
        detail = {"scheme": scheme_id, "reason": act.reason}
        write_audit(cursor, act.actor, "retire_scheme" if retires else "reinstate_scheme", detail)
