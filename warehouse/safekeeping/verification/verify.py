"""Proving that a store is sound: totals, ledger, evidence, the record and its copy agree."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import duckdb

from warehouse.access.people import SYSTEM
from warehouse.check_results import Checked, CheckFinding, CheckReport, Depth
from warehouse.database.atomic_files import digest_file
from warehouse.database.audit import Entry, find_break, read_entries, read_entries_from
from warehouse.database.audit_copy_check import FILE_NAME, FOLDER, check_copy, find_loss
from warehouse.database.connection import DAMAGE, ORIGINALS, Cursor, name_damage
from warehouse.database.connection import FILE_NAME as DATABASE
from warehouse.database.sql import list_checks, read_every_row
from warehouse.editions.recomputing import verify_editions
from warehouse.faults import StoreUnavailable
from warehouse.importing.kept_originals import KeptFile, list_kept
from warehouse.results.rescoring import find_red_checks
from warehouse.safekeeping.accepted_copies import list_rebuilt
from warehouse.safekeeping.verification.program_objects import check_text
from warehouse.safekeeping.verification.recomputed_scores import check_scores
from warehouse.safekeeping.verification.recorded_rows import (
    Comparison,
    check_rows,
    compare_rows,
    list_attested,
)
from warehouse.safekeeping.verification.rereading import check_originals_reread
from warehouse.safekeeping.verification.scheme_lists import check_lists
from warehouse.schemes.schemes import find_unreadable_schemes
from warehouse.store import Store

SEALING = {"seal", "unseal", "issue"}
"""The acts after which a month is sealed or is not."""

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Looked:
    """What the checks look into: a store in the program's own hands, one snapshot, its record."""

    store: Store
    cursor: Cursor
    entries: Sequence[Entry]

    @cached_property
    def rows(self) -> Comparison:
        """The rows beside the record's digests: hashing all of them is done once."""
        return compare_rows(self.cursor, self.entries)


Check = Callable[[Looked], Checked]


def prove(store: Store, depth: Depth = "full") -> CheckReport:
    """Check everything that a store says against everything that it was made from.

    Whoever may ask for it is told the verdict, also where the details are not for that person.
    """
    store.require("verify")
    store = store.bind_to(SYSTEM)
    try:
        with store.frozen() as cursor:
            loss = find_loss(cursor, store.home / FOLDER / FILE_NAME)
    except duckdb.ProgrammingError as error:  # the table of the record is gone, or is no such table
        raise name_damage(store.home / DATABASE, error) from error
    with store.reader() as cursor:
        read_every_row(cursor)
        looked = Looked(store, cursor, read_entries(cursor))
        checks = {**QUICK, **(FULL if depth == "full" else {})}
        done = [_run(name, check, looked) for name, check in checks.items()]
    lost = [CheckFinding("anchor", loss)] if loss else []
    found = (*lost, *(one for each in done for one in each.findings))
    left_out = [one for each in done for one in each.left_out]
    return CheckReport(
        "behind" if lost else "differs" if found else "sound",
        found,
        depth,
        tuple(one for each in done for one in each.compared),
        tuple(left_out if depth == "full" else (*left_out, *LEFT_OUT)),
    )


def _run(name: str, check: Check, looked: Looked) -> Checked:
    """Run a check; one that the store makes fail has found something, and stops no other."""
    try:
        return check(looked)
    except (*DAMAGE, StoreUnavailable):
        raise
    except Exception as error:
        _LOG.exception("check %s failed", name)
        what = f"核对“{TITLES.get(name, name)}”时出错（{type(error).__name__}）"
        said = f"{what}：数据仓库里有程序读不了的内容。"
        return Checked((CheckFinding(name, said),))


def check_printed(store: Store, number: int, digest: str) -> CheckFinding | None:
    """Compare an entry of the record with what a bulletin printed of it; None: they agree.

    The chain itself is what `prove` checks: together they hold all up to that entry.
    """
    store.require("verify")
    with store.reader() as cursor:
        entry = next(iter(read_entries_from(cursor, number)), None)
    if entry is not None and entry.number == number and entry.digest == digest:
        return None
    return CheckFinding(
        "printed", f"操作记录第{number}条与通报上印的不符：这一条或它之前的被改动过。"
    )


def _check_views(looked: Looked) -> Checked:
    """Every view of wrong rows is empty."""
    found = [
        CheckFinding("views", f"检查“{name}”有{wrong}处不一致。")
        for name, wrong in find_red_checks(looked.cursor)
    ]
    return Checked(tuple(found), (f"得分和明细相互之间的检查{len(list_checks())}项。",))


def _check_schemes(looked: Looked) -> Checked:
    """Every registered scheme can be read."""
    unreadable = find_unreadable_schemes(looked.cursor)
    return Checked(tuple(CheckFinding("schemes", said) for said in unreadable))


def _check_editions(looked: Looked) -> Checked:
    """Every edition is kept as it was issued, and comes out the same when computed again."""
    verdicts = verify_editions(looked.store)
    found = [
        CheckFinding("editions", f"第{one.edition.number}号通报：{one.problem}")
        for one in verdicts
        if one.problem
    ]
    return Checked(tuple(found), (f"印发的通报{len(verdicts)}期，每期重新计算。",))


def _check_originals(looked: Looked) -> Checked:
    """Every imported file is kept, byte by byte, or its masked copy is."""
    kept = list_kept(looked.cursor)
    found = tuple(_find_changed(kept, looked.store.home))
    return Checked(found, (f"保存的文件{len(kept)}份，按保存时的大小和 SHA-256。",))


