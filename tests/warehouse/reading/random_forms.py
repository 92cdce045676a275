"""Write well-formed files of any dataset with random figures, laid out as offices do; seeded."""

from __future__ import annotations

import csv
import random
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO, StringIO
from typing import Any

import openpyxl

from scoring.dataset import Column, Dataset
from tests.warehouse.reading.random_cells import CellWriter, Values, Written
from warehouse.reading.contract import RosterUnit, SchemeForms

MEASURES = {"count": "（条）", "rate": "（%）", "points": "（分）"}
NUMERALS = "〇一二三四五六七八九"


@dataclass
class Form:
    """One file and the rows that it means."""

    content: bytes
    name: str
    month: str | None
    """None for a ledger, whose rows belong to several months."""
    rows: list[tuple[str, Values]] = field(default_factory=list)


def chinese_month(month: int) -> str:
    """Return 五, 十, 十二."""
    return ("十" if month >= 10 else "") + (NUMERALS[month % 10] if month != 10 else "")


class FormWriter:
    """Writes one file of one dataset."""

    def __init__(self, scheme: SchemeForms, dataset: Dataset, seed: int) -> None:
        self.random = random.Random(f"{dataset.key} {seed}")
        self.scheme, self.dataset = scheme, dataset
        self.is_csv = self.random.random() < 0.35
        self.month = self.random.choice(
            [3, 6, 9, 12] if dataset.shape == "quarter" else range(1, 13)
        )
        self.columns = self._choose_columns()
        self.cells = CellWriter(self.random, scheme.year, self.month, self.is_csv)

    def write(self) -> Form:
        """Return the file and its meaning."""
        rows = [(unit, self._values()) for unit in self._units()]
        is_ledger = self.dataset.shape == "dated_ledger"
        if is_ledger:
            rows.sort(key=lambda row: row[1]["date"] or "")
        self.cells.choose_rate_notation(self.columns, [values for _, values in rows])
        grid = [*self._titles(), *self._header()]
        grid += self._body(rows)
        if not is_ledger and self.random.random() < 0.4:
            grid.append(self._total([values for _, values in rows]))
        grid += self._notes()
        content = write_csv(grid, self.random) if self.is_csv else self._xlsx(grid)
        absent = {c.key: c.default for c in self.dataset.columns if c not in self.columns}
        defaults = {key: value for key, value in absent.items() if value is not None}
        expected = [
            (unit.name, {**self.cells.expected(self.columns, values), **defaults})
            for unit, values in rows
        ]
        month = None if is_ledger else f"{self.scheme.year}-{self.month:02d}"
        return Form(content, "报表." + ("csv" if self.is_csv else "xlsx"), month, expected)

    def _body(self, rows: list[tuple[RosterUnit, Values]]) -> list[list[Written]]:
        return [self._row(n, unit, values) for n, (unit, values) in enumerate(rows, start=1)]

    def _choose_columns(self) -> list[Column]:
        checked = {key for pair in self.dataset.at_most for key in pair}
        kept = [
            column
            for column in self.dataset.columns
            if not (column.optional and column.key not in checked and self.random.random() < 0.25)
        ]
        if self.random.random() < 0.3 and self.dataset.key != "jx4_hotline":
            self.random.shuffle(kept)
        return kept

    def _units(self) -> list[RosterUnit]:
        roster = [u for u in self.scheme.units if self.dataset.assessment in u.assessments]
        if self.dataset.shape == "dated_ledger":
            return self.random.choices(roster, k=self.random.randint(2, 15))
        count = len(roster) if self.random.random() < 0.6 else self.random.randint(3, len(roster))
        return self.random.sample(roster, min(count, len(roster)))

    def _values(self) -> Values:
        """Return consistent figures, without those of absent columns."""
        values = {c.key: self.cells.choose(c) for c in self.dataset.columns}
        for part, whole in self.dataset.at_most:
            values[whole] = values[whole] or "0"
            values[part] = str(self.random.randint(0, int(values[whole] or 0)))
        for check in self.dataset.rate_checks:
            n, d = int(values[check.numerator] or 0), int(values[check.denominator] or 0)
            values[check.rate] = f"{n}/{d}" if d else None
        return {column.key: values[column.key] for column in self.columns}

    def _name(self, unit: RosterUnit) -> str:
        printed = unit.printed_names.get(self.dataset.assessment, unit.name)
        names = [unit.name, printed, *unit.aliases[:3], " ".join(unit.name), unit.name + " "]
        return self.random.choice([unit.name] * 4 + names)

    def _titles(self) -> list[list[Written]]:
        year, month, title = self.scheme.year, self.month, self.dataset.title
        numerals = "".join(NUMERALS[int(digit)] for digit in str(year))
        forms = [
            [f"{year}年{month}月份{title}"],
            [f"绛县{year}年{month}月{title}"],
            [f"{numerals}年{chinese_month(month)}月{title}"],
            [f"{title}（{year}年{month}月）"],
            [title, f"{year}年{month}月"],
            [title, f"统计月份：{year}年{month}月"],
            [title, f"{year}-{month:02d}"],
            [f"{title}", f"填报单位：考核办          统计时间：{year}年{month}月"],
        ]
        if self.dataset.shape == "quarter":
            quarter = "一二三四"[month // 3 - 1]
            forms += [
                [f"{year}年第{quarter}季度{title}"],
                [f"{year}年{month - 2}-{month}月{title}"],
            ]
        if self.dataset.shape == "dated_ledger":
            forms = [[title], [f"{year}年度{title}"], [f"千阳县{year}年{title}"]]
        lines = self.random.choice(forms)
        if self.random.random() < 0.2:
            lines = [self.dataset.annex, *lines]
        if self.random.random() < 0.3:
            lines = [*lines, self.random.choice(["", "单位：条、%"])]
        return [[Written(line)] for line in lines]

    def _header(self) -> list[list[Written]]:
        """Return the header rows; the label of the unit column is one of several in use."""
        self.has_number = self.random.random() < 0.5
        self.has_remark = self.random.random() < 0.4
        usual = "承办单位" if self.dataset.key == "jx4_hotline" else "单位"
        unit = self.random.choice([usual, "单位名称", "单 位", "责任单位", "考核项/单位"])
        if self.dataset.key == "jx4_hotline" and self.random.random() < 0.7:
            return self._two_levels(unit)
        labels = [unit, *(self._label(column) for column in self.columns)]
        return [[Written(label) for label in self._framed("序号", labels, "备注")]]

    def _two_levels(self, unit: str) -> list[list[Written]]:
        groups = {"comp": "办结情况", "over": "逾期情况", "sati": "满意度情况"}
        upper, lower, last = [unit], [""], ""
        for column in self.columns:
            group = groups.get(column.key[:4], "")
            upper.append(("" if group == last else group) if group else self._label(column))
            lower.append(column.headers[0] if group else "")
            last = group
        rows = [self._framed("序号", upper, "备注"), self._framed("", lower, "")]
        return [[Written(label) for label in row] for row in rows]

    def _label(self, column: Column) -> str:
        header = self.random.choice([column.headers[0]] * 3 + list(column.headers))
        variant = self.random.random()
        if variant < 0.1:
            return header[:2] + "\n" + header[2:]
        if variant < 0.2:
            return " ".join(header)
        return header + MEASURES.get(column.type, "") if variant < 0.35 else header

    def _framed(self, first: Any, cells: list[Any], last: Any) -> list[Any]:
        return [first] * self.has_number + cells + [last] * self.has_remark

    def _row(self, number: int, unit: RosterUnit, values: Values) -> list[Written]:
        cells = [self.cells.write(column, values[column.key]) for column in self.columns]
        return self._framed(Written(number), [Written(self._name(unit)), *cells], Written(""))

    def _total(self, rows: list[Values]) -> list[Written]:
        sums = [
            Written(sum(int(values[column.key] or 0) for values in rows))
            if column.type == "count"
            else Written("")
            for column in self.columns
        ]
        return self._framed(Written(""), [Written("合计"), *sums], Written(""))

    def _notes(self) -> list[list[Written]]:
        year, month = self.scheme.year, self.month
        day = date(year + month // 12, month % 12 + 1, 3)
        lines = [
            "",
            "注：已完成工作任务的打“√”，未完成的打“×”。",
            "填表人：张某        审核人：李某",
            f"填报日期：{day.year}年{day.month}月{day.day}日",
            "备注：数据截至月末",
        ]
        return [[Written(line)] for line in lines if self.random.random() < 0.3]

    def _xlsx(self, grid: list[list[Written]]) -> bytes:
        book = openpyxl.Workbook()
        page = book.active
        page.title = self.random.choice(["Sheet1", "表", self.dataset.annex])
        down, right = self.random.choice([(0, 0), (0, 0), (1, 0), (2, 1)])
        for r, row in enumerate(grid, start=1 + down):
            for c, cell in enumerate(row, start=1 + right):
                target = page.cell(r, c)
                target.value = cell.value if cell.value != "" else None
                if cell.format:
                    target.number_format = cell.format
        if self.random.random() < 0.5:
            width = max(len(row) for row in grid)
            page.merge_cells(
                start_row=1 + down, end_row=1 + down, start_column=1 + right, end_column=width
            )
        buffer = BytesIO()
        book.save(buffer)
        return buffer.getvalue()


def write_csv(grid: list[list[Written]], chance: random.Random) -> bytes:
    """Return the grid as CSV in a random encoding, with rows of equal length."""
    width = max(len(row) for row in grid)
    buffer = StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerows([c.shown for c in row] + [""] * (width - len(row)) for row in grid)
    encoding = chance.choice(["utf-8-sig", "gb18030", "utf-8", "utf-16"])
    return buffer.getvalue().encode(encoding)
