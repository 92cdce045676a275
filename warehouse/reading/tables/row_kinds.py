"""Decide which rows of a table are units, and which are totals, notes, headings or blank."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

from warehouse.reading.cells.marks import read_mark
from warehouse.reading.sheets.cell import Cell, unstruck
from warehouse.reading.sheets.grid import Sheet
from warehouse.reading.sheets.row_groups import DictionaryColumn, RowGroup
from warehouse.reading.tables.column_labels import UNIT
from warehouse.reading.tables.header_columns import FormCandidate, Group
from warehouse.reading.words.folding import fold

T = TypeVar("T")
RowKind = Literal["unit", "no_unit", "total", "subtotal", "note", "blank"]

_TOTAL = re.compile(
    r"(?:全县|全区|全市|全部|各单位|总|本月|本页|累计)?(?:合计|总计|共计|总数|汇总)(?:数|\(.*\))?:?"
)
_SUBTOTAL = re.compile(
    r".{0,12}(?:合计|小计|总计|共计|平均值?|平均数|平均分|均值|完成率|达标率|达标数|占比|比例|最[高大低小][值分]?|中位[数值]|中值|极差|标准差|方差)(?:数|\(.*\))?:?"
)
_FOOTER = re.compile(
    r"\(?(?:注|备注|说明|附注|填表说明|填表人|填报人|制表人?|审核人?|复核人?|审批人?|负责人|单位负责人|主要领导|分管领导|主管领导|领导签字"
    r"|签字|签发人?|经办人|统计人|联系人|联系电话|电话|报送日期|填报日期|填表日期|制表日期|报送时间|填报时间|填报单位|报送单位|制表单位"
    r"|单位\(盖章\)|单位盖章|盖章|\(盖章\)|日期|数据来源|打印日期|导出时间)(?:\d*[:、.)(]|\(|$)"
)
_NOTES = re.compile(r"\(?(?:注|备注|说明|附注|填表说明)[:、.\d]|\(?(?:注|备注|说明|附注)$")
_MEASURE_LINE = re.compile(r"(?:计量)?单位[:、]|.{0,6}(?:时间|月份|日期|期间|周期)[:、]")
_NUMBERED = re.compile(r"\(?[一二三四五六七八九十]{1,3}[)、.]")
_GROUPS = re.compile(
    r"(?:各)?(?:乡镇|镇|乡\(镇\)|镇\(乡\)|县直单位|县直部门|县级部门|部门|县直各单位|镇办|园区|驻县单位|双管单位|乡镇组|部门组|镇级|县级)"
    r"(?:\(?共?\d+个?(?:单位)?\)?)?"
)
_ORDINAL = re.compile(r"\(?[一二三四五六七八九十\d]{1,3}[)、.]")
_UNIT_COUNT = re.compile(r"\(?共?\d+(?:个|家)?(?:单位)?\)?$")
_DATE_LINE = re.compile(
    r"(?:19|20)\d\d年\d{1,2}月(?:\d{1,2}日)?|(?:19|20)\d\d[-./]\d{1,2}[-./]\d{1,2}"
)
_PAGE = re.compile(r"第\d+页(?:,?共\d+页)?|\d+/\d+")
_SENTENCE = re.compile(r"[。;!]|[,，].*[,，]")


@dataclass(slots=True)
class TableRow:
    """One row below a header: its kind, the name of its unit, its cells by column key."""

    number: int
    kind: RowKind
    name: str
    cells: dict[str, Cell]


@dataclass(slots=True)
class Body:
    """The rows of one row group that name units of the roster; read column by column."""

    row_group: RowGroup
    positions: list[int]

    @property
    def numbers(self) -> list[int]:
        """The numbers of the rows."""
        return self.pick(self.row_group.numbers)

    def pick(self, values: Sequence[T]) -> list[T]:
        """Return the body's values from a sequence with one value for each row of the group."""
        if len(self.positions) == len(values):
            return list(values)
        return [values[position] for position in self.positions]

    def column(self, column: int) -> DictionaryColumn:
        """Return one column of the body."""
        coded = self.row_group.columns.get(column)
        if coded is None:
            return DictionaryColumn([None], [0] * len(self.positions))
        return DictionaryColumn(coded.cells, self.pick(coded.codes))


def read_rows(
    sheet: Sheet, numbers: list[int], group: Group, form: FormCandidate
) -> tuple[list[TableRow], list[Body]]:
    """Return the rows of one group of columns, and the long runs of a ledger as bodies.

    Only a ledger has long runs: any other form has one row for each unit. A ledger with checks
    across its columns is read row by row, too.
    """
    bodies = []
    dataset = form.dataset
    is_ledger = dataset.shape == "dated_ledger" and not (dataset.at_most or dataset.rate_checks)
    if is_ledger and numbers:
        bodies = [_body(row_group, numbers, group, form) for row_group in sheet.rows.row_groups]
    taken = {number for body in bodies for number in body.numbers}
    rows = [read_row(sheet, number, group, form) for number in numbers if number not in taken]
    return rows, [body for body in bodies if body.positions]


