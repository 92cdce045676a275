"""Settles the month of each block: what the file says, what was given by hand, what is asked."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

from warehouse.reading.contract import SKIP
from warehouse.reading.findings import Report
from warehouse.reading.sheets.cell import Cell
from warehouse.reading.tables.issued_forms import witness_of
from warehouse.reading.tables.month_columns import (
    options_of_headers,
    take_month_columns,
    witnesses_of_headers,
)
from warehouse.reading.tables.table_blocks import Block
from warehouse.reading.verdict import Verdict, judge
from warehouse.reading.words.folding import fold
from warehouse.reading.words.period_words import Witness, read_witnesses

LEFT_OUT = "left out"
"""What a sheet's month is once someone answered that the sheet is not meant."""
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
_SAID = {
    "month_missing": "看不出是哪个月的",
    "year_missing": "只写了月份，没有年份",
    "month_conflict": "写的月份互相矛盾",
    "period_cumulative": "是几个月累计的，而这里需要一个月的",
    "period_weekly": "不是整月的，而这里需要一个月的",
}


def witnesses_of(block: Block, file_name: str, report: Report) -> list[Witness]:
    """Return everything that says something about a block's period."""
    found = list(block.witnesses)
    found += read_witnesses(block.sheet.name, "工作表名")
    stem = file_name.replace("\\", "/").rpartition("/")[2].rpartition(".")[0] or file_name
    found += read_witnesses(stem, "文件名", "file_name")
    found += _column_witnesses(block)
    found += witnesses_of_headers(block)
    return [*found, *witness_of(block)]


def _column_witnesses(block: Block) -> list[Witness]:
    """Return what a 统计月份 column says, each different cell once."""
    column = block.group.period
    if column is None:
        return []
    cells = {
        cell.raw: cell
        for number in block.unit_numbers
        if (cell := block.sheet.seen(number, column))
    }
    return [witness for cell in cells.values() for witness in _cell_witnesses(cell)]


def _cell_witnesses(cell: Cell) -> list[Witness]:
    if cell.kind == "date":
        return [Witness("月份列", cell.text, "strong", "month", cell.day.year, cell.day.month)]
    text = fold(cell.plain_text)
    if re.fullmatch(r"1[0-2]|0?[1-9]", text):
        return [Witness("月份列", text, "strong", "month", None, int(text))]
    return read_witnesses(text, "月份列")


def settle_month(block: Block, verdict: Verdict, report: Report, topic: str | None) -> str | None:
    """Return the month of a block, None while it is a question; says what is wrong with it."""
    given = report.request.month
    month = verdict.month
    if month is not None and given not in {None, month}:
        month = _decide(block, verdict, report, topic, "month_conflict", (month, given or month))
    elif verdict.code == "year_missing" and given and given[5:] != verdict.options[0][5:]:
        options = (*verdict.options, given)
        month = _decide(block, verdict, report, topic, "month_conflict", options)
    elif verdict.code == "month_conflict" and not verdict.options:
        _refuse_years(block, verdict, report)
    elif verdict.code == "month_conflict" and given and given not in verdict.options:
        options = (*verdict.options, given)
        month = _decide(block, verdict, report, topic, "month_conflict", options)
    elif month is None:
        month = given or _decide(block, verdict, report, topic, verdict.code, verdict.options)
    return check_month(block, month, report) if month and month != LEFT_OUT else month


def _decide(
    block: Block,
    verdict: Verdict,
    report: Report,
    topic: str | None,
    code: str,
    options: tuple[str, ...],
) -> str | None:
    answer = report.answer(code, topic)
    if answer and _MONTH.fullmatch(answer):
        return answer
    if answer == SKIP and topic:
        return LEFT_OUT
    seen = list(dict.fromkeys(f"{w.place}“{w.text}”" for w in verdict.witnesses))[:4]
    said = f"（{'、'.join(seen)}）" if seen else ""
    if code == "month_conflict" and report.request.month:
        said += f"，而指定的是 {report.request.month}"
    report.say(
        "question",
        code,
        f"本表{_SAID[code]}{said}。请确认月份。",
        sheet=block.sheet.name,
        column="month",
        found=seen[0] if seen else None,
        topic=topic,
        options=(*options, SKIP) if topic else options,
    )
    return None


