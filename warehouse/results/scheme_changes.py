"""Change a scheme and rescore it: register a new version, choose another interpretation."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from scoring.scheme import Scheme
from warehouse.access.typed_reasons import clean_typed_text
from warehouse.database.audit import SYSTEM_NAME, write_audit
from warehouse.database.clock import utc_now
from warehouse.database.connection import Cursor
from warehouse.faults import Fault, SchemeError, WrongCall
from warehouse.results.rescoring import rescore_and_check
from warehouse.schemes.differences.compare import compare_schemes, describe_first
from warehouse.schemes.scheme_files import (
    list_example_folders,
    list_shipped_folders,
    load_scheme,
    load_shipped_schemes,
)
from warehouse.schemes.schemes import (
    Publication,
    Version,
    check_choices,
    is_registered,
    latest_batch,
    list_known,
    read_choices,
    read_scheme,
    register_scheme,
)
from warehouse.store import Store

_LOG = logging.getLogger(__name__)

SHIPPED = "随程序提供"
"""The reason of a version that the program publishes itself."""


def install_schemes(store: Store, schemes: Iterable[Scheme] | None = None) -> list[str]:
    """Publish the two counties' schemes (or others) as the program; return the ids that changed."""
    changed = []
    store.require("load_scheme")
    for scheme in schemes if schemes is not None else load_shipped_schemes():
        with store.reader() as cursor:
            if is_registered(cursor, scheme):
                continue  # no transaction, so that a start needs no free disk space
        with store.writer("load_scheme") as cursor:
            publication = Publication(SYSTEM_NAME, SHIPPED, describe_difference(cursor, scheme))
            if version := register_and_score(cursor, scheme, publication):
                record_publication(cursor, scheme, version, publication)
                changed.append(scheme.id)
    return changed


def describe_difference(cursor: Cursor, scheme: Scheme) -> tuple[str, ...]:
    """Return the sentences on what differs from the version in force, for the record."""
    before = find_in_force(cursor, scheme.id)
    if before is None:
        return describe_first(scheme)
    return tuple(one.sentence for one in compare_schemes(before, scheme))


def find_in_force(cursor: Cursor, scheme_id: str) -> Scheme | None:
    """Return the newest version of a scheme; None if there is none that this program can read."""
    try:
        return read_scheme(cursor, scheme_id)
    except (WrongCall, SchemeError):
        return None


def register_and_score(cursor: Cursor, scheme: Scheme, publication: Publication) -> Version | None:
    """Write a scheme's new version and its scores; None if this text is in force already.

    The caller writes the audit entry, with `record_publication`, in the same transaction.
    """
    version = register_scheme(cursor, scheme, publication)
    if version is not None:
        rescore_and_check(cursor, scheme, read_choices(cursor, scheme))
    return version


def record_publication(
    cursor: Cursor,
    scheme: Scheme,
    version: Version,
    publication: Publication,
    corrects: Sequence[str] = (),
) -> None:
    """Write the audit entry of a version; `corrects`: sealed months that it moves on purpose."""
    detail: dict[str, object] = {
        "scheme": scheme.id,
        **version._asdict(),
        "reason": publication.reason,
        "difference": list(publication.difference),
    }
    if corrects:
        detail["corrects"] = list(corrects)
    write_audit(cursor, publication.actor, "load_scheme", detail)


@dataclass(frozen=True)
class Loaded:
    """The result of loading schemes that ship: ids with a new version, and faults of the rest."""

    changed: list[str]
    faults: list[str]


def load_shipped(store: Store, *, examples: bool = False) -> Loaded:
    """Publish the two counties' schemes, or all that ship; a broken one stops no other.

    A scheme that the store has already is left alone: it belongs to the office, not to the program.
    """
    changed, faults = [], []
    with store.reader() as cursor:
        known = list_known(cursor)
    for folder in list_example_folders() if examples else list_shipped_folders():
        if folder.name in known:
            continue
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
    with store.writer("choose_interpretation") as cursor:
        scheme = read_scheme(cursor, scheme_id)
        write_choice(
            cursor, scheme, {interpretation_id: option_id}, actor, clean_typed_text(reason)
        )


def write_choice(
    cursor: Cursor, scheme: Scheme, chosen: dict[str, str], actor: str, reason: str
) -> None:
    """Write a choice (interpretation → option) in the open transaction, audit it and rescore.

    `reason` is cleaned already. WrongCall for an unknown interpretation or option.
    """
    for interpretation_id, option_id in check_choices(scheme, chosen).items():
        cursor.execute(
            "insert into interpretation_choice"
            " select count(*) + 1, ?, ?, ?, ?, ?, ?, ? from interpretation_choice",
            [
                scheme.id,
                interpretation_id,
                option_id,
                latest_batch(cursor),
                actor,
                reason,
                utc_now(),
            ],
        ).fetchall()
    detail = {"scheme": scheme.id, **chosen, "reason": reason}
    write_audit(cursor, actor, "choose_interpretation", detail)
    rescore_and_check(cursor, scheme, read_choices(cursor, scheme))
