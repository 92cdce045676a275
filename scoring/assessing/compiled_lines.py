"""Lines and scores as columns: what the ledger reads, and what later parts rest on."""

from __future__ import annotations

from collections.abc import Sequence

from scoring.assessing.causes import Evidence
from scoring.assessing.clauses import Score
from scoring.assessing.compiled import (
    MICRO_DECIMALS,
    MOST_POINTS,
    CompiledLine,
    figure_column,
)
from scoring.assessing.ledger_lines import (
    Line,
)
from scoring.assessing.printing import Wording
from scoring.terms.by_columns import Output
from scoring.terms.terms import FALSE, TRUE, Flag, Input, Term


def compile_line(
    number: int, line: Line, wording: Wording, outputs: dict[str, Output]
) -> CompiledLine:
    """Return a line of the ledger as columns, which it adds to the outputs."""
    points = f"points {number}"
    outputs[points] = (line.points, MICRO_DECIMALS)
    factors = []
    for place, factor in enumerate(line.factors if line.rows is not None else ()):
        factors.append(f"factor {number} {place}")
        outputs[factors[-1]] = (factor, MICRO_DECIMALS)
    months = ask_months(number, line.evidence, outputs)
    own_months = None
    if line.months is not None:
        own_months = f"months {number}"
        outputs[own_months] = (line.months, 0)
    return CompiledLine(
        line, points, wording.write(line.reason), months, own_months, tuple(factors)
    )


def ask_months(
    number: int, evidence: Sequence[Evidence], outputs: dict[str, Output]
) -> tuple[str, ...]:
    """Add the masks of the evidence's months to the outputs, and return their columns."""
    names = []
    for place, one in enumerate(evidence):
        names.append(f"months {number} {place}")
        outputs[names[-1]] = (one.months, 0)
    return tuple(names)


def read_figure(assessment_id: str, part_id: str, figure: str) -> Input:
    """Return a stored figure of a part, in points."""
    name = figure_column(assessment_id, part_id, figure)
    return Input(name, 10**MICRO_DECIMALS, most=MOST_POINTS)


def to_stored(assessment_id: str, part_id: str, score: Score) -> Score:
    """Return a score whose figures are columns of the frame, in millionths."""

    def read(figure: str) -> Input:
        return read_figure(assessment_id, part_id, figure)

    def find(flag: str, value: Term) -> Term:
        is_same = value is TRUE or value is FALSE
        return value if is_same else Flag(figure_column(assessment_id, part_id, flag))

    return Score(
        None if score.full is None else read("full"),
        read("earned"),
        read("lost"),
        read("pending"),
        read("added"),
        find("is_open", score.is_open),
        find("is_undefined", score.is_undefined),
        find("is_there", score.is_there),
    )
