"""Write tables and their 说明 to a file."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from documents.about import About, Stamp
from documents.csv_files import write_csv
from documents.tables import TableSheet
from documents.workbooks import write_workbook
from warehouse.faults import WrongCall
from warehouse.store import Store


@dataclass(frozen=True)
class ExportBook:
    """Tables, and the rows of their 说明 sheet."""

    sheets: Sequence[TableSheet]
    about: About


@contextmanager
def export_path(store: Store, suffix: str) -> Iterator[Path]:
    """Yield a path for an export inside the home; the file is deleted on exit."""
    with tempfile.TemporaryDirectory(prefix=".export-", dir=store.home) as folder:
        yield Path(folder) / f"export{suffix}"


def save_book(book: ExportBook, path: Path, stamp: Stamp) -> None:
    """Write a book as .xlsx, or its only table as .csv, by the suffix of the path.

    Raises WrongCall for a .csv of several tables.
    """
    with path.open("wb") as target:
        if path.suffix.lower() == ".csv":
            if len(book.sheets) != 1:
                raise WrongCall(f"有{len(book.sheets)}张表，.csv 只放得下一张：请导出为 .xlsx。")
            write_csv(target, book.sheets[0])
        else:
            write_workbook(target, book.sheets, [*book.about, *stamp.to_rows()])
