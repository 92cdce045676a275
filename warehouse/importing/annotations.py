"""Return a file's problems to its author: pictures around each finding, and a marked copy."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath

from warehouse.faults import Refused
from warehouse.importing.import_file import build_request
from warehouse.importing.import_plan import ImportOptions
from warehouse.importing.reading_process import annotate_in_worker, draw_in_worker
from warehouse.reading.contract import Finding, Picture
from warehouse.store import Store
from warehouse.work_slots import Turn, using_turn

BACKSLASH = "\\"


def draw_pictures(
    store: Store, name: str, content: bytes, options: ImportOptions, findings: Sequence[Finding]
) -> dict[Finding, Picture]:
    """Return a picture of the sheet around each finding that has an address."""
    request = build_request(store, name, options)
    with using_turn(Turn(store.person.name)):
        pictures = draw_in_worker(content, request, findings)
    return {findings[picture.finding]: picture for picture in pictures}


def annotate_file(
    store: Store, name: str, content: bytes, options: ImportOptions, findings: Sequence[Finding]
) -> bytes:
    """Return an .xlsx copy with every finding marked and listed; Refused if it cannot be made."""
    with using_turn(Turn(store.person.name)):
        copy = annotate_in_worker(content, build_request(store, name, options), findings)
    if copy is None:
        raise Refused(f"“{name}”无法打开，不能生成标记副本。")
    return copy


def name_copy(name: str) -> str:
    """Return the file name of a marked copy."""
    return f"{PurePosixPath(name.replace(BACKSLASH, '/')).stem}（已标出问题）.xlsx"
