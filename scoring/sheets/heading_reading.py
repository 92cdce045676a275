"""Read the rows of 考核: the heading and the decisions of a scheme."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from scoring.clauses.faults import Findings
from scoring.sheets.alike import suggest_in_order
from scoring.sheets.book import SheetRow
from scoring.sheets.column import SCHEME
from scoring.sheets.heading import (
    ASSESSED,
    CONDITION,
    CONTENT,
    DECISIONS,
    FOLLOWS,
    GRADED,
    GRADING,
    HEAD,
    ITEM,
    NAMED,
    OWN,
    PART_OF,
    RANKS,
    SECTIONS,
    SOURCE,
    TOTAL_KEYS,
    VETOES,
    WHOSE,
)
from scoring.sheets.kind import Context
from scoring.sheets.language import (
    ASSESSMENT,
    CONSEQUENCE,
    GRADES,
    NOTICE,
    OWN_COLUMN,
    PART,
    RANK,
    VETO,
)
from scoring.sheets.marks import Repeated, Unreadable
from scoring.sheets.notation import read_value
from scoring.sheets.places import BOOK, UNREAD, Places, Spot
from scoring.sheets.sources import read_source
from scoring.sheets.values import TEXT


@dataclass(frozen=True)
class Entry:
    """A row of the sheet, read."""

    number: int
    section: str
    whose: str
    name: str
    item: str
    content: str


def read_entries(rows: Sequence[SheetRow], findings: Findings) -> list[Entry]:
    """Return the rows of the sheet; a section that does not exist is refused."""
    entries = []
    for row in rows:
        texts = [row.cells.get(header, "") for header in (PART_OF, WHOSE, NAMED, ITEM, CONTENT)]
        entry = Entry(row.number, *texts)
        if entry.section not in SECTIONS:
            refuse(findings, row.number, PART_OF, f"“{entry.section}”", "、".join(SECTIONS))
            continue
        if entry.content and not entry.item:
            refuse(findings, row.number, ITEM, "有内容而没有项目", "见“说明”")
            continue
        entries.append(entry)
    return entries


def refuse(findings: Findings, number: int, header: str, what: str, allowed: str) -> None:
    """Note a fault of a row."""
    findings.refuse((SCHEME, f"第{number}行"), header, what, allowed, BOOK)


class HeadReader:
    """Reads the rows of 考核 into a notice without its clauses, and notes where they stand."""

    def __init__(self, findings: Findings, places: Places) -> None:
        self._findings, self._places = findings, places
        self.notice: dict[str, Any] = {}
        self.assessments: dict[str, dict[str, Any]] = {}
        self.decisions: dict[str, dict[str, Any]] = {}

    def read(self, entries: Sequence[Entry]) -> None:
        """Read all rows."""
        readers = {
            HEAD: self._read_head, OWN: self._read_own, ASSESSED: self._read_assessment,
            VETOES: self._read_veto, RANKS: self._read_rank, GRADED: self._read_grade,
            FOLLOWS: self._read_consequence,
        }  # fmt: skip
        for entry in entries:
            if entry.item and not entry.content:
                self._note_blank(entry)
                continue
            try:
                readers[entry.section](entry)
            except Unreadable as fault:
                header = fault.key if fault.key in (NAMED, ITEM, WHOSE) else CONTENT
                refuse(self._findings, entry.number, header, fault.found, fault.allowed)
                if not isinstance(fault, Repeated):
                    self._places.unread.add((SCHEME, entry.number))
                    self._mark_unread(entry)

    def _mark_unread(self, entry: Entry) -> None:
        """Keep what a row is about, so that nothing is told that only follows from its fault."""
        holder = self.decisions.get(entry.whose, {})
        if entry.section == VETOES and holder.get("veto"):
            holder["veto"][-1][UNREAD] = True
        elif entry.section == GRADED and entry.name:
            holder.setdefault("grades", {}).setdefault("list", []).append(
                {"name": entry.name, UNREAD: True}
            )
        elif entry.section == HEAD and (key := NOTICE.find(entry.item)):
            self._note(entry, key=key)

    def _put(self, table: dict[str, Any], key: str, value: Any) -> None:
        if key in table:
            raise Repeated("写了两次", "一次", ITEM)
        table[key] = value

    def _note(self, entry: Entry, *place: str, key: str = "", header: str = "") -> None:
        if place or not key:
            self._places.note(place, Spot(SCHEME, entry.number, header))
        if key:
            self._places.note((*place, f"键 {key}"), Spot(SCHEME, entry.number, CONTENT))

    def _note_blank(self, entry: Entry) -> None:
        """Note a row that nothing was typed into: it says nothing, but may be missing."""
        if entry.section == HEAD and (key := NOTICE.find(entry.item)):
            self._note(entry, key=key)

    def _find(self, context: Context, entry: Entry, *more: Context) -> tuple[str, Any]:
        """Return the key and value of a row."""
        for one in (context, *more):
            if (key := one.find(entry.item)) is not None:
                return key, read_value(one.keys[key].kind, entry.content)
        known = (key.word for one in (context, *more) for key in one.keys.values())
        raise Unreadable(f"不认识“{entry.item}”", suggest_in_order(entry.item, known), ITEM)

    def _read_head(self, entry: Entry) -> None:
        key, value = self._find(NOTICE, entry)
        self._put(self.notice, key, value)
        self._note(entry, key=key)

    def _read_own(self, entry: Entry) -> None:
        listed = self.notice.setdefault("own", [])
        if not isinstance(listed, list):
            raise Unreadable("方案中已有自有数", "只写一处", ITEM)
        name = TEXT.read(entry.name)
        if not listed or listed[-1].get("key") != name:
            listed.append({"key": name})
            self._note(entry, f"单位自有数 {name}")
        if entry.item:
            key, value = self._find(OWN_COLUMN, entry)
            self._put(listed[-1], key, value)

    def _read_assessment(self, entry: Entry) -> None:
        name = TEXT.read(entry.name) if entry.name else ""
        table = self.assessments.setdefault(name, {})
        self._note(entry, f"考核 {name}")
        if not entry.item:
            return
        key, value = self._find(*((ASSESSMENT, entry, PART) if name else (PART, entry)))
        if key in ("id", "total", *DECISIONS) or (
            key not in TOTAL_KEYS and key not in ASSESSMENT.keys
        ):
            raise Unreadable(f"此处不能写“{entry.item}”", "满分、最高、标题等", ITEM)
        is_own = name and key in ASSESSMENT.keys
        self._put(table if is_own else table.setdefault("total", {}), key, value)
        self._note(entry, f"考核 {name}", key=key)

    def _holder(self, entry: Entry) -> dict[str, Any]:
        return self.decisions.setdefault(entry.whose, {})

    def _place(self, entry: Entry) -> tuple[str, ...]:
        return (f"考核 {entry.whose}",) if entry.whose else ()

    def _read_veto(self, entry: Entry) -> None:
        vetoes = self._holder(entry).setdefault("veto", [])
        name = TEXT.read(entry.name) if entry.name else ""
        if name and (not vetoes or vetoes[-1]["name"] != name):
            vetoes.append({"name": name})
        if not vetoes:
            vetoes.append({"name": ""})  # so that its further rows are not refused, too
            raise Unreadable("没有名称", "印在否决上的名称", NAMED)
        table = vetoes[-1]
        step = f"否决 {table['name']}"
        self._note(entry, *self._place(entry), step)
        self._note(entry, step)
        if not entry.item:
            return
        found = (
            read_source(entry.content) if entry.item == SOURCE else dict([self._find(VETO, entry)])
        )
        for key, value in found.items():
            self._put(table, key, value)
            self._note(entry, *self._place(entry), step, key=key)
            self._note(entry, step, key=key)

    def _read_rank(self, entry: Entry) -> None:
        key, value = self._find(RANK, entry)
        self._put(self._holder(entry).setdefault("rank", {}), key, value)
        self._note(entry, *self._place(entry), "rank", key=key)
        self._note(entry, *self._place(entry), key="rank")

    def _read_grade(self, entry: Entry) -> None:
        grades = self._holder(entry).setdefault("grades", {})
        self._note(entry, *self._place(entry), key="grades")
        self._note(entry, *self._place(entry), "grades")
        if not entry.name:
            key, value = self._find(GRADES, entry)
            self._put(grades, key, value)
            return
        if entry.item not in ("", CONDITION):
            raise Unreadable(f"不认识“{entry.item}”", CONDITION, ITEM)
        name = TEXT.read(entry.name)
        grade = {"name": name}
        if entry.content:
            found = GRADING.read(entry.content)
            grade |= {key: value for key, value in found.items() if value is not None}
        grades.setdefault("list", []).append(grade)
        for steps in ((name,), ("grades", name)):
            self._note(entry, *self._place(entry), *steps, header=CONTENT)

    def _read_consequence(self, entry: Entry) -> None:
        holder = self._holder(entry)
        listed = holder.setdefault("consequence", [])
        numbers = holder.setdefault("", [])
        if not listed or (entry.name and numbers[-1] != entry.name):
            listed.append({})
            numbers.append(entry.name)
        if entry.item:
            key, value = self._find(CONSEQUENCE, entry)
            self._put(listed[-1], key, value)
        self._note(entry, *self._place(entry), key="consequence")
