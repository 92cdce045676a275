"""Write a value as a cell, in one of the valid spellings that offices use."""

from __future__ import annotations

import random
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from scoring.dataset import Column

BLANKS = ["", "", "", "—", "/", "-"]
YES = ["√", "√", "√", "✓", "✔", "是", "已报送", "完成", "Y"]
NO = ["×", "×", "✗", "否", "无", "未报", "未完成", "N"]
COUNTERS = ["条", "次", "件", "个", "篇", "期"]
DATE_FORMATS = ["yyyy-mm-dd", "yyyy/m/d", 'yyyy"年"m"月"d"日"']
TEXTS = [  # as written, and folded
    ("千政办函〔2022〕28号", "千政办函(2022)28号"),
    ("《陕西日报》 第３版", "《陕西日报》第3版"),
    ("市大数据局 通报", "市大数据局通报"),
    ("优化营商环境典型案例", "优化营商环境典型案例"),
]
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


Values = dict[str, str | None]
"""Canonical values by column."""


@dataclass(frozen=True)
class Written:
    """A cell: its value and its number format, '' for General."""

    value: Any
    format: str = ""

    @property
    def shown(self) -> str:
        """The cell as a CSV export shows it."""
        if isinstance(self.value, datetime):
            return self.value.date().isoformat()
        if isinstance(self.value, float) and "%" in self.format:
            places = len(self.format.rstrip("%").partition(".")[2])
            return f"{round(Decimal(repr(self.value)) * 100, places):f}%"
        return str(self.value)


class CellWriter:
    """Chooses values and writes them; all cells of a rate column have the same notation."""

    def __init__(self, chance: random.Random, year: int, month: int, is_csv: bool) -> None:
        self.random, self.year, self.month, self.is_csv = chance, year, month, is_csv
        self.rate_notation: dict[str, str] = {}

    def choose(self, column: Column) -> str | None:
        """Return a canonical value of a column's type."""
        pick = self.random.choice
        if column.optional and self.random.random() < 0.3:
            return column.default
        if column.type in {"tick", "filing"}:
            day = self.random.randint(1, monthrange(self.year, self.month)[1])
            filed = date(self.year, self.month, day).isoformat()
            return pick(["yes", "yes", "no", None, *([filed] if column.type == "filing" else [])])
        if column.type == "count":
            low = int(column.minimum or 0)
            return str(pick([low, low + 1, self.random.randint(low, 30), 1234]))
        if column.type == "rate":
            return f"{self.random.randint(0, 60)}/60"
        if column.type in {"points", "mark"}:
            return self._choose_points(column)
        if column.type == "fault":
            return pick(["yes", "no", "no", None])
        if column.type == "date":
            return date(
                self.year, self.random.randint(1, 12), self.random.randint(1, 28)
            ).isoformat()
        if column.type == "choice":
            return pick(column.choices).value
        written, folded = pick(TEXTS)
        return folded if column.is_folded else written

    def _choose_points(self, column: Column) -> str | None:
        low, high = column.minimum or Decimal(0), column.maximum or Decimal(100)
        steps = self.random.randint(int(low * 4), min(int(high * 4), 40))
        points = max(Decimal(steps) / 4, low).normalize()
        if column.type == "points":
            return f"{points:f}"
        return self.random.choice(["yes", "yes", "no", None, f"{points:f}"])

    def choose_rate_notation(self, columns: list[Column], rows: list[Values]) -> None:
        """Choose the notation of each rate column.

        A column of plain percentages needs a number above 1 and none up to 1 but 0, or the
        reader would have to ask.
        """
        for column in columns:
            if column.type == "rate":
                notations = ["cell", "text", "fraction", "ratio"]
                if all(
                    self._percent(v) in {0} or self._percent(v) > 1
                    for row in rows
                    if (v := row[column.key])
                ) and any(self._percent(v) > 1 for row in rows if (v := row[column.key])):
                    notations.append("percent")
                self.rate_notation[column.key] = self.random.choice(notations)

    def _percent(self, value: str) -> Decimal:
        n, d = value.split("/")
        return (Decimal(n) * 100 / Decimal(d)).quantize(Decimal("0.01"), ROUND_HALF_UP)

    def write(self, column: Column, value: str | None) -> Written:
        """Return a value as a cell."""
        pick = self.random.choice
        if value is None:
            return Written(pick(BLANKS))
        if column.type in {"tick", "filing", "mark"} and value in {"yes", "no"}:
            return Written(pick(YES if value == "yes" else NO))
        if column.type in {"filing", "date"}:
            return self._write_date(date.fromisoformat(value), column.type == "filing")
        if column.type == "count":
            return self._write_count(int(value), column)
        if column.type == "rate":
            return self._write_rate(value, self.rate_notation[column.key])
        if column.type in {"points", "mark"}:
            return self._write_points(value, column)
        if column.type == "fault":
            return Written(pick(["有", "是"] if value == "yes" else ["无", "否", "没有"]))
        if column.type == "choice":
            choice = next(c for c in column.choices if c.value == value)
            return Written(pick([choice.value] * 3 + list(choice.spellings)))
        return Written(next(w for w, folded in TEXTS if value in {w, folded}))

    def _write_date(self, day: date, is_filing: bool) -> Written:
        texts = [
            day.isoformat(),
            f"{day.year}.{day.month}.{day.day}",
            f"{day.year}/{day.month}/{day.day}",
            f"{day.year}年{day.month}月{day.day}日",
        ]
        if is_filing:
            texts.append(f"{day.month}月{day.day}日")
            texts += [f"{day.month}.{day.day}"] * (day.day > 9)
        if self.random.random() < 0.5:
            formats = DATE_FORMATS + ['m"月"d"日"'] * is_filing
            moment = datetime(day.year, day.month, day.day)
            return Written(moment, self.random.choice(formats))
        return Written(self.random.choice(texts))

    def _write_count(self, number: int, column: Column) -> Written:
        forms: list[Any] = [number] * 6
        forms += [str(number), f"{number}{self.random.choice(COUNTERS)}", f"{number:,}"]
        forms.append(str(number).translate(FULL_WIDTH))
        if number == 2:
            forms.append("两条")
        if number == 1 and column.is_ticked_as_one:
            forms.append("√")
        return Written(self.random.choice(forms))

    def _write_rate(self, value: str, notation: str) -> Written:
        n, d = (int(part) for part in value.split("/"))
        if notation == "cell":
            return Written(round(n / d, 6), "0.00%")
        if notation == "text":
            return Written(f"{self._percent(value)}%")
        if notation == "percent":
            return Written(float(self._percent(value)))
        if notation == "ratio":
            return Written(f"{n}/{d}")
        return Written(float(self._percent(value) / 100))

    def _write_points(self, value: str, column: Column) -> Written:
        number = float(value)
        forms: list[Any] = [number, number, value, f"{value}分"]
        if column.is_deduction:
            forms += [-number, f"扣{value}分", f"（{value}）", f"-{value}"]
        return Written(self.random.choice(forms))

    def expected(self, columns: list[Column], values: Values) -> Values:
        """Return the values that the reader must give: a rate as precisely as it is written."""
        return {c.key: self._expected(c, values[c.key]) for c in columns}

    def _expected(self, column: Column, value: str | None) -> str | None:
        if column.type != "rate" or value is None or self.rate_notation[column.key] == "ratio":
            return value
        n, d = (int(part) for part in value.split("/"))
        if self.rate_notation[column.key] == "cell" and not self.is_csv:
            return _plain(Decimal(repr(round(n / d, 6))))
        return _plain(self._percent(value) / 100)


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") or "0" if "." in text else text
