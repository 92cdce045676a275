"""Facts of a worked table: its cells as the warehouse would hand them to the engine."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import polars as pl

from scoring.assessing.facts import MARKED, OWN_SCALE, POINT_SCALE, Facts
from scoring.assessing.scoring import score_assessment
from scoring.clauses.roster import AssessedUnit
from scoring.dataset import Column, Dataset
from scoring.scheme import Scheme
from tests.rules_page.page import is_figure

Row = dict[str, str]
MONTHS = range(1, 13)
YES, NO, BLANKS = {"√", "yes", "是"}, {"×", "no", "否"}, {"", "blank", "空白", "—"}


class Worked:
    """One worked case: its units' cells, and the figures that come out."""

    def __init__(self, scheme: Scheme, rows: list[Row]) -> None:
        self.scheme = scheme
        self.rows = rows
        self.month = int(rows[0].get("as of", "12"))
        self.is_final = rows[0].get("closed", "") in YES
        choices = [one.split("=") for one in rows[0].get("reading", "").split(",") if "=" in one]
        self.choices = {name.strip(): option.strip() for name, option in choices}
        self.chosen = scheme.chosen(self.choices)
        self.units = [self._find_unit(row) for row in rows]
        self.cells = dict(self._list_cells())

    def _find_unit(self, row: Row) -> AssessedUnit:
        name = row.get("unit") or self.scheme.units[0].name
        return {unit.name: unit for unit in self.scheme.units}[name]

    def _list_cells(self) -> Iterator[tuple[tuple[str, int, int], str]]:
        """Yield (column, unit, month) → the cell's text; months are `1: 4, 2-5: 9`."""
        for number, row in enumerate(self.rows):
            for head, text in row.items():
                if "." not in head or is_figure(head) or text in BLANKS:
                    continue
                for month, cell in read_months(text, self.month):
                    if cell not in BLANKS:
                        yield (head, number, month), cell

    def facts(self) -> Facts:
        """Return the facts as the engine reads them."""
        rows = [
            self._to_row(number, unit, month)
            for number, unit in enumerate(self.units)
            for month in MONTHS
        ]
        frame = pl.DataFrame(rows, infer_schema_length=None)
        empty = [name for name in frame.columns if frame[name].dtype == pl.Null]
        frame = frame.with_columns(pl.col("as_of").cast(pl.Int8), pl.col(empty).cast(pl.Int64))
        return Facts(frame, {one.key: self._ledger(one) for one in self._ledgers()})

    def _ledgers(self) -> list[Dataset]:
        return [one for one in self.scheme.datasets if one.shape == "dated_ledger"]

    def _to_row(self, number: int, unit: AssessedUnit, month: int) -> dict[str, Any]:
        row: dict[str, Any] = {
            "unit_id": number, "as_of": month, "position": number, "unit": unit.name,
            "kind": unit.kind, "group": unit.group,
            "from_month": unit.from_month, "to_month": unit.to_month,
        }  # fmt: skip
        for assessment in self.scheme.assessments:
            row[f"in:{assessment.id}"] = assessment.id in unit.assessments
        for own in self.scheme.notice.heading.own:
            row[f"own:{own.key}"] = _find_own(unit, own.key, month)
        for dataset in self.scheme.datasets:
            if dataset.shape == "dated_ledger":
                row[f"{dataset.key}:reported"] = True
                continue
            for column in dataset.columns:
                for prefix in ("", "last:"):
                    name = f"{prefix}{dataset.key}.{column.key}"
                    row |= self._to_cells(name, column, number, month)
        return row

    def _to_cells(self, name: str, column: Column, unit: int, month: int) -> dict[str, Any]:
        text = self.cells.get((name, unit, month))
        form = name.rpartition(".")[0]
        reported = any(m == month and n.rpartition(".")[0] == form for n, _, m in self.cells)
        found: dict[str, Any] = {f"{name}:reported": reported}
        if column.type == "rate":
            share = None if text is None else Fraction(text.removesuffix("%")) / 100
            found[name] = share and share.numerator
            found[f"{name}:over"] = None if share is None else share.denominator
            if share == 0:
                found |= {name: 0}
            return found
        if column.type == "filing":
            day = re.search(r"(\d+)日|day (\d+)", text or "")
            found[f"{name}:day"] = int(day[1] or day[2]) if day else None
        return found | {name: None if text is None else _encode(text, column)}

    def _ledger(self, dataset: Dataset) -> pl.DataFrame:
        found: list[dict[str, Any]] = []
        for number, row in enumerate(self.rows):
            for one in (part.strip() for part in row.get(dataset.key, "").split(";")):
                if one not in BLANKS:
                    found.append(self._to_entry(dataset, number, one, len(found)))
        names = ["unit_id", "date", "month", "batch_id", "row_number"]
        names += [column.key for column in dataset.columns if column.type != "date"]
        types = {"unit_id": pl.Int64, "date": pl.Date, "month": pl.Int64,
                 "batch_id": pl.Int64, "row_number": pl.Int64}  # fmt: skip
        for column in dataset.columns:
            types[column.key] = pl.Int64 if column.type in {"points", "count"} else pl.String
        schema = {name: types[name] for name in names}
        return pl.DataFrame([{n: one.get(n) for n in names} for one in found], schema=schema)

    def _to_entry(self, dataset: Dataset, unit: int, text: str, number: int) -> dict[str, Any]:
        date_text, *pairs = text.split(" ")
        date = datetime.date.fromisoformat(date_text)
        calendar = self.scheme.calendar
        entry: dict[str, Any] = {
            "unit_id": unit, "date": date, "month": calendar.number(date.year, date.month),
            "batch_id": 1, "row_number": number + 2,
        }  # fmt: skip
        for pair in pairs:
            key, _, value = pair.partition("=")
            column = dataset.column(key)
            entry[key] = _encode(value, column) if column.type in {"points", "count"} else value
        return entry

    def figures(self) -> list[Row]:
        """Return the table's rows with the engine's figures in place of those of the page."""
        heads = [head for head in self.rows[0] if is_figure(head)]
        found = {
            one.id: score_assessment(
                self.chosen, one.id, self.facts(), [self.month], is_final=self.is_final
            )
            for one in self.chosen.assessments
        }
        first = self.chosen.assessments[0]
        default = first.list_clauses()[0].id
        shown = []
        for number in range(len(self.rows)):
            results = found[first.id].results.filter(pl.col("unit_id") == number).to_dicts()
            values = {}
            for head in heads:
                part, _, figure = head.rpartition(" ")
                if head in {"total", "rank", "grade"}:
                    values[head] = _show(results[0][head] if results else None, head)
                    continue
                values[head] = "—"
                for scored in found.values():
                    own = (pl.col("unit_id") == number) & (
                        pl.col("indicator_id") == (part or default)
                    )
                    for one in scored.figures.filter(own).to_dicts():
                        name = "full_points" if figure == "full" else figure
                        values[head] = _show(one[name], figure)
            shown.append(values)
        return shown

    def compare(self) -> tuple[list[Row], list[Row]]:
        """Return the engine's figures and the page's, for the columns that the page gives."""
        wanted = self.wanted()
        got = [
            {head: one[head] for head in row}
            for one, row in zip(self.figures(), wanted, strict=True)
        ]
        return got, wanted

    def wanted(self) -> list[Row]:
        """Return the figures that the page gives."""
        return [
            {head: text.strip("*") for head, text in row.items() if is_figure(head)}
            for row in self.rows
        ]


