"""Read a scheme's workbook into sheets, and mark its faults in a copy; both in a child process."""

from __future__ import annotations

from collections.abc import Sequence

from scoring.sheets.book import Page, Sheets
from scoring.sheets.column import SHEETS
from scoring.sheets.places import CellFault
from warehouse.importing.reading_process import list_cells_in_worker, mark_in_worker
from warehouse.reading.contract import Finding


def read_sheets(content: bytes) -> Sheets:
    """Return the sheets of a scheme's workbook (.xlsx, .ods, .xls) as they stand.

    Refused, with the reason, if the file cannot be read; a sheet that is missing is not here.
    """
    pages = {
        name.strip(): Page(
            {
                int(row): {int(column): text for column, text in cells.items()}
                for row, cells in rows.items()
            }
        )
        for name, rows in list_cells_in_worker(content).items()
    }
    return Sheets({name: pages[name] for name in SHEETS if name in pages})


def mark_book(content: bytes, faults: Sequence[CellFault]) -> bytes | None:
    """Return an .xlsx copy with the faults marked and listed; None if it cannot be made."""
    findings = [
        Finding(
            severity="error",
            code="scheme",
            message=fault.message,
            file="",
            sheet=fault.sheet or None,
            row=fault.row,
            column=str(fault.column) if fault.column else None,
        )
        for fault in faults
    ]
    return mark_in_worker(content, findings)
