"""The sheets 限制条件 (vetoes) and 总分: totals, rates, ranks and grades, and the verdict."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from documents.proof.book import At
from documents.proof.conditions import hold_all
from documents.proof.figures import measure
from documents.proof.formulas import (
    FALSE,
    NEAR,
    NONE,
    ONE,
    TRUE,
    ZERO,
    Formula,
    both,
    ceiling,
    constant,
    either,
    exceeds,
    flag,
    floor,
    half_up,
    is_number,
    list_cells,
    matches,
    negate,
    or_zero,
    over,
    quote_text,
    reaches,
    when,
)
from documents.proof.grids import ANY, POINTS, TEXT, WHOLE, Grid, GridColumn, is_difference
from documents.proof.parts import clamp
from documents.proof.quantities import evaluate
from documents.proof.tree import SIDES, Tree, triple
from scoring.clauses.decisions import Grade, Veto
from scoring.clauses.parts import Concerns, Subject
from scoring.clauses.quantities import Fixed
from scoring.clauses.roster import AssessedUnit
from scoring.clauses.sentences.vetoes import say_veto

Test = tuple[str, str, Formula]
"""A column, a sign (# is any number) and what its cells are compared with."""

HEADER = 4
"""The row of the titles; the workbook's title and the verdict are above it."""
TAKES_PLACE = {"no_score", "no_rank", "last_place"}


class VetoSheet:
    """One row per unit and veto that may concern it."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self.grid = Grid(
            "限制条件",
            [
                GridColumn("序号", WHOLE, 6), GridColumn("单位", width=28), GridColumn("项", width=8),
                GridColumn("名称", width=24), GridColumn("数", ANY), GridColumn("成立", WHOLE),
                GridColumn("成立（存储）", WHOLE), GridColumn("成立差", WHOLE, 6),
                GridColumn("接近", WHOLE), GridColumn("接近（存储）", WHOLE), GridColumn("接近差", WHOLE, 6),
                GridColumn("规定", width=60),
            ],
        )  # fmt: skip
        self._held: dict[str, dict[int, Formula]] = {}

    def hold(self, veto: Veto) -> dict[int, Formula]:
        """Return 1 for each unit for which a veto holds, else 0."""
        if veto.id not in self._held:
            self._held[veto.id] = self._write(veto)
        return self._held[veto.id]

    def any_holds(self, unit: int, effects: set[str]) -> Formula:
        """Return whether a veto with one of some effects holds for a unit."""
        vetoes = [one for one in self._tree.assessment.vetoes if one.effect in effects]
        return either(*(self.hold(one)[unit].equals(1) for one in vetoes if unit in self.hold(one)))

    def _write(self, veto: Veto) -> dict[int, Formula]:
        book = self._tree.book
        units = tuple(n for n, unit in enumerate(book.roster) if is_meant(veto.concerns, unit))
        at = At(veto.id, units)
        holds = hold_all(book, at, (veto.condition, *veto.when))
        near = None
        if veto.warn is not None:
            close = veto.condition.model_copy(update={"against": Fixed(value=veto.warn)})
            near = hold_all(book, at, (close, *veto.when))
        subject = veto.condition.subject
        values = None if isinstance(subject, Subject) else measure(book, at, subject)
        stored = {str(row["unit"]): row for row in self._tree.stored.board}
        found = {}
        for unit in units:
            name = book.roster[unit].name
            row = self.grid.add_row([unit + 1, name, veto.id, veto.name])
            if values is not None:
                self.grid.put(row, "数", values[unit].low)
            self.grid.put(row, "规定", say_veto(veto, book.heading))
            kept = stored.get(name, {})
            found[unit] = self._compare(row, "成立", holds[unit].equals(1), veto.id in _list(kept, "vetoes"))
            if near is not None:
                is_near = both(near[unit].equals(1), found[unit].equals(0))
                self._compare(row, "接近", is_near, veto.id in _list(kept, "at_risk"))
        return found

    def _compare(self, row: int, title: str, condition: Formula, stored: bool) -> Formula:
        self.grid.put(row, title, flag(condition))
        cell = self.grid.cell(row, title)
        if self._tree.stored.board:
            self.grid.put(row, f"{title}（存储）", int(stored))
            self.grid.put(row, f"{title}差", cell - self.grid.cell(row, f"{title}（存储）"))
        return cell


def _list(row: dict[str, Any], key: str) -> Sequence[str]:
    return row.get(key) or ()


def is_meant(wanted: Concerns | None, unit: AssessedUnit) -> bool:
    """Return whether a unit is among those that a veto is for."""
    return wanted is None or (
        (not wanted.units or unit.name in wanted.units)
        and (not wanted.kinds or unit.kind in wanted.kinds)
    )


class TotalSheet:
    """One row per unit in roster order, with formula, stored value and difference per figure."""

    def __init__(self, tree: Tree, vetoes: VetoSheet, title: str) -> None:
        self._tree, self._vetoes, self._assessment = tree, vetoes, tree.assessment
        self._root = tree.get(tree.assessment.total.id)
        self._grade = "初定等次"
        """The column of the grades so far."""
        self._figures = [*SIDES, "总分", "得分率%", *(["等次"] if self._assessment.grades else []), "名次"]
        self._stored = {str(row["unit"]): row for row in tree.stored.board}
        fields = [
            GridColumn("序号", WHOLE, 6), GridColumn("单位", width=28), GridColumn("组", width=10),
            GridColumn("类别", width=10),
            GridColumn("满分", POINTS),
            *([GridColumn("限制条件", WHOLE)] if self._assessment.vetoes else []),
        ]  # fmt: skip
        forms = {"等次": TEXT, "名次": WHOLE}
        for figure in self._figures:
            fields += triple(figure, forms.get(figure, POINTS))
        fields += [GridColumn(one, ANY) for one in ("排名依据", "列末位", "首次出现", "至少等次", "至多等次", "初定等次")]
        self.grid = Grid("总分", fields, header=HEADER, title=(title, None))

    def fill(self) -> None:
        """Write every unit's row."""
        for unit, one in enumerate(self._tree.book.roster):
            self.grid.add_row([unit + 1, one.name, one.group, one.kind])
            self._write_points(unit)
        self._rank()
        for unit, one in enumerate(self._tree.book.roster):
            if "等次" in self._figures:
                self._grade_by_line(unit)
        for number, line in enumerate(self._assessment.grades.list if self._assessment.grades else ()):
            if line.share is not None:
                self._seat(number, line)
        for unit in range(len(self._tree.book.roster)):
            if "等次" in self._figures:
                self._compare(unit, "等次", self._cell(unit, self._grade), "grade")

    def _cell(self, unit: int, title: str) -> Formula:
        return self.grid.cell(unit, title)

    def _write_points(self, unit: int) -> None:
        score, vetoes = self._root[unit], self._vetoes
        self.grid.put(unit, "满分", score.full)
        if self._assessment.vetoes:
            held = [vetoes.hold(one)[unit] for one in self._assessment.vetoes if unit in vetoes.hold(one)]
            self.grid.put(unit, "限制条件", sum_cells(held))
        points = self._find_points(unit)
        taken = vetoes.any_holds(unit, {"no_score"})
        parts = (score.earned, score.lost, score.pending, score.added)
        keys = ("earned", "lost", "pending", "added_points")
        for side, value, key in zip(SIDES, parts, keys, strict=True):
            self._compare(unit, side, when(taken, NONE, value), key)
        self._compare(unit, "总分", when(taken, NONE, points), "total")
        decided = score.full - score.pending
        rate = when(decided.equals(0), NONE, half_up(100 * score.earned / decided))
        self._compare(unit, "得分率%", when(taken, NONE, rate), "rate_pct")

    def _find_points(self, unit: int) -> Formula:
        """Return earned + added within the total's limits, or what a veto sets."""
        book, total, score = self._tree.book, self._assessment.total, self._root[unit]
        at = At(total.id, (unit,))
        ends = [evaluate(book, at, one) for one in (total.floor, total.ceiling)]
        limits = [None if one is None else one[unit] for one in ends]
        points = half_up(clamp(score.earned + score.added, *limits))
        for veto in self._assessment.vetoes:
            if veto.effect == "points" and unit in self._vetoes.hold(veto):
                set_to = evaluate(book, at, veto.points)
                assert set_to is not None, "the model asks for the points"
                value = when(is_number(set_to[unit]), half_up(set_to[unit]), NONE)
                points = when(self._vetoes.hold(veto)[unit].equals(1), value, points)
        return points

    def _measure(self, unit: int, *, by_rate: bool) -> Formula:
        """Return what units are ranked or graded by: the total, or earned ÷ decided in percent."""
        if not by_rate:
            return self._cell(unit, "总分")
        score = self._root[unit]
        decided = score.full - score.pending
        return when(decided.equals(0), 0, 100 * score.earned / decided)

    def _rank(self) -> None:
        rank, units = self._assessment.rank, range(len(self._tree.book.roster))
        for unit in units:
            score = self._root[unit]
            known = either(
                negate(matches(score.pending, score.full)), negate(matches(score.added, 0))
            )
            if not self._tree._has_full(self._assessment.total):
                known = either(known, score.added.equals(score.added))
            lost = self._vetoes.any_holds(unit, {"no_score", "no_rank"})
            is_ranked = both(is_number(self._cell(unit, "总分")), known, negate(lost))
            value = self._measure(unit, by_rate=rank.by == "score_rate")
            value = value if rank.order == "highest" else 0 - value
            self.grid.put(unit, "排名依据", when(is_ranked, value, NONE))
            last = self._vetoes.any_holds(unit, {"last_place"})
            self.grid.put(unit, "列末位", flag(last))
        if rank.ties == "dense":
            for unit in units:
                first = self._count(unit, rank.within, *self._level(unit), ("序号", "<", self._cell(unit, "序号")))
                self.grid.put(unit, "首次出现", flag(first.equals(0)))
        for unit in units:
            own, last = self._cell(unit, "排名依据"), self._cell(unit, "列末位")
            once: list[Test] = [("首次出现", "=", ONE)] if rank.ties == "dense" else []
            better = self._count(unit, rank.within, ("排名依据", ">", own), ("列末位", "=", last), *once)
            if any(veto.effect == "last_place" for veto in self._assessment.vetoes):
                ahead = self._count(unit, rank.within, ("排名依据", "#", own), ("列末位", "=", ZERO), *once)
                better = better + when(last.equals(1), ahead, 0)
            self._compare(unit, "名次", when(is_number(own), better + 1, NONE), "rank")

    def _level(self, unit: int) -> list[Test]:
        """Return what the units that stand level with a unit have in common."""
        titles = ("排名依据", "列末位")
        return [(title, "=", self._cell(unit, title)) for title in titles]

    def _count(self, unit: int, within: str, *tests: Test) -> Formula:
        """Return how many units of the unit's group (kind, or all) meet some tests."""
        if within != "all":
            column = "组" if within == "group" else "类别"
            tests = ((column, "=", self._cell(unit, column)), *tests)
        factors = []
        for title, sign, own in tests:
            area = self.grid.write_area(title)
            factors += [f"ISNUMBER({area})"] if sign in "#<>" else []
            factors += [f"({area}{sign}{own.text})"] if sign != "#" else []
        fits = [other for other in range(len(self.grid.rows)) if all(self._fits(other, one) for one in tests)]
        own_cells = [own for _, _, own in tests]
        close = any(one.is_close for one in own_cells) or any(
            own.number is not None and self._is_near(title, own.number)
            for title, sign, own in tests
            if sign in "<>"
        )
        return Formula(f"SUMPRODUCT({'*'.join([*factors, '1'])})", Fraction(len(fits)), is_close=close)

    def _is_near(self, title: str, own: Fraction) -> bool:
        numbers = self.grid.area(title).numbers
        return any(0 < abs(number - own) < NEAR for number in numbers)

    def _fits(self, other: int, test: Test) -> bool:
        title, sign, own = test
        value = self._cell(other, title).value
        if sign == "=":
            return value == own.value
        if not isinstance(value, Fraction):
            return False
        if sign == "#" or not isinstance(own.value, Fraction):
            return sign == "#"
        return value > own.value if sign == ">" else value < own.value

    def _grade_by_line(self, unit: int) -> None:
        """Write the grade that is reached with the certain points, and with all that are open."""
        grades = self._assessment.grades
        assert grades is not None
        low = high = self.grid.put(unit, "至少等次", self._first_reached(unit, grades.list, is_most=False))
        if grades.stand != "now":
            high = self.grid.put(unit, "至多等次", self._first_reached(unit, grades.list, is_most=True))
        found = low if high is low else when(low.equals(high), low, NONE)
        waits = negate(is_number(self._cell(unit, "总分")))
        if grades.settled:
            waits = either(waits, self._root[unit].pending > 0)
        found = NONE if self._tree.book.as_of < grades.from_month else when(waits, NONE, found)
        for veto in self._assessment.vetoes:
            if veto.grade is not None and unit in self._vetoes.hold(veto):
                found = when(self._vetoes.hold(veto)[unit].equals(1), quote_text(veto.grade), found)
        self.grid.put(unit, "初定等次", found)

    def _first_reached(self, unit: int, lines: Sequence[Grade], *, is_most: bool) -> Formula:
        """Return the first line that a unit reaches and is not barred from."""
        found = NONE
        for line in reversed(lines):
            reached = both(self._reaches(unit, line, is_most=is_most), negate(self._is_barred(unit, line)))
            found = when(reached, quote_text(line.name), found)
        return found

    def _is_barred(self, unit: int, line: Grade) -> Formula:
        vetoes = [one for one in self._assessment.vetoes if line.name in one.bars]
        held = [self._vetoes.hold(one) for one in vetoes]
        return either(*(one[unit].equals(1) for one in held if unit in one))

    def _reaches(self, unit: int, line: Grade, *, is_most: bool) -> Formula:
        rank = self._cell(unit, "名次")
        if line.first is not None:
            return both(is_number(rank), rank <= line.first)
        if line.last is not None:
            behind = self._count(unit, "group", ("名次", ">", rank))
            return both(is_number(rank), behind < line.last)
        if line.from_ is None:
            return TRUE
        score = self._root[unit]
        if line.on is not None:
            found = self._tree.get(line.on).get(unit)
            if found is None:
                return FALSE
            score, value = found, found.earned + found.added
        else:
            value = self._measure(unit, by_rate=line.of == "score_rate")
            value = value if line.of == "score_rate" else or_zero(value)
        value = value + score.pending if is_most else value
        return exceeds(value, line.from_) if line.edge == "exclusive" else reaches(value, line.from_)

    def _seat(self, number: int, line: Grade) -> None:
        """Hand out the seats of a share grade by rank; who has none falls to the next line."""
        assert self._assessment.grades is not None and line.share is not None
        wanted, seats, given = (f"{line.name}：{word}" for word in ("入围", "名额", "定等"))
        units = range(len(self.grid.rows))
        for title in (wanted, seats, given):
            self.grid.add_column(GridColumn(title, ANY))
        for unit in units:
            here = self._cell(unit, self._grade).equals(line.name)
            if line.barred_place == "stays":
                barred = both(self._is_barred(unit, line), self._reaches(unit, line, is_most=False))
                here = either(here, barred)
            self.grid.put(unit, wanted, flag(both(here, is_number(self._cell(unit, "名次")))))
            over_line = self._reaches(unit, line, is_most=False) if line.share_of == "over_line" else TRUE
            self.grid.put(unit, seats, flag(over_line))
        within = "all" if line.share_of == "all" else "group"
        counted = [self._count(unit, within, (seats, "=", ONE)) for unit in units]
        for unit in units:
            share = counted[unit] * constant(line.share) / 100
            rounded = {"down": floor, "up": ceiling, "half_up": lambda one: half_up(one, 0)}[line.round](share)
            own = self._cell(unit, "名次")
            before = self._count(unit, "group", (wanted, "=", ONE), ("名次", "<", own))
            tied = self._count(unit, "group", (wanted, "=", ONE), ("名次", "=", own))
            seated = before < rounded if line.ties == "all" else before + tied <= rounded
            grade = self._cell(unit, self._grade)
            rest = self._first_reached(unit, self._assessment.grades.list[number + 1 :], is_most=False)
            unseated = both(grade.equals(line.name), negate(both(self._cell(unit, wanted).equals(1), seated)))
            self.grid.put(unit, given, when(unseated, rest, grade))
        self._grade = given

    def _compare(self, unit: int, title: str, formula: Formula, key: str) -> None:
        """Write a formula, the stored figure and the difference, which is 1 if one is missing."""
        self.grid.put(unit, title, formula)
        name = self._tree.book.roster[unit].name
        if name not in self._stored:
            return
        kept = self._stored[name][key]
        if key == "added_points" and not any(one.added != ZERO for one in self._root.values()):
            return
        self.grid.put(unit, f"{title}（存储）", NONE.value if kept is None else kept)  # type: ignore[arg-type]
        computed, stored = self._cell(unit, title), self._cell(unit, f"{title}（存储）")
        differs = when(computed.equals(stored), 0, 1)
        if title != "等次":
            are_numbers = both(is_number(computed), is_number(stored))
            away = computed - stored
            differs = when(are_numbers, Formula(f"ROUND({away.text},5)", away.value), differs)
        self.grid.put(unit, f"{title}差", differs)


def sum_cells(cells: Sequence[Formula]) -> Formula:
    """Return the sum of some cells."""
    return over("SUM", list_cells(cells)) if cells else ZERO


def describe_verdict(grids: Sequence[Grid]) -> tuple[Formula, int]:
    """Return 全部一致, or in how many cells formulas and store differ, and how many are compared."""
    texts, count, compared = [], 0, 0
    for grid in grids:
        for place, column in enumerate(grid.columns):
            if not is_difference(column.title) or not grid.rows:
                continue
            values = [row[place] for row in grid.rows]
            if any(one is not None for one in values):
                compared += sum(one is not None for one in values)
                count += sum(cell.value not in ("", 0) for cell in grid.area(place).cells)
                texts.append(f"SUMPRODUCT(({grid.write_area(place)}<>0)*1)")
    text = "+".join(texts) or "0"
    value = "全部一致" if not count else f"有{count}处不一致"
    return Formula(f'IF({text}=0,"全部一致","有"&({text})&"处不一致")', value), compared
