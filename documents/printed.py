"""What a bulletin printed, read back from its file, and what another edition prints instead."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import docx
from docx.oxml.ns import qn
from docx.oxml.table import CT_Tbl, CT_Tc
from docx.table import Table
from docx.text.paragraph import Paragraph

from documents.official.page import STYLE_NAMES
from documents.official.styles import RUN_IN

REPLACES = "本通报更正并替代"
"""How the paragraph begins that says which edition is replaced; it is no correction itself."""

KINDS = {name: kind for kind, name in STYLE_NAMES.items()}
NUMBER_HEADERS = {"序号"}
"""Columns that only count the rows."""

OPENING, CLOSING, NOTE, WHOLE_ROW, WHOLE_TABLE = "开头", "结尾", "注", "整行", "整表"
ADDED, REMOVED, PRESENT = "（新增）", "（删去）", "（有）"

Place = tuple[str, str]
"""Heading or table, and the sentence's own title."""


@dataclass
class PrintedTable:
    """A table as printed: unit → column → text."""

    rows: dict[str, dict[str, str]] = field(default_factory=dict)


@dataclass
class Printed:
    """A bulletin's sentences by their place, and its tables by their title."""

    sentences: dict[Place, str] = field(default_factory=dict)
    tables: dict[str, PrintedTable] = field(default_factory=dict)


@dataclass(frozen=True)
class Reprint:
    """One text or figure that another edition prints otherwise."""

    place: str
    unit: str
    """The unit of a table's row; empty for a sentence."""
    item: str
    """The column, or what the sentence is about."""
    old: str
    new: str


def read_printed(content: bytes) -> Printed:
    """Return what a bulletin drawn by this program says; content of another style is left out."""
    document = docx.Document(io.BytesIO(content))
    printed, heading, title = Printed(), "", ""
    counts: Counter[str] = Counter()
    for part in document.iter_inner_content():
        if isinstance(part, Table):
            if title:
                printed.tables[title] = _read_table(part._tbl)
            continue
        kind = KINDS.get(part.style.name or "") if part.style else None
        if kind == "heading_1":
            heading = part.text.partition("、")[2]
        elif kind == "table_title":
            title = part.text
        elif kind == "note" and part.text:
            printed.sentences[(title, NOTE)] = part.text
        elif kind == "body" and not part.text.startswith(REPLACES):
            place, text = _split_sentence(part, heading, counts)
            printed.sentences[place] = text
    return printed


def compare_printed(old: Printed, new: Printed) -> list[Reprint]:
    """Return every sentence and figure that differs, in the order of the new edition."""
    places = [*new.sentences, *(one for one in old.sentences if one not in new.sentences)]
    said = [
        Reprint(
            place[0], "", place[1],
            old.sentences.get(place, ADDED), new.sentences.get(place, REMOVED),
        )
        for place in places
        if old.sentences.get(place) != new.sentences.get(place)
    ]  # fmt: skip
    titles = [*new.tables, *(one for one in old.tables if one not in new.tables)]
    return said + [one for title in titles for one in _compare_tables(title, old, new)]


def _split_sentence(part: Paragraph, heading: str, counts: Counter[str]) -> tuple[Place, str]:
    """Return where a paragraph stands, and its text without its own title."""
    first = part.runs[0] if part.runs else None
    if first is not None and first.style is not None and first.style.name == RUN_IN:
        about = first.text.partition("）")[2].removesuffix("。")
        return (heading, about), part.text[len(first.text) :]
    name = CLOSING if heading else OPENING
    counts[name] += 1
    return (name, f"第{counts[name]}段"), part.text


def _read_table(table: CT_Tbl) -> PrintedTable:
    heads: list[str] = []
    printed = PrintedTable()
    counts: Counter[str] = Counter()
    for row in table.tr_lst:
        cells = [text for cell in row.tc_lst for text in [_read_cell(cell)] * cell.grid_span]
        if row.trPr is not None and row.trPr.find(qn("w:tblHeader")) is not None:
            heads = [
                f"{one}·{text}" if one and text else one or text
                for one, text in zip(heads or [""] * len(cells), cells, strict=True)
            ]
            continue
        values = dict(zip(heads, cells, strict=False))
        unit = next((values[one] for one in heads if "单位" in one.replace(" ", "")), cells[0])
        counts[unit] += 1
        key = unit if counts[unit] == 1 else f"{unit}（第{counts[unit]}行）"
        printed.rows[key] = {k: v for k, v in values.items() if k not in NUMBER_HEADERS}
    return printed


def _read_cell(cell: CT_Tc) -> str:
    return "".join(one.text or "" for one in cell.iter(qn("w:t")))


def _compare_tables(title: str, old: Printed, new: Printed) -> Iterator[Reprint]:
    before, after = old.tables.get(title), new.tables.get(title)
    if before is None or after is None:
        yield Reprint(
            title, "", WHOLE_TABLE,
            ADDED if before is None else PRESENT, REMOVED if after is None else PRESENT,
        )  # fmt: skip
        return
    for unit in [*after.rows, *(one for one in before.rows if one not in after.rows)]:
        was, now = before.rows.get(unit), after.rows.get(unit)
        if was is None or now is None:
            yield Reprint(title, unit, WHOLE_ROW, _join(was, ADDED), _join(now, REMOVED))
            continue
        for column in [*now, *(one for one in was if one not in now)]:
            if was.get(column) != now.get(column):
                yield Reprint(
                    title, unit, column, was.get(column, ADDED), now.get(column, REMOVED)
                )  # fmt: skip


def _join(row: dict[str, str] | None, otherwise: str) -> str:
    return otherwise if row is None else "，".join(text for text in row.values() if text)
