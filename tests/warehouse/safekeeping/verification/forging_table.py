"""Write the table of forged changes and the checks that find them, in Markdown.

This command makes the document in a few minutes:
`python -m tests.warehouse.safekeeping.verification.forging_table > docs/verification.md`
"""

from __future__ import annotations

import logging
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from tests.conftest import copy_home
from tests.warehouse.safekeeping.verification import forged_files
from tests.warehouse.safekeeping.verification.forged_definitions import (
    find_unnamed,
    list_redefinitions,
)
from tests.warehouse.safekeeping.verification.forged_store import fill
from tests.warehouse.safekeeping.verification.forging import (
    EXEMPT,
    REFUSED,
    Change,
    find_change,
    list_changes,
    try_change,
)
from warehouse.home.opening import open_store
from warehouse.safekeeping.verification.verify import FULL
from warehouse.store import Store

INTRODUCTION = """# What verification finds

This document lists every change of a store that was tried, and the check that finds it.
`python -m tests.warehouse.safekeeping.verification.forging_table` makes it from the catalog of a
store that holds a row of every kind. The test
`tests/warehouse/safekeeping/verification/test_forged.py` makes the same changes and fails if the
quick check misses one.

**Quick** (`kaohe verify --quick`; seconds; each night and for each backup). `text`: tables, views
and macros are the program's own. `lists`: assessments, indicators, forms and rosters are those of
the registered scheme documents. `rows`: each row has the digest that the audit record keeps of it.
`record`: each audit entry follows from the one before. `copy`: the audit copy has the same entries.
`anchor`: the store has all acts that the copy confirms. `originals`: each kept file has its
SHA-256. `issued`, `seals`: editions and sealed months are those of the audit record. `views`:
totals and ledgers agree with each other.

**Full** (`kaohe verify`; minutes; on request). The quick check, and: `ledger`: every score is
computed again. `editions`: every edition is computed again. `reading`: every original is read again
and compared cell by cell.

A user who can write the database, the audit record, its copy and the originals can make a store
that agrees with itself. Each bulletin prints a check code over the newest audit entry, and
`kaohe verify --printed` compares it.
"""


def main() -> None:
    """Print the document."""
    logging.disable()  # a check that fails because of the change is a finding, and logs a traceback
    with tempfile.TemporaryDirectory() as folder:
        fill(home := Path(folder) / "home")
        used = forged_files.copy_in_use(home, Path(folder) / "used")
        store = open_store(home)
        lines = [*_write_rows(store), *_write_definitions(store)]
        changes = forged_files.list_file_changes(store)
        store.close()
        lines += _write_files(changes, used, Path(folder) / "changed")
    sys.stdout.write("\n".join([INTRODUCTION, *lines, *_write_exempt()]) + "\n")


def _write_rows(store: Store) -> Iterator[str]:
    """Yield the lines of row changes: one for each table, kind of change and check."""
    with store.reader() as cursor:
        changes = list_changes(cursor)
    yield "## Rows\n"
    yield from _head("Table", "Change", "Quick", "Full, besides (first of the changes)")
    lines: dict[tuple[str, bool, str], list[Change]] = {}
    for one in changes:
        found = try_change(store, one)
        said = "refused by DuckDB" if found is None else found or "not found"
        lines.setdefault((one.table, one.what.startswith("a row "), said), []).append(one)
    for (table, _, said), group in lines.items():
        full = ", ".join(find_change(store, group[0], list(FULL)) or []) or "–"
        yield _row(table, ", ".join(one.what for one in group), said, full)


def _write_definitions(store: Store) -> Iterator[str]:
    yield "\n## Tables, views and other objects\n"
    yield from _head("Object", "Change", "Quick and full")
    with store.reader() as cursor:
        groups = list_redefinitions(cursor)
    by_object: dict[str, dict[str, list[str]]] = {}
    for group in groups:
        unnamed = find_unnamed(store, group)
        for one in group:
            found = by_object.setdefault(one.subject, {})
            found.setdefault("not found" if one in unnamed else "text", []).append(one.what)
    for subject, found in by_object.items():
        for said, whats in found.items():
            yield _row(subject, ", ".join(whats), said)


def _write_files(
    changes: Iterable[forged_files.FileChange], used: Path, place: Path
) -> Iterator[str]:
    yield "\n## Files of the home\n"
    yield from _head("File", "Change", "Quick and full")
    for number, one in enumerate(changes):
        changed = copy_home(used, place / str(number))
        one.make(changed)
        yield _row(one.subject, one.what, forged_files.ask(changed) or "not found")


def _write_exempt() -> Iterator[str]:
    yield "\n## What is not looked for\n"
    yield from _head("What", "Why")
    for (table, column), why in {**EXEMPT, **REFUSED}.items():
        yield _row(f"{table}.{column}", why)
    for name, why in forged_files.EXEMPT.items():
        yield _row(name, why)


def _head(*words: str) -> Iterable[str]:
    return _row(*words), _row(*("---" for _ in words))


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    main()
