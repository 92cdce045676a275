"""The texts of an edition: the seal line on a document, and the 更正表 as rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from documents.scheme_words import ADDITIONS, DEDUCTIONS, VETO, SchemeWords, find_words
from documents.wording import BLANK, format_grade, format_month
from scoring.scheme import Scheme
from warehouse.editions.causes import Cause
from warehouse.editions.check_code import print_check_code
from warehouse.editions.content import EditionContent
from warehouse.editions.corrections import SO_FAR, Change, Correction
from warehouse.editions.issuing import PreparedEdition

FIGURE_TITLES = {
    "full": "满分", "earned": "得分", "lost": "失分", "pending": "待定", "total": "总分",
    "rank": "名次", "rate": "得分率", "grade": "等次",
}  # fmt: skip
"""Published figure → its Chinese name, whatever the scheme."""

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
    """Return what identifies an edition in full: its batch, content hash and newest audit entry.

    It is kept in the document's properties; the paper bears `describe_printed_line`.
    """
    name = f"{format_month(prepared.month)}第{prepared.revision}版（第{prepared.number}号）"
    batch = prepared.content["moment"]["known_at"]
    sealed = f"{name} · 数据截至第{batch}批 · SHA-256 {prepared.sha256}"
    head = prepared.head
    return f"{sealed} · 操作记录至 {head.number}:{head.digest}" if head else sealed


def describe_printed_line(prepared: PreparedEdition) -> str:
    """Return the small line printed on a bulletin: its edition and check code.

    With the code, anyone who holds the paper can check that neither the content nor an earlier
    audit entry was changed (threat F1).
    """
    code = print_check_code(prepared.sha256, prepared.head)
    return f"第{prepared.revision}版｜校验码 {code}"


def describe_cause(cause: Cause) -> str:
    """Return a correction's reason with its file."""
    return f"{cause.reason}（{cause.file}）。" if cause.file else f"{cause.reason}。"


def list_correction_rows(
    corrections: Iterable[Correction], content: EditionContent, scheme: Scheme | None = None
) -> list[CorrectionRow]:
    """Return corrections as rows; `content` is the newer edition, whose names are used.

    With the scheme its own words for its parts are used, too, else neutral ones.
    """
    words = _list_words(scheme)
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
        own = words.get(correction.assessment, SchemeWords())
        rows.append(
            CorrectionRow(
                correction.unit,
                f"{correction.assessment} {assessments.get(correction.assessment, '')}".strip(),
                item,
                "，".join(_format_figure(change.figure, change.old, own) for change in changes),
                "，".join(_format_figure(change.figure, change.new, own) for change in changes),
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


def _list_words(scheme: Scheme | None) -> dict[str, SchemeWords]:
    if scheme is None:
        return {}
    return {one.id: find_words(scheme, one) for one in scheme.assessments}


def title_figure(figure: str, words: SchemeWords) -> str:
    """Return the name of a published figure, in the scheme's words where it has them."""
    addition, veto = words.additions or ADDITIONS, words.veto or VETO
    own = {
        "key": words.base or "基本分",
        "bonus": addition,
        "bonus_counted": f"{addition}计入",
        "deductions": words.deductions or DEDUCTIONS,
        "vetoes": veto,
        "at_risk": f"临近{veto}",
        "group": words.groups,
    }
    return FIGURE_TITLES.get(figure) or own[figure]


def _format_figure(figure: str, value: str | None, words: SchemeWords) -> str:
    title = title_figure(figure, words)
    if value is None:
        return f"{title} {BLANK}"
    if figure == "grade":
        is_settled = not value.endswith(SO_FAR)
        value = format_grade(value.removesuffix(SO_FAR), is_settled=is_settled, grades=words.grades)
    return f"{title} {value}{'%' if figure == 'rate' else ''}"
