"""Refuse what clauses and forms say of each other and cannot both mean."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from fractions import Fraction

from scoring.clauses.curves import Mark
from scoring.clauses.decisions import Assessment, Grade
from scoring.clauses.evaluating import InForce, concerns, evaluate
from scoring.clauses.faults import Findings, Place
from scoring.clauses.figures import Column as CellFigure
from scoring.clauses.figures import Rows, Score, walk
from scoring.clauses.loading import list_classes
from scoring.clauses.numbers import format_number
from scoring.clauses.parts import Child, Clause, Condition, Group, walk_tree
from scoring.clauses.quantities import FULL, Fixed, Quantity
from scoring.clauses.requests import Window, list_assessment_figures
from scoring.clauses.roster import AssessedUnit
from scoring.dataset import Column, Dataset
from scoring.outline_drawing import build_variants
from scoring.scheme import Scheme
from scoring.scheme_text import FORMS_FILE


def check_scheme(scheme: Scheme, findings: Findings) -> None:
    """Note what a clause, veto or grade asks and its form or its full mark does not give."""
    drawn: list[list[Assessment]] = []
    for written in scheme.notice.written:
        place: Place = (f"考核 {written['id']}",)
        units = [one.example for one in list_classes(scheme.notice.heading, written)]
        checks = _Checks(scheme, units, findings)
        variants = build_variants(scheme.notice, written)
        for assessment in variants:
            checks.check_figures(assessment, place)
            checks.check_parts(assessment, place)
            checks.check_grades(assessment, place)
        checks.check_marks()
        drawn.append(variants)
    if not _may_hide_uses(findings):
        for variants in drawn:
            _refuse_unused_values(scheme, variants, findings)


def _may_hide_uses(findings: Findings) -> bool:
    """Return whether a value that nothing counts may be due to a fault that is found already."""
    return bool(findings.unread or findings.unread_decisions) or any(
        one.key in {"where", "price", "rows", "choices"} or one.file == FORMS_FILE
        for one in findings.refusals
    )


class _Checks:
    """The checks of one assessment under one combination of readings."""

    def __init__(self, scheme: Scheme, units: list[AssessedUnit], findings: Findings) -> None:
        self._datasets = {dataset.key: dataset for dataset in scheme.datasets}
        self._findings = findings
        self._units = units
        self._seen: set[int] = set()
        self._marks: dict[tuple[Place, str], set[Fraction]] = defaultdict(set)
        """Place and column of a mark → the full marks that it gives, by unit and reading."""

    def check_figures(self, assessment: Assessment, place: Place) -> None:
        """Check every column and every ledger that a clause, node or veto reads."""
        for item_id, figure, window in list_assessment_figures(assessment):
            where = (*place, f"指标 {item_id}")
            for one in walk(figure):
                if isinstance(one, CellFigure):
                    self._check_reading(one, window, where)
                elif isinstance(one, Rows):
                    self._check_rows(one, where)

    def _find_column(self, form: str, name: str) -> Column | None:
        """Return a column; None if its form is refused."""
        return self._datasets[form].column(name) if form in self._datasets else None

    def _check_reading(self, cell: CellFigure, window: Window, place: Place) -> None:
        """Refuse sums of year-to-date figures, which count again and again, and sums of rates."""
        if (column := self._find_column(cell.form, cell.column)) is None:
            return
        if cell.read in {"sum", "tally"} and column.read != "monthly":
            words = f"{cell.ref} 每期报的是累计数，不能再相加"
            self._findings.refuse(place, "read", words, 'read = "latest"，或 read = "mean"')
        elif cell.read in {"sum", "tally"} and column.type == "rate" and window.length != "month":
            words = f"{cell.ref} 是比率，各月的比率不能相加"
            allowed = 'read = "latest"，read = "mean"，或 period = "month"'
            self._findings.refuse(place, "read", words, allowed)

    def _check_rows(self, rows: Rows, place: Place) -> None:
        if (dataset := self._datasets.get(rows.form)) is None:
            return
        compared = [("where", name) for name in rows.where]
        compared += [("highest_per", rows.highest_per)] if rows.highest_per else []
        for key, name in compared:
            if not _is_compared(column := dataset.column(name)):
                words = f"“{rows.form}.{name}”的类型是 {column.type}，写法不一就对不上"
                allowed = "类型为 choice 的列，或 is_folded = true 的 text 列"
                self._findings.refuse(place, key, words, allowed)
        priced = dataset.column(rows.price.column) if rows.price else None
        if priced and priced.type != "choice":
            words = f"“{rows.form}.{priced.key}”的类型是 {priced.type}，不能保证每个写法都有价"
            self._findings.refuse(place, "price", words, "类型为 choice 的列")
        amount = dataset.column(rows.amount) if rows.amount else None
        if amount and (amount.minimum or 0) < 0:
            words = f"“{rows.form}.{rows.amount}”可低至 {amount.minimum}"
            self._findings.refuse(place, "amount", words, "minimum 不小于 0")

    def check_parts(self, assessment: Assessment, place: Place) -> None:
        """Check marks against the full marks that they give, and conditions on scores."""
        parts = {part.id: part for part in walk_tree(assessment.total)}
        for part in parts.values():
            where = (*place, f"指标 {part.id}")
            if id(part) in self._seen:
                continue
            self._seen.add(id(part))
            for condition in part.when:
                self._check_reach(condition, parts, where)
            if isinstance(part, Clause):
                for unit in self._find_examples(part):
                    self._note_marks(part, _find_worth(part, unit, None), where)

    def _find_examples(self, part: Clause) -> Iterable[AssessedUnit]:
        """Return a unit for each full mark that the clause has."""
        found: dict[Fraction | None, AssessedUnit] = {}
        for unit in self._units:
            if concerns(part, unit):
                found.setdefault(_find_worth(part, unit, None), unit)
        return found.values()

    def _note_marks(self, holder: Clause | Group, worth: Fraction | None, place: Place) -> None:
        for item in holder.lines:
            if isinstance(item, Group):
                inner = item.full.value if isinstance(item.full, Fixed) else worth
                self._note_marks(item, inner, place)
            elif isinstance(item.curve, Mark) and isinstance(item.figure, CellFigure):
                self._note_mark(item.figure, item.curve, worth, place)

    def _note_mark(
        self, cell: CellFigure, mark: Mark, worth: Fraction | None, place: Place
    ) -> None:
        column = self._find_column(cell.form, cell.column)
        if column is None or column.type not in {"mark", "points"}:
            return
        if column.minimum is not None and column.minimum < 0:
            words = f"{cell.ref} 可低至 {column.minimum}"
            self._findings.refuse(place, "mark", words, "minimum 不小于 0")
        wanted = mark.out if mark.out is not None else worth
        if wanted is not None:
            self._marks[place, cell.ref].add(wanted)

    def check_marks(self) -> None:
        """Check the highest points of each mark's column against the full marks that it gives.

        A column has one limit: where the full mark differs by unit or reading, it is the highest,
        and what a unit has above its own is cut by a line of the ledger.
        """
        for (place, ref), worths in self._marks.items():
            form, _, name = ref.partition(".")
            most = Fraction(self._datasets[form].column(name).maximum or 0)
            if most != (wanted := max(worths)):
                words = f"{ref} 最高 {format_number(most)}，评定满分{format_number(wanted)}"
                self._findings.refuse(place, "mark", words, "两者相同")

    def _check_reach(self, condition: Condition, parts: dict[str, Child], place: Place) -> None:
        """Refuse a condition on a score that no unit can ever meet."""
        subject, against = condition.subject, condition.against
        if not isinstance(subject, Score) or not isinstance(against, Fixed):
            return
        part = parts.get(subject.score or "")
        most = _find_most(part) if subject.assessment is None else None
        if most is None:
            return
        is_out = against.value >= most if condition.test == "above" else against.value > most
        if condition.test in {"above", "at_least"} and is_out:
            words = f"“{subject.score}”最多{format_number(most)}分"
            self._findings.refuse(place, condition.test, words, "够得到的分数")

    def check_grades(self, assessment: Assessment, place: Place) -> None:
        """Check the lines of the grade list that are drawn at points."""
        parts = {part.id: part for part in walk_tree(assessment.total)}
        for grade in assessment.grades.list if assessment.grades else ():
            if grade.from_ is None or grade.of != "points":
                continue
            most = _find_most(parts[grade.on]) if grade.on else _find_most(assessment.total)
            if grade.from_ <= 0 or (most is not None and grade.from_ > most):
                allowed = "大于 0" + (f"，至多 {format_number(most)}" if most is not None else "")
                words = f"“{grade.name}”自{_say_line(grade)}分起"
                self._findings.refuse((*place, "grades"), "from", words, allowed)


def _say_line(grade: Grade) -> str:
    return format_number(grade.from_) if grade.from_ is not None else ""


def _is_compared(column: Column) -> bool:
    return column.type == "choice" or (column.type == "text" and column.is_folded)


def _find_worth(part: Clause, unit: AssessedUnit, outer: Fraction | None) -> Fraction | None:
    """Return what a full mark is worth: the full mark of the clause, else its ceiling.

    Of a clause whose periods add up, a period's share of it.
    """
    if part.full is not None:
        full = evaluate(part.full, InForce(unit))
        is_shared = part.period is not None and part.period.combine == "sum"
        return full / part.period.count if full is not None and is_shared and part.period else full
    return evaluate(part.ceiling, InForce(unit)) if part.ceiling else outer


def _find_most(part: Child | None) -> Fraction | None:
    """Return the most points of a part that may not pass its fixed full mark; None: unknown."""
    if part is None or not isinstance(part.full, Fixed):
        return None
    if isinstance(part, Clause):
        return part.full.value if part.ceiling == FULL else _fixed(part.ceiling)
    children = [_find_most(child) for child in part.clauses]
    return None if None in children else part.full.value


def _fixed(quantity: Quantity | None) -> Fraction | None:
    return quantity.value if isinstance(quantity, Fixed) else None


def _refuse_unused_values(scheme: Scheme, variants: list[Assessment], findings: Findings) -> None:
    """Refuse values of a ledger's column that nothing counts, where others of it are counted."""
    named: dict[tuple[str, str], set[str]] = defaultdict(set)
    whole: set[str] = set()
    for rows in _list_rows(variants):
        if not rows.where:
            whole.add(rows.form)  # each row of it counts somewhere
        for column, values in rows.where.items():
            named[rows.form, column] |= set(values)
    for (form, name), counted in named.items():
        for value in _list_values(scheme.dataset(form), name) if form not in whole else ():
            if value not in counted:
                words = f"可填“{value}”，没有一条计入"
                where = (f"报表 {form}", f"列 {name}")
                findings.refuse(where, "choices", words, "可填的每个值都有条款计入", FORMS_FILE)


def _list_rows(variants: list[Assessment]) -> Iterator[Rows]:
    for assessment in variants:
        for _, figure, _ in list_assessment_figures(assessment):
            yield from (one for one in walk(figure) if isinstance(one, Rows))


def _list_values(dataset: Dataset, column: str) -> list[str]:
    return [choice.value for choice in dataset.column(column).choices]
