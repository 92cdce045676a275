"""Settle the month of each block from the file, the request and the answers; else ask for it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

from warehouse.reading.contract import SKIP
from warehouse.reading.findings import Report
from warehouse.reading.month_verdict import MonthVerdict, judge_month
from warehouse.reading.months_taken import list_taken, say_taken, takes
from warehouse.reading.sheets.cell import Cell
from warehouse.reading.tables.issued_forms import find_identity_witness
from warehouse.reading.tables.month_columns import (
    find_header_witnesses,
    list_header_months,
    select_month_columns,
)
from warehouse.reading.tables.table_blocks import Block
from warehouse.reading.words.folding import fold
from warehouse.reading.words.period_words import Witness, read_witnesses

SKIPPED = "left out"
"""Stands for the month of a table that an answer leaves out of the import."""
QUARTER = 3
"""The months of a quarter, which are counted from the first month of the scheme's year."""

_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
_PROBLEMS = {
    "month_missing": "不能确定月份",
    "year_missing": "只写了月份，没有年份",
    "month_conflict": "写的月份互相矛盾",
    "period_cumulative": "是几个月累计的，而需要的是一个月的",
    "period_weekly": "不是整月的，而需要的是一个月的",
}


def _collect_witnesses(block: Block, file_name: str) -> list[Witness]:
    """Return the witnesses of a block's period: its own lines, sheet name, file name, columns."""
    found = list(block.witnesses)
    found += read_witnesses(block.sheet.name, "工作表名")
    stem = file_name.replace("\\", "/").rpartition("/")[2].rpartition(".")[0] or file_name
    found += read_witnesses(stem, "文件名", "file_name")
    found += _column_witnesses(block)
    found += find_header_witnesses(block)
    return [*found, *find_identity_witness(block)]


def _column_witnesses(block: Block) -> list[Witness]:
    """Return the witnesses of a 统计月份 column, each distinct cell once."""
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


def settle_month(
    block: Block, verdict: MonthVerdict, report: Report, topic: str | None
) -> str | None:
    """Return the month of a block, None while it is a question; report what is wrong with it.

    A month given in the request must not contradict the file: a contradiction is asked about.
    `topic` is the sheet's name where the file has tables on several sheets, each with a question
    of its own.
    """
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
    return _check_month(block, month, report) if month and month != SKIPPED else month


def _decide(
    block: Block,
    verdict: MonthVerdict,
    report: Report,
    topic: str | None,
    code: str,
    options: tuple[str, ...],
) -> str | None:
    """Return the month that was answered; ask for it where there is no answer yet."""
    answer = report.answer(code, topic)
    if answer and _MONTH.fullmatch(answer):
        return answer
    if answer == SKIP and topic:
        return SKIPPED
    seen = list(dict.fromkeys(f"{w.place}“{w.text}”" for w in verdict.witnesses))[:4]
    quoted = f"（{'、'.join(seen)}）" if seen else ""
    if code == "month_conflict" and report.request.month:
        quoted += f"，而指定的是 {report.request.month}"
    report.add(
        "question",
        code,
        f"本表{_PROBLEMS[code]}{quoted}。请确认月份。",
        sheet=block.sheet.name,
        column="month",
        found=seen[0] if seen else None,
        topic=topic,
        options=(*options, SKIP) if topic else options,
    )
    return None


def _refuse_years(block: Block, verdict: MonthVerdict, report: Report) -> None:
    """Refuse a table that names several months, none of them a month of its scheme."""
    quoted = "、".join(dict.fromkeys(f"“{w.text}”" for w in verdict.witnesses))
    scheme = block.form.scheme
    report.add(
        "error",
        "wrong_year",
        f"本表写的是{quoted}，没有{scheme.short_title}可以收的月份（考核{scheme.calendar.words}）。",
        sheet=block.sheet.name,
        column="month",
    )


