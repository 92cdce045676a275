"""Take a scheme's parts through the sheets, and compare what comes back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from scoring.clauses.faults import Findings
from scoring.scheme_text import SchemeParts
from scoring.sheets.alike import is_alike
from scoring.sheets.reading import from_sheets
from scoring.sheets.writing import gather, to_sheets
from tests.repository import ROOT

FOLDERS = sorted(path.parent for path in (ROOT / "seed").glob("*/*/scheme.toml"))
OWN_WORDS = {
    "by", "column", "prices", "where", "own", "choices", "refused", "printed_names", "times",
    "unit", "kind",
}  # fmt: skip
"""Keys whose tables are in the office's own words; their order is kept."""


def take_through(parts: SchemeParts) -> SchemeParts:
    """Return what the sheets of a scheme are read as."""
    findings = Findings()
    found = from_sheets(to_sheets(parts), findings)
    assert found is not None, [str(one) for one in findings.refusals]
    return found[0]


def list_differences(parts: SchemeParts) -> list[str]:
    """Return where the parts that come back differ, besides the order of the language's keys."""
    wanted, found = gather(parts), take_through(parts)
    pairs = [
        *((key, wanted.notice.get(key), found.notice.get(key)) for key in _keys(wanted, found)),
        *((key, wanted.forms.get(key), found.forms.get(key)) for key in wanted.forms),
        ("units", list(wanted.units), list(found.units)),
        ("forms", list(wanted.forms), list(found.forms)),
    ]
    different = [str((key, a, b)) for key, a, b in pairs if not is_alike(a, b)]
    orders = zip(
        list_orders([wanted.notice, wanted.forms]), list_orders([found.notice, found.forms]),
        strict=False,
    )  # fmt: skip
    return different or [str(pair) for pair in orders if pair[0] != pair[1]]


def _keys(wanted: SchemeParts, found: SchemeParts) -> list[str]:
    return sorted(wanted.notice.keys() | found.notice.keys())


def list_orders(value: Any) -> list[list[str]]:
    """Return the order of the tables in the office's own words, sorted so as to be compared."""
    return sorted(_walk(value, ""))


def _walk(value: Any, key: str) -> Iterator[list[str]]:
    if isinstance(value, dict):
        is_own = key in OWN_WORDS or "by" in value or any("." in str(one) for one in value)
        if is_own:
            yield list(map(str, value))
        for name, inner in value.items():
            yield from _walk(inner, "" if is_own else name)
    elif isinstance(value, list):
        for inner in value:
            yield from _walk(inner, "")


def read_folder(folder: Path) -> SchemeParts:
    """Return the parts of a folder that ships."""
    from warehouse.schemes.scheme_files import read_parts

    return read_parts(folder)
