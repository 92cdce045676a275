"""Holding the protected rows against the digests that the record has of them."""

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
"""So many rows of a table are named one by one; the others are counted."""

TITLES = {
    "source_file": "来源文件",
    "masked_copy": "隐去个人信息的副本",
    "scheme_version": "考核方案的版本",
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
    "unit": "单位名册，方案",
    "scores": "得分明细，考核",
    "rows": "报表数据，批次",
}
"""First word of a row's key → what a person calls it."""


class RecordedRows(NamedTuple):
    """What the record says last of a row: its digest (None: gone) and the entry that says it."""

    digest: str | None
    entry: int


class Break(NamedTuple):
    """A row that an act found, or that is there now, otherwise than the record said."""

    key: str
    entry: int
    """The entry with which the row does not agree; 0: no entry tells of the row."""
    found_by: int
    """The entry of the act that found it so; 0: it is so now."""


class Comparison(NamedTuple):
    """The rows of a store beside the digests that its record has of them."""

    breaks: tuple[Break, ...]
    total: int
    """How many rows and groups there are now."""
    first: int
    """The first entry with digests; 0: the record has none, and nothing was compared."""


def compare_rows(cursor: Cursor, entries: Sequence[Entry]) -> Comparison:
    """Compare each protected row with the last digest that the record has of it."""
    told, breaks = fold_entries(entries)
    if not told:
        return Comparison((), 0, 0)
    now = digest_all(cursor)
    first = min(one.entry for one in told.values())
    return Comparison((*breaks, *find_breaks(told, now)), len(now), first)


def check_rows(cursor: Cursor, entries: Sequence[Entry], compared: Comparison) -> Checked:
    """Return a finding for each row that differs from the record."""
    if not compared.first:
        return Checked(left_out=(_describe_not_held(entries),) if entries else ())
    said = (
        f"受保护的数据共{compared.total}项，"
        f"逐项与操作记录里的摘要核对（第{compared.first}条起有摘要）。"
    )
    return Checked(tuple(_describe_all(cursor, compared.breaks)), (said,))


def list_attested(entries: Sequence[Entry], compared: Comparison) -> set[int]:
    """Return the batches whose rows are, by the record's digests, as they were landed.

    A digest that was first taken of a store in use says nothing of the time before.
    """
    landed = {key for one in entries if one.action == "land" for key in read_rows(one.detail)}
    whole = landed - {one.key for one in compared.breaks}
    numbers = {number for word, _, number in (key.partition(" ") for key in whole)}
    return {int(one) for one in numbers if {f"batch {one}", f"rows {one}"} <= whole}


def fold_entries(entries: Iterable[Entry]) -> tuple[dict[str, RecordedRows], list[Break]]:
    """Return the record's last word on each row, and where an act found a row otherwise."""
    told: dict[str, RecordedRows] = {}
    breaks: list[Break] = []
    for one in entries:
        for key, value in read_rows(one.detail).items():
            last = told.get(key, RecordedRows(None, 0))
            before, after = value if isinstance(value, list) else (last.digest, value)
            if before != last.digest:
                breaks.append(Break(key, last.entry, one.number))
            told[key] = RecordedRows(after, one.number)
    return told, breaks


def find_breaks(told: dict[str, RecordedRows], now: Digests) -> list[Break]:
    """Return the rows that are now otherwise than the record says last."""
    return [
        Break(key, told[key].entry if key in told else 0, 0)
        for key in sorted(told.keys() | now.keys())
        if now.get(key) != (told[key].digest if key in told else None)
    ]


def read_rows(detail: str) -> dict[str, str | list[str | None]]:
    """Return the digests that an entry has: key → after, or [before, after]."""
    if f'"{ROWS}": {{' not in detail:  # most entries have none, and reading JSON takes time
        return {}
    rows = json.loads(detail).get(ROWS)
    return rows if isinstance(rows, dict) else {}


def _describe_not_held(entries: Sequence[Entry]) -> str:
    return (
        f"操作记录（{len(entries)}条）里还没有数据的摘要，数据没有与记录核对："
        "正常打开一次数据仓库后会登记。更早的改动只有全面核对能发现。"
    )


def _describe_all(cursor: Cursor, breaks: Sequence[Break]) -> Iterator[CheckFinding]:
    by_word: dict[str, list[Break]] = {}
    for one in breaks:
        by_word.setdefault(one.key.partition(" ")[0], []).append(one)
    names = dict(cursor.execute("select account_id::varchar, name from account").fetchall())
    for word, found in by_word.items():
        for one in found[:MOST_NAMED]:
            yield CheckFinding(ROWS, _say(one, names))
        if len(found) > MOST_NAMED:
            more = len(found) - MOST_NAMED
            yield CheckFinding(ROWS, f"{TITLES.get(word, word)}：还有{more}项与操作记录不符。")


def _say(one: Break, names: dict[str, str]) -> str:
    word, _, rest = one.key.partition(" ")
    name = names.get(rest, rest) if word == "account" else rest
    what = f"{TITLES.get(word, word)}“{name}”"
    if not one.entry:
        return f"{what}没有操作记录：不是通过本系统写入的。"
    if one.found_by:
        return (
            f"{what}在第{one.entry}条操作记录之后、第{one.found_by}条之前被改动过："
            "不是通过本系统改动的。"
        )
    return f"{what}与操作记录第{one.entry}条不符：不是通过本系统改动的。"
