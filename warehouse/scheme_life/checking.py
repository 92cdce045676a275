"""Check what a user hands in as a scheme: every fault at once, with its cell or file and key."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from scoring.clauses.faults import Findings, Refusal, SchemeRefused
from scoring.scheme import Scheme
from scoring.sheets.book import Sheets
from scoring.sheets.places import UNREAD, CellFault, Places, locate
from scoring.sheets.reading import read_around
from warehouse.faults import Refused
from warehouse.importing.scheme_books import mark_book, read_sheets
from warehouse.schemes.scheme_files import check_parts
from warehouse.schemes.scheme_source import SchemeSource, read_text_files
from warehouse.trial.checking import check_by_trial


@dataclass(frozen=True)
class SourceFault:
    """One fault of a scheme: where it stands, what was found and what is allowed."""

    refusal: Refusal
    cell: CellFault | None = None
    """The place in the workbook; None for text files."""

    @property
    def message(self) -> str:
        """The whole sentence, with sheet and row, or with file and key."""
        return str(self.cell or self.refusal)


@dataclass(frozen=True)
class CheckedSource:
    """The scheme of a source, or everything that keeps it from loading."""

    scheme: Scheme | None
    faults: tuple[SourceFault, ...] = ()
    warnings: tuple[SourceFault, ...] = ()
    problem: str | None = None
    """Why the file cannot be opened at all."""

    @property
    def messages(self) -> tuple[str, ...]:
        """Everything that keeps it from loading, as sentences."""
        return (*([self.problem] if self.problem else []), *(one.message for one in self.faults))


def check_source(source: SchemeSource) -> CheckedSource:
    """Load the scheme of a source; what is wrong with it is returned, not raised."""
    try:
        if source.workbook is not None:
            return check_sheets(read_sheets(source.workbook))
        checked = check_by_trial(read_text_files(source.files))
    except SchemeRefused as refused:
        return CheckedSource(None, tuple(map(SourceFault, refused.refusals)))
    except Refused as fault:
        return CheckedSource(None, problem=str(fault))
    faults, warnings = (
        tuple(map(SourceFault, found)) for found in (checked.refusals, checked.warnings)
    )
    return CheckedSource(checked.scheme, faults, warnings)


def check_sheets(sheets: Sheets) -> CheckedSource:
    """Check a workbook: cells that cannot be read, and what is wrong with the rest beside them."""
    findings = Findings()
    found = read_around(sheets, findings)
    unread = _locate(findings.refusals, found[1] if found else None)
    if found is None:
        return CheckedSource(None, unread)
    parts, places = found
    checked = check_parts(parts) if unread else check_by_trial(parts)
    faults, warnings = (
        tuple(
            one
            for one in _locate(refusals, places)
            if one.refusal.key != UNREAD and not (one.cell and places.is_unread(one.cell))
        )
        for refusals in (checked.refusals, checked.warnings)
    )
    return CheckedSource(checked.scheme if not unread else None, (*unread, *faults), warnings)


def _locate(refusals: Iterable[Refusal], places: Places | None) -> tuple[SourceFault, ...]:
    return tuple(SourceFault(one, locate(one, places)) for one in refusals)


def mark_source(source: SchemeSource, checked: CheckedSource) -> bytes | None:
    """Return a copy of a workbook with its faults marked; None for text, or if none can be made."""
    cells = [one.cell for one in (*checked.faults, *checked.warnings) if one.cell]
    if source.workbook is None or not cells:
        return None
    return mark_book(source.workbook, cells)
