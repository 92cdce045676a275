"""Select the tables of a file that are read; report the sheets and tables that are not."""

from __future__ import annotations

import re
from collections.abc import Iterable

from warehouse.reading.findings import Report
from warehouse.reading.sheets.grid import Sheet
from warehouse.reading.tables.header_columns import FormCandidate
from warehouse.reading.tables.nearest_form import refuse_unrecognised
from warehouse.reading.tables.table_blocks import Block, cut_blocks
from warehouse.reading.words.folding import fold

_EXAMPLES = re.compile(
    r"填表说明|填报说明|说明|示例|样表|样例|范例|封面|目录|example|readme", re.IGNORECASE
)


def find_blocks(sheets: Iterable[Sheet], forms: list[FormCandidate], report: Report) -> list[Block]:
    """Return the tables of all visible sheets; warn of the sheets that are skipped."""
    blocks: list[Block] = []
    skipped: list[Sheet] = []
    for sheet in sheets:
        found = cut_blocks(sheet, forms, report.request.dataset)
        if sheet.state == "hidden":
            if found:
                _warn_of_skipped(sheet, "hidden_sheet", "是隐藏的，没有读取", report)
        elif found and not _EXAMPLES.search(fold(sheet.name)):
            blocks += found
        elif sheet.rows:
            skipped.append(sheet)
    if not blocks:
        raise refuse_unrecognised(skipped, forms)
    for sheet in skipped:
        _warn_of_skipped(sheet, "sheet_skipped", "不是考核表，没有读取", report)
    return _drop_examples(blocks, report)


def _warn_of_skipped(sheet: Sheet, code: str, message: str, report: Report) -> None:
    report.add("warning", code, f"工作表“{sheet.name}”{message}。", sheet=sheet.name)


def _drop_examples(blocks: list[Block], report: Report) -> list[Block]:
    """Drop tables without any roster unit (examples), if another table of the file has some."""
    if not any(block.has_roster_units for block in blocks):
        return blocks
    kept = []
    for block in blocks:
        others = [b for b in blocks if b is not block and b.form.dataset is block.form.dataset]
        is_empty_ledger = block.form.dataset.shape == "dated_ledger" and not block.has_unit_rows
        if block.has_roster_units or (is_empty_ledger and not others):
            kept.append(block)
        elif block.has_unit_rows or not others:
            report.add(
                "warning",
                "table_skipped",
                f"工作表“{block.sheet.name}”第{block.header.top}行起的表里没有一个考核单位，没有读取。",
                sheet=block.sheet.name,
                row=block.header.top,
            )
    return kept


def drop_blank_blocks(blocks: list[Block], report: Report) -> list[Block]:
    """Refuse a table that is not filled in; skip it where the file has a filled one of its form."""
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
            _warn_of_skipped(block.sheet, "sheet_blank", "没有填写，没有读取", report)
        else:
            place = f"工作表“{block.sheet.name}”" if block.sheet.name else "文件"
            message = f"{place}的表没有填写：没有一个单位有任何内容。"
            report.add("error", "not_filled_in", message, sheet=block.sheet.name)
    wanted = {id(block) for block in kept}
    return [block for block in blocks if id(block) in wanted]
