"""Build the sheets that prove an answer of the store."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from documents.about import About, describe_scheme_state, name_assessment
from documents.proof.collecting import collect_facts, list_refs
from documents.proof.grids import Grid
from documents.proof.indicator_sheet import IndicatorSheet, Stored
from documents.proof.kinds import prove
from documents.proof.total_sheet import TotalSheet
from documents.proof.workings import Workings
from scoring.scheme import Assessment
from warehouse.faults import Refused
from warehouse.results.points import read_moves, read_points
from warehouse.results.scores import ScoreQuery, ScoreSource
from warehouse.views import read_leaderboard

MOST_FACTS = 40_000
"""With more, a spreadsheet would recompute for minutes after each change of a cell."""


def build_grids(found: ScoreSource, assessment: Assessment, question: ScoreQuery) -> list[Grid]:
    """Return the sheets of a proof: totals, indicators, inputs and facts.

    Raises Refused for more than MOST_FACTS facts.
    """
    resolved = list(found.scheme.rules(assessment, found.choices))
    rules = [rule for _, rule in resolved]
    facts = collect_facts(found, assessment, rules)
    if len(facts.cells) + len(facts.events) > MOST_FACTS:
        raise Refused(
            f"这项考核有{len(facts.cells) + len(facts.events)}条事实，"
            f"超过{MOST_FACTS}条，表格软件重算太慢，不能做成核算表。"
        )
    units = found.scheme.roster(assessment.id)
    workings = Workings(facts, units, rules, found.scheme.year)
    indicators = IndicatorSheet(final=question.final)
    proved = [prove(rule, indicator.full, workings) for indicator, rule in resolved]
    stored = _read_stored(found, assessment)
    for number, unit in enumerate(units):
        for (indicator, rule), by_unit in zip(resolved, proved, strict=True):
            kept = stored.get((unit.name, indicator.id), Stored(is_vetoed=False))
            indicators.add(number + 1, unit.name, indicator, rule.describe(), by_unit[number], kept)
    totals = TotalSheet(assessment, indicators, _describe_title(found, assessment, question))
    positions = {unit.name: number for number, unit in enumerate(units, start=1)}
    board = read_leaderboard(found.cursor, found.scheme, assessment.id, question.as_of)
    totals.fill([(positions[row["unit"]], row) for row in board.iter_rows(named=True)])
    # A sheet that a formula refers to must exist, even without rows.
    grids = [totals.grid, indicators.grid, workings.inputs]
    if list_refs(rules):
        grids += [workings.facts.grid, workings.reported.grid]
    if any(rule.event_datasets() for rule in rules):
        grids.append(workings.events.grid)
    return grids


def describe_proof(found: ScoreSource, assessment: Assessment, question: ScoreQuery) -> About:
    """Return the 说明 rows of the workbook, with a guide to reading it."""
    about = describe_scheme_state(
        found.scheme, found.choices, question.as_of, found.known_at or 0, final=question.final
    )
    about[2:2] = [name_assessment(assessment)]
    return [*about, *GUIDE]


GUIDE: Sequence[tuple[str, str]] = (
    (
        "怎样读",
        "事实→汇总→指标→总分，每一步都是公式；公式算出的旁边是系统里存的，再旁边是两者之差。",
    ),
    ("怎样核对", "总分表第2行是结论；差不为0的格子标红。改动“事实”“台账”里的数，得分随之重算。"),
    (
        "事实",
        "计分数值：√为1，×为0；检查项“符合”为该项满分，“存在问题”为1；日期为日期；空白为没有数据。",
    ),
    ("已报", "哪个月的哪一列已经报送，格中是批次号。"),
    ("四舍五入", "得分按整数运算后一次舍入到两位小数，不受电子表格浮点误差影响。"),
)


def _describe_title(found: ScoreSource, assessment: Assessment, question: ScoreQuery) -> str:
    final = "（年终结算）" if question.final else ""
    return f"{found.scheme.short_title} {assessment.title} 截至{question.as_of}{final} 核算表"


def _read_stored(found: ScoreSource, assessment: Assessment) -> dict[tuple[str, str], Stored]:
    """Return (unit, indicator) → the stored figures."""
    moves = read_moves(found, assessment)
    stored = {
        (row["unit"], row["indicator"]): Stored(
            row["earned"],
            row["lost"],
            row["pending"],
            moved=moves.get((row["unit"], row["indicator"]), Decimal(0)),
        )
        for row in read_points(found, assessment).iter_rows(named=True)
    }
    board = read_leaderboard(found.cursor, found.scheme, assessment.id, _as_of(found))
    for row in board.iter_rows(named=True):
        stored |= {
            (row["unit"], indicator_id): Stored(is_vetoed=True) for indicator_id in row["vetoes"]
        }
    return stored


def _as_of(found: ScoreSource) -> str:
    return f"{found.scheme.year}-{found.month:02d}"
