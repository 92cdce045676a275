"""Read the sheets of a scheme's workbook into its parts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scoring.clauses.faults import Findings, Refusal
from scoring.clauses.notice import LANGUAGE
from scoring.scheme_text import SchemeParts
from scoring.sheets.book import SheetRow, Sheets
from scoring.sheets.clauses import read_trees
from scoring.sheets.column import CLAUSES, FORMS, READINGS, ROSTER, SCHEME, SHEETS
from scoring.sheets.forms import read_forms
from scoring.sheets.headers import read_rows
from scoring.sheets.heading_reading import HeadReader, read_entries
from scoring.sheets.language import NOTICE
from scoring.sheets.places import BOOK, Places, Spot
from scoring.sheets.roster import head_own, read_units
from scoring.sheets.tables import read_readings

Table = dict[str, Any]


def from_sheets(sheets: Sheets, findings: Findings) -> tuple[SchemeParts, Places] | None:
    """Return the parts of a workbook and where they stand; None if a cell of it is refused.

    Refusals of the workbook itself have the file `places.BOOK` and name sheet, row and header.
    """
    before = findings.count
    found = read_around(sheets, findings)
    return found if findings.count == before else None


def read_around(sheets: Sheets, findings: Findings) -> tuple[SchemeParts, Places] | None:
    """Return the parts of a workbook around cells that cannot be read; such parts are marked.

    None if more is wrong than single cells, so that it is not clear what the parts are.
    """
    places = Places()
    for sheet in SHEETS:
        if sheet not in sheets.pages:
            findings.refuse((), sheet, f"没有工作表“{sheet}”", "、".join(SHEETS), BOOK)
    rows = {
        sheet: read_rows(sheet, sheets.pages[sheet], (), findings, places)
        for sheet in SHEETS
        if sheet in sheets.pages and sheet != ROSTER
    }
    reader = HeadReader(findings, places)
    reader.read(read_entries(rows.get(SCHEME, []), findings))
    own = _list_own(reader.notice)
    if ROSTER in sheets.pages:
        page = sheets.pages[ROSTER]
        rows[ROSTER] = read_rows(ROSTER, page, map(head_own, own), findings, places)
    trees = read_trees(rows.get(CLAUSES, []), findings, places)
    notice = _build_notice(reader, trees, findings, places)
    if readings := read_readings(rows.get(READINGS, []), findings, places):
        notice["reading"] = [*notice.get("reading", []), *readings]
    forms = read_forms(rows.get(FORMS, []), findings, places)
    units = read_units(rows.get(ROSTER, []), own, findings, places)
    _note_sheets(rows, places)
    if not all(_is_of_a_cell(one, places) for one in findings.refusals):
        return None
    order = {key: number for number, key in enumerate(NOTICE.keys)}
    ordered = {key: notice[key] for key in sorted(notice, key=lambda key: order.get(key, 99))}
    return SchemeParts(ordered, forms, units), places


def _is_of_a_cell(refusal: Refusal, places: Places) -> bool:
    """Return whether a refusal is about a cell that cannot be read."""
    return any(refusal.place == (sheet, f"第{row}行") for sheet, row in places.unread)


def _list_own(notice: Mapping[str, Any]) -> list[str]:
    own = notice.get("own", [])
    listed = own if isinstance(own, list) else []
    return [str(one["key"]) for one in listed if isinstance(one, dict) and "key" in one]


def _build_notice(
    reader: HeadReader, trees: dict[str, list[Table]], findings: Findings, places: Places
) -> Table:
    """Return the notice with the trees and decisions of its assessments."""
    notice = {"language": LANGUAGE, **reader.notice}
    names = list(dict.fromkeys([*reader.assessments, *trees])) or [""]
    if "" in names and len(names) > 1:
        _refuse_nameless(reader, trees, findings)
    assessments = []
    for name in names:
        own = dict(reader.assessments.get(name, {}))
        total = {**own.pop("total", {}), "clauses": trees.get(name, [])}
        if not name:
            given = notice.get("total")
            # A tree that rows cannot say stands in 考核 as one value.
            notice["total"] = total if given is None or trees else {**total, **given}
            continue
        decisions = reader.decisions.get(name, {})
        assessments.append({"id": name, **own, "total": total, **_take(decisions)})
    if assessments:
        notice.setdefault("assessment", assessments)
    for name in reader.decisions.keys() - {"", *names}:
        findings.refuse((SCHEME,), "考核", f"没有考核“{name}”", "、".join(names), BOOK)
    return {**notice, **_take(reader.decisions.get("", {}))}


def _take(decisions: Mapping[str, Any]) -> Table:
    return {key: value for key, value in decisions.items() if key}


def _refuse_nameless(reader: HeadReader, trees: dict[str, list[Table]], findings: Findings) -> None:
    """Refuse clauses without an assessment where there are several."""
    named = "、".join(name for name in (*reader.assessments, *trees) if name)
    if trees.get(""):
        what = f"指标 {trees[''][0]['id']} 等没有写明属于哪个考核"
        findings.refuse((CLAUSES,), "考核", what, named, BOOK)


def _note_sheets(rows: Mapping[str, list[SheetRow]], places: Places) -> None:
    """Note the rows by which faults of a whole sheet are shown."""
    for sheet, found in rows.items():
        if found and sheet == SCHEME:
            places.note((), Spot(SCHEME, found[0].number))
