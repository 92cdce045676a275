"""台账: one row per dated row, with what each is worth beside it, by formula."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal

from documents.proof.collecting import Event
from documents.proof.criteria import Criteria, Criterion
from documents.proof.fact_sheets import PLACE_FIELDS, to_serial
from documents.proof.formulas import Formula, constant, when
from documents.proof.grids import ANY, WHOLE, Content, Field, Grid
from scoring.rules import Rule
from scoring.rules.award_levels import AwardLevels
from scoring.rules.reverse_deduction import ReverseDeduction
from scoring.rules.veto_count import VetoCount


class EventSheet:
    """The dated rows; WORTH, COUNTED and WINDOW are formulas, empty where no rule asks for them."""

    (UNIT, NAME, TITLE, DATASET, DATE, MONTH, ITEM, MATTER, GROUP, LEVEL, NUMBER, ORDER, WORTH,
     COUNTED, WINDOW) = range(15)  # fmt: skip

    def __init__(
        self, events: Sequence[Event], positions: dict[str, int], rules: Sequence[Rule]
    ) -> None:
        fields = [
            Field("序号", WHOLE, 6),
            Field("单位", width=28),
            Field("台账", width=28),
            Field("键", width=16),
            Field("日期", "yyyy-mm-dd", 12),
            Field("月份", WHOLE, 6),
            Field("事项", width=22),
            Field("内容", width=40),
            Field("同一事项号", WHOLE),
            Field("级别"),
            Field("数", ANY),
            Field("顺序", WHOLE, 6),
            Field("分值", ANY),
            Field("计入", WHOLE),
            Field("一年内次数", WHOLE),
        ]
        self.grid = Grid("台账", [*fields, *PLACE_FIELDS])
        groups: dict[tuple[object, ...], int] = {}
        readers = [reader for rule in rules if (reader := _reader_of(rule))]
        for order, one in enumerate(events, start=1):
            item, matter, level, number = _read(one, readers)
            group = None
            if level is not None:
                group = groups.setdefault((one.unit, one.dataset, item, matter), len(groups) + 1)
            self.grid.add_row(
                [positions[one.unit], one.unit, one.title, one.dataset, to_serial(one.date),
                 one.month, item, matter, group, level, number, order, None, None, None, *one.place]
            )  # fmt: skip
        self._criteria = Criteria(self.grid, self.UNIT)

    def sum(self, unit: Formula, dataset: str, item: str | None = None) -> Formula:
        """Return the sum of the numbers of a unit's rows of the scheme's year."""
        return self._criteria.sum(self.NUMBER, *self._of(unit, dataset, item))

    def sum_counted(self, unit: Formula, dataset: str, item: str) -> Formula:
        """Return the sum of the worth of the rows that are counted."""
        return self._criteria.sum(
            self.WORTH, *self._of(unit, dataset, item), Criterion(self.COUNTED, 1)
        )

    def worst_window(self, unit: Formula, dataset: str, item: str) -> Formula:
        """Return the greatest number of events in a year that ends with one of this year's."""
        place = (
            Criterion(self.UNIT, unit),
            Criterion(self.DATASET, dataset),
            Criterion(self.ITEM, item),
        )
        return self._criteria.latest(self.WINDOW, self.WINDOW, *place)

    def add_worth(self, dataset: str, item: str, points: dict[str, Decimal]) -> None:
        """Write what each row of an item is worth by its level, and whether it is counted."""
        self._fill(dataset, item, self.WORTH, lambda row: self._format_worth(row, points))
        self._fill(dataset, item, self.COUNTED, self._describe_counted)

    def add_windows(self, dataset: str, item: str) -> None:
        """Write for each row of this year how many events the year up to its day holds."""
        self._fill(dataset, item, self.WINDOW, lambda row: self._format_window(row, dataset, item))

    def _of(self, unit: Formula, dataset: str, item: str | None) -> list[Criterion]:
        criteria = [
            Criterion(self.UNIT, unit),
            Criterion(self.DATASET, dataset),
            Criterion(self.MONTH, 1, ">="),
        ]
        return criteria if item is None else [*criteria, Criterion(self.ITEM, item)]

    def _fill(
        self, dataset: str, item: str, column: int, say: Callable[[int], Formula | None]
    ) -> None:
        for row, cells in enumerate(self.grid.rows):
            if cells[self.DATASET] == dataset and cells[self.ITEM] == item:
                cells[column] = say(row)

    def _cell(self, row: int, column: int) -> Formula:
        return self.grid.cell(row, column, home=True)

    def _format_worth(self, row: int, points: dict[str, Decimal]) -> Formula:
        worth = constant(0)
        for level, one in reversed(points.items()):
            worth = when(self._cell(row, self.LEVEL).equals(level), one, worth)
        return worth

    def _describe_counted(self, row: int) -> Formula:
        """Return 1 for the first row of the highest level of its matter."""
        group = Criterion(self.GROUP, self._cell(row, self.GROUP))
        worth = self._cell(row, self.WORTH)
        higher = self._criteria.count(group, Criterion(self.WORTH, worth, ">"), home=True)
        before = Criterion(self.ORDER, self._cell(row, self.ORDER), "<")
        alike = self._criteria.count(group, Criterion(self.WORTH, worth), before, home=True)
        return when((higher + alike).equals(0), 1, 0)

    def _format_window(self, row: int, dataset: str, item: str) -> Formula | None:
        if float(self._cell(row, self.MONTH).value or 0) < 1:
            return None
        day = self._cell(row, self.DATE)
        assert isinstance(day.value, float)
        start = Formula(f"EDATE({day.text},-12)", float(_year_before(int(day.value))))
        return self._criteria.sum(
            self.NUMBER,
            Criterion(self.UNIT, self._cell(row, self.UNIT)),
            Criterion(self.DATASET, dataset),
            Criterion(self.ITEM, item),
            Criterion(self.DATE, day, "<="),
            Criterion(self.DATE, start, ">"),
            home=True,
        )


def _year_before(serial: int) -> int:
    day = date.fromordinal(date(1899, 12, 30).toordinal() + serial)
    leap = (day.month, day.day) == (2, 29)
    return to_serial(day.replace(year=day.year - 1, day=28 if leap else day.day))


Reader = tuple[str, dict[str, str]]
"""A dataset, and which of its columns stands as item, matter, level and number."""


def _reader_of(rule: Rule) -> Reader | None:
    names: dict[str, str | None]
    if isinstance(rule, VetoCount):
        names = {"item": rule.item, "number": rule.count}
    elif isinstance(rule, ReverseDeduction):
        names = {"item": rule.subject, "matter": rule.reason, "number": rule.points}
    elif isinstance(rule, AwardLevels):
        names = {"item": rule.item, "matter": rule.matter, "level": rule.level}
    else:
        return None
    dataset = rule.event_datasets()[0]
    return dataset, {name: ref.split(".")[1] for name, ref in names.items() if ref}


def _read(one: Event, readers: Sequence[Reader]) -> tuple[Content, Content, Content, Content]:
    """Return a row's item, matter, level and number; a blank number counts as 1."""
    columns: dict[str, str] = {}
    for dataset, names in readers:
        if dataset == one.dataset:
            columns |= names
    item, matter, level = (
        one.cells.get(columns[name]) if name in columns else None
        for name in ("item", "matter", "level")
    )
    number = one.cells.get(columns["number"]) if "number" in columns else None
    return item, matter, level, 1 if number is None else number
