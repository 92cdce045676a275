"""Verify a store: totals, ledgers, evidence, the audit record and its copy must agree."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import duckdb

from warehouse.access.people import SYSTEM
from warehouse.check_results import Checked, CheckFinding, CheckReport, Depth
from warehouse.database.atomic_files import digest_file
from warehouse.database.audit import Entry, find_break, read_entries
from warehouse.database.audit_copy_check import COPY_FOLDER, COPY_NAME, check_copy, find_loss
from warehouse.database.connection import DAMAGE, FILE_NAME, ORIGINALS, Cursor, to_damage_fault
from warehouse.database.sql import list_checks, read_every_row
from warehouse.editions.check_code import is_printed_true
from warehouse.editions.recomputing import verify_editions
from warehouse.faults import StoreUnavailable
from warehouse.importing.kept_originals import KeptFile, list_kept
from warehouse.results.rescoring import find_red_checks
from warehouse.safekeeping.accepted_copies import list_rebuilt
from warehouse.safekeeping.verification.program_objects import check_text
from warehouse.safekeeping.verification.recomputed_scores import check_scores
from warehouse.safekeeping.verification.recorded_acts import find_other_editions, find_other_seals
from warehouse.safekeeping.verification.recorded_rows import (
    RowComparison,
    check_rows,
    compare_rows,
    list_attested,
)
from warehouse.safekeeping.verification.rereading import check_originals_reread
from warehouse.safekeeping.verification.scheme_lists import check_lists
from warehouse.schemes.scheme_documents import Documents, read_documents
from warehouse.schemes.schemes import find_unreadable_schemes
from warehouse.store import Store

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Snapshot:
    """What the checks examine: a store bound to the system, one snapshot, and the audit record."""

    store: Store
    cursor: Cursor
    entries: Sequence[Entry]

    @cached_property
    def rows(self) -> RowComparison:
        """The rows compared with the record's digests; kept, because hashing all rows is slow."""
        return compare_rows(self.cursor, self.entries)

    @cached_property
    def documents(self) -> Documents:
        """The registered scheme documents; kept, because three checks need them parsed."""
        return read_documents(self.cursor)


Check = Callable[[Snapshot], Checked]


def verify_store(store: Store, depth: Depth = "full") -> CheckReport:
    """Compare everything that a store shows with everything that it was made from.

    Users who may verify get the full report, including details outside their own scope.
    StoreInDoubt where the table of the audit record cannot be read.
    """
    store.require("verify")
    store = store.bind_to(SYSTEM)
    try:
        with store.frozen() as cursor:
            loss = find_loss(cursor, store.home / COPY_FOLDER / COPY_NAME)
    except duckdb.ProgrammingError as error:  # the audit table is gone, or has other columns
        raise to_damage_fault(store.home / FILE_NAME, error) from error
    with store.reader() as cursor:
        read_every_row(cursor)
        snapshot = Snapshot(store, cursor, read_entries(cursor))
        checks = {**QUICK, **(FULL if depth == "full" else {})}
        results = [_run(name, check, snapshot) for name, check in checks.items()]
    lost = [CheckFinding("anchor", loss)] if loss else []
    findings = (*lost, *(finding for result in results for finding in result.findings))
    unfinished = tuple(sentence for result in results for sentence in result.unfinished)
    left_out = [*unfinished, *(sentence for result in results for sentence in result.left_out)]
    return CheckReport(
        "behind" if lost else "differs" if findings else "sound",
        findings,
        depth,
        tuple(sentence for result in results for sentence in result.compared),
        tuple(left_out if depth == "full" else (*left_out, *LEFT_OUT)),
        unfinished,
    )


def _run(name: str, check: Check, snapshot: Snapshot) -> Checked:
    """Run a check so that its failure stops no other check.

    A check that fails on the store's content is a finding. A check that runs out of memory is left
    out: that says something about the machine, not about the store.
    """
    title = TITLES.get(name, name)
    try:
        return check(snapshot)
    except (*DAMAGE, StoreUnavailable):
        raise
    except (duckdb.OutOfMemoryException, MemoryError):
        _LOG.exception("check %s ran out of memory", name)
        return Checked(unfinished=(f"核对“{title}”时内存不够，没有核对。",))
    except Exception as error:
        _LOG.exception("check %s failed", name)
        what = f"核对“{title}”时出错（{type(error).__name__}）"
        return Checked((CheckFinding(name, f"{what}：数据仓库中有程序无法读取的内容。"),))


def check_printed(store: Store, number: int, digest: str) -> CheckFinding | None:
    """Compare the record with what a bulletin prints of it; None if they agree.

    `digest` is that of the audit entry, or the shorter check code of an edition, which fixes its
    content, too. `verify_store` checks the chain of entries and the kept contents. Together, they
    confirm every entry up to this one.
    """
    store.require("verify")
    with store.reader() as cursor:
        if is_printed_true(cursor, number, digest):
            return None
    return CheckFinding(
        "printed",
        f"操作记录第{number}条与通报上印的不符：印发的内容，或者这一条和它之前的记录，被改动过。",
    )


