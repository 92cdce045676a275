"""The sheet 台账: one row per row of a dated ledger, with formulas for its points."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal

from documents.proof.collecting import DatedRow
from documents.proof.criteria import Criteria, Criterion
from documents.proof.fact_sheets import PLACE_FIELDS, to_serial
from documents.proof.formulas import Formula, constant, when
from documents.proof.grids import ANY, WHOLE, CellContent, Grid, GridColumn
from scoring.rules import Rule
from scoring.rules.award_levels import AwardLevels
from scoring.rules.reverse_deduction import ReverseDeduction
from scoring.rules.veto_count import VetoCount


class EventSheet:
    """The ledger rows; WORTH, COUNTED and WINDOW are formulas, empty where no rule needs them."""

    (UNIT, NAME, TITLE, DATASET, DATE, MONTH, ITEM, MATTER, GROUP, LEVEL, NUMBER, ORDER, WORTH,
     COUNTED, WINDOW) = range(15)  # fmt: skip

    def __init__(
        self, events: Sequence[DatedRow], positions: dict[str, int], rules: Sequence[Rule]
    ) -> None:
        self.grid = Grid("台账", [*_list_columns(), *PLACE_FIELDS])
        groups: dict[tuple[object, ...], int] = {}
        readers = [reader for rule in rules if (reader := _reader_of(rule))]
        for order, event in enumerate(events, start=1):
            item, matter, level, number = _read(event, readers)
            group = None
            if level is not None:
                group = groups.setdefault(
                    (event.unit, event.dataset, item, matter), len(groups) + 1
                )
            self.grid.add_row(
                [positions[event.unit], event.unit, event.title, event.dataset,
                 to_serial(event.date), event.month, item, matter, group, level, number, order,
                 None, None, None, *event.place]
            )  # fmt: skip
        self._criteria = Criteria(self.grid, self.UNIT)

    def sum(self, unit: Formula, dataset: str, item: str | None = None) -> Formula:
        """Return the sum of the numbers of a unit's rows of the scheme's year."""
        return self._criteria.sum(self.NUMBER, *self._of(unit, dataset, item))

    def sum_counted(self, unit: Formula, dataset: str, item: str) -> Formula:
        """Return the points of an item's counted rows, summed."""
        return self._criteria.sum(
            self.WORTH, *self._of(unit, dataset, item), Criterion(self.COUNTED, 1)
        )

    def worst_window(self, unit: Formula, dataset: str, item: str) -> Formula:
        """Return the greatest number of events within the year up to an event of this year."""
        criteria = (
            Criterion(self.UNIT, unit),
            Criterion(self.DATASET, dataset),
            Criterion(self.ITEM, item),
        )
        return self._criteria.latest(self.WINDOW, self.WINDOW, *criteria)

    def add_worth(self, dataset: str, item: str, points: dict[str, Decimal]) -> None:
        """Write each row's points by its level, and whether the row is counted."""
        self._fill(dataset, item, self.WORTH, lambda row: self._format_worth(row, points))
        self._fill(dataset, item, self.COUNTED, self._describe_counted)

    def add_windows(self, dataset: str, item: str) -> None:
        """Write for each row of this year the number of events in the year up to its day."""
        self._fill(dataset, item, self.WINDOW, lambda row: self._format_window(row, dataset, item))

    def _of(self, unit: Formula, dataset: str, item: str | None) -> list[Criterion]:
        criteria = [
            Criterion(self.UNIT, unit),
            Criterion(self.DATASET, dataset),
            Criterion(self.MONTH, 1, ">="),
        ]
        return criteria if item is None else [*criteria, Criterion(self.ITEM, item)]

    def _fill(
        self, dataset: str, item: str, column: int, write: Callable[[int], Formula | None]
    ) -> None:
        for row, cells in enumerate(self.grid.rows):
            if cells[self.DATASET] == dataset and cells[self.ITEM] == item:
                cells[column] = write(row)

    def _cell(self, row: int, column: int) -> Formula:
        return self.grid.cell(row, column, home=True)

    def _format_worth(self, row: int, points: dict[str, Decimal]) -> Formula:
        worth = constant(0)
        for level, level_points in reversed(points.items()):
            worth = when(self._cell(row, self.LEVEL).equals(level), level_points, worth)
        return worth

    def _describe_counted(self, row: int) -> Formula:
        """Return 1 for the first row with the highest points of its matter, else 0."""
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


def _list_columns() -> list[GridColumn]:
    """Return the columns in the order of EventSheet's constants."""
    return [
        GridColumn("序号", WHOLE, 6),
        GridColumn("单位", width=28),
        GridColumn("台账", width=28),
        GridColumn("键", width=16),
        GridColumn("日期", "yyyy-mm-dd", 12),
        GridColumn("月份", WHOLE, 6),
        GridColumn("事项", width=22),
        GridColumn("内容", width=40),
        GridColumn("同一事项号", WHOLE),
        GridColumn("级别"),
        GridColumn("数", ANY),
        GridColumn("顺序", WHOLE, 6),
        GridColumn("分值", ANY),
        GridColumn("计入", WHOLE),
        GridColumn("一年内次数", WHOLE),
    ]


def _year_before(serial: int) -> int:
    """Return the same day a year earlier, as EDATE(…, -12) does: 28 February for the 29th."""
    day = date.fromordinal(date(1899, 12, 30).toordinal() + serial)
    leap = (day.month, day.day) == (2, 29)
    return to_serial(day.replace(year=day.year - 1, day=28 if leap else day.day))


Reader = tuple[str, dict[str, str]]
"""A dataset, and its columns that hold item, matter, level and number."""


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


def _read(
    event: DatedRow, readers: Sequence[Reader]
) -> tuple[CellContent, CellContent, CellContent, CellContent]:
    """Return a row's item, matter, level and number; a blank number counts as 1."""
    columns: dict[str, str] = {}
    for dataset, names in readers:
        if dataset == event.dataset:
            columns |= names
    item, matter, level = (
        event.cells.get(columns[name]) if name in columns else None
        for name in ("item", "matter", "level")
    )
    number = event.cells.get(columns["number"]) if "number" in columns else None
    return item, matter, level, 1 if number is None else number
