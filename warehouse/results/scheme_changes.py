"""Change a scheme and rescore it: register a new version, choose another interpretation."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass

from scoring.scheme import Scheme
from warehouse.access.typed_reasons import clean_typed_text
from warehouse.database.audit import SYSTEM_NAME, write_audit
from warehouse.database.clock import utc_now
from warehouse.faults import Fault, SchemeError, WrongCall
from warehouse.results.rescoring import rescore_and_check
from warehouse.schemes.scheme_files import list_shipped_folders, load_scheme, load_shipped_schemes
from warehouse.schemes.schemes import (
    check_choices,
    is_registered,
    latest_batch,
    read_choices,
    read_scheme,
    register_scheme,
)
from warehouse.store import Store

_LOG = logging.getLogger(__name__)


def install_schemes(store: Store, schemes: Iterable[Scheme] | None = None) -> list[str]:
    """Register the shipped schemes (or others) and score them; return the ids of new versions."""
    changed = []
    store.require("load_scheme")
    for scheme in schemes if schemes is not None else load_shipped_schemes():
        with store.reader() as cursor:
            if is_registered(cursor, scheme):
                continue  # no transaction, so that a start needs no free disk space
        with store.writer("load_scheme") as cursor:
            if version := register_scheme(cursor, scheme):
                detail = {"scheme": scheme.id, **version._asdict()}
                write_audit(cursor, SYSTEM_NAME, "load_scheme", detail)
                rescore_and_check(cursor, scheme, read_choices(cursor, scheme))
                changed.append(scheme.id)
    return changed


@dataclass(frozen=True)
class Loaded:
    """The result of loading the shipped schemes: ids with a new version, and faults of the rest."""

    changed: list[str]
    faults: list[str]


def load_shipped(store: Store) -> Loaded:
    """Register and score every shipped scheme; a broken one is reported and stops no other."""
    changed, faults = [], []
    for folder in list_shipped_folders():
        try:
            changed += install_schemes(store, [load_scheme(folder)])
        except SchemeError as fault:
            faults.append(str(fault))
        except Fault:  # a fault of the store itself: disk, lock, permissions
            raise
        except Exception as error:
            _LOG.exception("scheme %s could not be registered", folder.name)
            faults.append(
                f"考核方案“{folder.name}”装入时出错（{type(error).__name__}），没有装入。"
            )
    return Loaded(changed, faults)


def choose(
    store: Store, scheme_id: str, interpretation_id: str, option_id: str, *, actor: str, reason: str
) -> None:
    """Choose an option of an interpretation, record who, when and why, and rescore the scheme."""
    if not reason.strip():
        raise WrongCall("改变口径要写明理由。")
    reason = clean_typed_text(reason)
    with store.writer("choose_interpretation") as cursor:
        scheme = read_scheme(cursor, scheme_id)
        check_choices(scheme, {interpretation_id: option_id})
        number = cursor.execute("select count(*) from interpretation_choice").fetchall()[0][0] + 1
        cursor.execute(
            "insert into interpretation_choice values (?, ?, ?, ?, ?, ?, ?, ?)",
            [
                number,
                scheme_id,
                interpretation_id,
                option_id,
                latest_batch(cursor),
                actor,
                reason,
                utc_now(),
            ],
        ).fetchall()
        detail = {"scheme": scheme_id, interpretation_id: option_id, "reason": reason}
        write_audit(cursor, actor, "choose_interpretation", detail)
        rescore_and_check(cursor, scheme, read_choices(cursor, scheme))
