"""Read the written parts of a scheme from the bytes that a user hands in."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import PurePosixPath
from typing import Any

from scoring.clauses.faults import Findings, SchemeRefused
from scoring.scheme_text import FORMS_FILE, SchemeParts

NOTICE_FILE, ROSTER_FILE = "scheme.toml", "units.csv"
TEXT_FILES = (NOTICE_FILE, FORMS_FILE, ROSTER_FILE)

WORKBOOK_SUFFIXES = (".xlsx", ".ods", ".xls")

LIST_MARK = ";"
"""Separates several values in one cell of units.csv."""

NEEDED_COLUMNS = ("unit", "kind")
ROSTER_COLUMNS = (
    *NEEDED_COLUMNS, "group", "assessments", "name_in_notice", "aliases", "from_month", "to_month",
    "successor",
)  # fmt: skip
"""The columns of units.csv besides the own figures that scheme.toml lists."""


@dataclass(frozen=True)
class SchemeSource:
    """What a user hands in as a scheme: the three text files, or one workbook."""

    name: str
    """The file or folder, as the user named it."""
    files: Mapping[str, bytes]
    """File name → bytes."""

    @property
    def workbook(self) -> bytes | None:
        """The bytes of a workbook; None for text files."""
        return next(iter(self.files.values())) if is_workbook(self.name) else None


def is_workbook(name: str) -> bool:
    """Tell whether a source of this name is a workbook, and no folder of text files."""
    return PurePosixPath(name.replace("\\", "/")).suffix.lower() in WORKBOOK_SUFFIXES


def read_text_files(files: Mapping[str, bytes]) -> SchemeParts:
    """Return the parsed text files; SchemeRefused names every file that cannot be read."""
    findings = Findings()
    notice = _read_toml(files, NOTICE_FILE, findings)
    forms = _read_toml(files, FORMS_FILE, findings)
    rows = _read_rows(files, findings)
    if findings.refusals:
        raise SchemeRefused(findings.refusals)
    own = [str(one.get("key")) for one in notice.get("own", ()) if isinstance(one, Mapping)]
    units = _read_units(rows, own, findings)
    if findings.refusals:
        raise SchemeRefused(findings.refusals)
    return SchemeParts(notice, forms, units)


def _read_toml(files: Mapping[str, bytes], name: str, findings: Findings) -> dict[str, Any]:
    """Return a file with its decimals as Decimal: a float would be rounded before it is read."""
    text = _decode(files, name, findings)
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        findings.refuse((), "", f"不是 TOML：{error}", "合乎 TOML 的文件", name)
        return {}


def _decode(files: Mapping[str, bytes], name: str, findings: Findings) -> str:
    if name not in files:
        findings.refuse((), "", "没有这个文件", "、".join(TEXT_FILES), name)
        return ""
    try:
        # As a file is read in text mode: TOML knows no line that ends with a carriage return only.
        return files[name].decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError:
        findings.refuse((), "", "不是 UTF-8 编码", "另存为 UTF-8（Excel：CSV UTF-8）", name)
        return ""


def _read_rows(files: Mapping[str, bytes], findings: Findings) -> list[list[str]]:
    text = _decode(files, ROSTER_FILE, findings)
    return [row for row in csv.reader(text.splitlines()) if row]


def _read_units(
    rows: Sequence[list[str]], own: Sequence[str], findings: Findings
) -> list[dict[str, Any]]:
    """Return the units as the models of the roster name their fields."""
    header = rows[0] if rows else []
    known = {*ROSTER_COLUMNS, *own}
    listed = "、".join((*ROSTER_COLUMNS, *own))
    for name in header:
        if name not in known:
            findings.refuse((), name, "不认识的列", listed, ROSTER_FILE)
        elif header.count(name) > 1:
            findings.refuse((), name, f"有{header.count(name)}列", "一列", ROSTER_FILE)
    for name in (*NEEDED_COLUMNS, *own):
        if name not in header:
            findings.refuse((), name, "缺少这一列", listed, ROSTER_FILE)
    for number, row in enumerate(rows[1:], start=2):
        if len(row) != len(header):
            words = f"有{len(row)}格"
            findings.refuse((f"第{number}行",), "", words, f"{len(header)}格", ROSTER_FILE)
    if findings.refusals:
        return []
    return [to_unit(dict(zip(header, row, strict=True)), own) for row in rows[1:]]


def to_unit(row: Mapping[str, str], own: Sequence[str]) -> dict[str, Any]:
    """Return a row's filled cells; an empty list of assessments means all."""
    printed = (item.split("=", 1) for item in _split(row.get("name_in_notice")))
    unit: dict[str, Any] = {
        "name": row["unit"],
        "kind": row["kind"],
        "group": row.get("group"),
        "assessments": _split(row.get("assessments")),
        "printed_names": {pair[0]: pair[-1] for pair in printed},
        "aliases": _split(row.get("aliases")),
        "own": {key: row[key] for key in own if row[key]},
        "successor": row.get("successor"),
    }
    for key in ("from_month", "to_month"):
        text = row.get(key) or ""
        unit[key] = int(text) if text.isdecimal() else text
    return {key: value for key, value in unit.items() if value or key in {"name", "kind"}}


def _split(cell: str | None) -> list[str]:
    return [part.strip() for part in (cell or "").split(LIST_MARK) if part.strip()]