def _find_changed(kept: Sequence[KeptFile], home: Path) -> Iterator[CheckFinding]:
    for sha256, size, name in kept:
        path = home / ORIGINALS / sha256
        if not path.exists():
            yield CheckFinding("originals", f"原始文件不见了：{name}（{sha256[:12]}）。")
        elif path.stat().st_size != size or digest_file(path) != sha256:
            yield CheckFinding("originals", f"原始文件被改动过：{name}（{sha256[:12]}）。")


def _check_record(looked: Looked) -> Checked:
    """Every entry of the record follows from the one before."""
    number = find_break(looked.entries)
    said = f"操作记录从第{number}条起对不上：有人改动、删除或插入过。"
    found = () if number is None else (CheckFinding("record", said),)
    return Checked(found, (f"操作记录{len(looked.entries)}条，逐条相接。",))


def _check_copy(looked: Looked) -> Checked:
    """The record's copy says the same, entry by entry."""
    found = tuple(check_copy(looked.entries, looked.store.home / FOLDER / FILE_NAME))
    rebuilt = tuple(list_rebuilt(looked.entries))
    return Checked(found, ("操作记录与数据库外的副本逐条相同。",), rebuilt)


def _check_issued(looked: Looked) -> Checked:
    """Every edition stands as the record says that it was issued, and no other."""
    return Checked(tuple(_find_other_editions(looked.cursor, looked.entries)))


def _find_other_editions(cursor: Cursor, entries: Sequence[Entry]) -> Iterator[CheckFinding]:
    rows = cursor.execute("select edition_id, sha256, actor, reason from edition").fetchall()
    held = {number: rest for number, *rest in rows}
    documents: dict[int, dict[str, str]] = {}
    for number, name, sha256 in cursor.execute(
        "select edition_id, file_name, sha256 from edition_document"
    ).fetchall():
        documents.setdefault(number, {})[name] = sha256
    told = set()
    for one in (entry for entry in entries if entry.action == "issue"):
        detail = json.loads(one.detail)
        number = detail["edition"]
        told.add(number)
        said = [detail["sha256"], one.actor, detail["reason"]], detail["documents"]
        if said != (held.get(number), documents.get(number, {})):
            yield CheckFinding("editions", f"第{number}号通报与操作记录不符：被改动或删除过。")
    for number in sorted(held.keys() - told):
        yield CheckFinding("editions", f"第{number}号通报没有印发的操作记录。")


def _check_seals(looked: Looked) -> Checked:
    """A month is sealed exactly where the record's last word on it says so."""
    found = tuple(_find_other_seals(looked.cursor, looked.entries))
    return Checked(found, ("印发的通报和封存的月份，与操作记录。",))


def _find_other_seals(cursor: Cursor, entries: Sequence[Entry]) -> Iterator[CheckFinding]:
    said: dict[tuple[str, str], bool] = {}
    for one in (entry for entry in entries if entry.action in SEALING):
        detail = json.loads(one.detail)
        said[detail["scheme"], detail["month"]] = one.action != "unseal"
    rows = cursor.execute(
        "select scheme_id, strftime(month, '%Y-%m'), is_sealed from month_state"
    ).fetchall()
    held = {(scheme, month): is_sealed for scheme, month, is_sealed in rows}
    for place in sorted(said.keys() | held.keys()):
        if said.get(place, False) != held.get(place, False):
            yield CheckFinding("seals", f"{place[0]} {place[1]} 是否封存，与操作记录不符。")


def _hold_rows(looked: Looked) -> Checked:
    return check_rows(looked.cursor, looked.entries, looked.rows)


def _score_again(looked: Looked) -> Checked:
    return check_scores(looked.cursor)


def _reread(looked: Looked) -> Checked:
    attested = list_attested(looked.entries, looked.rows)
    return check_originals_reread(looked.cursor, looked.store.home, attested)


QUICK: dict[str, Check] = {
    "text": lambda looked: check_text(looked.cursor),  # first: the others read through views
    "lists": lambda looked: check_lists(looked.cursor),
    "views": _check_views,
    "schemes": _check_schemes,
    "originals": _check_originals,
    "record": _check_record,
    "copy": _check_copy,
    "issued": _check_issued,
    "seals": _check_seals,
    "rows": _hold_rows,
}
"""Name → a check that takes seconds; each depth makes them."""

FULL: dict[str, Check] = {
    "ledger": _score_again,
    "editions": _check_editions,
    "reading": _reread,
}
"""Name → a check that takes minutes on a large store; only the full depth makes it."""

LEFT_OUT = (
    "得分没有重新计算，只与计算时的摘要核对。",
    "印发的通报没有重新计算，只核对了保存的文件。",
    "原始文件没有重读，只核对了文件本身。",
)
"""What the quick depth does not compare, one sentence for each check of the full one."""

TITLES = {
    "views": "得分和明细",
    "schemes": "考核方案",
    "originals": "原始文件",
    "record": "操作记录",
    "copy": "操作记录的副本",
    "issued": "印发的通报",
    "seals": "封存",
    "rows": "数据的摘要",
    "lists": "指标和名册",
    "text": "表和视图的定义",
    "reading": "重读原始文件",
    "ledger": "重新计算得分",
    "editions": "重新计算通报",
}
"""Name of a check → how it is called where it fails."""
