"""What lines add up to, and the rounding that is missing to a published figure."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from scoring.assessing.compiled import CompiledLine, CompiledPart
from scoring.assessing.ledger_lines import HOMES
from scoring.assessing.ledger_rows import KEYS
from scoring.assessing.outputs import LEDGER_SCHEMA, NO_LINES, to_evidence
from scoring.assessing.shown_rows import ShownRows
from scoring.clauses.parts import Clause
from scoring.terms.found import Found

FIRST_ROW_LINE = 100_000
"""Line number of the first dated row of a line, so that the lines before need not be counted."""


def round_lines(
    part: CompiledPart, shown: ShownRows, written: Sequence[pl.DataFrame]
) -> list[pl.DataFrame]:
    """Return what is missing between the lines and the published figures."""
    found = []
    sums: dict[str, pl.DataFrame] = {}
    if any(is_split(line) for line in part.lines):
        sums = {home: _sum_split(home, written) for home in HOMES}
    for number, home in enumerate(HOMES):
        figure = pl.col("earned") + pl.col("added") if home == "earned" else pl.col(home)
        rows = shown
        if sums:
            joined = shown.frame.join(sums[home], on=KEYS, how="left", maintain_order="left")
            rows = ShownRows(joined.select(KEYS), Found(joined.drop(KEYS), None))
            figure = figure - pl.col("summed").fill_null(0)
        for name in [*_list_points(part, home), *_list_inside(part, home)]:
            figure = figure - pl.col(name).fill_null(0)
        if rows.found.table.select(points=figure != 0).to_series().any():
            own = _tell_rounding(part, home, len(part.lines) + number)
            found.append(rows.write(LEDGER_SCHEMA, {**own, "points": figure}, figure != 0))
    return found


def _sum_split(home: str, written: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """Return what the lines that are written by dated row add up to, by unit and month."""
    lines = pl.concat([NO_LINES, *written])
    split = lines.filter(pl.col("line_number") >= FIRST_ROW_LINE, pl.col("kind") != "adjustment")
    homes = [home, "none"] if home == "earned" else [home]
    split = split.filter(pl.col("counts_to").is_in(homes))
    return split.group_by(KEYS).agg(summed=pl.col("points").sum())


def _list_inside(part: CompiledPart, home: str) -> list[str]:
    """Return the columns of what the lines of the parts inside a node add up to."""
    inside = [one for one in part.inside if one != part.part.id]
    return [sum_column(one, home) for one in inside]


def sum_lines(part: CompiledPart, found: pl.DataFrame) -> list[pl.Series]:
    """Return what a part's lines add up to, as columns for the nodes around it."""
    sums: list[pl.Expr] = []
    for home in HOMES:
        if isinstance(part.part, Clause):
            total = pl.col(home)
            if home == "earned":
                counted = pl.col("added")
                if part.counts is not None:
                    counted = pl.when(part.counts).then(counted).otherwise(0)
                total = total + counted
        elif part.inside:  # with its rounding the node's lines make up its figure
            total = pl.col("earned") + pl.col("added") if home == "earned" else pl.col(home)
            for name in _list_inside(part, home):
                total = total - pl.col(name)
        else:
            total = pl.sum_horizontal([pl.lit(0), *_list_points(part, home)])
        total = pl.when("is_there").then(total).otherwise(0)
        sums.append(total.alias(sum_column(part.part.id, home)))
    return found.select(sums).get_columns()


def sum_column(part_id: str, home: str) -> str:
    """Return the name of the column of what a part's lines add up to in a home."""
    return f"lines {part_id} {home}"


def is_split(line: CompiledLine) -> bool:
    """Return whether a line is written as one for each dated row."""
    return line.line.rows is not None and line.line.rows.price is not None


def _list_points(part: CompiledPart, home: str) -> list[str]:
    """Return the columns of points of a part's lines in a home, without those split by row."""
    return [line.points for line in part.lines if line.line.home == home and not is_split(line)]


def _tell_rounding(part: CompiledPart, home: str, number: int) -> dict[str, pl.Expr]:
    own = {
        "indicator_id": pl.lit(part.part.id),
        "line_number": pl.lit(number),
        "kind": pl.lit("rounding"),
        "counts_to": pl.lit(home),
        "cause": pl.lit("rounding"),
        "reason": pl.lit(f"四舍五入到{_decimals_of(part)}位小数"),
        "clause": pl.lit(part.part.clause),
        "batch_id": pl.lit(None),
        "row_number": pl.lit(None),
        **to_evidence([], []),
    }
    if part.counts is not None:
        own["counts_to"] = pl.when(part.counts).then(pl.lit(home)).otherwise(pl.lit("none"))
    return own


def _decimals_of(part: CompiledPart) -> int:
    return part.part.decimals_shown
