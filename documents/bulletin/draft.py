"""The draft of a bulletin: every word and cell, before it is drawn.

Users may edit its sentences; its tables always come from the store.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from documents.official.page import Alignment
from documents.scheme_words import ADDITIONS, DEDUCTIONS

Cells = tuple[str, ...]


@dataclass(frozen=True)
class DraftColumn:
    """One column of a table: its header texts from top to bottom, and its layout."""

    header: Cells
    corner: str | None
    width_cm: str | None
    align: Alignment


@dataclass(frozen=True)
class ScoreBar:
    """A unit's bar in the chart, as points: earned, added, lost, pending, provisional.

    `added` is what additions and deductions bring to the total; below 0 it is taken from what was
    earned. `lost` excludes the provisional points, which may still come back.
    """

    unit: str
    total: str
    earned: str
    added: str
    lost: str
    pending: str
    provisional: str = "0.00"


@dataclass(frozen=True)
class DraftTable:
    """One attachment: a table with its title, and the bars of an optional chart below it."""

    title: str
    columns: tuple[DraftColumn, ...]
    rows: tuple[Cells, ...]
    empty: str
    note: str
    is_landscape: bool
    bars: tuple[ScoreBar, ...]
    addition: str = ADDITIONS
    """What the chart calls points beside the full marks."""
    deduction: str = DEDUCTIONS


@dataclass(frozen=True)
class Sentence:
    """One sentence of a section, with its run-in heading `about`."""

    about: str
    text: str


@dataclass(frozen=True)
class DraftSection:
    """One part of the text, with its attachments."""

    assessment: str
    heading: str
    sentences: tuple[Sentence, ...]
    tables: tuple[DraftTable, ...]


@dataclass(frozen=True)
class Draft:
    """The whole text of a bulletin."""

    title: str
    recipients: str
    opening: Cells
    sections: tuple[DraftSection, ...]
    closing: Cells
    issuer: str
    issued_on: str
    data_line: str

    @property
    def tables(self) -> tuple[DraftTable, ...]:
        """The attachments in their order."""
        return tuple(table for section in self.sections for table in section.tables)


def change_sentences(draft: Draft, texts: Mapping[tuple[int, int], str]) -> Draft:
    """Return a draft with some texts replaced, by (section, sentence) numbers from 0.

    A sentence with an empty text is not drawn.
    """
    sections = [
        replace(
            section,
            sentences=tuple(
                replace(sentence, text=texts.get((number, position), sentence.text).strip())
                for position, sentence in enumerate(section.sentences)
            ),
        )
        for number, section in enumerate(draft.sections)
    ]
    return replace(draft, sections=tuple(sections))


def format_day(day: date | None, year: int) -> str:
    """Return a day as an official document writes it, or blanks to fill by hand for None."""
    return f"{day.year}年{day.month}月{day.day}日" if day else f"{year}年　　月　　日"


def describe_data_day(day: str) -> str:
    """Return until when data had come in (YYYY-MM-DD), as small type says it; '' for ''."""
    if not day:
        return ""
    last = date.fromisoformat(day)
    return f"数据统计截至{format_day(last, last.year)}"
