"""Compare issued editions and sealed months with the audit entries of these acts."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from warehouse.check_results import CheckFinding
from warehouse.database.audit import Entry
from warehouse.database.connection import Cursor

SEALING = {"seal", "unseal", "issue"}
"""The acts that decide whether a month is sealed."""


def find_other_editions(cursor: Cursor, entries: Sequence[Entry]) -> Iterator[CheckFinding]:
    """Yield a finding for each edition that differs from its audit entry, or has none."""
    rows = cursor.execute("select edition_id, sha256, actor, reason from edition").fetchall()
    stored = {number: rest for number, *rest in rows}
    documents: dict[int, dict[str, str]] = {}
    for number, name, sha256 in cursor.execute(
        "select edition_id, file_name, sha256 from edition_document"
    ).fetchall():
        documents.setdefault(number, {})[name] = sha256
    recorded = set()
    for entry in (one for one in entries if one.action == "issue"):
        detail = json.loads(entry.detail)
        number = detail["edition"]
        recorded.add(number)
        expected = [detail["sha256"], entry.actor, detail["reason"]], detail["documents"]
        if expected != (stored.get(number), documents.get(number, {})):
            yield CheckFinding("editions", f"第{number}号通报与操作记录不符：被改动或删除过。")
    for number in sorted(stored.keys() - recorded):
        yield CheckFinding("editions", f"第{number}号通报没有印发的操作记录。")


def find_other_seals(cursor: Cursor, entries: Sequence[Entry]) -> Iterator[CheckFinding]:
    """Yield a finding for each month that is sealed or open against its last audit entry."""
    recorded: dict[tuple[str, str], bool] = {}
    for entry in (one for one in entries if one.action in SEALING):
        detail = json.loads(entry.detail)
        recorded[detail["scheme"], detail["month"]] = entry.action != "unseal"
    rows = cursor.execute(
        "select scheme_id, strftime(month, '%Y-%m'), is_sealed from month_state"
    ).fetchall()
    stored = {(scheme, month): is_sealed for scheme, month, is_sealed in rows}
    for scheme, month in sorted(recorded.keys() | stored.keys()):
        if recorded.get((scheme, month), False) != stored.get((scheme, month), False):
            yield CheckFinding("seals", f"{scheme} {month} 是否封存，与操作记录不符。")
