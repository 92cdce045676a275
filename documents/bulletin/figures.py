"""The names that a template's texts can use, and what each says in a given month.

An empty text means that there is nothing to say: another way to say the sentence is taken then.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from documents.bulletin.facts import Bulletin

Figures = dict[str, str]

COMMON_NAMES = ("年", "月", "地区", "文件", "方案", "批次")


@dataclass(frozen=True)
class Speller:
    """How units are named in a section, and how many a sentence names."""

    printed: Mapping[str, str]
    most_named: int

    def name(self, unit: str) -> str:
        """Return a unit's name as the notice's table prints it."""
        return self.printed.get(unit, unit)

    def join(self, units: Sequence[str]) -> str:
        """Return names joined; beyond the most that are named, 等n家单位."""
        names = "、".join(units[: self.most_named])
        return names if len(units) <= self.most_named else f"{names}等{len(units)}家单位"


def list_common(bulletin: Bulletin) -> Figures:
    """Return what every text of the bulletin can name."""
    return {
        "年": str(bulletin.year),
        "月": str(bulletin.month),
        "地区": bulletin.region,
        "文件": bulletin.document,
        "方案": bulletin.title,
        "批次": str(bulletin.batch) if bulletin.batch else "",
    }
