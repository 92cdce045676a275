"""Write the random forms with paired headers, with words added to headers, or as two tables."""

from __future__ import annotations

from typing import TypeVar

from scoring.dataset import Column, Dataset
from tests.warehouse.reading.random_cells import Values, Written
from tests.warehouse.reading.random_forms import FormWriter
from warehouse.reading.contract import RosterUnit, SchemeForms

T = TypeVar("T")
CHILDREN = {"count": ["数量", "条数", "件数", "数值"], "rate": ["比率", "占比", "数值"]}
SCORES = ["得分", "分值", "考核得分"]


class PairedWriter(FormWriter):
    """Puts over each column a header above a figure and often its score; merges are lost."""

    def __init__(self, scheme: SchemeForms, dataset: Dataset, seed: int) -> None:
        super().__init__(scheme, dataset, seed)
        self.is_scored = {c.key: self.random.random() < 0.7 for c in self.columns}
        self.is_score_first = self.random.random() < 0.3

    def _header(self) -> list[list[Written]]:
        super()._header()  # it chooses whether there are number and remark columns
        upper, lower = ["单位"], [""]
        for column in self.columns:
            children = [self._child(column), self.random.choice(SCORES)]
            children = children if self.is_scored[column.key] else children[:1]
            upper += [column.headers[0], *[""] * (len(children) - 1)]
            lower += self._ordered(children)
        rows = [self._framed("序号", upper, "备注"), self._framed("", lower, "")]
        return [[Written(label) for label in row] for row in rows]

    def _child(self, column: Column) -> str:
        ends = [end for end in ("覆盖率", "报送数") if column.headers[0].endswith(end)]
        return self.random.choice(CHILDREN.get(column.type, ["情况"]) + ends)

    def _ordered(self, pair: list[T]) -> list[T]:
        return pair[::-1] if self.is_score_first else pair

    def _row(self, number: int, unit: RosterUnit, values: Values) -> list[Written]:
        cells = []
        for column in self.columns:
            figure = self.cells.write(column, values[column.key])
            score = Written(self.random.randint(0, 5))
            cells += self._ordered([figure, score][: 1 + self.is_scored[column.key]])
        return self._framed(Written(number), [Written(self._name(unit)), *cells], Written(""))

    def _total(self, rows: list[Values]) -> list[Written]:
        return [Written("")] * self.has_number + [Written("合计")]


class AffixedWriter(FormWriter):
    """Adds the month, a word of a pivot table or a measure to the headers of monthly counts."""

    def _label(self, column: Column) -> str:
        header = column.headers[0]
        if column.type != "count" or column.read == "cumulative":
            return header
        month = f"{self.month}月"
        variants = [f"{month}{header}", f"{month}份{header}", f"本月{header}", f"求和项:{header}"]
        variants += [f"{self.scheme.year}年{month}{header}", f"{header}（{month}）", f"{header}/件"]
        return self.random.choice(variants)

    def _two_levels(self, unit: str) -> list[list[Written]]:
        labels = [unit, *(self._label(column) for column in self.columns)]
        return [[Written(label) for label in self._framed("序号", labels, "备注")]]


class StackedWriter(PairedWriter):
    """Writes two tables, the second with a sub-title and with the pairs in another order."""

    def _body(self, rows: list[tuple[RosterUnit, Values]]) -> list[list[Written]]:
        half = len(rows) // 2
        first = super()._body(rows[:half])
        self.is_score_first = not self.is_score_first
        titles = [["二、其他单位"], ["其他单位情况"], ["", "单位：件"]]
        between = [[Written(text) for text in line] for line in self.random.sample(titles, 2)]
        return [*first, *between, *self._header(), *super()._body(rows[half:])]
