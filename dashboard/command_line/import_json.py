"""The outcome of an import as JSON: batches, findings, notes and, on request, the rows."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from scoring.scheme import Scheme
from warehouse.faults import Fault
from warehouse.importing.import_file import BatchReport, ImportReport
from warehouse.reading.contract import Finding, TypedTable

RATE_PLACES = 6
"""Decimals of a rate that is written as a fraction of counts (12/13)."""


@dataclass(frozen=True)
class FileOutcome:
    """What became of one file: its report, or the fault that stopped it."""

    file: str
    report: ImportReport | None
    fault: Fault | None = None

    @property
    def exit_code(self) -> int:
        """The exit code of this file alone."""
        if self.report is not None:
            return self.report.exit_code
        return self.fault.exit_code if self.fault else 0


def merge_outcomes(
    outcomes: list[FileOutcome], schemes: dict[str, Scheme], *, rows: bool
) -> dict[str, Any]:
    """Return the outcomes of all files as one object; `rows` adds every row that was read."""
    kinds = ("batches", "errors", "warnings", "questions", "notes")
    merged: dict[str, Any] = {kind: [] for kind in kinds}
    if rows:
        merged["rows"] = []
    for outcome in outcomes:
        report = outcome.report
        if report is None:
            merged["errors"].append(_to_error(outcome))
            continue
        merged["batches"] += [_to_batch(one) for one in report.batches]
        merged["errors"] += [_to_finding(one) for one in report.errors]
        merged["warnings"] += [_to_finding(one) for one in report.warnings]
        merged["questions"] += [
            {**_to_finding(one), "id": one.id, "options": list(one.options)}
            for one in report.questions
        ]
        merged["notes"] += [{"file": outcome.file, "message": note} for note in report.notes]
        if rows:
            merged["rows"] += list_rows(report, schemes)
    return merged


def _to_batch(batch: BatchReport) -> dict[str, Any]:
    return {
        "id": batch.id,
        "scheme": batch.scheme,
        "dataset": batch.dataset,
        "month": batch.month,
        "rows": batch.rows,
        "added": batch.added,
        "changed": batch.changed,
        "removed": batch.removed,
    }


def _to_finding(finding: Finding) -> dict[str, Any]:
    return {
        "file": finding.file,
        "sheet": finding.sheet,
        "row": finding.row,
        "column": finding.column,
        "code": finding.code,
        "found": finding.found,
        "message": finding.message,
    }


def _to_error(outcome: FileOutcome) -> dict[str, Any]:
    address = {"file": outcome.file, "sheet": None, "row": None, "column": None, "found": None}
    return {**address, "code": "refused", "message": str(outcome.fault)}


def list_rows(report: ImportReport, schemes: dict[str, Scheme]) -> list[dict[str, Any]]:
    """Return every row that could be read: values as text, fractions as decimals."""
    return [
        {
            "file": report.reading.file,
            "sheet": table.sheet,
            "row": row.row,
            "dataset": table.dataset,
            "month": table.month,
            "unit": row.unit,
            "values": _format_values(schemes[table.scheme], table, row.values),
        }
        for table in report.reading.tables
        for row in table.rows
    ]


def _format_values(
    scheme: Scheme, table: TypedTable, values: dict[str, str | None]
) -> dict[str, str | None]:
    rates = {one.key for one in scheme.dataset(table.dataset).columns if one.type == "rate"}
    return {
        key: _format_fraction(value) if key in rates and value and "/" in value else value
        for key, value in values.items()
    }


def _format_fraction(value: str) -> str:
    """Return a fraction of integers as a plain decimal."""
    cents = round(Fraction(value) * 10**RATE_PLACES)
    whole, part = divmod(cents, 10**RATE_PLACES)
    return f"{whole}.{part:0{RATE_PLACES}d}".rstrip("0").rstrip(".")
