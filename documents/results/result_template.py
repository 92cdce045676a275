"""Read and check the template of the year's result."""

from __future__ import annotations

from pathlib import Path

from documents.bulletin.board_facts import Board, UnitScore
from documents.bulletin.facts import Bulletin
from documents.bulletin.figures import COMMON_NAMES, FigureTexts, list_common
from documents.bulletin.sentences import choose, find_unknown
from documents.bulletin.template import Texts
from documents.scheme_words import DEDUCTIONS
from documents.template_files import read_template
from documents.wording import format_month
from scoring.frozen import Frozen
from scoring.scheme import Scheme

FILE = "result.toml"
NOT_SETTLED = "等次前有“目前”的为截至当月的情况，以年终结算为准。"
BRACKETS = "括号"
NAMES = (*COMMON_NAMES, "截至")
TABLE_NAMES = (*NAMES, "考核", "满分", "附加分", "扣减分", "分组")


class ResultTemplate(Frozen):
    """The texts of the year's result."""

    title: str
    recipients: str
    opening: str
    issuer: str
    table_title: str
    note: Texts
    """Variants, of which the first whose names all have a value is used."""
    signature: str
    """The signature line under each sheet of the workbook."""


def load_result_template(home: Path | None, scheme: Scheme) -> ResultTemplate:
    """Return the template of a scheme's result; TemplateError names file, line and key."""
    file = read_template(home, f"{scheme.id}/{FILE}", FILE)
    template = file.validate(ResultTemplate, file.parse())
    for key in ResultTemplate.model_fields:
        known = TABLE_NAMES if key in {"table_title", "note"} else NAMES
        written = getattr(template, key)
        texts = [written] if isinstance(written, str) else written
        for name in find_unknown(texts, known):
            raise file.build_error(
                (key,), f"没有“{{{name}}}”这个名称（可用：{'、'.join(known)}）", f"{{{name}}}"
            )
    return template


def describe_note(bulletin: Bulletin, template: ResultTemplate, board: Board) -> str:
    """Return the note of an assessment's table, which says whether grades may still change."""
    note = choose(template.note, list_result_figures(bulletin, board))
    brackets = f"{board.words.additions}不计入总分的加{BRACKETS}。"
    if BRACKETS not in note and any(_has_uncounted(unit) for unit in board.units):
        note += brackets
    is_open = any(unit.grade and not unit.is_grade_settled for unit in board.units)
    return f"{note}{NOT_SETTLED}" if is_open else note


def _has_uncounted(unit: UnitScore) -> bool:
    return unit.bonus is not None and not unit.bonus_counted


def list_result_figures(bulletin: Bulletin, board: Board | None = None) -> FigureTexts:
    """Return the values of the template's names; those of TABLE_NAMES if a board is given."""
    until = f"截至{format_month(bulletin.month_text)}"
    figures = list_common(bulletin) | {
        "年": str(bulletin.year),  # the year that the result is of, wherever it began
        "截至": "年终结算" if bulletin.is_final else until,
    }
    if board is not None:
        figures |= {
            "考核": board.title,
            "满分": (board.full or "").removesuffix(".00"),
            "附加分": board.words.additions,
            "扣减分": board.words.deductions or (DEDUCTIONS if board.has_deductions else ""),
            "分组": board.words.groups,
        }
    return figures
