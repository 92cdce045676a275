"""Compute workbooks again with LibreOffice, ignoring the values cached beside formulas."""

from __future__ import annotations

import subprocess
import zipfile
from collections.abc import Sequence
from pathlib import Path

import openpyxl
from lxml import etree

from tests.needs import needs, require

needs_office = needs("LibreOffice")

ALWAYS_COMPUTE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode"
 oor:op="fuse"><value>0</value></prop></item></oor:items>"""
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


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


def read_values(path: Path) -> dict[tuple[str, str], object]:
    """Return (sheet, cell) → value of the cells that have one; a date is its number.

    Reading all cells by openpyxl takes many times as long.
    """
    with zipfile.ZipFile(path) as book:
        texts = ["".join(one.itertext()) for one in _parse(book, "sharedStrings")]
        names = [str(one.get("name")) for one in _parse(book, "workbook").iter(f"{{{MAIN}}}sheet")]
        return {
            (name, str(cell.get("r"))): _to_value(cell.get("t", "n"), content, texts)
            for number, name in enumerate(names, start=1)
            for cell in _parse(book, f"worksheets/sheet{number}").iter(f"{{{MAIN}}}c")
            if (content := cell.findtext(f"{{{MAIN}}}v"))
        }


def _parse(book: zipfile.ZipFile, part: str) -> etree._Element:
    return etree.fromstring(book.read(f"xl/{part}.xml"), etree.XMLParser(huge_tree=True))


def _to_value(kind: str, content: str, texts: Sequence[str]) -> object:
    """Return the value of a cell from its type: s(hared text), n(umber), b(oolean) or text."""
    if kind == "s":
        return texts[int(content)]
    return float(content) if kind in {"n", "b"} else content


def find_differences(one: Path, other: Path) -> list[str]:
    """Return the cells in which two workbooks show different values."""
    values, others = read_values(one), read_values(other)
    assert values
    return [
        f"{sheet}!{cell}: {value!r}, {twin!r}"
        for sheet, cell in values.keys() | others.keys()
        if (value := _show(values.get((sheet, cell)))) != (twin := _show(others.get((sheet, cell))))
    ]


def _show(value: object) -> object:
    """Return a value as a user sees it: with nine decimals, and an empty text as None."""
    if isinstance(value, float | int):
        return round(float(value), 9)
    return value or None
