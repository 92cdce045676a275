"""The one order and form in which text and workbook of a scheme say the same."""

from __future__ import annotations

from scoring.clauses.faults import Findings
from scoring.scheme_text import SchemeParts
from scoring.sheets.reading import from_sheets
from scoring.sheets.writing import gather, to_sheets


def put_in_order(parts: SchemeParts) -> SchemeParts:
    """Return parts as their workbook would give them: same meaning, one order of keys."""
    found = from_sheets(to_sheets(parts), Findings())
    return found[0] if found else gather(parts)
