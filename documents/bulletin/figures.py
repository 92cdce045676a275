"""The names that a template's texts can use, and their values in a given month.

An empty value means that there is nothing to say, so that another variant of a sentence is chosen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from documents.bulletin.facts import Bulletin
from documents.wording import cite_document

FigureTexts = dict[str, str]

COMMON_NAMES = ("年", "月", "年度", "地区", "文件", "依据", "方案", "批次")


@dataclass(frozen=True)
class UnitNamer:
    """Name units in a section's sentences: their printed names, and how many a sentence lists."""

    printed: Mapping[str, str]
    most_named: int
    annex: str = "附件"
    """The section's first table, where a reader finds the other units; '' if there is none."""

    def name(self, unit: str) -> str:
        """Return a unit's name as the notice's table prints it."""
        return self.printed.get(unit, unit)

    def join(self, units: Sequence[str], remarks: Mapping[str, str] | None = None) -> str:
        """Return the names joined, each with its remark, or only their number if there are many.

        A remark that all units share is given once.
        """
        remarks = remarks or {}
        if self.annex and len(units) > self.most_named:
            return f"{len(units)}家单位（详见{self.annex}）"
        distinct = {remarks[unit] for unit in units if unit in remarks}
        if len(distinct) == 1 and len(units) > 1 and all(unit in remarks for unit in units):
            shared = distinct.pop()
            shared = f"均为{shared}" if shared[0].isdigit() else f"均{shared}"
            return f"{'、'.join(map(self.name, units))}（{shared}）"
        return "、".join(
            f"{self.name(unit)}（{remarks[unit]}）" if unit in remarks else self.name(unit)
            for unit in units
        )


def list_common(bulletin: Bulletin) -> FigureTexts:
    """Return the values of COMMON_NAMES, which every text of the bulletin can use."""
    year, month = bulletin.calendar_month
    return {
        "年": str(year),
        "月": str(month),
        "年度": str(bulletin.year),
        "地区": bulletin.region,
        "文件": bulletin.document,
        "依据": f"根据{cite_document(bulletin.document)}，" if bulletin.document else "",
        "方案": bulletin.title,
        "批次": str(bulletin.batch) if bulletin.batch else "",
    }


def take_first(units: Sequence[str], figures: Mapping[str, Decimal], count: int) -> list[str]:
    """Return the first `count` units, and all further units with the same figure as the last."""
    if len(units) <= count:
        return list(units)
    last = figures[units[count - 1]]
    return [*units[:count], *(unit for unit in units[count:] if figures[unit] == last)]
