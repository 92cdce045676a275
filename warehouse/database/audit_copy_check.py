"""Compare the audit copy with the database: which entries it lacks, and which side is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from warehouse.check_results import CheckFinding
from warehouse.database.audit import BEFORE_THE_FIRST, Entry, read_entries_from, seal_entry
from warehouse.database.audit_copy_lines import CopyLine, read_entry, scan, write_entry
from warehouse.database.connection import Cursor
from warehouse.faults import StoreInDoubt

COPY_FOLDER, COPY_NAME = "audit", "record.jsonl"

RECENT = 10_000
"""The number of newest entries that opening a store compares word for word. Earlier ones are
compared by number and digest: 1.5 s of CPU instead of 3.3 s for 200,000 entries (120 MB). The
verification compares all of them word for word."""

Span = tuple[int, int]
"""The first and the last number of consecutive entries."""


@dataclass(frozen=True)
class CopyState:
    """The result of comparing an audit copy with the database."""

    head: int
    """The number of the database's newest entry; 0: none."""
    confirmed: int
    announced: int
    lacking: tuple[Span, ...] = ()
    """Entries of the database that the copy lacks or has with other content."""
    flaws: tuple[str, ...] = ()
    """What is wrong with the copy: sentences without a full stop."""
    loss: str = ""
    """What the database has lost or changed, as the copy proves; empty: nothing."""
    is_behind: bool = False
    """Whether the newest acts are among the lost ones."""

    def check(self) -> None:
        """Raise StoreInDoubt unless copy and database agree."""
        if self.loss:
            raise StoreInDoubt(self.loss)
        if self.flaws:
            raise StoreInDoubt(
                f"{self.flaws[0]}。最近的记录可能已被删去，为避免继续损坏，暂不打开。"
                "请先运行 kaohe verify 查看：数据仓库可信的，用 kaohe audit accept --reason 理由 "
                "重建副本；不可信的，用 kaohe restore 备份目录 恢复。"
            )


@dataclass
class _Comparison:
    """Compares each confirmed line with the database's entry of the same number."""

    digests: Mapping[int, str]
    entries: Mapping[int, Entry]
    """The entries that are compared word for word."""
    matching: set[int] = field(default_factory=set)
    differing: list[CopyLine] = field(default_factory=list)
    chain: dict[int, str] = field(default_factory=dict)
    """The digests of the confirmed entries according to the copy."""

    def add(self, line: CopyLine) -> None:
        self.chain[line.number] = line.digest
        if self._agrees(line):
            self.matching.add(line.number)
        else:
            self.differing.append(line)

    def _agrees(self, line: CopyLine) -> bool:
        if self.digests.get(line.number) != line.digest:
            return False
        entry = self.entries.get(line.number)
        return entry is None or write_entry(entry) == line.text

    def find_conflict(self) -> int | None:
        """Return the first entry that the copy's chain proves and the database lacks, or None.

        A line proves its entry if its digest follows from the entry before it, in the copy or in
        the database. If that digest is unknown, the line is believed.
        """
        for line in self.differing:
            number, entry = line.number, read_entry(line)
            if number == 1:
                before: str | None = BEFORE_THE_FIRST
            else:
                before = self.chain.get(number - 1) or self.digests.get(number - 1)
            if entry is not None and (before is None or _seal(before, entry) == line.digest):
                return number
        return None


def examine(cursor: Cursor, path: Path, recent: int = RECENT) -> CopyState:
    """Compare a copy with the database; only the `recent` newest entries word for word."""
    rows = cursor.execute("select entry_id, digest from audit_entry").fetchall()
    digests: dict[int, str] = dict(rows)
    newest = read_entries_from(cursor, max(digests, default=0) - recent + 1)
    return compare(path, digests, {entry.number: entry for entry in newest})


def compare(path: Path, digests: Mapping[int, str], entries: Mapping[int, Entry]) -> CopyState:
    """Compare a copy with the digests of all entries, and with the content of the given ones."""
    comparison, head = _Comparison(digests, entries), max(digests, default=0)
    copy = scan(path, comparison.add)
    # After a crash between commit and confirmation, the last act is only announced.
    for number, line in copy.pending.items():
        if number in digests:
            comparison.add(line)
    lacking = tuple(_join(digests.keys() - comparison.matching))
    flaws = [*_describe_missing(path, copy.is_there, copy.lines, digests, lacking), *copy.flaws]
    differing = [line.number for line in comparison.differing if line.number <= head]
    flaws += [f"操作记录与副本从第{number}条起不同" for number in differing[:1]]
    conflict = comparison.find_conflict()
    loss = "" if conflict is None else _describe_loss(conflict, head, copy.confirmed)
    is_behind = bool(loss) and digests.get(copy.confirmed) != copy.digest
    return CopyState(head, copy.confirmed, copy.announced, lacking, tuple(flaws), loss, is_behind)


def find_loss(cursor: Cursor, path: Path) -> str:
    """Return a sentence on the newest acts that the copy proves lost; empty if there are none.

    Nobody may write meanwhile, or the copy would be ahead of the cursor's snapshot.
    """
    state = examine(cursor, path)
    return state.loss if state.is_behind else ""


def check_copy(entries: Sequence[Entry], path: Path) -> Iterator[CheckFinding]:
    """Compare the given entries of the record with the copy, word for word."""
    by_number = {entry.number: entry for entry in entries}
    digests = {number: entry.digest for number, entry in by_number.items()}
    for flaw in compare(path, digests, by_number).flaws:
        yield CheckFinding("copy", f"{flaw}。")


def format_spans(spans: Sequence[Span]) -> str:
    """Return at most five spans of entries as text: 第3—7条、第9条."""
    shown = [f"第{first}条" if first == last else f"第{first}—{last}条" for first, last in spans]
    return "、".join(shown[:5]) + ("等" if len(shown) > 5 else "")


def _describe_missing(
    path: Path, is_there: bool, lines: int, digests: Mapping[int, str], lacking: Sequence[Span]
) -> Iterator[str]:
    if not digests:
        return
    if not is_there:
        yield f"操作记录的副本不见了：{path}，数据仓库里有{len(digests)}条操作记录"
    elif not lines:
        yield f"操作记录的副本是空的：{path}，数据仓库里有{len(digests)}条操作记录"
    elif lacking:
        yield f"操作记录的副本缺少或改动了{format_spans(lacking)}"


def _describe_loss(conflict: int, head: int, confirmed: int) -> str:
    if conflict > head:
        return (
            f"数据仓库不完整：操作记录的副本写到第{confirmed}条，仓库里只到第{head}条，"
            "最近的改动丢失了（日志被删，或文件被换成旧的）。为避免继续损坏，暂不打开。"
            "请先运行 kaohe verify 查看，再用 kaohe restore 备份目录 恢复。"
        )
    return (
        f"数据仓库与操作记录的副本不符：第{conflict}条不同，记录被改动过，或文件不是同一个仓库。"
        "请先运行 kaohe verify 查看，再用 kaohe restore 备份目录 恢复。"
    )


def _join(numbers: Iterable[int]) -> Iterator[Span]:
    """Yield numbers as spans of consecutive ones, in order."""
    first = last = None
    for number in sorted(numbers):
        if first is None or last is None:
            first = last = number
        elif number == last + 1:
            last = number
        else:
            yield first, last
            first = last = number
    if first is not None and last is not None:
        yield first, last


def _seal(before: str, entry: Entry) -> str:
    return seal_entry(
        before, entry.number, entry.actor, entry.action, entry.detail, entry.happened_at
    )
