"""Some tables, and what they say of themselves, on their way into a file."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from documents.about import About, Stamp
from documents.csv_files import write_csv
from documents.tables import Sheet
from documents.workbooks import write_workbook
from warehouse.faults import WrongCall
from warehouse.store import Store


@dataclass(frozen=True)
class Book:
    """Tables, and what the 说明 sheet says of them."""

    sheets: Sequence[Sheet]
    about: About


@contextmanager
def export_place(store: Store, suffix: str) -> Iterator[Path]:
    """Lend a place for what is exported; nothing is left of it, and nothing outside the home."""
    with tempfile.TemporaryDirectory(prefix=".export-", dir=store.home) as folder:
        yield Path(folder) / f"export{suffix}"


def save_book(book: Book, path: Path, stamp: Stamp) -> None:
    """Write a book as .xlsx, or its one table as .csv, by what the file's name ends in."""
    with path.open("wb") as target:
        if path.suffix.lower() == ".csv":
            if len(book.sheets) != 1:
                raise WrongCall(f"有{len(book.sheets)}张表，.csv 只放得下一张：请导出为 .xlsx。")
            write_csv(target, book.sheets[0])
        else:
            write_workbook(target, book.sheets, [*book.about, *stamp.say()])
