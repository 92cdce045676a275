"""The record of acts as a table: who did what, when, in words."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from dashboard.grid import Heading, Table
from documents.wording import OBJECTION_TITLES, say_time
from warehouse.audit import Entry

ACTIONS = {
    "land": "导入",
    "revert": "撤销",
    "load_scheme": "装入方案",
    "choose_interpretation": "选定口径",
    "restore": "恢复备份",
    "seal": "封存",
    "unseal": "解除封存",
    "issue": "印发通报",
    "file_objection": "登记复核",
    "decide_objection": "复核决定",
}
"""Action → how a person calls it; one that is missing here is shown as it is."""

WORDS = {
    "batch": "批次",
    "reverts": "撤销批次",
    "dataset": "报表",
    "month": "月份",
    "reason": "缘由",
    "scheme": "方案",
    "sha256": "文件校验码",
    "backup": "备份",
    "entry": "记录序号",
    "aside": "原数据留在",
    "edition": "通报编号",
    "revision": "版次",
    "documents": "文件",
    "objection": "复核编号",
    "line": "明细",
    "outcome": "决定",
    "points": "调整分值",
}
SHOWN_DIGITS = 12
"""Of a digest: enough to tell files apart; the export has it whole."""


def list_entries(entries: Sequence[Entry], titles: Mapping[str, str]) -> Table:
    """Return the record, the newest entry first; `titles` name datasets and schemes by key."""
    return Table(
        caption="操作记录，最新的在前",
        headings=[
            Heading("序号", "whole", 70),
            Heading("时间", width=140),
            Heading("谁", width=110),
            Heading("做了什么", width=100),
            Heading("内容", "wrap", 460),
            Heading("校验码", width=130, help="由这一条和前一条算出；改动任何一条，后面的都对不上"),
        ],
        rows=[
            [
                one.number,
                say_time(one.happened_at),
                one.actor,
                ACTIONS.get(one.action, one.action),
                say_detail(one.detail, titles),
                one.digest[:SHOWN_DIGITS],
            ]
            for one in reversed(entries)
        ],
        ids=[str(one.number) for one in reversed(entries)],
        head=0,
    )


def say_detail(detail: str, titles: Mapping[str, str]) -> str:
    """Return what an entry holds in words: 批次 12；月份 2021-05."""
    told: dict[str, Any] = json.loads(detail)
    parts = []
    for key, value in told.items():
        if value is None or value == "":
            continue
        text = _say_value(value)
        if key == "sha256":
            text = text[:SHOWN_DIGITS]
        if key == "outcome":
            text = OBJECTION_TITLES.get(text, text)
        parts.append(f"{WORDS.get(key, key)} {titles.get(text, text)}")
    return "；".join(parts)


def _say_value(value: object) -> str:
    if isinstance(value, str):
        return value
    return "、".join(value) if isinstance(value, dict) else json.dumps(value, ensure_ascii=False)
