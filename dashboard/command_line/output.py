"""Results for programs: JSON and CSV, with decimals as strings."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from documents.csv_files import FORMULA_STARTS


def to_json(value: object) -> str:
    """Return JSON with decimals as strings and times in ISO form."""
    return json.dumps(value, ensure_ascii=False, indent=1, default=_plain)


def to_csv(headers: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> str:
    """Return CSV of these columns; text that looks like a formula gets an apostrophe before it."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(headers)
    writer.writerows([_to_cell(row.get(header)) for header in headers] for row in rows)
    return buffer.getvalue().removesuffix("\n")


def _to_cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return ";".join(_to_cell(part) for part in value)
    if not isinstance(value, str):
        return str(_plain(value))
    return f"'{value}" if value.startswith(FORMULA_STARTS) and not _is_number(value) else value


def _is_number(text: str) -> bool:
    """Whether a text is a number: decimals are texts here, and a negative one is no formula."""
    try:
        float(text)
    except ValueError:
        return False
    return text.isascii()


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, datetime):
        return f"{value.isoformat(timespec='seconds')}Z"  # stored times are UTC, without a zone
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, int | float) else str(value)
