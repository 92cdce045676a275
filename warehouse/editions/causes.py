"""List what was done between two contents of a month: the possible causes of a correction."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from warehouse.editions.content import EditionContent

Item = tuple[str, str, str | None]
"""(assessment, unit, indicator); indicator None: the unit's own figures."""


@dataclass(frozen=True)
class Cause:
    """An act between the two contents, with its reason and its file."""

    kind: Literal["import", "revert", "adjustment", "interpretation", "scheme"]
    reason: str
    file: str | None = None
    dataset: str | None = None
    interpretation: str | None = None
    item: Item | None = None
    """The item of an adjustment."""


def list_causes(old: EditionContent, new: EditionContent) -> list[Cause]:
    """Return what was imported, reverted, decided or changed between two contents."""
    return [
        *_compare_schemes(old, new),
        *_compare_interpretations(old, new),
        *_compare_inputs(old, new),
        *_compare_adjustments(old, new),
    ]


def _compare_schemes(old: EditionContent, new: EditionContent) -> Iterator[Cause]:
    if old["scheme"]["sha256"] != new["scheme"]["sha256"]:
        yield Cause("scheme", f"考核方案改为第{new['scheme']['version']}版")


def _compare_interpretations(old: EditionContent, new: EditionContent) -> Iterator[Cause]:
    before = {chosen["id"]: chosen["option"] for chosen in old["interpretations"]}
    for chosen in new["interpretations"]:
        if before.get(chosen["id"], chosen["option"]) != chosen["option"]:
            act = f"口径“{chosen['title']}”改为“{chosen['label']}”"
            reason = _join(act, chosen["reason"])
            yield Cause("interpretation", reason, interpretation=chosen["id"])


def _compare_inputs(old: EditionContent, new: EditionContent) -> Iterator[Cause]:
    before = {(form["dataset"], form["month"]): form["changed_by"] for form in old["inputs"]}
    for form in new["inputs"]:
        if before.get((form["dataset"], form["month"])) == form["changed_by"]:
            continue
        verb = "撤销" if form["kind"] == "revert" else "导入"
        year, month = form["month"].split("-")
        act = f"第{form['changed_by']}批{verb}{year}年{int(month)}月“{form['title']}”"
        reason = _join(act, form["reason"])
        yield Cause(form["kind"], reason, form["file"], dataset=form["dataset"])


def _compare_adjustments(old: EditionContent, new: EditionContent) -> Iterator[Cause]:
    before = {decided["objection"]: decided["batch"] for decided in old["adjustments"]}
    for decided in new["adjustments"]:
        if before.get(decided["objection"]) == decided["batch"]:
            continue
        verb = "复核决定撤回" if decided["outcome"] == "withdrawn" else "复核决定"
        item = decided["assessment"], decided["unit"], decided["indicator"]
        reason = _join(f"第{decided['objection']}号{verb}", decided["reason"])
        yield Cause("adjustment", reason, decided["file"], item=item)


def _join(act: str, reason: str | None) -> str:
    return f"{act}：{reason}" if reason else act
