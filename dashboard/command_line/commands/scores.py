"""`kaohe scores`: print the scores as stored, as a what-if, or as known after a batch."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

from dashboard.command_line.console import Console
from dashboard.command_line.option_values import split_pairs
from dashboard.command_line.output import to_csv, to_json
from dashboard.command_line.text_table import draw_table
from documents.wording import BLANK, PROVISIONAL_LOST, format_month, name_grade
from warehouse.results.scores import (
    ScoreQuery,
    list_assessments,
    open_scores,
    read_scores,
    read_units,
)
from warehouse.store import Store
from warehouse.views import read_leaderboard

COLUMNS = {
    "rank": "名次",
    "unit": "单位",
    "earned": "得分",
    "lost": "失分",
    "provisional_lost": f"其中{PROVISIONAL_LOST}",
    "pending": "待定",
    "key": "重点考核",
    "bonus": "加分",
    "total": "总分",
    "rate": "得分率%",
    "grade": "等次",
    "vetoes": "单项否决",
    "at_risk": "临近否决",
}
"""Each field of a unit → its column header."""

CSV_COLUMNS = (
    "assessment", "unit", "rank", "full", "earned", "lost", "pending", "total", "rate", "grade",
    "grade_settled", "vetoes", "at_risk", "key", "bonus", "bonus_counted",
)  # fmt: skip

FIGURES = ("名次", "得分", "失分", "其中暂失", "待定", "重点考核", "加分", "总分", "得分率%")


def run(store: Store, arguments: Namespace, console: Console) -> int:
    """Print the scores of a scheme as of a month."""
    if arguments.format == "json":
        console.write(to_json(_read_scores(store, arguments)))
    elif arguments.format == "csv":
        console.write(to_csv(CSV_COLUMNS, _read_scores(store, arguments)["units"]))
    else:
        console.write(_draw(store, arguments))
    return 0


def _read_scores(store: Store, arguments: Namespace) -> dict[str, Any]:
    return read_scores(
        store,
        arguments.scheme,
        arguments.as_of,
        assessment=arguments.assessment,
        final=arguments.final,
        choices=split_pairs(arguments.set, "--set") or None,
        known_at=arguments.known_at,
    )


def _draw(store: Store, arguments: Namespace) -> str:
    question = ScoreQuery(
        arguments.scheme,
        arguments.as_of,
        arguments.final,
        split_pairs(arguments.set, "--set") or None,
        arguments.known_at,
    )
    with open_scores(store, question, arguments.assessment) as found:
        scheme, end = found.scheme, "，年终结算" if question.final else ""
        blocks = [f"{scheme.title}（{scheme.document}）\n截至{format_month(question.as_of)}{end}"]
        for assessment in list_assessments(scheme, arguments.assessment):
            board = read_leaderboard(found.cursor, scheme, assessment.id, question.as_of)
            lost = dict(zip(board["unit"], board["provisional_lost"], strict=True))
            units = [
                unit | {"provisional_lost": lost[unit["unit"]] or None}
                for unit in read_units(found, assessment)
            ]
            blocks.append(f"{assessment.id} {assessment.title}\n{draw_units(units)}")
    return "\n\n".join(blocks)


def draw_units(units: list[dict[str, Any]]) -> str:
    """Return the units of one assessment as a table, without empty columns."""
    keys = [key for key in COLUMNS if key == "rank" or any(unit.get(key) for unit in units)]
    if "key" not in keys:
        keys.remove("total")  # where there is no bonus, the total is what was earned
    rows = [[_format_figure(unit, key) for key in keys] for unit in units]
    return draw_table([COLUMNS[key] for key in keys], rows, FIGURES)


def _format_figure(unit: dict[str, Any], key: str) -> str:
    if key == "grade":
        return name_grade(unit["grade"], is_settled=unit["grade_settled"]) or BLANK
    return _format_value(unit.get(key))


def _format_value(value: Any) -> str:
    if isinstance(value, list):
        return "、".join(value) or BLANK
    return BLANK if value is None else str(value)
