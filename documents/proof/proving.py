"""Build the sheets that prove an answer of the store."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from documents.about import About, describe_scheme_state, name_assessment
from documents.proof.book import Book
from documents.proof.collecting import collect_facts
from documents.proof.facts import Facts, list_sources
from documents.proof.formulas import BLANK, Formula, constant
from documents.proof.grades import write_grades
from documents.proof.grids import Grid
from documents.proof.scores import Other, Stored
from documents.proof.stored import read_stored
from documents.proof.totals import TotalSheet, describe_verdict
from documents.proof.tree import Tree
from documents.proof.vetoes import TAKES_PLACE, VetoSheet
from scoring.clauses.notice import ChosenScheme
from scoring.outline import AssessmentOutline
from warehouse.faults import Refused
from warehouse.results.scores import ScoreQuery, ScoreSource

MOST_FACTS = 40_000
"""With more, a spreadsheet would recompute for minutes after each change of a cell."""


class Proof:
    """An assessment's figures as formulas over its facts, made from the scheme's parts alone."""

    def __init__(
        self,
        scheme: ChosenScheme,
        assessment_id: str,
        facts: Facts,
        as_of: int,
        *,
        is_final: bool = False,
        stored: Stored | None = None,
        title: str = "",
    ) -> None:
        self.assessment = scheme.assessment(assessment_id)
        roster = scheme.heading.roster(assessment_id)
        self.book = Book(facts, scheme.heading, roster, as_of, is_final)
        self.tree = Tree(self.book, self.assessment, stored or Stored())
        self.vetoes = VetoSheet(self.tree)
        self.book.score_of = self._find_score
        self.book.range_of = self._find_range
        self.book.is_vetoed = lambda unit: self.vetoes.any_holds(unit, TAKES_PLACE)
        self.book.is_taken = lambda unit: self.vetoes.any_holds(unit, {"no_score"})
        for veto in self.assessment.vetoes:
            self.vetoes.hold(veto)
        self.totals = TotalSheet(self.tree, self.vetoes, title)
        write_grades(self.totals)

    def _find_score(self, score: str | None, assessment: str | None, unit: int) -> Formula:
        """Return another part's points; those of another assessment are taken as stored."""
        part = score or self.assessment.total.id
        if part in self.tree.parts and assessment in {None, self.assessment.id}:
            return self.tree.points_of(part, unit)
        other = self._find_other(part, assessment, unit)
        return _to_cell(other.points if other else None)

    def _find_range(
        self, score: str | None, assessment: str | None, unit: int
    ) -> tuple[Formula, Formula]:
        """Return the least and most of another part's points."""
        part = score or self.assessment.total.id
        if part in self.tree.parts and assessment in {None, self.assessment.id}:
            return self.tree.range_of(part, unit)
        other = self._find_other(part, assessment, unit)
        return _to_cell(other.low if other else None), _to_cell(other.high if other else None)

    def _find_other(self, part: str, assessment: str | None, unit: int) -> Other | None:
        self.book.notes["引用的另一项考核的得分取系统存储的数，本表不核"] = None
        name = self.book.roster[unit].name
        found = (
            other
            for (one, its, owner), other in self.tree.stored.others.items()
            if (its, owner) == (part, name) and assessment in {None, one}
        )
        return next(found, None)

    def list_grids(self) -> list[Grid]:
        """Return the sheets, from the totals down to the facts; those without rows are left out."""
        book, tree = self.book, self.tree
        made = [self.totals.grid, tree.nodes, tree.clauses, self.vetoes.grid]
        verdict, compared = describe_verdict(made)
        self.totals.grid.title = (
            self.totals.grid.title[0],
            verdict,
            "；".join([f"核对{compared}格", *self.list_unproved()]),
        )
        # A sheet that a formula refers to must exist, even without rows.
        sources = list_sources(self.assessment)
        facts = [book.cells.grid, book.reported.grid] if sources.refs else []
        events = [book.events.grid] if sources.ledgers else []
        return [
            *(grid for grid in (*made, book.points, book.figures) if grid.rows),
            *facts,
            *events,
        ]

    def list_unproved(self) -> list[str]:
        """Return what this workbook does not prove by formulas, in sentences."""
        close = [
            f"{row[1]} {row[2]}"
            for grid in (self.totals.grid, self.tree.nodes, self.tree.clauses, self.vetoes.grid)
            for row in grid.rows
            if any(isinstance(cell, Formula) and cell.is_close for cell in row)
        ]
        found = list(self.book.notes)
        if close:
            found.append(
                f"有{len(close)}行的数与界限之差超出表格软件的15位有效数字，差可能不为0：{'、'.join(close[:5])}"
            )
        if self.assessment.consequences:
            found.append("多次名列前茅或末位的后果，按各期名次另计，本表不核")
        return found


