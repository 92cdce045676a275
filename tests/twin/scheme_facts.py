"""Random facts for any scheme document, by the columns that it describes."""

from __future__ import annotations

import datetime
import random
from fractions import Fraction
from typing import Any

from . import results, tree
from .facts import Facts, Spec, Unit, Value, Year

COUNTS = [Fraction(n) for n in (0, 0, 1, 2, 3, 5, 8, 40, 98, 100)]


def draw_year(document: Spec, rows: list[Spec], seed: int) -> Year:
    """Return a scheme with random facts and readings, as of some month.

    `document` is a parsed scheme, `rows` are its roster's lines.
    """
    draw = random.Random(seed)
    scheme = {**document, "readings": list_options(document)}
    units = [read_unit(one) for one in rows]
    facts = draw_facts(draw, document["form"], units)
    for row in facts.rows:
        row["date"] = row["date"].replace(year=document["year"])
    choices = {name: draw.choice(options) for name, options in scheme["readings"].items()}
    return Year(scheme, facts, draw.choice([6, 12, 12]), draw.random() < 0.3, choices)


def score_at_random(document: Spec, rows: list[Spec], seed: int) -> None:
    """Score a scheme on random facts; AssertionError: something is out of order."""
    year = draw_year(document, rows, seed)
    for assessment in tree.assessments(year):
        name = str(assessment.get("id"))
        for result in results.assess(year, name).values():
            assert result.points is None or isinstance(result.points, Fraction)
        for scores in results.part_scores(year, name).values():
            for score in scores.values():
                known = score.earned + score.lost + score.pending
                assert score.full is None or known >= score.full - Fraction(1, 100)
    results.consequences(year, year.facts.units[0].name, str(tree.assessments(year)[0].get("id")))


def list_options(document: Spec) -> dict[str, list[str]]:
    """Return the options of each reading."""
    written = document.get("reading", [])
    return {one["id"]: [option["id"] for option in one["options"]] for one in written}


def read_unit(row: Spec) -> Unit:
    """Return a roster line."""
    own = {key: Fraction(value) for key, value in row.get("own", {}).items()}
    named = tuple(row.get("assessments", ()))
    return Unit(row["name"], row.get("kind", ""), row.get("group", ""), own=own, assessments=named)


def draw_facts(draw: random.Random, forms: Spec, units: list[Unit]) -> Facts:
    """Draw a value for most cells, and some rows of each ledger."""
    facts = Facts(units)
    for name, form in forms.items():
        columns = form["column"]
        if form["type"] == "ledger":
            facts.rows += [draw_row(draw, name, columns, unit) for unit in units * 2]
            continue
        months = range(1, 13) if form["type"] == "monthly" else [draw.randint(1, 12)]
        for unit in units:
            for column, facts_of in columns.items():
                for month in months:
                    for ref in (f"{name}.{column}", f"last:{name}.{column}"):
                        if draw.random() < 0.9:
                            facts.cells[ref, unit.name, month] = draw_cell(draw, facts_of)
    return facts


def draw_cell(draw: random.Random, column: Any) -> Value:
    """Draw a cell of a column's type, within its least and most."""
    described = column if isinstance(column, dict) else {"type": column}
    if described["type"] in ("tick", "filing", "fault", "mark"):
        return draw.random() < 0.7
    least, most = Fraction(described.get("least", 0)), Fraction(described.get("most", 100))
    return max(least, min(most, draw.choice(COUNTS)))


def draw_row(draw: random.Random, form: str, columns: Spec, unit: Unit) -> Spec:
    """Draw a ledger row of a unit, dated into the year."""
    row: Spec = {"form": form, "unit": unit.name}
    row["date"] = datetime.date(2021, draw.randint(1, 12), draw.randint(1, 28))
    for name, column in columns.items():
        described = column if isinstance(column, dict) else {"type": column}
        values = described.get("values") or ["信息发布", "甲事"]
        is_text = described["type"] in ("text", "choice")
        row[name] = draw.choice(values) if is_text else draw.choice(COUNTS[:6])
    return row
