"""The names that a template's texts can use, and what each says in a given month.

An empty text means that there is nothing to say: another way to say the sentence is taken then.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from documents.bulletin.facts import Bulletin

Figures = dict[str, str]

COMMON_NAMES = ("年", "月", "地区", "文件", "方案", "批次")


@dataclass(frozen=True)
class Speller:
    """How units are named in a section, and how many a sentence names."""

    printed: Mapping[str, str]
    most_named: int
    annex: str = "附件"
    """The section's first table, in which the others can be looked up; empty where none is."""

    def name(self, unit: str) -> str:
        """Return a unit's name as the notice's table prints it."""
        return self.printed.get(unit, unit)

    def join(self, units: Sequence[str], said: Mapping[str, str] | None = None) -> str:
        """Return names joined, each with what is said of it; beyond the most, how many there are.

        What is the same of all is said once.
        """
        said = said or {}
        if self.annex and len(units) > self.most_named:
            return f"{len(units)}家单位（详见{self.annex}）"
        words = {said[one] for one in units if one in said}
        if len(words) == 1 and len(units) > 1 and all(one in said for one in units):
            word = words.pop()
            alike = f"均为{word}" if word[0].isdigit() else f"均{word}"
            return f"{'、'.join(map(self.name, units))}（{alike}）"
        return "、".join(
            f"{self.name(one)}（{said[one]}）" if one in said else self.name(one) for one in units
        )


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


def take_first(units: Sequence[str], figures: Mapping[str, Decimal], count: int) -> list[str]:
    """Return the first units of an order, and whoever shares the figure of the last of them."""
    if len(units) <= count:
        return list(units)
    last = figures[units[count - 1]]
    return [*units[:count], *(one for one in units[count:] if figures[one] == last)]
