"""Split dated ledgers into one table for each month, and ask about events entered twice."""

from __future__ import annotations

from warehouse.reading.cells.outcome import Problem
from warehouse.reading.contract import RowRead
from warehouse.reading.findings import Report
from warehouse.reading.tables.table_blocks import Block
from warehouse.reading.values.table_reader import TableReader
from warehouse.reading.words.folding import fold, fold_label

_NOTHING = "nothing_to_enter"
_REPEATED = "event_twice"
_DIFFERENT, _SAME = "different", "same"


def split_by_month(
    reader: TableReader, month: str | None, report: Report
) -> dict[str, list[RowRead]]:
    """Return a ledger's rows by the month `YYYY-MM` of their date.

    Given a month, only that one is returned, and a row of another month is an error. Rows without
    a date are counted to the given month, or to "".
    """
    rows = _drop_repeated(reader, report)
    date = reader.block.form.dataset.date_column.key
    if reader.withdrawn == len(reader.block.unit_numbers):  # no row, or none that still counts
        return _ask_if_empty(reader.block, month, report)
    split: dict[str, list[RowRead]] = {month: []} if month else {}
    for row in rows:
        day = row.values.get(date)
        if day is None:
            split.setdefault(month or "", []).append(row)
        elif month and day[:7] != month:
            message = f"第{row.row}行的日期 {day} 不在本表的月份 {month} 内。"
            report.add(
                "error",
                "other_month",
                message,
                sheet=reader.block.sheet.name,
                row=row.row,
                column=date,
                found=day,
            )
            split[month].append(row)
        else:
            split.setdefault(day[:7], []).append(row)
    return split


def _ask_if_empty(block: Block, month: str | None, report: Report) -> dict[str, list[RowRead]]:
    """Ask whether an empty ledger means that its month has nothing to enter, and for the month."""
    title = block.form.dataset.title
    topic = block.form.dataset.key
    is_asked = any(finding.code == "month_conflict" for finding in report.findings)
    if month is None and not is_asked:
        report.add(
            "question",
            "month_missing",
            f"“{title}”没有内容，也不能确定月份。请指定月份。",
            sheet=block.sheet.name,
            column="month",
        )
    if report.answer(_NOTHING, topic) != "yes":
        report.add(
            "question",
            _NOTHING,
            f"“{title}”没有任何内容：这个月没有需要登记的事项吗？",
            sheet=block.sheet.name,
            topic=topic,
            options=("yes", "no"),
        )
    return {month: []} if month else {}


class _FoldedValues(dict[str | None, str]):
    """Values folded as labels, each once: a large ledger repeats its dates and subjects."""

    def __missing__(self, value: str | None) -> str:
        label = self[value] = fold_label(value or "")
        return label


def _drop_repeated(reader: TableReader, report: Report) -> list[RowRead]:
    """Ask about rows that enter the same event; drop those answered as the same.

    Two rows are the same event if unit, date, choices and identifying texts are equal. A column may
    be left out (`is_identifying`): the same event may be entered with two levels.
    """
    block = reader.block
    columns = [column for column in block.form.dataset.columns if column.is_identifying]
    date = block.form.dataset.date_column.key
    keys = [column.key for column in columns if column.type in {"date", "choice"}]
    keys += [column.key for column in columns if column.type == "text" and column.is_folded]
    seen: dict[tuple[str, ...], RowRead] = {}
    kept: list[RowRead] = []
    folded = _FoldedValues()
    for row in reader.rows:
        event = (row.unit, *(folded[row.values.get(key)] for key in keys))
        first = seen.setdefault(event, row)
        if first is not row and row.values.get(date):
            topic = f"{fold(row.unit)}:{row.values[date]}:{row.row}"
            answer = report.answer(_REPEATED, topic)
            if answer == _SAME:
                continue
            if answer != _DIFFERENT:
                message = f"与第{first.row}行的单位、日期、事项和依据都相同：是同一件事登记了两次吗"
                options = (_SAME, _DIFFERENT)
                _ask(block, row, Problem("question", _REPEATED, message, options, topic), report)
        kept.append(row)
    return kept


def _ask(block: Block, row: RowRead, problem: Problem, report: Report) -> None:
    report.add(
        problem.severity,
        problem.code,
        f"第{row.row}行“{row.unit}”{problem.message}？",
        sheet=block.sheet.name,
        row=row.row,
        column="unit",
        found=row.unit,
        topic=problem.topic,
        options=problem.options,
    )
