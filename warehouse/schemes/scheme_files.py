"""Read and check a scheme's folder: scheme.toml, forms.toml and units.csv."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Mapping, Sequence
from decimal import Decimal
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from scoring.clauses.faults import Findings, SchemeRefused
from scoring.scheme import Scheme
from scoring.scheme_loading import FORMS_FILE
from scoring.scheme_loading import load_scheme as load_parts
from scoring.scheme_text import SchemeParts
from warehouse.faults import SchemeError
from warehouse.schemes.scheme_words import check_words

NOTICE_FILE, ROSTER_FILE = "scheme.toml", "units.csv"

LIST_MARK = ";"
"""Separates several values in one cell of units.csv."""

NEEDED_COLUMNS = ("unit", "kind")
ROSTER_COLUMNS = (
    *NEEDED_COLUMNS, "group", "assessments", "name_in_notice", "aliases", "from_month", "to_month",
    "successor",
)  # fmt: skip
"""The columns of units.csv besides the own figures that scheme.toml lists."""


def list_shipped_folders() -> list[Traversable]:
    """Return the folders of the schemes that ship with the product, sorted by id."""
    root = files("seed").joinpath("schemes")
    folders = sorted(
        (folder for folder in root.iterdir() if folder.is_dir()), key=lambda folder: folder.name
    )
    return [folder for folder in folders if not folder.name.startswith("_")]


def load_shipped_schemes() -> list[Scheme]:
    """Return the schemes that ship with the product; SchemeError if one is broken."""
    return [load_scheme(folder) for folder in list_shipped_folders()]


def find_shipped_faults() -> list[str]:
    """Return a message for each shipped scheme that cannot be loaded."""
    faults = []
    for folder in list_shipped_folders():
        try:
            load_scheme(folder)
        except SchemeError as fault:
            faults.append(str(fault))
    return faults


def load_scheme(folder: Path | Traversable) -> Scheme:
    """Return the scheme of a folder; SchemeError names file, key, what was found and is allowed."""
    try:
        parts = read_parts(folder)
        scheme = load_parts(parts)
        findings = Findings()
        check_words(scheme, findings)
        if findings.refusals:
            raise SchemeRefused(findings.refusals)
    except SchemeRefused as refused:
        raise SchemeError("\n".join(f"{folder}/{one}" for one in refused.refusals)) from None
    return scheme


def read_parts(folder: Path | Traversable) -> SchemeParts:
    """Return the parsed files of a folder; SchemeRefused names every file that cannot be read."""
    findings = Findings()
    notice = _read_toml(folder, NOTICE_FILE, findings)
    forms = _read_toml(folder, FORMS_FILE, findings)
    rows = _read_rows(folder, findings)
    if findings.refusals:
        raise SchemeRefused(findings.refusals)
    own = [str(one.get("key")) for one in notice.get("own", ()) if isinstance(one, Mapping)]
    units = _read_units(rows, own, findings)
    if findings.refusals:
        raise SchemeRefused(findings.refusals)
    return SchemeParts(notice, forms, units)


def _read_toml(folder: Path | Traversable, name: str, findings: Findings) -> dict[str, Any]:
    """Return a file with its decimals as Decimal: a float would be rounded before it is read."""
    text = _read_file(folder, name, findings)
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        findings.refuse((), "", f"不是 TOML：{error}", "合乎 TOML 的文件", name)
        return {}


def _read_file(folder: Path | Traversable, name: str, findings: Findings) -> str:
    try:
        return folder.joinpath(name).read_text("utf-8-sig")
    except FileNotFoundError:
        findings.refuse((), "", "没有这个文件", f"{NOTICE_FILE}、{FORMS_FILE}、{ROSTER_FILE}", name)
    except UnicodeDecodeError:
        findings.refuse((), "", "不是 UTF-8 编码", "另存为 UTF-8（Excel：CSV UTF-8）", name)
    return ""


def _read_rows(folder: Path | Traversable, findings: Findings) -> list[list[str]]:
    text = _read_file(folder, ROSTER_FILE, findings)
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
            findings.refuse((), name, f"有 {header.count(name)} 列", "一列", ROSTER_FILE)
    for name in (*NEEDED_COLUMNS, *own):
        if name not in header:
            findings.refuse((), name, "缺少这一列", listed, ROSTER_FILE)
    for number, row in enumerate(rows[1:], start=2):
        if len(row) != len(header):
            words = f"有 {len(row)} 格"
            findings.refuse((f"第{number}行",), "", words, f"{len(header)} 格", ROSTER_FILE)
    if findings.refusals:
        return []
    return [_to_unit(dict(zip(header, row, strict=True)), own) for row in rows[1:]]


def _to_unit(row: Mapping[str, str], own: Sequence[str]) -> dict[str, Any]:
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
