"""Write docs/scheme-mistakes.md: each mistake of a workbook, its cell and the sentence about it."""

from __future__ import annotations

from collections.abc import Iterator

from tests.repository import ROOT
from tests.warehouse.schemes.planting import MISTAKES, TYPED, is_in_cell, list_faults, type_into

PAGE = "docs/scheme-mistakes.md"
HEAD = """\
# 方案工作簿中的错误

Mistakes that people make in a scheme's workbook, each planted into the workbook of a small scheme
(`tests/warehouse/schemes/planted`), with the cell and the sentence that `kaohe scheme check` and
the page 考核方案 tell. A test holds this page against the program; it is written by
`python -m tests.warehouse.schemes.mistake_page`.

| | 错误 | 工作表 | 行 | 列 | 提示 |
|---|---|---|---|---|---|
"""


def write_page() -> str:
    """Return the page, one row a mistake."""
    return HEAD + "".join(f"{line}\n" for line in _write_rows())


def _write_rows() -> Iterator[str]:
    for number, mistake in enumerate((*MISTAKES, *TYPED), start=1):
        faults = list_faults(type_into([mistake]))
        fault = next(one for one in faults if is_in_cell(mistake, one))
        message = fault.message.replace("|", "\\|")
        cells = (number, mistake["name"], fault.sheet, fault.row, fault.header, message)
        yield f"| {' | '.join(str(one) for one in cells)} |"


if __name__ == "__main__":
    (ROOT / PAGE).write_text(write_page(), "utf-8")
