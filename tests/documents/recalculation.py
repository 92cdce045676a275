"""Compute workbooks again with LibreOffice, ignoring the values cached beside formulas."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path

import openpyxl

from tests.needs import needs, require

needs_office = needs("LibreOffice")

ALWAYS_COMPUTE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode"
 oor:op="fuse"><value>0</value></prop></item></oor:items>"""


def recalculate(paths: Sequence[Path], folder: Path, kind: str = "xlsx") -> list[Path]:
    """Return copies of workbooks as LibreOffice saves them after it computed every formula."""
    user = folder / "office" / "user"
    user.mkdir(parents=True, exist_ok=True)
    (user / "registrymodifications.xcu").write_text(ALWAYS_COMPUTE, "utf-8")
    target = folder / "computed"
    subprocess.run(
        [require("LibreOffice"), f"-env:UserInstallation={user.parent.as_uri()}", "--headless",
         "--convert-to", kind, "--outdir", str(target), *map(str, paths)],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    return [target / path.with_suffix(f".{kind}").name for path in paths]


def open_values(path: Path) -> openpyxl.Workbook:
    """Open a workbook with the values cached beside its formulas."""
    return openpyxl.load_workbook(path, data_only=True)


def find_differences(one: Path, other: Path) -> list[str]:
    """Return the cells in which two workbooks show different values."""
    found = []
    others = open_values(other)
    for sheet in open_values(one):
        for row in sheet.iter_rows():
            for cell in row:
                value, twin = _show(cell.value), _show(others[sheet.title][cell.coordinate].value)
                if value != twin:
                    found.append(f"{sheet.title}!{cell.coordinate}: {value!r}, {twin!r}")
    return found


def _show(value: object) -> object:
    """Return a value as a user sees it: with nine decimals, and an empty text as None."""
    if isinstance(value, float | int):
        return round(float(value), 9)
    return value or None
