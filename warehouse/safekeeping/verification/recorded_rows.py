"""Compare the protected rows with the digests that the audit record has of them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from warehouse.check_results import Checked, CheckFinding
from warehouse.database.audit import Entry
from warehouse.database.audit_details import ROWS
from warehouse.database.connection import Cursor
from warehouse.database.row_digests import Digests, digest_all

MOST_NAMED = 20
"""The number of rows of a table that are named one by one; the others are counted."""

TITLES = {
    "source_file": "来源文件",
    "masked_copy": "隐去个人信息的副本",
    "scheme_version": "考核方案的版本",
    "scheme_retirement": "考核方案的停用和恢复",
    "interpretation_choice": "选定的口径",
    "batch": "批次",
    "standing_change": "批次的生效和替换",
    "remembered_alias": "记住的单位别名",
    "remembered_answer": "记住的答复",
    "seal_change": "封存和解除封存",
    "edition": "印发的通报",
    "edition_document": "印发的文件",
    "objection": "复核申请",
    "decision": "复核决定",
    "account": "账号",
    "setting": "设置",
    "month_state": "月份的封存状态",
    "saved_view": "保存的视图",
    "inbox_file": "待处理文件",
    "bulletin_draft": "通报稿",
    "draft_step": "通报稿的修改和审核",
    "unit": "单位名册，方案",
    "scores": "得分明细，考核",
    "rows": "报表数据，批次",
}
"""First word of a row's key → its title for users."""


class RecordedRows(NamedTuple):
    """The last digest of a row in the audit record (None: deleted), and the entry that has it."""

    digest: str | None
    entry: int


class Break(NamedTuple):
    """A row that differs from the audit record, now or when a later act changed it."""

    key: str
    entry: int
    """The entry that the row contradicts; 0: no entry mentions the row."""
    found_by: int
    """The entry of the act that met the differing row; 0: the row differs now."""


class RowComparison(NamedTuple):
    """The result of comparing a store's rows with the digests in its audit record."""

    breaks: tuple[Break, ...]
    total: int
    """The number of rows and groups there are now."""
    first: int
    """The first entry whose digests were compared; 0: the record has no digests."""


def compare_rows(cursor: Cursor, entries: Sequence[Entry]) -> RowComparison:
    """Compare each protected row with the last digest that the record has of it."""
    recorded, breaks = fold_entries(entries)
    if not recorded:
        return RowComparison((), 0, 0)
    now = digest_all(cursor)
    first = min(row.entry for row in recorded.values())
    return RowComparison((*breaks, *find_breaks(recorded, now)), len(now), first)


def check_rows(cursor: Cursor, entries: Sequence[Entry], compared: RowComparison) -> Checked:
    """Return a finding for each row that differs from the record."""
    if not compared.first:
        return Checked(left_out=(_describe_without_digests(entries),) if entries else ())
    sentence = (
        f"受保护的数据共{compared.total}项，"
        f"逐项与操作记录里的摘要核对（第{compared.first}条起有摘要）。"
    )
    return Checked(tuple(_describe_breaks(cursor, compared.breaks)), (sentence,))


def list_attested(entries: Sequence[Entry], compared: RowComparison) -> set[int]:
    """Return the batches whose rows are, by the record's digests, as they were landed.

    Only digests in the entry of the landing count: one that was first taken of a store in use says
    nothing about the time before.
    """
    landed = {key for entry in entries if entry.action == "land" for key in read_rows(entry.detail)}
    intact = landed - {broken.key for broken in compared.breaks}
    batches = {number for word, _, number in (key.partition(" ") for key in intact)}
    return {int(batch) for batch in batches if {f"batch {batch}", f"rows {batch}"} <= intact}


def fold_entries(entries: Iterable[Entry]) -> tuple[dict[str, RecordedRows], list[Break]]:
    """Return each row's last digest in the record, and where an act met a different row."""
    recorded: dict[str, RecordedRows] = {}
    breaks: list[Break] = []
    for entry in entries:
        for key, value in read_rows(entry.detail).items():
            last = recorded.get(key, RecordedRows(None, 0))
            before, after = value if isinstance(value, list) else (last.digest, value)
            if before != last.digest:
                breaks.append(Break(key, last.entry, entry.number))
            recorded[key] = RecordedRows(after, entry.number)
    return recorded, breaks


def find_breaks(recorded: dict[str, RecordedRows], now: Digests) -> list[Break]:
    """Return the rows that differ now from their last digest in the record."""
    return [
        Break(key, recorded[key].entry if key in recorded else 0, 0)
        for key in sorted(recorded.keys() | now.keys())
        if now.get(key) != (recorded[key].digest if key in recorded else None)
    ]


def read_rows(detail: str) -> dict[str, str | list[str | None]]:
    """Return the digests in an entry: key of a row → after, or [before, after]."""
    if f'"{ROWS}": {{' not in detail:  # most entries have none, and parsing JSON takes time
        return {}
    rows = json.loads(detail).get(ROWS)
    return rows if isinstance(rows, dict) else {}


def _describe_without_digests(entries: Sequence[Entry]) -> str:
    return (
        f"操作记录（{len(entries)}条）中尚无数据的摘要，数据没有与记录核对："
        "正常打开一次数据仓库后会登记。更早的改动只有全面核对能发现。"
    )


def _describe_breaks(cursor: Cursor, breaks: Sequence[Break]) -> Iterator[CheckFinding]:
    by_word: dict[str, list[Break]] = {}
    for broken in breaks:
        by_word.setdefault(broken.key.partition(" ")[0], []).append(broken)
    names = dict(cursor.execute("select account_id::varchar, name from account").fetchall())
    for word, found in by_word.items():
        for broken in found[:MOST_NAMED]:
            yield CheckFinding(ROWS, _describe_break(broken, names))
        if len(found) > MOST_NAMED:
            more = len(found) - MOST_NAMED
            yield CheckFinding(ROWS, f"{TITLES.get(word, word)}：还有{more}项与操作记录不符。")


def _describe_break(broken: Break, names: dict[str, str]) -> str:
    word, _, rest = broken.key.partition(" ")
    name = names.get(rest, rest) if word == "account" else rest
    what = f"{TITLES.get(word, word)}“{name}”"
    if not broken.entry:
        return f"{what}没有操作记录：不是通过本系统写入的。"
    if broken.found_by:
        return (
            f"{what}在第{broken.entry}条操作记录之后、第{broken.found_by}条之前被改动过："
            "不是通过本系统改动的。"
        )
    return f"{what}与操作记录第{broken.entry}条不符：不是通过本系统改动的。"
