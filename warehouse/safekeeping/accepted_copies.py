"""Rebuild the audit copy after a user's decision that the database is right.

Only a user can decide this: a copy that lacks entries may have lost them by accident, or someone
may have deleted them to hide that the database lacks them too. The decision is an audit entry, and
every later check shows it. The old copy is kept beside the new one.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from warehouse.access.people import host
from warehouse.access.typed_reasons import clean_typed_text
from warehouse.database.atomic_files import (
    describe_os_error,
    make_private,
    sync_to_disk,
    write_whole,
)
from warehouse.database.audit import Entry, find_break, read_entries, write_audit
from warehouse.database.audit_copy_check import (
    COPY_FOLDER,
    COPY_NAME,
    CopyState,
    examine,
    format_spans,
)
from warehouse.database.audit_copy_lines import write_entry, write_stands
from warehouse.database.clock import name_moment, to_china, utc_now
from warehouse.database.connection import Cursor
from warehouse.faults import Refused, StoreInDoubt, StoreUnavailable, WrongCall
from warehouse.home.opening import open_store

ACTION = "accept_copy"
MOST_SPANS = 20


def accept_copy(home: Path, *, actor: str, reason: str) -> Mapping[str, Any]:
    """Record the decision, move the old copy aside and write a new one; return the entry's detail.

    Refused if the copy is intact. StoreInDoubt if it proves that the database has lost or changed
    entries; then only a backup helps. After an interruption the store stays in doubt.
    """
    reason = clean_typed_text(reason).strip()
    if not reason:
        raise WrongCall(
            "请用 --reason 写明认可的理由：副本缺失的原因，以及认定数据仓库无误的依据。"
        )
    store = open_store(home, in_doubt=True)
    try:
        with store.reader() as cursor:
            state, entries = _examine_whole(cursor, home), read_entries(cursor)
        if state.loss:
            raise StoreInDoubt(state.loss)
        if not state.flaws:
            raise Refused("操作记录的副本是完整的，与数据仓库一致，无需认可。")
        kept = _find_free_name(home)
        detail = {**_describe(state, entries), "reason": reason, "kept": kept}
        with store.bind_to(host(actor)).writer("restore") as cursor:
            write_audit(cursor, actor, ACTION, detail)
        with store.reader() as cursor:
            _replace(home, kept, read_entries(cursor))
    finally:
        store.close()
    return detail


def list_rebuilt(entries: Iterable[Entry]) -> Iterator[str]:
    """Yield a sentence for each decision, with the entries whose copy was written later."""
    for entry in entries:
        if entry.action == ACTION:
            yield _describe_rebuilt(entry)


def _describe_rebuilt(entry: Entry) -> str:
    """Return a sentence on a decision: who, when, why, and what can no longer be checked."""
    try:
        detail = json.loads(entry.detail)
        spans = format_spans([(int(first), int(last)) for first, last in detail["lacking"]])
        reason = detail["reason"]
    except (ValueError, TypeError, KeyError):  # another program wrote the entry
        return f"操作记录第{entry.number}条决定重建操作记录的副本，内容读不出来。"
    moment = to_china(entry.happened_at).strftime("%Y-%m-%d %H:%M")
    what = f"{spans}是按数据仓库补写的，库外没有当时的副本可以对照" if spans else "去掉了外来的内容"
    return (
        f"操作记录的副本于{moment}由{entry.actor}决定重建（操作记录第{entry.number}条，"
        f"理由：{reason}）：{what}。"
    )


def _examine_whole(cursor: Cursor, home: Path) -> CopyState:
    entries = read_entries(cursor)
    return examine(cursor, home / COPY_FOLDER / COPY_NAME, recent=len(entries))


def _describe(state: CopyState, entries: list[Entry]) -> dict[str, Any]:
    """Return what the copy lacks, and where the database's own chain breaks."""
    digests = {entry.number: entry.digest for entry in entries}
    lacking = {"first": state.lacking[0][0], "last": state.lacking[-1][1]} if state.lacking else {}
    return {
        "said": list(state.flaws),
        "lacking": [list(span) for span in state.lacking[:MOST_SPANS]],
        "spans": len(state.lacking),
        **{name: {"entry": number, "digest": digests[number]} for name, number in lacking.items()},
        # None: the chain is unbroken.
        "chain_breaks_at": find_break(entries),
    }


def _replace(home: Path, kept: str, entries: list[Entry]) -> None:
    """Rename the old copy, whatever it is, and write a new one with all entries."""
    folder = home / COPY_FOLDER
    path = folder / COPY_NAME
    lines = [*map(write_entry, entries), write_stands(entries[-1])]
    try:
        if folder.exists() and not folder.is_dir():
            folder.rename(home / kept)
        elif path.exists():
            path.rename(folder / kept)
        make_private(folder)
        sync_to_disk(home)
        write_whole(path, b"".join(line + b"\n" for line in lines), is_private=True)
    except OSError as error:
        raise StoreUnavailable(
            f"操作记录的副本无法写入：{path}（{describe_os_error(error)}）。"
            "请检查磁盘空间和目录权限，再运行一次同样的命令。"
        ) from None


def _find_free_name(home: Path) -> str:
    """Return a name for the old copy that is unused in the home and in the copy's folder."""
    moment = name_moment(utc_now())
    names = [f"record-{moment}.jsonl", *(f"record-{moment}-{n}.jsonl" for n in range(2, 100))]
    places = (home, home / COPY_FOLDER)
    return next(name for name in names if not any((at / name).exists() for at in places))
