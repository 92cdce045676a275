"""The 说明 of a document: scheme, data state and author, so that it can be checked years later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from documents.wording import format_month, format_time
from scoring.outline import AssessmentOutline
from scoring.scheme import Scheme
from warehouse.results.scores import ScoreQuery, ScoreSource

About = list[tuple[str, str]]
"""(label, text) pairs, as the 说明 sheet prints them."""


@dataclass(frozen=True)
class Stamp:
    """Who exported a document, and when (UTC, as times are stored)."""

    actor: str
    moment: datetime

    def to_rows(self) -> About:
        """Return time (Beijing) and actor as 说明 rows."""
        return [("导出时间", f"{format_time(self.moment)}（北京时间）"), ("导出人", self.actor)]


def describe_scheme_state(
    scheme: Scheme, choices: Mapping[str, str], as_of: str, batch: int, *, final: bool = False
) -> About:
    """Return the scheme, the month, the batch and the chosen reading of each open clause."""
    about = [
        ("方案", scheme.title),
        ("文件", scheme.document),
        ("截至", format_month(as_of) + ("，年终结算" if final else "")),
        ("数据", f"截至第{batch}批导入"),
    ]
    for interpretation in scheme.interpretations:
        option = interpretation.option(choices[interpretation.id])
        about.append((f"口径：{interpretation.title}", option.label))
    return about


def describe_answer(found: ScoreSource, question: ScoreQuery) -> About:
    """Return the 说明 rows of a document that is made from an answer."""
    batch = found.known_at or 0
    return describe_scheme_state(
        found.scheme, found.choices, question.as_of, batch, final=question.final
    )


def name_assessment(scheme: Scheme, assessment: AssessmentOutline) -> About:
    """Return the 说明 row that names the assessment; none where the scheme's row says the same."""
    if len(scheme.assessments) > 1:
        return [("考核", f"{assessment.id} {assessment.title}")]
    return [("考核", assessment.title)] if assessment.title != scheme.title else []


def describe_heading(sheet: str, about: Sequence[tuple[str, str]]) -> list[str]:
    """Return what is printed above each page of a sheet: what it shows, and as of when."""
    said = dict(about)
    board = said.get("考核", "")
    subject = board.partition(" ")[2] or board or said.get("报表", "") or said.get("方案", "")
    until = said.get("截至", "")
    lines = [
        said.get("单位", "").replace("全部单位", ""),
        f"截至{until}" if until else said.get("月份", ""),
    ]
    return [f"{subject}{sheet}", "　".join(filter(None, lines))]
