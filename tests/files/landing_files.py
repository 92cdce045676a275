"""Land files through the ordinary import, and read what `kaohe scores` and `kaohe ledger` print."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from dashboard.command_line.dispatch import find_command
from dashboard.command_line.options.parser import build_parser
from scoring.scheme import Scheme
from tests.consoles import Recorder
from tests.files.books import Page, write_book, write_csv
from warehouse.importing.import_file import ImportOptions, ImportReport, import_file
from warehouse.store import Store


def land_pages(
    store: Store, scheme: Scheme, pages: Sequence[Page], *, as_csv: bool = False
) -> list[ImportReport]:
    """Import the pages, as sheets of one workbook or as a CSV file each; all must land."""
    if as_csv:
        return [
            land(store, scheme, f"{page.dataset.key}.csv", write_csv(page), [page])
            for page in pages
        ]
    return [land(store, scheme, "报表.xlsx", write_book(pages), pages)] if pages else []


def land(
    store: Store, scheme: Scheme, name: str, content: bytes, pages: Sequence[Page] = ()
) -> ImportReport:
    """Import a file, expect that it lands, and return the report."""
    answers = {f"which_months:{page.dataset.key}": "all" for page in pages}
    options = ImportOptions("tester", scheme.id, answers=answers, accept_warnings=True)
    report = import_file(store, name, content, options)
    found = [finding.message for finding in (*report.errors, *report.questions)]
    assert report.state == "landed", (report.state, found)
    return report


def ask(store: Store, command: str, *arguments: str) -> Any:
    """Return the JSON that a command prints."""
    parsed = build_parser().parse_args([command, *arguments, "--format", "json"])
    console = Recorder()
    assert find_command(command)(store, parsed, console) == 0
    return json.loads("".join(console.written))
