"""Read a printed bulletin back from its .docx, and compare the texts of two editions."""

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
"""Start of the paragraph that names the replaced edition; it is not compared."""

KINDS = {name: kind for kind, name in STYLE_NAMES.items()}
NUMBER_HEADERS = {"序号"}
"""Columns that only number the rows; they are not compared."""

OPENING, CLOSING, NOTE, WHOLE_ROW, WHOLE_TABLE = "开头", "结尾", "注", "整行", "整表"
ADDED, REMOVED, PRESENT = "（新增）", "（删去）", "（有）"

SentencePlace = tuple[str, str]
"""Heading or table title, and the sentence's own title."""


@dataclass
class PrintedTable:
    """A printed table: unit → column → text."""

    rows: dict[str, dict[str, str]] = field(default_factory=dict)


@dataclass
class Printed:
    """A bulletin's sentences by place, and its tables by title."""

    sentences: dict[SentencePlace, str] = field(default_factory=dict)
    tables: dict[str, PrintedTable] = field(default_factory=dict)


@dataclass(frozen=True)
class Reprint:
    """One text or figure that two editions print differently."""

    place: str
    unit: str
    """The unit of the table row; empty for a sentence."""
    item: str
    """The column, or the subject of the sentence."""
    old: str
    new: str


def read_printed(content: bytes) -> Printed:
    """Return the texts of a .docx that this program drew; text in other styles is left out."""
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
    places = [*new.sentences, *(place for place in old.sentences if place not in new.sentences)]
    reprints = [
        Reprint(
            place[0], "", place[1],
            old.sentences.get(place, ADDED), new.sentences.get(place, REMOVED),
        )
        for place in places
        if old.sentences.get(place) != new.sentences.get(place)
    ]  # fmt: skip
    titles = [*new.tables, *(title for title in old.tables if title not in new.tables)]
    return reprints + [reprint for title in titles for reprint in _compare_tables(title, old, new)]


def _split_sentence(
    part: Paragraph, heading: str, counts: Counter[str]
) -> tuple[SentencePlace, str]:
    """Return a paragraph's place, and its text without the run-in heading."""
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
                f"{head}·{text}" if head and text else head or text
                for head, text in zip(heads or [""] * len(cells), cells, strict=True)
            ]
            continue
        values = dict(zip(heads, cells, strict=False))
        unit = next((values[head] for head in heads if "单位" in head.replace(" ", "")), cells[0])
        counts[unit] += 1
        key = unit if counts[unit] == 1 else f"{unit}（第{counts[unit]}行）"
        printed.rows[key] = {k: v for k, v in values.items() if k not in NUMBER_HEADERS}
    return printed


def _read_cell(cell: CT_Tc) -> str:
    return "".join(node.text or "" for node in cell.iter(qn("w:t")))


def _compare_tables(title: str, old: Printed, new: Printed) -> Iterator[Reprint]:
    before, after = old.tables.get(title), new.tables.get(title)
    if before is None or after is None:
        yield Reprint(
            title, "", WHOLE_TABLE,
            ADDED if before is None else PRESENT, REMOVED if after is None else PRESENT,
        )  # fmt: skip
        return
    for unit in [*after.rows, *(unit for unit in before.rows if unit not in after.rows)]:
        was, now = before.rows.get(unit), after.rows.get(unit)
        if was is None or now is None:
            yield Reprint(title, unit, WHOLE_ROW, _join(was, ADDED), _join(now, REMOVED))
            continue
        for column in [*now, *(column for column in was if column not in now)]:
            if was.get(column) != now.get(column):
                yield Reprint(
                    title, unit, column, was.get(column, ADDED), now.get(column, REMOVED)
                )  # fmt: skip


def _join(row: dict[str, str] | None, otherwise: str) -> str:
    return otherwise if row is None else "，".join(text for text in row.values() if text)
