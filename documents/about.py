"""What a document says of itself, so that it can be checked years later."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from documents.wording import format_month, format_time
from scoring.scheme import Assessment, Scheme
from warehouse.results.scores import Answer, Question

About = list[tuple[str, str]]
"""Pairs of (what, text)."""


@dataclass(frozen=True)
class Stamp:
    """Who had a document made, and when (UTC, as times are stored)."""

    actor: str
    moment: datetime

    def say(self) -> About:
        """Return who and when, by the clock in China."""
        return [("导出时间", f"{format_time(self.moment)}（北京时间）"), ("导出人", self.actor)]


def describe(
    scheme: Scheme, choices: Mapping[str, str], as_of: str, batch: int, *, final: bool = False
) -> About:
    """Return scheme, month, batch and how the open clauses were read."""
    about = [
        ("方案", scheme.title),
        ("文件", scheme.document),
        ("截至", format_month(as_of) + ("，年终结算" if final else "")),
        ("数据", f"截至第{batch}批导入"),
    ]
    for one in scheme.interpretations:
        about.append((f"口径：{one.title}", one.option(choices[one.id]).label))
    return about


def describe_answer(found: Answer, question: Question) -> About:
    """Return what a document says of an answer from which it is made."""
    batch = found.known_at or 0
    return describe(found.scheme, found.choices, question.as_of, batch, final=question.final)


def name_assessment(assessment: Assessment) -> tuple[str, str]:
    """Return the pair that says which assessment it is."""
    return "考核", f"{assessment.id} {assessment.title}"
