"""Read one file: bytes and a request in; tables and findings out."""

from __future__ import annotations

import hashlib

from warehouse.reading.containers.budget import Budget
from warehouse.reading.containers.sniff import open_book
from warehouse.reading.contract import Limits, Reading, ReadRequest, RefusedFile, TypedTable
from warehouse.reading.findings import Report
from warehouse.reading.month_settling import (
    SKIPPED,
    choose_months,
    settle_ledger_month,
    settle_month,
    take_likely_columns,
    verdict_of,
)
from warehouse.reading.month_verdict import MonthVerdict
from warehouse.reading.personal_data.outside_cells import has_numbers_outside
from warehouse.reading.personal_data.sheet_masking import (
    MaskedCell,
    describe_masked_cells,
    mask_numbers,
)
from warehouse.reading.tables.block_selection import drop_blank_blocks, find_blocks
from warehouse.reading.tables.form_choice import choose_form
from warehouse.reading.tables.header_columns import FormCandidate, list_forms
from warehouse.reading.tables.issued_forms import mark_issued, take_claim
from warehouse.reading.tables.month_columns import check_month_columns, select_month_columns
from warehouse.reading.tables.seen_objects import warn_of_unread
from warehouse.reading.tables.structure_findings import check_structure
from warehouse.reading.tables.table_blocks import Block
from warehouse.reading.tables.text_beside import check_beside
from warehouse.reading.values.dated_ledgers import split_by_month
from warehouse.reading.values.table_parts import join_tables
from warehouse.reading.values.table_reader import TableReader

ReadTable = tuple[TableReader, str | None]
"""A table that was read, and its month; None while that is a question."""


def read_content(content: bytes, request: ReadRequest, limits: Limits | None = None) -> Reading:
    """Read a file in this process; whatever is wrong with it is a finding, never an exception."""
    report = Report(request)
    tables: list[TypedTable] = []
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


def _read_tables(content: bytes, report: Report, limits: Limits) -> list[TypedTable]:
    """Return the tables of a file; personal numbers are masked before anything quotes a cell."""
    request = report.request
    forms = _known_forms(request)
    if request.dataset and request.dataset not in {form.dataset.key for form in forms}:
        raise RefusedFile("unknown_dataset", f"没有名为 {request.dataset} 的数据集。")
    book = open_book(content, Budget(limits), request.file_name)
    hidden = mask_numbers(book)
    claim = take_claim(book)
    if not any(sheet.rows for sheet in book.sheets):
        raise RefusedFile("empty", "文件是空的，没有任何内容。")
    blocks = find_blocks(book.sheets, forms, report)
    mark_issued(blocks, claim, report)
    blocks = [block for block in blocks if choose_form(block, report)]
    for block in blocks:
        take_likely_columns(block, report)
    blocks = drop_blank_blocks(blocks, report)
    readers = _read_blocks(blocks, report)
    warn_of_unread(blocks, report)
    check_beside(blocks, report)
    _note_personal_data(content, hidden, blocks, limits, report)
    return join_tables(readers, report)


def _known_forms(request: ReadRequest) -> list[FormCandidate]:
    """Return the forms of all schemes, each with the header words that only other forms use."""
    forms = list_forms(request)
    every = {word for form in forms for word in form.vocabulary.keys}
    for form in forms:
        form.foreign = frozenset(every - set(form.vocabulary.keys))
    return forms


def _note_personal_data(
    content: bytes, hidden: list[MaskedCell], blocks: list[Block], limits: Limits, report: Report
) -> None:
    """Note which personal data the file holds; none of it is stored."""
    if hidden:
        report.note_personal_data(*describe_masked_cells(hidden))
    for block in blocks:
        place = f"工作表“{block.sheet.name}”的" if block.sheet.name else ""
        for column, printed in block.group.private.items():
            if block.is_used(column):
                report.note_personal_data(f"{place}“{printed}”一列是个人信息，不保存。")
    if not report.is_personal and has_numbers_outside(content, limits):
        report.note_personal_data("批注、页眉或其他看不见的地方里有个人号码，不保存。")
    if report.is_personal:
        report.note_personal_data("存档的是隐去个人信息后的副本，不是原文件。")


def _read_blocks(blocks: list[Block], report: Report) -> list[ReadTable]:
    """Read every block for its month; a ledger gives one table for each month of its rows."""
    verdicts = {id(block): verdict_of(block, report) for block in blocks}
    wanted = choose_months(blocks, verdicts, report)
    has_sheets = len({id(block.sheet) for block in blocks}) > 1
    read: list[ReadTable] = []
    for block in blocks:
        verdict = verdicts[id(block)]
        if block.form.dataset.shape == "dated_ledger":
            read += _read_ledger(block, verdict, report)
            continue
        months = wanted.get(block.form.dataset.key)
        month: str | None
        if months is not None and verdict.month is not None:
            month = verdict.month if verdict.month in months else SKIPPED
        else:
            topic = block.sheet.name if has_sheets else None
            month = _known_month(read, block) or settle_month(block, verdict, report, topic)
        if month != SKIPPED:
            read.append((_read_block(block, month, report), month))
    return read


def _read_block(block: Block, month: str | None, report: Report) -> TableReader:
    """Read the rows of a block that is no ledger."""
    if month is not None:
        select_month_columns(block, month)
    check_structure(block, report)
    check_month_columns(block, month, report)
    reader = TableReader(block, month, report)
    reader.read()
    return reader


def _read_ledger(block: Block, verdict: MonthVerdict, report: Report) -> list[ReadTable]:
    """Read the rows of a ledger and split them by month."""
    check_structure(block, report)
    month = settle_ledger_month(block, verdict, report)
    reader = TableReader(block, month, report)
    reader.read()
    parts: list[ReadTable] = []
    for row_month, rows in split_by_month(reader, month, report).items():
        part = TableReader(reader.block, row_month or None, report, rows, reader.aliases_used)
        part.settings = reader.settings
        parts.append((part, row_month or None))
    return parts


def _known_month(read: list[ReadTable], block: Block) -> str | None:
    """Return the month already settled for an earlier part of the same table."""
    for reader, month in read:
        is_same = (
            reader.block.sheet is block.sheet and reader.block.form.dataset is block.form.dataset
        )
        if is_same and reader.block.witnesses == block.witnesses:
            return month
    return None
