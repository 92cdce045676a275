"""`kaohe scores`: the scores as they stand, as a what-if, or as once known."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

from dashboard.arguments import split_pairs
from dashboard.console import Console
from dashboard.printing import to_csv, to_json
from dashboard.text_table import draw_table
from documents.wording import BLANK, say_month
from warehouse.schemes import read_scheme
from warehouse.scores import read_scores
from warehouse.store import Store

COLUMNS = {
    "rank": "名次",
    "unit": "单位",
    "earned": "得分",
    "lost": "失分",
    "pending": "待定",
    "key": "重点考核",
    "bonus": "加分",
    "total": "总分",
    "rate": "得分率%",
    "grade": "等次",
    "vetoes": "单项否决",
    "at_risk": "临近否决",
}
"""Field of a unit → the caption a person reads."""

CSV_COLUMNS = (
    "assessment", "unit", "rank", "full", "earned", "lost", "pending", "total", "rate", "grade",
    "vetoes", "at_risk", "key", "bonus", "bonus_counted",
)  # fmt: skip

FIGURES = ("名次", "得分", "失分", "待定", "重点考核", "加分", "总分", "得分率%")


def run(store: Store, arguments: Namespace, console: Console) -> int:
    """Print the scores of a scheme as of a month."""
    scores = ask_scores(store, arguments)
    if arguments.format == "json":
        console.write(to_json(scores))
    elif arguments.format == "csv":
        console.write(to_csv(CSV_COLUMNS, scores["units"]))
    else:
        console.write(_draw(store, scores, arguments.known_at))
    return 0


def ask_scores(store: Store, arguments: Namespace) -> dict[str, Any]:
    """Return the scores that the options of a call ask for."""
    return read_scores(
        store,
        arguments.scheme,
        arguments.as_of,
        assessment=arguments.assessment,
        final=arguments.final,
        choices=split_pairs(arguments.set, "--set") or None,
        known_at=arguments.known_at,
    )


def _draw(store: Store, scores: dict[str, Any], known_at: int | None) -> str:
    with store.reader() as cursor:
        scheme = read_scheme(cursor, scores["scheme"], known_at)
    end = "，年终结算" if scores["final"] else ""
    blocks = [f"{scheme.title}（{scheme.document}）\n截至{say_month(scores['as_of'])}{end}"]
    for assessment in scheme.assessments:
        units = [one for one in scores["units"] if one["assessment"] == assessment.id]
        if units:
            blocks.append(f"{assessment.id} {assessment.title}\n{draw_units(units)}")
    return "\n\n".join(blocks)


def draw_units(units: list[dict[str, Any]]) -> str:
    """Return one assessment's units as a table; columns in which nothing stands are left out."""
    keys = [key for key in COLUMNS if key == "rank" or any(unit.get(key) for unit in units)]
    if "key" not in keys:
        keys.remove("total")  # where there is no bonus, the total is what was earned
    rows = [[_say(unit.get(key)) for key in keys] for unit in units]
    return draw_table([COLUMNS[key] for key in keys], rows, FIGURES)


def _say(value: Any) -> str:
    if isinstance(value, list):
        return "、".join(value) or BLANK
    return BLANK if value is None else str(value)