def _to_cell(points: Decimal | Fraction | None) -> Formula:
    return BLANK if points is None else constant(points)


def build_grids(
    found: ScoreSource, assessment: AssessmentOutline, question: ScoreQuery
) -> list[Grid]:
    """Return the sheets of a proof: totals, clauses, steps, figures and facts.

    Raises Refused for more than MOST_FACTS facts.
    """
    chosen = found.scheme.chosen(found.choices)
    facts = collect_facts(found, chosen.assessment(assessment.id))
    if len(facts.cells) + len(facts.events) > MOST_FACTS:
        raise Refused(
            f"这项考核有{len(facts.cells) + len(facts.events)}条事实，"
            f"超过{MOST_FACTS}条，表格软件重算太慢，不能做成核算表。"
        )
    stored = read_stored(found, assessment, chosen)
    title = _describe_title(found, assessment, question)
    proof = Proof(
        chosen, assessment.id, facts, found.month,
        is_final=question.final, stored=stored, title=title,
    )  # fmt: skip
    return proof.list_grids()


def describe_proof(
    found: ScoreSource, assessment: AssessmentOutline, question: ScoreQuery
) -> About:
    """Return the 说明 rows of the workbook, with a guide to reading it."""
    about = describe_scheme_state(
        found.scheme, found.choices, question.as_of, found.known_at or 0, final=question.final
    )
    about[2:2] = name_assessment(found.scheme, assessment)
    return [*about, *GUIDE]


GUIDE: Sequence[tuple[str, str]] = (
    (
        "阅读说明",
        "事实→取数→计分→指标→分组→总分，每一步都是公式；公式旁边是系统里存的，再旁边是两者之差。",
    ),
    ("核对方法", "总分表第2行是结论；差不为0的格子标红。改动“事实”“台账”里的数，得分随之重算。"),
    (
        "查一条",
        "在“计分”“取数”两表按单位和指标筛选，就看到这一条从取数、差距、步数到得分的每一步。",
    ),
    ("最少、最多", "已知的分是最少，还可能得到的是最多；两者相同即已定。1E+9表示没有限制。"),
    (
        "事实",
        "计分数值：√、有为1，×、无为0，比率为百分数；检查项的√在“取数”中换成该项满分；空白为没有数据。",
    ),
    ("已报", "哪个月的哪一列已经报送，格中是批次号。"),
    ("四舍五入", "INT(ROUND(数*100,8)+0.5)/100就是四舍五入到两位小数；先去掉第9位以后的浮点误差。"),
    (
        "不核的",
        "全年最好与最坏、等次是否暂定、得分明细各行的文字，本表不核；名册、分值、口径照方案写入。",
    ),
)


def _describe_title(found: ScoreSource, assessment: AssessmentOutline, question: ScoreQuery) -> str:
    final = "（年终结算）" if question.final else ""
    return f"{found.scheme.short_title} {assessment.title} 截至{question.as_of}{final} 核算表"
