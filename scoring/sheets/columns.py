"""The columns of the five sheets.

Writing, reading, drop-downs, 说明 and the reference are all made from these tables.
"""

from __future__ import annotations

from scoring.sheets.clause_columns import CLAUSE_COLUMNS
from scoring.sheets.column import CLAUSES, FORMS, READINGS, ROSTER, SCHEME, Column
from scoring.sheets.table_columns import (
    FORM_COLUMNS,
    READING_COLUMNS,
    ROSTER_COLUMNS,
    SCHEME_COLUMNS,
)

COLUMNS: dict[str, tuple[Column, ...]] = {
    SCHEME: SCHEME_COLUMNS,
    CLAUSES: CLAUSE_COLUMNS,
    READINGS: READING_COLUMNS,
    FORMS: FORM_COLUMNS,
    ROSTER: ROSTER_COLUMNS,
}
