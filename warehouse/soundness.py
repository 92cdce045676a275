"""Proving that a store is sound: totals, ledger, evidence, the record and its copy agree."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import polars as pl

from scoring.months import YEAR
from scoring.scheme import Assessment, Scheme
from warehouse.accepted_copies import list_rebuilt
from warehouse.access.people import SYSTEM
from warehouse.audit import Entry, find_break, read_entries, read_entries_from
from warehouse.connecting import ORIGINALS, Cursor
from warehouse.copy_check import FILE_NAME, FOLDER, check_copy, find_loss
from warehouse.editions.recomputing import verify_editions
from warehouse.originals import list_kept
from warehouse.proof import Finding, Proof
from warehouse.refresh import find_red_checks, score
from warehouse.schemes import find_unreadable_schemes, read_choices, read_schemes
from warehouse.store import Store
from warehouse.whole_files import digest_file

SEALING = {"seal", "unseal", "issue"}
"""The acts after which a month is sealed or is not."""


def prove(store: Store) -> Proof:
    """Check everything that a store says against everything that it was made from.

    Whoever may ask for it is told the verdict, also where the details are not for that person.
    """
    store.require("verify")
    store = store.lend_to(SYSTEM)
    with store.frozen() as cursor:
        loss = find_loss(cursor, store.home / FOLDER / FILE_NAME)
    with store.reader() as cursor:
        found = [*_find_all(cursor, store.home), *_check_editions(store)]
        rebuilt = tuple(list_rebuilt(read_entries(cursor)))
    if loss:
        return Proof("behind", (Finding("anchor", loss), *found), left_out=rebuilt)
    return Proof("differs" if found else "sound", tuple(found), left_out=rebuilt)


def check_printed(store: Store, number: int, digest: str) -> Finding | None:
    """Compare an entry of the record with what a bulletin printed of it; None: they agree.

    The chain itself is what `prove` checks: together they hold all up to that entry.
    """
    store.require("verify")
    with store.reader() as cursor:
        entry = next(iter(read_entries_from(cursor, number)), None)
    if entry is not None and entry.number == number and entry.digest == digest:
        return None
    return Finding("printed", f"操作记录第{number}条与通报上印的不符：这一条或它之前的被改动过。")


def _check_editions(store: Store) -> Iterator[Finding]:
    """Every edition is kept as it was issued, and comes out the same when computed again."""
    for verdict in verify_editions(store):
        if verdict.problem:
            yield Finding("editions", f"第{verdict.edition.number}号通报：{verdict.problem}")


def _find_all(cursor: Cursor, home: Path) -> Iterator[Finding]:
    yield from _check_views(cursor)
    yield from _check_ledgers(cursor)
    yield from _check_originals(cursor, home)
    entries = read_entries(cursor)
    yield from _check_record(entries)
    yield from check_copy(entries, home / FOLDER / FILE_NAME)
    yield from _check_issued(cursor, entries)
    yield from _check_seals(cursor, entries)


def _check_views(cursor: Cursor) -> Iterator[Finding]:
    """Every view of wrong rows is empty."""
    for name, wrong in find_red_checks(cursor):
        yield Finding("views", f"检查“{name}”有{wrong}处不一致。")


def _check_ledgers(cursor: Cursor) -> Iterator[Finding]:
    """Every ledger is what the standing rows give under the interpretations chosen."""
    for said in find_unreadable_schemes(cursor):
        yield Finding("schemes", said)
    for scheme in read_schemes(cursor):
        choices = read_choices(cursor, scheme)
        for assessment in scheme.assessments:
            scored = score(cursor, scheme, assessment, choices, list(YEAR))
            unit = _find_difference(
                cursor, scheme, assessment, "ledger", scored.ledger(), {"points": 1_000_000}
            ) or _find_difference(
                cursor, scheme, assessment, "bound", scored.bounds(), {"worst": 100, "best": 100}
            )
            if unit:
                yield Finding(
                    "ledger",
                    f"{scheme.short_title} 考核{assessment.id}：存着的得分明细与重新计算的不同，"
                    f"首先是“{unit}”。",
                )


def _find_difference(
    cursor: Cursor,
    scheme: Scheme,
    assessment: Assessment,
    table: str,
    scored: pl.DataFrame,
    scales: dict[str, int],
) -> str | None:
    """Return a unit whose stored rows differ from those scored now.

    `scales`: column of points → how many of the integers scored now make a point.
    """
    now = ", ".join(f"{name}::decimal(18, 0) as {name}" for name in scales)
    held = ", ".join(f"({name} * {n})::decimal(18, 0) as {name}" for name, n in scales.items())
    text = pl.col(*scales).cast(pl.Decimal(18, 0)).cast(pl.String)
    cursor.register("scored_now", scored.with_columns(text))
    rows = cursor.execute(
        f"with now as (select * replace ({now}) from scored_now),"
        f" held as (select * exclude (scheme_id, assessment_id) replace ({held}) from {table}"
        " where scheme_id = $scheme and assessment_id = $assessment),"
        " different as ((from now except all from held) union all"
        " (from held except all from now))"
        " select unit_name from different inner join unit using (unit_id)"
        " order by as_of, unit_id limit 1",
        {"scheme": scheme.id, "assessment": assessment.id},
    ).fetchall()
    cursor.unregister("scored_now")
    return str(rows[0][0]) if rows else None


def _check_originals(cursor: Cursor, home: Path) -> Iterator[Finding]:
    """Every imported file is kept, byte by byte, or its masked copy is."""
    for sha256, size, name in list_kept(cursor):
        path = home / ORIGINALS / sha256
        if not path.exists():
            yield Finding("originals", f"原始文件不见了：{name}（{sha256[:12]}）。")
        elif path.stat().st_size != size or digest_file(path) != sha256:
            yield Finding("originals", f"原始文件被改动过：{name}（{sha256[:12]}）。")


def _check_record(entries: Sequence[Entry]) -> Iterator[Finding]:
    """Every entry of the record follows from the one before."""
    number = find_break(entries)
    if number is not None:
        yield Finding("record", f"操作记录从第{number}条起对不上：有人改动、删除或插入过。")


def _check_issued(cursor: Cursor, entries: Sequence[Entry]) -> Iterator[Finding]:
    """Every edition stands as the record says that it was issued, and no other."""
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
            yield Finding("editions", f"第{number}号通报与操作记录不符：被改动或删除过。")
    for number in sorted(held.keys() - told):
        yield Finding("editions", f"第{number}号通报没有印发的操作记录。")


def _check_seals(cursor: Cursor, entries: Sequence[Entry]) -> Iterator[Finding]:
    """A month is sealed exactly where the record's last word on it says so."""
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
            yield Finding("seals", f"{place[0]} {place[1]} 是否封存，与操作记录不符。")
