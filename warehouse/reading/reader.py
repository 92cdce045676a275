"""Reads one file: bytes and a request in; tables and everything that must be said out."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

from warehouse.reading.containers.budget import Budget
from warehouse.reading.containers.sniff import open_book
from warehouse.reading.contract import Limits, Reading, ReadRequest, Table
from warehouse.reading.findings import Report
from warehouse.reading.month_settling import (
    LEFT_OUT,
    settle_ledger_month,
    settle_month,
    several_months,
    take_likely_columns,
    verdict_of,
)
from warehouse.reading.personal_data.outside_cells import has_numbers_outside
from warehouse.reading.personal_data.sheet_masking import HiddenCell, describe_hidden, hide_numbers
from warehouse.reading.refusal import RefusedFile
from warehouse.reading.sheets.grid import Sheet
from warehouse.reading.tables.form_choice import choose_form
from warehouse.reading.tables.header_columns import Form
from warehouse.reading.tables.issued_forms import mark_issued, take_claim
from warehouse.reading.tables.month_columns import check_month_columns, take_month_columns
from warehouse.reading.tables.nearest_form import refuse_unrecognised
from warehouse.reading.tables.seen_objects import warn_of_unread
from warehouse.reading.tables.structure_findings import check_structure
from warehouse.reading.tables.table_blocks import Block, cut_blocks
from warehouse.reading.tables.text_beside import check_beside
from warehouse.reading.values.dated_ledgers import split_by_month
from warehouse.reading.values.table_parts import join_tables
from warehouse.reading.values.table_reader import TableReader
from warehouse.reading.verdict import Verdict
from warehouse.reading.words.folding import fold

_EXAMPLES = re.compile(
    r"填表说明|填报说明|说明|示例|样表|样例|范例|封面|目录|example|readme", re.IGNORECASE
)


def read_content(content: bytes, request: ReadRequest, limits: Limits | None = None) -> Reading:
    """Read a file in this process; every fault of the file is a finding, none an exception."""
    report = Report(request)
    tables: list[Table] = []
    refused = None
    try:
        tables = _read_tables(content, report, limits or Limits())
    except RefusedFile as refusal:
        refused = refusal
    return Reading(
        file=request.file_name,
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        tables=tuple(tables),
        findings=report.close(refused),
        notes=tuple(dict.fromkeys(report.notes)),
        is_personal=report.is_personal,
    )


def _read_tables(content: bytes, report: Report, limits: Limits) -> list[Table]:
    request = report.request
    forms = [
        Form(scheme, dataset, request.aliases.get(scheme.id, {}))
        for scheme in request.schemes
        for dataset in scheme.datasets
    ]
    for form in forms:
        others = {word for other in forms for word in other.vocabulary.keys}
        form.foreign = frozenset(others - set(form.vocabulary.keys))
    if request.dataset and request.dataset not in {form.dataset.key for form in forms}:
        raise RefusedFile("unknown_dataset", f"没有名为 {request.dataset} 的数据集。")
    book = open_book(content, Budget(limits), request.file_name)
    hidden = hide_numbers(book)
    claim = take_claim(book)
    if not any(sheet.rows for sheet in book.sheets):
        raise RefusedFile("empty", "文件是空的，没有任何内容。")
    blocks = _find_blocks(book.sheets, forms, report)
    mark_issued(blocks, claim, report)
    blocks = [block for block in blocks if choose_form(block, report)]
    for block in blocks:
        take_likely_columns(block, report)
    blocks = _without_blank(blocks, report)
    readers = _read_blocks(blocks, report)
    warn_of_unread(blocks, report)
    check_beside(blocks, report)
    _note_personal_data(content, hidden, blocks, limits, report)
    return join_tables(readers, report)


def _note_personal_data(
    content: bytes, hidden: list[HiddenCell], blocks: list[Block], limits: Limits, report: Report
) -> None:
    """Say what of the file belongs to persons and is not kept."""
    if hidden:
        report.note_personal_data(*describe_hidden(hidden))
    for block in blocks:
        place = f"工作表「{block.sheet.name}」的" if block.sheet.name else ""
        for column, printed in block.group.private.items():
            if block.is_used(column):
                report.note_personal_data(f"{place}「{printed}」一列是个人信息，不保存。")
    if not report.is_personal and has_numbers_outside(content, limits):
        report.note_personal_data("批注、页眉或其他看不见的地方里有个人号码，不保存。")
    if report.is_personal:
        report.note_personal_data("存档的是隐去个人信息后的副本，不是原文件。")


def _find_blocks(sheets: Iterable[Sheet], forms: list[Form], report: Report) -> list[Block]:
    """Return the tables of all visible sheets; say which sheets were passed over."""
    blocks: list[Block] = []
    passed: list[Sheet] = []
    for sheet in sheets:
        found = cut_blocks(sheet, forms, report.request.dataset)
        if sheet.state == "hidden":
            if found:
                _pass_over(sheet, "hidden_sheet", "是隐藏的，没有读取", report)
        elif found and not _EXAMPLES.search(fold(sheet.name)):
            blocks += found
        elif sheet.rows:
            passed.append(sheet)
    if not blocks:
        raise refuse_unrecognised(passed, forms)
    for sheet in passed:
        _pass_over(sheet, "sheet_skipped", "不是考核表，没有读取", report)
    return _without_examples(blocks, report)


def _pass_over(sheet: Sheet, code: str, message: str, report: Report) -> None:
    report.say("warning", code, f"工作表「{sheet.name}」{message}。", sheet=sheet.name)


def _without_examples(blocks: list[Block], report: Report) -> list[Block]:
    """Leave out tables without any roster unit, as long as another of the file has some."""
    if not any(block.has_roster_units for block in blocks):
        return blocks
    kept = []
    for block in blocks:
        others = [b for b in blocks if b is not block and b.form.dataset is block.form.dataset]
        is_empty_ledger = block.form.dataset.shape == "dated_ledger" and not block.has_unit_rows
        if block.has_roster_units or (is_empty_ledger and not others):
            kept.append(block)
        elif block.has_unit_rows or not others:
            report.say(
                "warning",
                "table_skipped",
                f"工作表「{block.sheet.name}」第{block.header.top}行起的表里没有一个考核单位，没有读取。",
                sheet=block.sheet.name,
                row=block.header.top,
            )
    return kept


def _without_blank(blocks: list[Block], report: Report) -> list[Block]:
    """Refuse a table in which nothing is filled in; pass over one beside a filled one (of June)."""
    parts: dict[tuple[int, str], list[Block]] = {}
    for block in blocks:
        block.parts = parts.setdefault((id(block.sheet), block.form.dataset.key), [])
        block.parts.append(block)
    filled = {block.form.dataset.key for block in blocks if block.is_filled}
    kept = []
    for (_, key), (block, *others) in parts.items():
        if block.is_filled or block.form.dataset.shape == "dated_ledger":
            kept += [block, *others]
        elif key in filled:
            _pass_over(block.sheet, "sheet_blank", "没有填写，没有读取", report)
        else:
            place = f"工作表「{block.sheet.name}」" if block.sheet.name else "文件"
            message = f"{place}的表没有填写：没有一个单位有任何内容。"
            report.say("error", "not_filled_in", message, sheet=block.sheet.name)
    wanted = {id(block) for block in kept}
    return [block for block in blocks if id(block) in wanted]


def _read_blocks(blocks: list[Block], report: Report) -> list[tuple[TableReader, str | None]]:
    """Read every block under its month; ledgers once for each month of their rows."""
    verdicts = {id(block): verdict_of(block, report) for block in blocks}
    wanted = _wanted_months(blocks, verdicts, report)
    sheets = {id(block.sheet) for block in blocks}
    read: list[tuple[TableReader, str | None]] = []
    for block in blocks:
        verdict = verdicts[id(block)]
        if block.form.dataset.shape == "dated_ledger":
            check_structure(block, report)
            month = settle_ledger_month(block, verdict, report)
            reader = TableReader(block, month, report)
            reader.read()
            read += _split(reader, month, report)
            continue
        months = wanted.get(block.form.dataset.key)
        if months is not None and verdict.month is not None:
            if verdict.month not in months:
                continue
            verdict = Verdict(verdict.month)
            month = verdict.month
        else:
            topic = block.sheet.name if len(sheets) > 1 else None
            month = _known_month(read, block) or settle_month(block, verdict, report, topic)
            if month == LEFT_OUT:
                continue
        if month is not None:
            take_month_columns(block, month)
        check_structure(block, report)
        check_month_columns(block, month, report)
        reader = TableReader(block, month, report)
        reader.read()
        read.append((reader, month))
    return read


def _known_month(read: list[tuple[TableReader, str | None]], block: Block) -> str | None:
    """Return the month already settled for an earlier part of the same table."""
    for reader, month in read:
        same = reader.block.sheet is block.sheet and reader.block.form.dataset is block.form.dataset
        if same and reader.block.witnesses == block.witnesses:
            return month
    return None


def _split(
    reader: TableReader, month: str | None, report: Report
) -> list[tuple[TableReader, str | None]]:
    parts: list[tuple[TableReader, str | None]] = []
    for one, rows in split_by_month(reader, month, report).items():
        part = TableReader(reader.block, one or None, report, rows, reader.aliases_used)
        part.settings = reader.settings
        parts.append((part, one or None))
    return parts


def _wanted_months(
    blocks: list[Block], verdicts: dict[int, Verdict], report: Report
) -> dict[str, list[str]]:
    """Return, for forms with tables of several months, the months that are meant."""
    wanted: dict[str, list[str]] = {}
    forms = {block.form.dataset.key: block for block in blocks}
    for key, block in forms.items():
        if block.form.dataset.shape == "dated_ledger":
            continue
        own = [verdicts[id(b)] for b in blocks if b.form.dataset.key == key]
        months = several_months(own)
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
            report.say(
                "question",
                "which_months",
                f"文件里有「{block.form.dataset.title}」{len(months)}个月的表（{'、'.join(months)}）。要导入哪些月份？",
                column="month",
                topic=key,
                options=("all", *months),
            )
        wanted[key] = chosen
    return wanted
