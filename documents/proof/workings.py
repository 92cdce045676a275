"""The inputs of the rules' formulas: the sheets of facts, and 汇总 with one row per unit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields, replace

from documents.proof.collecting import Facts
from documents.proof.event_sheet import EventSheet
from documents.proof.exactness import Rate, Terms, correct, guess, split
from documents.proof.fact_sheets import FactSheet, ReportSheet
from documents.proof.formulas import BLANK, FALSE, TRUE, Formula, constant, when
from documents.proof.grids import ANY, WHOLE, CellContent, Grid, GridColumn
from scoring.clauses.roster import AssessedUnit
from scoring.rules import Rule


@dataclass(frozen=True)
class Proved:
    """How a unit's indicator follows from its facts, in points, before objections moved any."""

    earned: Formula
    is_settled: Formula = TRUE
    """Whether nothing is pending, so that all points that are not earned are lost."""
    lost_meanwhile: Formula = field(default_factory=lambda: constant(0))
    """The points lost so far, while others are pending."""
    is_uncomputable: Formula = FALSE
    """Whether points stay pending even at the year's close."""
    is_vetoed: Formula | None = None


@dataclass(frozen=True)
class Latest:
    """The latest value of a column as a cell of 汇总, which is blank if there is none."""

    value: Formula
    denominator: Formula | None = None


class Workings:
    """The sheets below the indicators, and the columns of 汇总 that rules have requested so far."""

    POSITION, NAME = range(2)

    def __init__(
        self, facts: Facts, units: Sequence[AssessedUnit], rules: Sequence[Rule], year: int
    ) -> None:
        self.units = units
        positions = {unit.name: number for number, unit in enumerate(units, start=1)}
        self.titles = facts.titles
        self.facts = FactSheet(facts, positions, year)
        self.reported = ReportSheet(facts)
        self.events = EventSheet(facts.events, positions, rules)
        self.inputs = Grid("汇总", [GridColumn("序号", WHOLE, 6), GridColumn("单位", width=28)])
        for unit in units:
            self.inputs.add_row([positions[unit.name], unit.name])
        self._columns: dict[tuple[str, tuple[CellContent, ...]], int] = {}

    def position(self, unit: int) -> Formula:
        """Return a reference to a unit's number in 汇总; the facts refer to units by it."""
        cell = self.inputs.cell(unit, self.POSITION, home=True)
        return Formula(f"${cell.text}", cell.value)

    def add(
        self, title: str, write: Callable[[int], CellContent], form: str = ANY
    ) -> list[Formula]:
        """Add a column to 汇总, unless it exists already; return a reference for each unit."""
        cells = tuple(write(unit) for unit in range(len(self.units)))
        if (title, cells) not in self._columns:
            self._columns[title, cells] = self.inputs.add_column(GridColumn(title, form, 14), cells)
        column = self._columns[title, cells]
        return [self.inputs.cell(unit, column) for unit in range(len(self.units))]

    def home(self, formula: Formula) -> Formula:
        """Return a formula over cells of 汇总 as a formula on 汇总 writes it."""
        return replace(formula, text=formula.text.replace(f"{self.inputs.name}!", ""))

    def area(self, cells: Sequence[Formula]) -> str:
        """Return the range of a column of 汇总, as a formula on 汇总 writes it."""
        first, last = self.home(cells[0]).text, self.home(cells[-1]).text
        letters = first.rstrip("0123456789")
        return f"${letters}${first[len(letters) :]}:${letters}${last[len(letters) :]}"

    def latest(self, ref: str, *, is_rate: bool = False) -> list[Latest]:
        """Return each unit's latest value of a column, with its denominator for a rate."""
        title = self.titles[ref]
        months = self.add(
            f"{title}：最近月份",
            lambda unit: self.facts.latest_month(self.position(unit), ref),
            WHOLE,
        )

        def pick(column: int, unit: int) -> Formula:
            month = self.home(months[unit])
            value = self.facts.in_month(self.position(unit), ref, month, column)
            return when(month.equals(0), BLANK, value)

        number, denominator = self.facts.NUMBER, self.facts.DENOMINATOR
        values = self.add(f"{title}：最近值", lambda unit: pick(number, unit))
        if not is_rate:
            return [Latest(value) for value in values]
        bottoms = self.add(f"{title}：分母", lambda unit: pick(denominator, unit))
        return [Latest(*pair) for pair in zip(values, bottoms, strict=True)]

    def attribute(self, key: str, title: str) -> list[Formula]:
        """Return each unit's value of a roster attribute."""
        return self.add(title, lambda unit: self.units[unit].attributes[key], WHOLE)

    def total(self, ref: str, months: int) -> list[Formula]:
        """Return each unit's sum of a column over the months of a mask."""
        return self.add(
            f"{self.titles[ref]}：累计",
            lambda unit: self.facts.total(self.position(unit), ref, months),
            WHOLE,
        )

    def rates(self, title: str, tops: Sequence[Formula], bottoms: Sequence[Formula]) -> list[Rate]:
        """Return each unit's rate, with its halves as columns of 汇总; blank without a rate."""

        def halve(numbers: Sequence[Formula], half: int) -> Callable[[int], Formula]:
            def write(unit: int) -> Formula:
                number = self.home(numbers[unit])
                return when(number.is_blank(), BLANK, split(number)[half])

            return write

        halves = [
            self.add(f"{title}：{name}{part}", halve(numbers, half), WHOLE)
            for name, numbers in (("分子", tops), ("分母", bottoms))
            for half, part in enumerate(("前段", "后八位"))
        ]
        return [Rate(*cells) for cells in zip(tops, bottoms, *halves, strict=True)]

    def share(
        self, title: str, rates: Sequence[Rate], are_known: Sequence[Formula], terms: Terms
    ) -> list[Formula]:
        """Return each rate's share by the terms, half up, or 0 if the rate is not known.

        Two columns of 汇总 hold it, because a rounded guess in doubles may be off by one.
        """

        def write_guess(unit: int) -> Formula:
            return when(self.home(are_known[unit]), guess(terms, self.home_rate(rates[unit])), 0)

        guesses = self.add(f"{title}：初算", write_guess, WHOLE)

        def write_correction(unit: int) -> Formula:
            rate, guessed = self.home_rate(rates[unit]), self.home(guesses[unit])
            return when(self.home(are_known[unit]), correct(terms, rate, guessed), 0)

        corrections = self.add(f"{title}：进位校正", write_correction, WHOLE)
        return [
            guessed + correction for guessed, correction in zip(guesses, corrections, strict=True)
        ]

    def home_rate(self, rate: Rate) -> Rate:
        """Return a rate as a formula on 汇总 writes it."""
        return Rate(*(self.home(getattr(rate, part.name)) for part in fields(rate)))
