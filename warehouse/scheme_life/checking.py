"""Check what a user hands in as a scheme: every fault at once, with its cell or file and key."""

from __future__ import annotations

from dataclasses import dataclass

from scoring.clauses.faults import Findings, Refusal, SchemeRefused
from scoring.scheme import Scheme
from scoring.scheme_text import SchemeParts
from scoring.sheets.places import CellFault, Places, locate
from scoring.sheets.reading import from_sheets
from warehouse.faults import Refused
from warehouse.importing.scheme_books import mark_book, read_sheets
from warehouse.schemes.scheme_files import load_parts_checked
from warehouse.schemes.scheme_source import SchemeSource, read_text_files


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
    places: Places | None = None
    try:
        if source.workbook is None:
            parts = read_text_files(source.files)
        else:
            parts, places = _read_workbook(source.workbook)
        scheme = load_parts_checked(parts)
    except SchemeRefused as refused:
        return CheckedSource(None, _list_faults(refused.refusals, source, places))
    except Refused as fault:
        return CheckedSource(None, problem=str(fault))
    return CheckedSource(scheme, (), _list_faults(scheme.warnings, source, places))


def _read_workbook(content: bytes) -> tuple[SchemeParts, Places]:
    """Return the parts of a workbook and where they stand; SchemeRefused for faults of its own."""
    findings = Findings()
    found = from_sheets(read_sheets(content), findings)
    if found is None or findings.refusals:
        raise SchemeRefused(findings.refusals)
    return found


def _list_faults(
    refusals: tuple[Refusal, ...], source: SchemeSource, places: Places | None
) -> tuple[SourceFault, ...]:
    is_book = source.workbook is not None
    return tuple(SourceFault(one, locate(one, places) if is_book else None) for one in refusals)


def mark_source(source: SchemeSource, checked: CheckedSource) -> bytes | None:
    """Return a copy of a workbook with its faults marked; None for text, or if none can be made."""
    cells = [one.cell for one in (*checked.faults, *checked.warnings) if one.cell]
    if source.workbook is None or not cells:
        return None
    return mark_book(source.workbook, cells)
