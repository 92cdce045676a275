"""The record's copy outside the database: lines of JSON that are only ever added.

A transaction's entries are added before it commits and confirmed after. So the copy is never
behind what was acknowledged, and a store that is behind the copy has lost something: a deleted
log, an older file put in its place.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from warehouse.audit import Entry, read_entries_from, read_head
from warehouse.connecting import Cursor
from warehouse.faults import StoreInDoubt, StoreUnavailable
from warehouse.whole_files import make_private, say_os_error

FOLDER, FILE_NAME = "audit", "record.jsonl"
TAIL_BYTES = 256 * 1024
"""What is read at the start: more than one transaction ever writes."""

_LOG = logging.getLogger(__name__)

Line = Mapping[str, Any]


@dataclass(frozen=True)
class Anchor:
    """The last entry that was confirmed, and what was announced after it."""

    number: int = 0
    digest: str = ""
    announced: int = 0
    """The last announced entry; not above `number` where nothing is open."""


class AuditCopy:
    """The copy of one home; used by the one writer only."""

    def __init__(self, home: Path) -> None:
        self.path = home / FOLDER / FILE_NAME
        self._announced: Entry | None = None
        self._number = 0

    def reconcile(self, cursor: Cursor) -> None:
        """Bring the copy up to the store; StoreInDoubt where the store is the older one."""
        anchor, head = read_anchor(self.path), read_head(cursor)
        check_anchor(cursor, anchor)
        if anchor.announced > (head.number if head else 0):
            self._write([{"dropped": anchor.number + 1}])
        self._number = anchor.number
        self.announce(cursor)
        self.confirm()

    def announce(self, cursor: Cursor) -> None:
        """Add the entries of a transaction that is about to commit."""
        entries = read_entries_from(cursor, self._number + 1)
        if entries:
            self._write([_to_line(one) for one in entries])
            self._announced = entries[-1]

    def confirm(self) -> None:
        """Say that what was announced was committed; if that fails, the next start says it."""
        newest, self._announced = self._announced, None
        if newest is None:
            return
        self._number = newest.number
        try:
            self._write([{"stands": newest.number, "digest": newest.digest}])
        except StoreUnavailable:
            _LOG.warning("entry %d is committed but not confirmed in the copy", newest.number)

    def withdraw(self) -> None:
        """Say that what was announced did not come to pass."""
        announced, self._announced = self._announced, None
        if announced is None:
            return
        try:
            self._write([{"dropped": self._number + 1}])
        except StoreUnavailable:
            _LOG.warning("entry %d was announced and dropped", announced.number)

    def _write(self, lines: list[Line]) -> None:
        text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
        try:
            make_private(self.path.parent)
            handle = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            with os.fdopen(handle, "ab") as file:
                if _is_torn(self.path):
                    file.write(b"\n")  # a line that a crash cut short ends here
                file.write(text.encode("utf-8"))
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise StoreUnavailable(
                f"操作记录的副本写不进去：{self.path}（{say_os_error(error)}）。"
                "请检查磁盘空间和目录权限，数据没有变化。"
            ) from None


def check_anchor(cursor: Cursor, anchor: Anchor) -> None:
    """Raise StoreInDoubt where the store lacks, or differs in, what was confirmed."""
    if not anchor.number:
        return
    head = read_head(cursor)
    number = head.number if head else 0
    if number < anchor.number:
        raise StoreInDoubt(
            f"数据仓库不完整：操作记录的副本写到第{anchor.number}条，仓库里只到第{number}条，"
            "最近的改动丢失了（日志被删，或文件被换成旧的）。为免继续写坏，现在不打开。"
            "请先运行 kaohe verify 查看，再用 kaohe restore 备份目录 恢复。"
        )
    (entry, *_) = read_entries_from(cursor, anchor.number)
    if entry.digest != anchor.digest:
        raise StoreInDoubt(
            f"数据仓库与操作记录的副本不符：第{anchor.number}条不同，记录被改动过，或文件不是同一个仓库。"
            "请先运行 kaohe verify 查看，再用 kaohe restore 备份目录 恢复。"
        )


def read_anchor(path: Path) -> Anchor:
    """Return the last confirmed entry of a copy, from its end; nothing where there is no copy."""
    if not path.exists():
        return Anchor()
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - TAIL_BYTES))
        tail = file.read()
    anchor = Anchor()
    for line in _parse(tail):
        anchor = _follow(anchor, line)
    if not anchor.number and len(tail) < size:  # one transaction of more than the tail
        for line in _parse(path.read_bytes()):
            anchor = _follow(anchor, line)
    return anchor


def read_copy(path: Path) -> dict[int, Line]:
    """Return the confirmed entries of a copy by number, as they were first written."""
    confirmed: dict[int, Line] = {}
    announced: dict[int, Line] = {}
    for line in _parse(path.read_bytes() if path.exists() else b""):
        if "entry" in line:
            announced[line["entry"]] = line
        elif "dropped" in line:
            announced.clear()
        elif "stands" in line:
            for number, one in announced.items():
                confirmed.setdefault(number, one)
            announced.clear()
    return confirmed


def _follow(anchor: Anchor, line: Line) -> Anchor:
    if "stands" in line:
        return Anchor(line["stands"], line["digest"], line["stands"])
    if "dropped" in line:
        return Anchor(anchor.number, anchor.digest, anchor.number)
    if "entry" in line:
        return Anchor(anchor.number, anchor.digest, line["entry"])
    return anchor


def _parse(content: bytes) -> Iterator[Line]:
    """Yield the whole lines; one that was cut short is none."""
    for text in content.split(b"\n"):
        try:
            line = json.loads(text)
        except ValueError:
            continue
        if isinstance(line, dict):
            yield line


def _to_line(entry: Entry) -> Line:
    return {
        "entry": entry.number,
        "time": entry.happened_at.isoformat(timespec="microseconds"),
        "actor": entry.actor,
        "action": entry.action,
        "detail": entry.detail,
        "digest": entry.digest,
    }


def _is_torn(path: Path) -> bool:
    with path.open("rb") as file:
        if file.seek(0, os.SEEK_END) == 0:
            return False
        file.seek(-1, os.SEEK_END)
        return file.read(1) != b"\n"
