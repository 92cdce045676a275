"""Check what holds for the reading of any file: an answer that a user can understand."""

from __future__ import annotations

import re
import time
import traceback
from collections.abc import Callable

from scoring.dataset import Column
from tests.warehouse.reading.fuzz.upload import Upload
from tests.warehouse.reading.schemes import shipped_forms
from warehouse.reading.contract import Finding, Reading
from warehouse.reading.reader import read_content
from warehouse.results.typed_values import to_physical

MOST_SECONDS = 4.0
"""Processor time for a file of a few kilobytes."""
_QUOTED = re.compile("“.*?”", re.DOTALL)
_TRACE = re.compile(r"Traceback|Error\b|Exception|None\b|<class|0x[0-9a-f]{6}")
_TURNING = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_LONGEST_MESSAGE = 4_000

Reader = Callable[[Upload], Reading]


def read_here(upload: Upload) -> Reading:
    """Read an upload in this process."""
    return read_content(upload.content, upload.request)


def find_fault(upload: Upload, read: Reader = read_here) -> str | None:
    """Return what is wrong with the reading of a file, None where nothing is."""
    started = time.process_time()
    try:
        reading = read(upload)
    except BaseException:  # RecursionError, MemoryError and panics count as well
        return "raised\n" + traceback.format_exc(limit=-6)
    if time.process_time() - started > MOST_SECONDS:
        return "slow"
    if Reading.model_validate_json(reading.model_dump_json()) != reading:
        return "does not survive the way through JSON"
    if not reading.tables and all(f.severity == "warning" for f in reading.findings):
        return "silent: neither a table nor a reason"
    faults = [_fault_of_finding(finding) for finding in reading.findings]
    faults += [_fault_of_values(reading)]
    return next((fault for fault in faults if fault), None)


def _fault_of_finding(finding: Finding) -> str | None:
    message = finding.message
    if _TRACE.search(_QUOTED.sub("", message)):
        return f"technical: {message}"
    if not re.search(r"[\u4e00-\u9fff].*[。？）]$", message, re.DOTALL):
        return f"no Chinese sentence: {message}"
    if len(message) > _LONGEST_MESSAGE or _TURNING.search(message):
        return f"unprintable: {message[:200]!r}"
    if (finding.id is not None) != (finding.severity == "question"):
        return f"only questions have an id: {message}"
    if finding.row is not None and finding.row < 1:
        return f"no such row: {finding.row}"
    return None


def _fault_of_values(reading: Reading) -> str | None:
    for table in reading.tables:
        dataset = next(d for d in shipped_forms()[table.scheme].datasets if d.key == table.dataset)
        for row in table.rows:
            for key, text in row.values.items():
                fault = _fault_of_value(dataset.column(key), text)
                if fault:
                    return f"row {row.row}, {key} = {text!r}: {fault}"
    return None


def _fault_of_value(column: Column, text: str | None) -> str | None:
    """Return why a value that was read could not be stored."""
    try:
        numbers = [n for n in to_physical(column, text) if isinstance(n, int)]
    except (ValueError, ArithmeticError, KeyError) as error:
        return f"not canonical: {error!r}"
    if any(not 0 <= n < 1 << 63 for n in numbers):
        return "outside of what the store keeps"
    if column.type == "rate" and numbers and numbers[0] > numbers[1]:
        return "a rate above 100%"
    return None