def _check_month(block: Block, month: str, report: Report) -> str:
    """Report a month that this form cannot have; return the month all the same."""
    scheme, dataset = block.form.scheme, block.form.dataset

    def refuse(code: str, message: str) -> None:
        sheet = block.sheet.name
        report.add("error", code, message, sheet=sheet, column="month", found=month)

    if not takes(block, month):
        refuse("wrong_year", f"本表是 {month} 的，而{say_taken(block)}。")
    elif month > report.request.today.isoformat()[:7]:
        refuse("future_month", f"本表是 {month} 的，该月尚未到来。")
    if dataset.shape == "quarter" and scheme.calendar.read(month) % QUARTER:
        ends = "、".join(
            str(int(one[5:])) for one in scheme.calendar.months[QUARTER - 1 :: QUARTER]
        )
        refuse(
            "not_a_quarter",
            f"“{dataset.title}”按季度报送，月份应为 {ends}，而不是 {month}。",
        )
    return month


def verdict_of(block: Block, report: Report) -> MonthVerdict:
    """Return the month on which a block's witnesses agree, or why they do not."""
    witnesses = _collect_witnesses(block, report.request.file_name)
    if block.form.dataset.shape == "dated_ledger":
        # A ledger's rows carry their own dates: a span or a filing date does not apply to them.
        witnesses = [w for w in witnesses if w.strength == "strong" and w.span in {"month", "none"}]
    calendar, is_quarter = block.form.scheme.calendar, block.form.dataset.shape == "quarter"
    verdict = judge_month(witnesses, calendar, is_quarter)
    possible = [month for month in verdict.options if takes(block, month)]
    if verdict.code == "year_missing":
        before = [f"{int(month[:4]) - 1}{month[4:]}" for month in possible]
        return replace(verdict, options=(*verdict.options, *list_taken(block, before)))
    if verdict.code == "month_conflict":
        months = tuple(
            month for month in possible if not is_quarter or calendar.read(month) % QUARTER == 0
        )
        return replace(verdict, options=months)
    if verdict.code != "month_missing":
        return verdict
    named = list_header_months(block, tuple(possible) or verdict.options)
    return replace(verdict, options=named or tuple(possible) or verdict.options)


def take_likely_columns(block: Block, report: Report) -> None:
    """Take the columns of the month that the file, the request or an answer already gives."""
    if not block.group.monthly:
        return
    verdict = verdict_of(block, report)
    answers = (report.answer(verdict.code, topic) for topic in (None, block.sheet.name))
    likely = verdict.month or report.request.month or next(filter(None, answers), "")
    if _MONTH.fullmatch(likely):
        select_month_columns(block, likely)


def settle_ledger_month(block: Block, verdict: MonthVerdict, report: Report) -> str | None:
    """Return the single month of a ledger, None where the dates of its rows decide."""
    is_conflict = verdict.code == "month_conflict"
    if is_conflict or (verdict.month and report.request.month not in {None, verdict.month}):
        return settle_month(block, verdict, report, None)
    month = verdict.month or report.request.month
    if month is None and verdict.code == "year_missing":
        month = verdict.options[0]
    return _check_month(block, month, report) if month else None


def choose_months(
    blocks: list[Block], verdicts: dict[int, MonthVerdict], report: Report
) -> dict[str, list[str]]:
    """Return the months to import, by dataset, for forms with tables of several months.

    Without an answer all are read, and the question which to import stays open.
    """
    wanted: dict[str, list[str]] = {}
    forms = {block.form.dataset.key: block for block in blocks}
    for key, block in forms.items():
        if block.form.dataset.shape == "dated_ledger":
            continue
        own = [verdicts[id(b)] for b in blocks if b.form.dataset.key == key]
        months = _several_months(own)
        if not months:
            continue
        answer = report.answer("which_months", key)
        chosen = (
            months if answer == "all" else [m for m in (answer or "").split(",") if m in months]
        )
        if report.request.month in months:
            chosen = [report.request.month or ""]
        if not chosen:
            chosen = months
            report.add(
                "question",
                "which_months",
                f"文件里有“{block.form.dataset.title}”{len(months)}个月的表（{'、'.join(months)}）。请选择要导入的月份。",
                column="month",
                topic=key,
                options=("all", *months),
            )
        wanted[key] = chosen
    return wanted


def _several_months(verdicts: list[MonthVerdict]) -> list[str]:
    """Return the months of the tables of one form, [] where there is only one."""
    months = Counter(verdict.month for verdict in verdicts if verdict.month)
    return sorted(month for month in months if month) if len(months) > 1 else []
