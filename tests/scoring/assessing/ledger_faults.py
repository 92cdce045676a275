"""What is wrong with a scored assessment's ledger: lines against figures, evidence, reasons."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import polars as pl

from scoring.assessing.facts import CellRef
from scoring.assessing.outputs import Scored
from scoring.clauses.decisions import Assessment
from scoring.clauses.figures import Column, Rows, walk
from scoring.clauses.parts import Clause, Node, walk_tree
from scoring.clauses.requests import list_assessment_figures

KEYS = ["as_of", "unit_id"]
MICRO = 10**6
HOMES = ("earned", "lost", "pending")
MOVES = {"earned", "lost", "bonus", "deduction"}
"""Kinds of lines that cells or rows move."""
NO_CAUSE = {"treated"}
"""Causes that no cell brings: the roster or a condition says that a clause does not concern."""


def list_faults(assessment: Assessment, scored: Scored, frame: pl.DataFrame) -> list[str]:
    """Return every fault of the ledger of one assessment, as sentences.

    `frame` is that of the facts, which says what is reported.
    """
    faults = [
        *_list_unbalanced(assessment, scored),
        *_list_totals(scored),
        *_list_roundings(assessment, scored),
        *_list_without_source(assessment, scored, frame),
        *_list_bounds(scored),
        *_list_words(scored),
    ]
    return list(faults)


def _sum_lines(scored: Scored, ids: list[str]) -> dict[tuple[int, int], dict[str, int]]:
    """Return what the lines of some parts add up to: (as-of, unit) → home → millionths."""
    lines = scored.ledger.filter(pl.col("indicator_id").is_in(ids))
    sums = lines.group_by([*KEYS, "counts_to"]).agg(pl.col("points").sum())
    found: dict[tuple[int, int], dict[str, int]] = {}
    for as_of, unit, home, points in sums.rows():
        found.setdefault((as_of, unit), {})[home] = points
    return found


def _list_unbalanced(assessment: Assessment, scored: Scored) -> Iterator[str]:
    """Yield the clauses, nodes and totals whose lines are not their figures."""
    for part in walk_tree(assessment.total):
        is_clause = isinstance(part, Clause)
        inside = [one.id for one in walk_tree(part)] if isinstance(part, Node) else [part.id]
        is_exact = is_clause or part is assessment.total or part.round == "node"  # type: ignore[union-attr]
        sums = _sum_lines(scored, inside)
        for row in scored.figures.filter(pl.col("indicator_id") == part.id).to_dicts():
            summed = sums.get((row["as_of"], row["unit_id"]), {})
            wanted = {"earned": row["earned"] + row["added"]}
            wanted |= {home: row[home] for home in HOMES[1:]}
            if is_clause and summed.get("none"):  # 不计入: its lines stand, and count nowhere
                summed = {**summed, "earned": summed.get("earned", 0) + summed["none"]}
            for home, figure in wanted.items():
                gap = figure - summed.get(home, 0)
                if abs(gap) > (0 if is_exact else 2 * len(inside)):
                    yield _say(row, f"{home} {figure / MICRO:g}, lines {(figure - gap) / MICRO:g}")


def _list_totals(scored: Scored) -> Iterator[str]:
    """Yield the units whose lines are not their published total."""
    taken = pl.col("vetoes").list.len() > 0
    lines = scored.ledger.filter(pl.col("counts_to") == "earned")
    sums = lines.group_by(KEYS).agg(summed=pl.col("points").sum())
    found = scored.results.filter(~taken, pl.col("total").is_not_null()).join(
        sums, on=KEYS, how="left"
    )
    for row in found.filter(pl.col("summed").fill_null(0) != pl.col("total")).to_dicts():
        total, summed = row["total"], row["summed"] or 0
        yield f"{row['as_of']}月 unit {row['unit_id']} total {total}, lines {summed}"


def _list_roundings(assessment: Assessment, scored: Scored) -> Iterator[str]:
    """Yield lines that are called rounding and are more than half of the last decimal shown."""
    decimals = {part.id: part.decimals_shown for part in walk_tree(assessment.total)}
    for row in scored.ledger.filter(pl.col("kind") == "rounding").to_dicts():
        if 2 * abs(row["points"]) > 10 ** (6 - decimals[row["indicator_id"]]):
            yield _say(row, f"rounding of {row['points'] / MICRO:g}")


def _find_first_months(assessment: Assessment, frame: pl.DataFrame) -> dict[str, int]:
    """Return for each clause the first month in which anything that it reads is reported."""
    found: dict[str, int] = {}
    for name, figure, _ in list_assessment_figures(assessment):
        for one in walk(figure):
            if isinstance(one, Rows):
                column = f"{one.form}:reported"
            elif isinstance(one, Column):
                column = f"{CellRef(one.form, one.column, one.last).name}:reported"
            else:
                continue
            months: list[int] = frame.filter(pl.col(column)).get_column("as_of").to_list()
            if months:
                found[name] = min(found.get(name, 12), *months)
    return found


def _list_without_source(
    assessment: Assessment, scored: Scored, frame: pl.DataFrame
) -> Iterator[str]:
    """Yield lines that move points and name no months or cells, though some are reported."""
    reading = _find_first_months(assessment, frame)
    lines = scored.ledger.filter(
        pl.col("kind").is_in(MOVES),
        ~pl.col("cause").is_in(NO_CAUSE),
        pl.col("indicator_id").replace_strict(reading, default=13) <= pl.col("as_of"),
    )
    for row in lines.to_dicts():
        if "不在名册" in row["reason"]:
            continue  # the roster says so, and no cell
        if not row["cells"] or not row["months"]:
            yield _say(row, f"{row['cause']} without source: {row['cells']}, {row['months']:b}")
        elif len(row["cells"]) != len(row["cell_months"]):
            yield _say(row, "cells without months")


def _list_bounds(scored: Scored) -> Iterator[str]:
    """Yield figures and totals that are not between the least and most that the year may bring."""
    for row in scored.figures.to_dicts():
        points = row["earned"] + row["added"]
        if row["full_points"] is None and row["worst"] is None and row["best"] is None:
            continue
        if (row["worst"] is not None and row["worst"] > points) or (
            row["best"] is not None and row["best"] < points
        ):
            yield _say(row, f"worst {row['worst']}, points {points}, best {row['best']}")
    for row in scored.results.to_dicts():
        ends = (row["worst"], row["total"], row["best"])
        low, points, high = ends
        if points is not None and (
            (low is not None and low > points) or (high is not None and high < points)
        ):
            yield f"{row['as_of']}月 unit {row['unit_id']} total: worst, points, best {ends}"


def _list_words(scored: Scored) -> Iterator[str]:
    """Yield lines without a reason, or whose reason has a hole."""
    for row in scored.ledger.to_dicts():
        reason = row["reason"]
        if not reason or reason[0] in "，；：、）" or any(one in reason for one in HOLES):
            yield _say(row, f"reason {reason!r}")


HOLES = ("，，", "；；", "（）", "None", "；，", "，；", "“”", "：，")


def _say(row: dict[str, Any], words: str) -> str:
    kind = f" {row['kind']}" if "kind" in row else ""
    return f"{row['as_of']}月 unit {row['unit_id']} {row['indicator_id']}{kind}: {words}"
