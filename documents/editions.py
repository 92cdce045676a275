"""The texts of an edition: the seal line on a document, and the 更正表 as rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from documents.wording import BLANK, format_grade, format_month
from warehouse.editions.causes import Cause
from warehouse.editions.content import EditionContent
from warehouse.editions.corrections import SO_FAR, Change, Correction
from warehouse.editions.issuing import PreparedEdition

FIGURE_TITLES = {
    "full": "满分", "earned": "得分", "lost": "失分", "pending": "待定", "key": "重点考核",
    "bonus": "加分", "bonus_counted": "加分计入", "total": "总分", "rank": "名次",
    "rate": "得分率", "grade": "等次", "vetoes": "单项否决", "at_risk": "临近否决",
}  # fmt: skip
"""Published figure → its Chinese name."""

CORRECTION_TITLES = ("单位", "考核", "项目", "原", "现", "原因")
WHOLE_UNIT = "总分与名次"
INDIRECT = "因其他单位更正"


@dataclass(frozen=True)
class CorrectionRow:
    """One row of the 更正表."""

    unit: str
    assessment: str
    item: str
    old: str
    new: str
    causes: tuple[Cause, ...]
    is_indirect: bool
    """Whether only the rank changed, because the figures of other units changed."""


@dataclass(frozen=True)
class CorrectionTable:
    """A 更正表 as text: numbered reasons with their files, and rows that refer to them."""

    reasons: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    """Cells in the order of CORRECTION_TITLES."""


def describe_seal_line(prepared: PreparedEdition) -> str:
    """Return the line printed on a bulletin: edition, batch, content hash and newest audit entry.

    With the digest of the audit entry, anyone who holds the paper can check that no earlier entry
    was changed (threat F1).
    """
    name = f"{format_month(prepared.month)}第{prepared.revision}版（第{prepared.number}号）"
    batch = prepared.content["moment"]["known_at"]
    sealed = f"{name} · 数据截至第{batch}批 · SHA-256 {prepared.sha256}"
    head = prepared.head
    return f"{sealed} · 操作记录至 {head.number}:{head.digest}" if head else sealed


def describe_cause(cause: Cause) -> str:
    """Return a correction's reason with its file."""
    return f"{cause.reason}（{cause.file}）。" if cause.file else f"{cause.reason}。"


def list_correction_rows(
    corrections: Iterable[Correction], content: EditionContent
) -> list[CorrectionRow]:
    """Return corrections as rows; `content` is the newer edition, whose names are used."""
    assessments = {assessment["id"]: assessment["title"] for assessment in content["assessments"]}
    names = {
        (indicator["assessment"], indicator["id"]): indicator["name"]
        for indicator in content["indicators"]
    }
    rows = []
    for correction in corrections:
        name = names.get((correction.assessment, correction.indicator or ""), "")
        item = f"{correction.indicator} {name}".strip() if correction.indicator else WHOLE_UNIT
        changes = _drop_repeated(correction.changes)
        rows.append(
            CorrectionRow(
                correction.unit,
                f"{correction.assessment} {assessments.get(correction.assessment, '')}".strip(),
                item,
                "，".join(_format_figure(change.figure, change.old) for change in changes),
                "，".join(_format_figure(change.figure, change.new) for change in changes),
                correction.causes,
                correction.is_indirect,
            )
        )
    return rows


def build_correction_table(rows: Sequence[CorrectionRow]) -> CorrectionTable:
    """Return rows that refer to numbered reasons, since hundreds of rows may share one reason."""
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
    reasons = "、".join(f"原因{numbers[cause]}" for cause in row.causes)
    return f"{reasons}（{INDIRECT}）" if row.is_indirect else reasons


def _drop_repeated(changes: Sequence[Change]) -> list[Change]:
    """Return the changes without `earned` where `total` shows the same old and new value."""
    totals = {(change.old, change.new) for change in changes if change.figure == "total"}
    return [
        change
        for change in changes
        if change.figure != "earned" or (change.old, change.new) not in totals
    ]


def _format_figure(figure: str, value: str | None) -> str:
    if value is None:
        return f"{FIGURE_TITLES[figure]} {BLANK}"
    if figure == "grade":
        is_settled = not value.endswith(SO_FAR)
        value = format_grade(value.removesuffix(SO_FAR), is_settled=is_settled)
    return f"{FIGURE_TITLES[figure]} {value}{'%' if figure == 'rate' else ''}"
