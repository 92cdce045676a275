"""What a document says of its edition: the seal line, and the 更正表 as rows that can be read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from documents.wording import BLANK, format_grade, format_month
from warehouse.editions.causes import Cause
from warehouse.editions.content import Content
from warehouse.editions.corrections import SO_FAR, Change, Correction
from warehouse.editions.issuing import Prepared

FIGURE_TITLES = {
    "full": "满分", "earned": "得分", "lost": "失分", "pending": "待定", "key": "重点考核",
    "bonus": "加分", "bonus_counted": "加分计入", "total": "总分", "rank": "名次",
    "rate": "得分率", "grade": "等次", "vetoes": "单项否决", "at_risk": "临近否决",
}  # fmt: skip
"""Published figure → how a person calls it."""

CORRECTION_TITLES = ("单位", "考核", "项目", "原", "现", "原因")
OWN_FIGURES = "总分与名次"
INDIRECT = "因其他单位更正"


@dataclass(frozen=True)
class CorrectionRow:
    """One row of the 更正表; its causes stand once, numbered, beside the table."""

    unit: str
    assessment: str
    item: str
    old: str
    new: str
    causes: tuple[Cause, ...]
    is_indirect: bool
    """Only the rank changed, because of what changed for others."""


@dataclass(frozen=True)
class CorrectionTable:
    """A 更正表 as it is read: the reasons with their files, and the rows that name them."""

    reasons: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    """Cells in the order of CORRECTION_TITLES."""


def describe_seal_line(prepared: Prepared) -> str:
    """Return the line that a bulletin prints: which edition it is, and what holds it fast.

    The hash of its content, and the record's newest entry, by which whoever has the paper can tell
    that nothing before it was changed (threats F1).
    """
    name = f"{format_month(prepared.month)}第{prepared.revision}版（第{prepared.number}号）"
    batch = prepared.content["moment"]["known_at"]
    sealed = f"{name} · 数据截至第{batch}批 · SHA-256 {prepared.sha256}"
    head = prepared.head
    return f"{sealed} · 操作记录至 {head.number}:{head.digest}" if head else sealed


def describe_cause(cause: Cause) -> str:
    """Return what was done, with its reason and its file."""
    return f"{cause.reason}（{cause.file}）。" if cause.file else f"{cause.reason}。"


def list_correction_rows(
    corrections: Iterable[Correction], content: Content
) -> list[CorrectionRow]:
    """Return corrections as rows; `content` is the newer one, from which the names are taken."""
    assessments = {one["id"]: one["title"] for one in content["assessments"]}
    names = {(one["assessment"], one["id"]): one["name"] for one in content["indicators"]}
    rows = []
    for one in corrections:
        name = names.get((one.assessment, one.indicator or ""), "")
        item = f"{one.indicator} {name}".strip() if one.indicator else OWN_FIGURES
        changes = _list_told(one.changes)
        rows.append(
            CorrectionRow(
                one.unit,
                f"{one.assessment} {assessments.get(one.assessment, '')}".strip(),
                item,
                "，".join(_format_figure(each.figure, each.old) for each in changes),
                "，".join(_format_figure(each.figure, each.new) for each in changes),
                one.causes,
                one.is_indirect,
            )
        )
    return rows


def build_correction_table(rows: Sequence[CorrectionRow]) -> CorrectionTable:
    """Return rows with their reasons taken out and numbered: hundreds of rows may share one."""
    causes = dict.fromkeys(cause for row in rows for cause in row.causes)
    numbers = {cause: number for number, cause in enumerate(causes, start=1)}
    reasons = [f"原因{number}：{_describe_cause(cause)}" for cause, number in numbers.items()]
    return CorrectionTable(
        tuple(reasons),
        tuple(
            (row.unit, row.assessment, row.item, row.old, row.new, _describe_reasons(row, numbers))
            for row in rows
        ),
    )


def _describe_cause(cause: Cause) -> str:
    return f"{cause.reason}。" + (f"依据文件：{cause.file}。" if cause.file else "")


def _describe_reasons(row: CorrectionRow, numbers: Mapping[Cause, int]) -> str:
    reasons = "、".join(f"原因{numbers[one]}" for one in row.causes)
    return f"{reasons}（{INDIRECT}）" if row.is_indirect else reasons


def _list_told(changes: Sequence[Change]) -> list[Change]:
    """Return the changes without what is told twice: points that are the total as well."""
    told = {(one.old, one.new) for one in changes if one.figure == "total"}
    return [one for one in changes if one.figure != "earned" or (one.old, one.new) not in told]


def _format_figure(figure: str, value: str | None) -> str:
    if value is None:
        return f"{FIGURE_TITLES[figure]} {BLANK}"
    if figure == "grade":
        is_settled = not value.endswith(SO_FAR)
        value = format_grade(value.removesuffix(SO_FAR), is_settled=is_settled)
    return f"{FIGURE_TITLES[figure]} {value}{'%' if figure == 'rate' else ''}"