def _body(row_group: RowGroup, numbers: list[int], group: Group, form: FormCandidate) -> Body:
    names = row_group.columns.get(group.columns[UNIT])
    if names is None:
        return Body(row_group, [])
    is_unit = names.spread(lambda cell: cell is not None and form.roster.knows(cell.text))
    first = bisect_left(row_group.numbers, numbers[0])
    last = bisect_right(row_group.numbers, numbers[-1])
    return Body(row_group, [position for position in range(first, last) if is_unit[position]])


def read_row(sheet: Sheet, number: int, group: Group, form: FormCandidate) -> TableRow:
    """Return a row with the cells of one group of columns."""
    cells = {
        key: cell
        for key, column in group.columns.items()
        if (cell := _cell(sheet, number, column)) is not None
    }
    unit = cells.pop(UNIT, None)
    name = unstruck(unit).text if unit is not None else ""
    return TableRow(number, _kind(sheet, number, group, form, name, cells), name, cells)


def _cell(sheet: Sheet, row: int, column: int) -> Cell | None:
    """Return the cell of a row; a vertical merge repeats its cell, a horizontal one does not."""
    origin_row, origin_column = sheet.origin(row, column)
    return sheet.cell(origin_row, origin_column) if origin_column == column else None


def _kind(
    sheet: Sheet, number: int, group: Group, form: FormCandidate, name: str, cells: dict[str, Cell]
) -> RowKind:
    """Return the kind of a row; a name of the roster always makes it a unit."""
    left, right = min(group.headers), max(group.headers)
    own = {c: cell for c, cell in sheet.rows.get(number, {}).items() if left <= c <= right}
    if name and form.roster.knows(name):
        return "unit"
    leading = [
        _fold_cell(cell)
        for column, cell in sorted(own.items())
        if column <= group.columns[UNIT] and cell.kind == "text"
    ]
    first = next((_fold_cell(cell) for _, cell in sorted(own.items()) if cell.kind == "text"), "")
    if any(_TOTAL.fullmatch(text) for text in leading):
        return "total"
    if any(_SUBTOTAL.fullmatch(text) for text in leading):
        return "subtotal"
    if _FOOTER.match(first) or _PAGE.fullmatch(first):
        return "note"
    filled = [
        cell for cell in cells.values() if not (cell.kind == "text" and read_mark(cell) == "blank")
    ]
    if not name:
        if not filled or _is_date_line(own):
            return "blank"
        return "no_unit" if len(own) > 1 or not _is_prose(first) else "note"
    if len(own) == 1 and (
        is_heading(fold(name), form) or _is_merged(sheet, number, group) or _is_prose(fold(name))
    ):
        return "note"
    return "unit"


def _fold_cell(cell: Cell) -> str:
    """Return a cell's folded text; a struck-out total or footer is still none of the units."""
    return fold(unstruck(cell).raw)


def is_footer(text: str) -> bool:
    """Return whether a text around a table names only people, dates, pages or groups."""
    text = fold(text)
    is_line = _FOOTER.match(text) or _PAGE.fullmatch(text) or _MEASURE_LINE.match(text)
    return bool(is_line) or _is_heading(text)


def is_caption(texts: list[str]) -> bool:
    """Return whether a row's texts name only the unit of measure and the period of a table."""
    folded = [fold(text) for text in texts]
    return bool(folded) and all(
        _MEASURE_LINE.match(text) or _DATE_LINE.fullmatch(text) for text in folded
    )


def opens_notes(text: str) -> bool:
    """Return whether a text opens the notes below a table (注：), which may fill further rows."""
    return bool(_NOTES.match(fold(text)))


def _is_heading(name: str) -> bool:
    return bool(_NUMBERED.match(name) or _GROUPS.fullmatch(name) or _DATE_LINE.fullmatch(name))


def is_heading(name: str, form: FormCandidate) -> bool:
    """Return whether a folded name is no unit but a heading: the scheme's groups, or usual ones."""
    plain = _ORDINAL.sub("", _UNIT_COUNT.sub("", name))
    words = {plain, plain.removeprefix("各"), plain.removesuffix("组"), plain.removesuffix("类")}
    return _is_heading(name) or not words.isdisjoint(form.headings)


def _is_date_line(own: dict[int, Cell]) -> bool:
    texts = [fold(cell.text) for cell in own.values()]
    return len(texts) == 1 and bool(_DATE_LINE.fullmatch(texts[0]))


def _is_prose(text: str) -> bool:
    return (
        len(text) > 40
        or bool(_SENTENCE.search(text))
        or bool(re.match(r"\d{1,2}[.、]\D{8,}", text))
    )


def _is_merged(sheet: Sheet, number: int, group: Group) -> bool:
    """Return whether the only cell of a row is merged across columns of the form."""
    covered = sheet.covered.get(number, {})
    columns = [c for key, c in group.columns.items() if key != UNIT]
    return sum(covered.get(column, (0, 0))[0] == number for column in columns) >= min(
        2, len(columns)
    )
