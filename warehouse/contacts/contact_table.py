"""Read contacts from a small table pasted from a spreadsheet: subject, person, telephone."""

from __future__ import annotations

import csv
import io

from scoring.scheme import Scheme
from warehouse.contacts.contact import Contact, Subject, make_contact
from warehouse.faults import WrongCall

MOST_LINES = 2_000
MOST_CHARACTERS = 200_000
HEADS = frozenset({"单位", "报表", "单位或报表", "单位名称", "名称"})
"""First cells of a line that holds the headings."""
COLUMNS = 3


def read_contact_table(scheme: Scheme, text: str) -> list[Contact]:
    """Return the contacts of a table with tabs or commas between its three columns.

    WrongCall names the line that cannot be read, and never what stands in it beside the subject:
    then nothing of the table is taken.
    """
    if len(text) > MOST_CHARACTERS:
        raise WrongCall("内容太长，请分次粘贴。")
    known = _name_subjects(scheme)
    delimiter = "\t" if "\t" in text else ","
    lines = list(csv.reader(io.StringIO(text.replace("，", ",")), delimiter=delimiter))
    found: dict[Subject, Contact] = {}
    for number, cells in enumerate(lines[:MOST_LINES], start=1):
        filled = [cell.strip() for cell in cells]
        if not any(filled) or filled[0] in HEADS:
            continue
        contact = _read_line(scheme, known, filled, number)
        if contact.subject in found:
            raise WrongCall(f"第{number}行：“{filled[0]}”前面已经写过。")
        found[contact.subject] = contact
    if not found:
        raise WrongCall("没有读到联系人。每行依次为：单位或报表、责任人、电话。")
    return list(found.values())


def _read_line(scheme: Scheme, known: dict[str, Subject], cells: list[str], number: int) -> Contact:
    if len(cells) < COLUMNS:
        raise WrongCall(f"第{number}行不足三列。每行依次为：单位或报表、责任人、电话。")
    subject = known.get(cells[0])
    if subject is None:
        raise WrongCall(f"第{number}行第一列不是本方案的单位或报表。")
    try:
        return make_contact(scheme, subject, cells[1], cells[2])
    except WrongCall as fault:
        raise WrongCall(f"第{number}行：{fault}") from None


def _name_subjects(scheme: Scheme) -> dict[str, Subject]:
    """Return each name that a table may use → its subject; a name that is not one's own is none."""
    named: dict[str, Subject] = {}
    for form in scheme.datasets:
        subject = Subject("form", form.key)
        for name in (form.key, form.title, form.annex, f"{form.annex} {form.title}".strip()):
            if name in named and named[name] != subject:
                named[name] = Subject("form", "")  # of several forms: refused as no subject
            elif name:
                named[name] = subject
    named = {name: subject for name, subject in named.items() if subject.name}
    return named | {unit.name: Subject("unit", unit.name) for unit in scheme.units}