def _refuse_years(block: Block, verdict: Verdict, report: Report) -> None:
    """Refuse a table that names several months, none of them one of its scheme."""
    said = "、".join(dict.fromkeys(f"“{one.text}”" for one in verdict.witnesses))
    scheme = block.form.scheme
    report.say(
        "error",
        "wrong_year",
        f"本表写的是{said}，没有{scheme.short_title}可以收的月份（考核{scheme.year}年）。",
        sheet=block.sheet.name,
        column="month",
    )


def _takes_year(block: Block, year: int) -> bool:
    """Tell whether a table of the form may be of a month of that year."""
    before = 1 if block.form.dataset.accepts_year_before else 0
    return block.form.scheme.year - before <= year <= block.form.scheme.year


def check_month(block: Block, month: str, report: Report) -> str:
    """Say where a month cannot be that of this form; return it all the same."""
    scheme, dataset = block.form.scheme, block.form.dataset

    def refuse(code: str, message: str) -> None:
        sheet = block.sheet.name
        report.say("error", code, message, sheet=sheet, column="month", found=month)

    if not _takes_year(block, int(month[:4])):
        refuse("wrong_year", f"本表是 {month} 的，而{scheme.short_title}只考核{scheme.year}年。")
    elif month > report.request.today.isoformat()[:7]:
        refuse("future_month", f"本表是 {month} 的，这个月还没有到。")
    if dataset.shape == "quarter" and int(month[5:]) % 3:
        refuse(
            "not_a_quarter",
            f"「{dataset.title}」按季度报送，月份应为 3、6、9、12，而不是 {month}。",
        )
    return month


def verdict_of(block: Block, report: Report) -> Verdict:
    """Return what a block's witnesses say together."""
    witnesses = witnesses_of(block, report.request.file_name, report)
    if block.form.dataset.shape == "dated_ledger":
        # A ledger's rows carry their own dates: a span or a date of filing narrows nothing.
        witnesses = [w for w in witnesses if w.strength == "strong" and w.span in {"month", "none"}]
    year, is_quarter = block.form.scheme.year, block.form.dataset.shape == "quarter"
    verdict = judge(witnesses, year, is_quarter)
    possible = [one for one in verdict.options if _takes_year(block, int(one[:4]))]
    if verdict.code == "month_conflict":
        months = tuple(one for one in possible if not is_quarter or int(one[5:]) % 3 == 0)
        return replace(verdict, options=months)
    if verdict.code != "month_missing":
        return verdict
    named = options_of_headers(block, int(verdict.options[0][:4]))
    return replace(verdict, options=named or verdict.options)


def take_likely_columns(block: Block, report: Report) -> None:
    """Read the columns of the month that the file, its name, a hand or an answer says already."""
    if not block.group.monthly:
        return
    verdict = verdict_of(block, report)
    answers = (report.answer(verdict.code, topic) for topic in (None, block.sheet.name))
    likely = verdict.month or report.request.month or next(filter(None, answers), "")
    if _MONTH.fullmatch(likely):
        take_month_columns(block, likely)


def settle_ledger_month(block: Block, verdict: Verdict, report: Report) -> str | None:
    """Return the one month that a ledger is of, None where its rows' dates decide."""
    is_denied = verdict.code == "month_conflict"
    if is_denied or (verdict.month and report.request.month not in {None, verdict.month}):
        return settle_month(block, verdict, report, None)
    month = verdict.month or report.request.month
    if month is None and verdict.code == "year_missing":
        month = verdict.options[0]
    return check_month(block, month, report) if month else None


def several_months(verdicts: list[Verdict]) -> list[str]:
    """Return the months where the tables of one form are of more than one."""
    months = Counter(verdict.month for verdict in verdicts if verdict.month)
    return sorted(month for month in months if month) if len(months) > 1 else []
