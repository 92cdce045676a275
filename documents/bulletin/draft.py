"""The draft: every word and cell that will stand in the bulletin, before it is drawn.

A person may still change its sentences; its tables are the store's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from documents.official.page import Alignment

Cells = tuple[str, ...]


@dataclass(frozen=True)
class DraftColumn:
    """One column of a table: its header's texts from top to bottom, and how it is set."""

    header: Cells
    corner: str | None
    width_cm: str | None
    align: Alignment


@dataclass(frozen=True)
class Bar:
    """A unit's bar in a picture: what is earned, a bonus that counts, what is lost or pending.

    `lost` is what cannot come back, `provisional` what is lost for now.
    """

    unit: str
    total: str
    earned: str
    bonus: str
    lost: str
    pending: str
    provisional: str = "0.00"


@dataclass(frozen=True)
class DraftTable:
    """One attachment: a table with its title, and the picture that may stand under it."""

    title: str
    columns: tuple[DraftColumn, ...]
    rows: tuple[Cells, ...]
    empty: str
    note: str
    is_landscape: bool
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class Sentence:
    """One sentence of a section, and what it is about."""

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
    """The whole bulletin in words."""

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
    """Return a draft with other sentences, by the numbers of section and sentence from 0.

    A sentence without any text is left out.
    """
    sections = [
        replace(
            section,
            sentences=tuple(
                replace(one, text=texts.get((number, place), one.text).strip())
                for place, one in enumerate(section.sentences)
            ),
        )
        for number, section in enumerate(draft.sections)
    ]
    return replace(draft, sections=tuple(sections))


def format_day(day: date | None, year: int) -> str:
    """Return a day as an official document writes it; room for the pen where it is not known."""
    return f"{day.year}年{day.month}月{day.day}日" if day else f"{year}年　　月　　日"
