"""Walk through the tutorial: type what it says into workbooks, run its commands."""

from __future__ import annotations

import contextlib
import io
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl

from dashboard.command_line.main import main
from scoring.sheets.column import HINT
from tests.schemes_page.page import Step

HOME = "考核数据"
"""The folder of the store, below the folder in which the tutorial works."""


def walk(steps: list[Step], folder: Path) -> Iterator[tuple[str, str]]:
    """Do the steps in the current folder; yield each command with what it prints."""
    for step in steps:
        if step.kind == "run":
            yield step.command, run(step.command, folder)
            continue
        book = openpyxl.load_workbook(folder / step.file)
        if step.kind == "type":
            for row in step.rows:
                _type_row(book[step.sheet], row)
        elif step.kind == "correct":
            for row in step.rows:
                sheet = book[row["工作表"]]
                head = _find_heads(sheet)[row["列"]]
                sheet.cell(int(row["行"]), head).value = _as_typed(row["内容"])
        else:
            _fill_form(book.worksheets[0], step.rows)
        book.save(folder / step.file)


def run(command: str, folder: Path) -> str:
    """Return what a command prints, both streams in order, with the folder's path left out."""
    words = shlex.split(command)
    assert words[0] == "kaohe"
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
        main(words[1:])
    text = printed.getvalue().replace(f"{folder}/", "").replace(str(folder), "")
    return re.sub(r"[ \t]+$", "", text, flags=re.M)


def _find_heads(sheet: Any) -> dict[str, int]:
    return {cell.value: cell.column for cell in sheet[1] if cell.value}


def _type_row(sheet: Any, row: dict[str, str]) -> None:
    """Type a row where a person would: into the printed row for it, else the next free one."""
    for head in row:
        if head not in _find_heads(sheet):
            sheet.cell(1, sheet.max_column + 1).value = head
    heads = _find_heads(sheet)
    number = _find_printed(sheet, heads, row) or _find_free(sheet, heads)
    for head, text in row.items():
        if text:
            sheet.cell(number, heads[head]).value = _as_typed(text)


def _find_printed(sheet: Any, heads: dict[str, int], row: dict[str, str]) -> int | None:
    """Return the row of the blank workbook that asks for this item, if it is still empty."""
    if "项目" not in row:
        return None
    for number in range(2, sheet.max_row + 1):
        part, name, item, content = (
            sheet.cell(number, heads[head]).value or "" for head in ("部分", "名称", "项目", "内容")
        )
        if (part, item) == (row["部分"], row["项目"]) and name in ("", row["名称"]) and not content:
            return number
    return None


def _find_free(sheet: Any, heads: dict[str, int]) -> int:
    columns = [column for head, column in heads.items() if head != HINT]
    number = 2
    while any(sheet.cell(number, column).value not in (None, "") for column in columns):
        number += 1
    return number


def _fill_form(sheet: Any, rows: tuple[dict[str, str], ...]) -> None:
    """Fill the rows of the units of a blank form."""
    cells = [cell for line in sheet.iter_rows() for cell in line if isinstance(cell.value, str)]
    for row in rows:
        name, *heads = row
        place = next(cell.row for cell in cells if cell.value.strip() == row[name])
        for head in heads:
            column = next(cell.column for cell in cells if cell.value.startswith(head))
            if row[head]:
                sheet.cell(place, column).value = _as_typed(row[head])


def _as_typed(text: str) -> object:
    """Return what Excel makes of typed text: a whole number or a decimal is a number."""
    if re.fullmatch(r"-?\d+", text):
        return int(text)
    return float(text) if re.fullmatch(r"-?\d+\.\d+", text) else text
