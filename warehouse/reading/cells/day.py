"""Read a `date` cell of a ledger: year, month and day, none of them guessed."""

from __future__ import annotations

from scoring.year import LENGTH, SchemeYear
from warehouse.reading.cells.dates import make_date, read_date_text
from warehouse.reading.cells.outcome import CellContext, Outcome, ask, refuse
from warehouse.reading.sheets.cell import Cell
from warehouse.reading.sheets.number_format import shows_day, shows_year

_WANTED = "需要完整的年月日（如 2022-05-18）"


def read_day(cell: Cell, setting: CellContext) -> Outcome:
    """Return an ISO date from `first_number` to the end of the year, not after today."""
    if cell.kind == "date":
        day = cell.day
        if not shows_day(cell.format):
            return refuse("date_without_day", f"单元格没有显示完整的月和日，{_WANTED}")
        if not shows_year(cell.format) and day.year != _likely_year(setting, day.month):
            return refuse(
                "date_without_year", f"单元格只显示月日，内部的年份是{day.year}年，{_WANTED}"
            )
    elif cell.kind == "text" and (parts := read_date_text(cell.raw)):
        if parts[0] is None:
            guess = make_date(_likely_year(setting, parts[1]), parts[1], parts[2])
            options = (guess.isoformat(),) if guess else ()
            return ask("date_without_year", f"日期没有年份，{_WANTED}", *options)
        found = make_date(*(part or 0 for part in parts))
        if found is None:
            return refuse("impossible_date", f"没有这一天，{_WANTED}")
        day = found
    else:
        return refuse("not_a_date", f"不是日期，{_WANTED}")
    if day > setting.today:
        return refuse("future_date", "日期在今天之后，请核对")
    if not setting.first_number <= setting.year.number(day.year, day.month) <= LENGTH:
        return refuse("wrong_year", f"日期不在{_name_year(setting.year)}内")
    return day.isoformat()


def _name_year(year: SchemeYear) -> str:
    return f"{year.words}度" if len(year.years) == 1 else year.words


def _likely_year(setting: CellContext, month: int) -> int:
    """Return the year of the month reported, else of the scheme's month with this number."""
    if setting.month:
        return int(setting.month[:4])
    return int(setting.year.find(month)[:4]) if 1 <= month <= LENGTH else setting.year.year
