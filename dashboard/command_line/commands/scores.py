"""`kaohe scores`: print the scores as stored, as a what-if, or as known after a batch."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

from dashboard.command_line.console import Console
from dashboard.command_line.option_values import split_pairs
from dashboard.command_line.output import to_csv, to_json
from dashboard.command_line.text_table import draw_table
from documents.editions import title_figure
from documents.scheme_words import SchemeWords, find_ranking_group, find_words
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
    "group": "",
    "rank": "名次",
    "unit": "单位",
    "earned": "得分",
    "lost": "失分",
    "provisional_lost": f"其中{PROVISIONAL_LOST}",
    "pending": "待定",
    "key": "",
    "bonus": "",
    "deductions": "",
    "total": "总分",
    "rate": "得分率%",
    "grade": "等次",
    "vetoes": "",
    "at_risk": "",
}
"""Each field of a unit → its column header; '' stands for what the scheme calls it."""

CSV_COLUMNS = (
    "assessment", "unit", "rank", "full", "earned", "lost", "pending", "total", "rate", "grade",
    "grade_settled", "vetoes", "at_risk", "key", "bonus", "bonus_counted", "deductions", "added",
    "group", "worst", "best", "settled",
)  # fmt: skip

WORDS = ("group", "unit", "grade", "vetoes", "at_risk")
"""The columns of text; all others are figures."""


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
        document = f"（{scheme.document}）" if scheme.document else ""
        blocks = [f"{scheme.title}{document}\n截至{format_month(question.as_of)}{end}"]
        for assessment in list_assessments(scheme, arguments.assessment):
            board = read_leaderboard(found.cursor, scheme, assessment.id, question.as_of)
            lost = dict(zip(board["unit"], board["provisional_lost"], strict=True))
            groups = find_ranking_group(scheme, assessment)
            order = list(dict.fromkeys(groups.values()))
            units = [
                unit
                | {
                    "provisional_lost": lost[unit["unit"]] or None,
                    "group": groups.get(unit["unit"]),
                }
                for unit in read_units(found, assessment)
            ]
            if order:
                units.sort(key=lambda unit: order.index(unit["group"]))
            words = find_words(scheme, assessment)
            blocks.append(f"{assessment.id} {assessment.title}\n{draw_units(units, words)}")
    return "\n\n".join(blocks)


def draw_units(units: list[dict[str, Any]], words: SchemeWords) -> str:
    """Return the units of one assessment as a table, without empty columns."""
    keys = [key for key in COLUMNS if key == "rank" or any(unit.get(key) for unit in units)]
    if not words.has_additions:
        keys.remove("total")  # where nothing stands beside it, the total is what was earned
    if not words.base and "key" in keys:
        keys.remove("key")  # the earned points, which have no other name
    if not words.groups and "group" in keys:
        keys.remove("group")
    titles = {key: COLUMNS[key] or title_figure(key, words) for key in keys}
    rows = [[_format_figure(unit, key, words) for key in keys] for unit in units]
    figures = [title for key, title in titles.items() if key not in WORDS]
    return draw_table(list(titles.values()), rows, figures)


def _format_figure(unit: dict[str, Any], key: str, words: SchemeWords) -> str:
    if key == "grade":
        text = name_grade(unit["grade"], is_settled=unit["grade_settled"], grades=words.grades)
        return text or BLANK
    return _format_value(unit.get(key))


def _format_value(value: Any) -> str:
    if isinstance(value, list):
        return "、".join(value) or BLANK
    return BLANK if value is None else str(value)