def read_months(text: str, month: int) -> Iterator[tuple[int, str]]:
    """Yield the months of a cell and their texts; a plain text is that of the as-of month."""
    if not re.match(r"\d+(-\d+)?: ", text):
        yield month, text
        return
    for part in text.split(", "):
        months, _, cell = part.partition(": ")
        start, _, end = months.partition("-")
        for one in range(int(start), int(end or start) + 1):
            yield one, cell


def _encode(text: str, column: Column) -> int:
    if text in YES or "日" in text or "day" in text:
        return MARKED if column.type in {"mark", "fault"} else 1
    if text in NO:
        return 0
    scale = {"mark": POINT_SCALE, "points": POINT_SCALE}.get(column.type, 1)
    if column.type == "quantity":
        scale = 10 ** (column.decimals or 0)
    value = Fraction(text) * scale
    assert value.denominator == 1, f"{text} is none of {column.key}"
    return int(value)


def _find_own(unit: AssessedUnit, key: str, month: int) -> int | None:
    value = unit.own.get(key)
    if isinstance(value, tuple):
        value = next((d.value for d in value if d.from_month <= month <= d.to_month), None)
    return None if value is None else int(value * OWN_SCALE)


def _show(value: Any, figure: str) -> str:
    if value is None:
        return "—"
    if figure in {"rank", "grade"}:
        return str(value)
    cents = Fraction(value, 10**4)
    assert cents.denominator == 1, "a published figure has two decimals"
    sign = "-" if cents < 0 else ""
    whole, rest = divmod(abs(int(cents)), 100)
    return f"{sign}{whole}.{rest:02d}"
