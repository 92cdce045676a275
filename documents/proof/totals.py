"""The sheet 总分: totals, rates and ranks of the units, and the verdict over all sheets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

from documents.proof.areas import list_cells, over
from documents.proof.book import At
from documents.proof.borders import half_up, matches, tidy
from documents.proof.formulas import NEAR, NONE, ONE, TRUE, ZERO, Formula
from documents.proof.functions import both, either, flag, is_number, negate, when
from documents.proof.grids import POINTS, Grid, GridColumn, is_difference, make_columns
from documents.proof.quantities import evaluate
from documents.proof.scores import SIDES, triple
from documents.proof.tree import Tree
from documents.proof.vetoes import VetoSheet

HEADER = 4
"""The row of the titles; the workbook's title, the verdict and its limits are above it."""

Test = tuple[str, str, Formula]
"""A column, a sign (# is any number) and what its cells are compared with."""

NOT_LAST: Test = ("列末位", "=", ZERO)


class TotalSheet:
    """One row per unit in roster order, with formula, stored value and difference per figure."""

    def __init__(self, tree: Tree, vetoes: VetoSheet, title: str) -> None:
        self.tree, self.vetoes, self.assessment = tree, vetoes, tree.assessment
        self.root = tree.get(tree.assessment.total.id)
        self._deciders: list[str] = []
        self._stored = {str(row["unit"]): row for row in tree.stored.board}
        fields = make_columns("文件序号/9/0 单位/28 组 类别 满分//p 限制条件//0")
        for figure in (*SIDES, "总分", "得分率%"):
            fields += triple(figure)
        fields += [*triple("等次", ""), *triple("名次", "0")]
        fields += make_columns("排名依据 列末位 首次出现 至少等次 至多等次 初定等次")
        self.grid = Grid("总分", fields, header=HEADER, title=(title, None))
        self.units = range(len(tree.book.roster))
        for unit, one in enumerate(tree.book.roster):
            kind = one.kind if tree.assessment.rank.within == "kind" else None
            self.grid.add_row([unit + 1, one.name, one.group, kind])
            self._write_points(unit)
        self._rank()

    def cell(self, unit: int, title: str) -> Formula:
        """Return a cell of a unit's row."""
        return self.grid.cell(unit, title)

    def _write_points(self, unit: int) -> None:
        score = self.root[unit]
        self.grid.put(unit, "满分", score.full)
        sheets = [self.vetoes.hold(veto) for veto in self.assessment.vetoes]
        if held := [one[unit] for one in sheets if unit in one]:
            self.grid.put(unit, "限制条件", over("SUM", list_cells(held)))
        taken = self.vetoes.any_holds(unit, {"no_score"})
        decided = score.full - score.pending
        rate = when(decided.equals(0), NONE, half_up(100 * score.earned / decided))
        has_added = any(one.added != ZERO for one in self.root.values())
        for title, key, value in (
            ("得分", "earned", score.earned),
            ("失分", "lost", score.lost),
            ("待定", "pending", score.pending),
            ("附加", "added_points", score.added),
            ("总分", "total", self._find_points(unit)),
            ("得分率%", "rate_pct", rate),
        ):
            if title != "附加" or has_added:
                self.compare(unit, title, when(taken, NONE, value), key)

    def _find_points(self, unit: int) -> Formula:
        """Return earned + added within the total's limits, or what a veto sets."""
        points = self.tree.limit(unit, self.root[unit])
        for veto in self.assessment.vetoes:
            if veto.effect == "points" and unit in self.vetoes.hold(veto):
                at = At(self.assessment.total.id, (unit,))
                set_to = evaluate(self.tree.book, at, veto.points)
                assert set_to is not None, "the model asks for the points"
                value = when(is_number(set_to[unit]), half_up(set_to[unit]), NONE)
                points = when(self.vetoes.hold(veto)[unit].equals(1), value, points)
        return points

    def measure(self, unit: int, *, by_rate: bool) -> Formula:
        """Return what units are ranked or graded by: the total, or earned ÷ decided in percent."""
        if not by_rate:
            return self.cell(unit, "总分")
        score = self.root[unit]
        decided = score.full - score.pending
        return when(decided.equals(0), 0, tidy(100 * score.earned / decided))

    def _rank(self) -> None:
        rank = self.assessment.rank
        for unit in self.units:
            self.grid.put(unit, "列末位", flag(self.vetoes.any_holds(unit, {"last_place"})))
            value = self.measure(unit, by_rate=rank.by == "score_rate")
            value = value if rank.order == "highest" else 0 - value
            self.grid.put(unit, "排名依据", when(self._is_ranked(unit), value, NONE))
        self._write_deciders()
        once: list[Test] = []
        if rank.ties == "dense":
            once = [("首次出现", "=", ONE)]
            for unit in self.units:
                before: Test = ("文件序号", "<", self.cell(unit, "文件序号"))
                level = self._list_equal(unit, ("排名依据", "列末位", *self._deciders))
                first = self.count(unit, rank.within, *level, before)
                self.grid.put(unit, "首次出现", flag(first.equals(0)))
        for unit in self.units:
            own, last = self.cell(unit, "排名依据"), self.cell(unit, "列末位")
            better = self._count_better(unit, once)
            if any(veto.effect == "last_place" for veto in self.assessment.vetoes):
                # Units that a veto puts in the last place share it, behind all others.
                ahead = self.count(unit, rank.within, ("排名依据", "#", own), NOT_LAST, *once)
                better = when(last.equals(1), ahead, better)
            self.compare(unit, "名次", when(is_number(own), better + 1, NONE), "rank")

    def _write_deciders(self) -> None:
        """Write the points that decide between equal units, in their order."""
        for number, part_id in enumerate(self.assessment.rank.then, start=1):
            title = f"并列时看{number}"
            self._deciders.append(title)
            self.grid.add_column(GridColumn(title, POINTS))
            scores = self.tree.get(part_id)
            for unit in self.units:
                score = scores.get(unit)
                points = ZERO if score is None else tidy(score.earned + score.added)
                counts = ONE if score is None else score.counts
                self.grid.put(unit, title, when(counts.equals(1), points, 0))

    def _list_equal(self, unit: int, titles: Iterable[str]) -> list[Test]:
        return [(title, "=", self.cell(unit, title)) for title in titles]

    def _count_better(self, unit: int, once: list[Test]) -> Formula:
        """Return how many units are ahead: by what ranks them, or if equal by what decides."""
        found, titles = ZERO, ["排名依据", *self._deciders]
        for number, title in enumerate(titles):
            equal = self._list_equal(unit, titles[:number])
            ahead: Test = (title, ">", self.cell(unit, title))
            found = found + self.count(
                unit, self.assessment.rank.within, *equal, ahead, NOT_LAST, *once
            )
        return found

    def _is_ranked(self, unit: int) -> Formula:
        """Return whether anything of a unit is known, and no veto takes its rank."""
        score, known = self.root[unit], TRUE
        if self.tree.has_full(self.assessment.total):
            some = negate(matches(score.pending, score.full)), negate(matches(score.added, 0))
            known = either(*some)
        lost = self.vetoes.any_holds(unit, {"no_score", "no_rank"})
        return both(is_number(self.cell(unit, "总分")), known, negate(lost))

    def count(self, unit: int, within: str, *tests: Test) -> Formula:
        """Return how many units of the unit's group (kind, or all) meet some tests."""
        if within != "all":
            column = "组" if within == "group" else "类别"
            tests = ((column, "=", self.cell(unit, column)), *tests)
        factors, close = ["1"], False
        for title, sign, own in tests:
            area = self.grid.write_area(title)
            factors += [f"ISNUMBER({area})"] if sign in "#<>" else []
            factors += [f"({area}{sign}{own.text})"] if sign != "#" else []
            close |= own.is_close or (sign in "<>" and self._is_near(title, own.number))
        count = sum(all(self._fits(other, test) for test in tests) for other in self.units)
        return Formula(f"SUMPRODUCT({'*'.join(factors)})", Fraction(count), is_close=close)

    def _is_near(self, title: str, own: Fraction | None) -> bool:
        numbers = self.grid.area(title).numbers if own is not None else []
        return any(0 < abs(number - (own or 0)) < NEAR for number in numbers)

    def _fits(self, other: int, test: Test) -> bool:
        title, sign, own = test
        value = self.cell(other, title).value
        if sign == "=":
            return value == own.value
        if sign == "#" or not isinstance(value, Fraction) or own.number is None:
            return sign == "#" and isinstance(value, Fraction)
        return value > own.number if sign == ">" else value < own.number

    def compare(self, unit: int, title: str, formula: Formula, key: str) -> None:
        """Write a formula, the stored figure and the difference, which is 1 if one is missing."""
        self.grid.put(unit, title, formula)
        name = self.tree.book.roster[unit].name
        if name not in self._stored:
            return
        kept: Any = self._stored[name][key]
        self.grid.put(unit, f"系统{title}", NONE.value if kept is None else kept)
        computed, stored = self.cell(unit, title), self.cell(unit, f"系统{title}")
        away = computed - stored
        number = Formula(f"ROUND({away.text},5)", away.value)
        are_numbers = both(is_number(computed), is_number(stored))
        differs = when(computed.equals(stored), 0, 1)
        self.grid.put(unit, f"{title}差", when(are_numbers, number, differs))


def describe_verdict(grids: Sequence[Grid]) -> tuple[Formula, int]:
    """Return 全部一致, or in how many cells formulas and store differ; and how many they are."""
    texts, count, compared = [], 0, 0
    for grid in grids:
        for place, column in enumerate(grid.columns):
            values = [row[place] for row in grid.rows if row[place] is not None]
            if is_difference(column.title) and values:
                compared += len(values)
                count += sum(cell.value not in ("", 0) for cell in grid.area(place).cells)
                texts.append(f"SUMPRODUCT(({grid.write_area(place)}<>0)*1)")
    text = "+".join(texts) or "0"
    value = "全部一致" if not count else f"有{count}处不一致"
    return Formula(f'IF({text}=0,"全部一致","有"&({text})&"处不一致")', value), compared