def _check_views(snapshot: Snapshot) -> Checked:
    """Each view of wrong rows (queries/checks) is empty."""
    findings = [
        CheckFinding("views", f"检查“{name}”有{wrong}处不一致。")
        for name, wrong in find_red_checks(snapshot.cursor)
    ]
    return Checked(tuple(findings), (f"得分和明细相互之间的检查{len(list_checks())}项。",))


def _check_schemes(snapshot: Snapshot) -> Checked:
    """This program can read every registered scheme."""
    unreadable = find_unreadable_schemes(snapshot.cursor)
    return Checked(tuple(CheckFinding("schemes", sentence) for sentence in unreadable))


def _check_editions(snapshot: Snapshot) -> Checked:
    """Each edition is stored as issued, and recomputing it gives the same content."""
    verdicts = verify_editions(snapshot.store)
    findings = [
        CheckFinding("editions", f"第{one.edition.number}号通报：{one.problem}")
        for one in verdicts
        if one.problem
    ]
    return Checked(tuple(findings), (f"印发的通报{len(verdicts)}期，每期重新计算。",))


def _check_originals(snapshot: Snapshot) -> Checked:
    """Each imported file, or its masked copy, is kept byte for byte."""
    kept = list_kept(snapshot.cursor)
    findings = tuple(_find_changed(kept, snapshot.store.home))
    return Checked(findings, (f"保存的文件{len(kept)}份，按保存时的大小和 SHA-256。",))


def _find_changed(kept: Sequence[KeptFile], home: Path) -> Iterator[CheckFinding]:
    for sha256, size, name in kept:
        path = home / ORIGINALS / sha256
        if not path.exists():
            yield CheckFinding("originals", f"原始文件不见了：{name}（{sha256[:12]}）。")
        elif path.stat().st_size != size or digest_file(path) != sha256:
            yield CheckFinding("originals", f"原始文件被改动过：{name}（{sha256[:12]}）。")


def _check_record(snapshot: Snapshot) -> Checked:
    """Each audit entry continues the chain of digests."""
    number = find_break(snapshot.entries)
    sentence = f"操作记录从第{number}条起对不上：有人改动、删除或插入过。"
    findings = () if number is None else (CheckFinding("record", sentence),)
    return Checked(findings, (f"操作记录{len(snapshot.entries)}条，逐条相接。",))


def _check_copy(snapshot: Snapshot) -> Checked:
    """The copy of the audit record has the same entries."""
    findings = tuple(check_copy(snapshot.entries, snapshot.store.home / COPY_FOLDER / COPY_NAME))
    rebuilt = tuple(list_rebuilt(snapshot.entries))
    return Checked(findings, ("操作记录与数据库外的副本逐条相同。",), rebuilt)


def _check_issued(snapshot: Snapshot) -> Checked:
    """The editions are those that the audit record says were issued, unchanged."""
    return Checked(tuple(find_other_editions(snapshot.cursor, snapshot.entries)))


def _check_seals(snapshot: Snapshot) -> Checked:
    """A month is sealed if and only if its last audit entry says so."""
    findings = tuple(find_other_seals(snapshot.cursor, snapshot.entries))
    return Checked(findings, ("印发的通报和封存的月份，与操作记录。",))


def _reread_originals(snapshot: Snapshot) -> Checked:
    """Each landed batch has the rows that its original file gives when it is read again."""
    attested = list_attested(snapshot.entries, snapshot.rows)
    return check_originals_reread(
        snapshot.cursor, snapshot.store.home, snapshot.documents, attested
    )


QUICK: dict[str, Check] = {
    # First, because the other checks read through views.
    "text": lambda snapshot: check_text(snapshot.cursor, snapshot.documents),
    "lists": lambda snapshot: check_lists(snapshot.cursor, snapshot.documents),
    "views": _check_views,
    "schemes": _check_schemes,
    "originals": _check_originals,
    "record": _check_record,
    "copy": _check_copy,
    "issued": _check_issued,
    "seals": _check_seals,
    "rows": lambda snapshot: check_rows(snapshot.cursor, snapshot.entries, snapshot.rows),
}
"""Name → a check that takes seconds; both depths run it."""

FULL: dict[str, Check] = {
    "ledger": lambda snapshot: check_scores(snapshot.cursor),
    "editions": _check_editions,
    "reading": _reread_originals,
}
"""Name → a check that takes minutes on a large store; only the full depth runs it."""

LEFT_OUT = (
    "得分没有重新计算，只与计算时的摘要核对。",
    "印发的通报没有重新计算，只核对了保存的文件。",
    "原始文件没有重读，只核对了文件本身。",
)
"""What the quick depth does not compare: one sentence for each check of the full depth."""

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
"""Name of a check → its title in the report where it fails."""
