"""Refuse what has no meaning in a line: readings, tables, prices, and columns that do not fit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from scoring.clauses.bounds import find_least
from scoring.clauses.curves import Table, Tiers
from scoring.clauses.faults import Findings, Place
from scoring.clauses.figures import (
    Column,
    Figure,
    Join,
    Own,
    Placed,
    Rate,
    Rows,
    find_rate,
    walk,
)
from scoring.clauses.forms import COUNTED
from scoring.clauses.notice import Heading
from scoring.clauses.numbers import format_number
from scoring.clauses.parts import Clause, Group, Line, Node
from scoring.clauses.quantities import (
    MeanOfUnits,
    OfFull,
    Quantity,
    Row,
    Target,
    find_sign,
    list_plain,
)
from scoring.clauses.score_checks import list_line_quantities, list_part_figures
from scoring.clauses.standing_checks import check_shared_places

GROWING = {"tally", "month"}


@dataclass
class LineChecks:
    """The checks of one clause's lines and figures."""

    heading: Heading
    findings: Findings

    def check_clause(self, clause: Clause, place: Place) -> None:
        """Note what is wrong in a clause's figures and lines."""
        self.check_figures(list_part_figures(clause), place)
        self._check_items(clause, place, clause.full is not None)

    def check_node(self, node: Node, place: Place) -> None:
        """Note what is wrong in a node's own conditions and limits."""
        self.check_figures(list_part_figures(node), place)
        self._check_full_in_force([node.floor, node.ceiling], place, node.full is not None)

    def check_figures(self, figures: Iterable[Figure], place: Place) -> None:
        """Note what is wrong in figures: their readings, columns, rows and own figures."""
        for figure in figures:
            self._check_figure(figure, place)

    def _check_items(self, holder: Clause | Group, place: Place, has_full: bool) -> None:
        limits = [holder.start, holder.floor, holder.ceiling]
        self._check_full_in_force(limits, place, has_full)
        for number, item in enumerate(holder.lines, start=1):
            where = (*place, f"第{number}行") if len(holder.lines) > 1 else place
            if isinstance(item, Group):
                self._check_items(item, where, has_full or item.full is not None)
            else:
                self._check_full_in_force(list_line_quantities(item), where, has_full)
                if item.curve.kind == "mark" and not has_full:
                    self._check_open_mark(item, holder.ceiling is not None, where)
                self._check_line(item, where)

    def _check_open_mark(self, line: Line, has_ceiling: bool, place: Place) -> None:
        """Refuse a mark that could be a tick where nothing says what a tick is worth."""
        column = line.figure
        if isinstance(column, Column):
            cell = self.heading.forms[column.form].describe(column.column).type
            if cell not in {"points", "count"} and not has_ceiling:
                self.findings.refuse(
                    place, "mark", "没有满分，√ 不知计几分", "写上 full 或 ceiling"
                )

    def _check_full_in_force(
        self, quantities: Iterable[Quantity | None], place: Place, has_full: bool
    ) -> None:
        for quantity in quantities:
            plain = list_plain(quantity) if quantity else []
            if not has_full and any(isinstance(one, OfFull) for one in plain):
                self.findings.refuse(place, "full", "没有满分，“full”无所指", "写上 full，或写成数")

    def _check_line(self, line: Line, place: Place) -> None:
        if line.standing:
            self._refuse_growing(line.figure, line.standing.kind, place)
            check_shared_places(line, place, self.findings)
        if line.curve.kind == "mark" and isinstance(line.figure, Column) and line.figure.last:
            words = f"{line.figure.ref} 是上年的评定"
            self.findings.refuse(place, "mark", words, "本年的列")
        target = line.gap and line.gap.target
        for plain in list_plain(target) if target else ():
            if isinstance(plain, Target) and isinstance(plain.basis, MeanOfUnits):
                figure = plain.basis.figure or line.figure
                self._refuse_growing(figure, "mean", place)
                if plain.basis.mean == "pooled" and find_rate(figure) is None:
                    self.findings.refuse(
                        place, "mean", "合并平均要有除数，这个取数不是比率", 'mean = "simple"'
                    )
        match line.curve:
            case Table(rows=rows, edge=edge, below_table=below):
                is_sound = self._check_ascending([row.from_ for row in rows], "table", place)
                if below is None and is_sound:
                    self._check_lowest(line, rows, edge == "exclusive", place)
            case Tiers(tiers=tiers):
                self._check_ascending([tier.from_ for tier in tiers], "each", place)
                signs = {find_sign(tier.price) for tier in tiers} - {0}
                if len(signs) > 1:
                    self.findings.refuse(place, "each", "同一分级表中有加有扣", "分成两行")

    def _check_ascending(self, starts: list[Fraction], key: str, place: Place) -> bool:
        """Refuse rows that do not rise; return whether they do."""
        is_rising = all(a < b for a, b in pairwise(starts))
        if not is_rising:
            words = "、".join(format_number(one) for one in starts)
            self.findings.refuse(place, key, f"起点 {words} 不是升序", "由小到大，不重复")
        return is_rising

    def _check_lowest(
        self, line: Line, rows: tuple[Row, ...], is_exclusive: bool, place: Place
    ) -> None:
        """Refuse a table under whose first row a value may lie without points."""
        least = find_least(line, self.heading.forms)
        first = rows[0].from_
        if least is None or least < first or (least == first and is_exclusive):
            words = "没有下限" if least is None else f"可低至 {format_number(least)}"
            self.findings.refuse(
                place, "table", f"首行自 {format_number(first)} 起，数值{words}",
                "首行从最低值起，或写 below_table = 0 这样的首行以下的分数",
            )  # fmt: skip

    def _refuse_growing(self, figure: Figure, key: str, place: Place) -> None:
        """A growing figure has no rate, place or mean yet."""
        growing = {
            one.ref: one.read
            for one in walk(figure)
            if isinstance(one, Column) and one.read in GROWING
        }
        if growing:
            reads = "、".join(sorted(set(growing.values())))
            words = f"{'、'.join(growing)} 的读法是 {reads}，年内还会变，不能算 {key}"
            self.findings.refuse(place, "read", words, 'read = "sum" 或 "latest"')

    def _check_figure(self, figure: Figure, place: Place) -> None:
        for one in walk(figure):
            match one:
                case Rate():
                    self._refuse_growing(one, "out_of", place)
                case Placed(standing=standing):
                    self._refuse_growing(one, standing.kind, place)
                case Join(join=join, terms=terms, trim_from=trim):
                    self._refuse_growing(one, join, place)
                    if any(term.weight <= 0 for term in terms):
                        self.findings.refuse(place, "weights", "权数不大于 0", "大于 0 的数")
                    if trim is not None and len({term.weight for term in terms}) > 1:
                        words = "权数不等，不知去掉哪一票"
                        self.findings.refuse(place, "trim_from", words, "各票权数相等")
                case Column():
                    self._check_column(one, place)
                case Rows():
                    self._check_rows(one, place)
                case Own(own=own):
                    known = [column.key for column in self.heading.own]
                    if own not in known:
                        allowed = "、".join(known) or "先在 own 下列出单位自有数"
                        self.findings.refuse(place, "own", f"名册没有“{own}”", allowed)

    def _check_column(self, column: Column, place: Place) -> None:
        cell = self.heading.forms[column.form].describe(column.column).type
        if cell is None:
            return
        if cell not in COUNTED:
            words = f"{column.ref} 的类型是 {cell}，不是数"
            self.findings.refuse(place, "of", words, "、".join(sorted(COUNTED)))
        if column.last:
            self._check_last_year(column, cell, place)
        if column.due_day is not None and cell != "filing":
            words = f"{column.ref} 的类型是 {cell}，没有报送日"
            self.findings.refuse(place, "due_day", words, "类型为 filing 的列")
        if column.read == "month" and cell not in {"tick", "filing"}:
            words = f"{column.ref} 的类型是 {cell}，没有完成的月份"
            self.findings.refuse(place, "read", words, "类型为 tick 或 filing 的列")

    def _check_last_year(self, column: Column, cell: str, place: Place) -> None:
        """Refuse what last year, which is over, is not read for."""
        is_sum = column.read == "sum" and cell not in {"rate", "mark", "fault"}
        if not is_sum and column.read != "latest":
            words = f"{column.ref} 是上年的列，读法 {column.read} 无意义"
            self.findings.refuse(place, "read", words, "latest，或计数列的 sum")
        if column.due_day is not None:
            words = f"{column.ref} 是上年的列，不看报送日"
            self.findings.refuse(place, "due_day", words, "删去 due_day")

    def _check_rows(self, rows: Rows, place: Place) -> None:
        form = self.heading.forms[rows.form]
        prices = rows.price
        for name, wanted in self._list_wanted(rows):
            held = form.describe(name).values
            if not held:
                continue
            for value in wanted:
                if value not in held:
                    words = f"“{rows.form}.{name}”不会是“{value}”"
                    self.findings.refuse(place, "where", words, "、".join(held))
        if prices:
            chosen = rows.where.get(prices.column)
            for value in form.describe(prices.column).values:
                if value not in prices.prices and (chosen is None or value in chosen):
                    words = f"“{rows.form}.{prices.column}”可填“{value}”，没有价"
                    self.findings.refuse(place, "price", words, "可填的每个值都有价")
        if rows.amount and form.describe(rows.amount).type in {"text", "choice", "date"}:
            words = f"“{rows.form}.{rows.amount}”不是数"
            self.findings.refuse(place, "amount", words, "count、points 等类型的列")

    def _list_wanted(self, rows: Rows) -> Iterator[tuple[str, Iterable[str]]]:
        yield from rows.where.items()
        if rows.price:
            yield rows.price.column, rows.price.prices
