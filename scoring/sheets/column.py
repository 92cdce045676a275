"""A column of a sheet: header, what it says, drop-down words, help and an example."""

from __future__ import annotations

from dataclasses import dataclass

from scoring.sheets.words import Words

SCHEME, CLAUSES, READINGS, FORMS, ROSTER = "考核", "指标", "口径", "报表", "名册"
SHEETS = (SCHEME, CLAUSES, READINGS, FORMS, ROSTER)
OTHER = "其他"
SENTENCE = "读作"
"""What the program understands a row as; it is printed, not read."""
HINT = "填写内容"
"""What a row of 考核 is for; it is printed, not read."""


@dataclass(frozen=True)
class Column:
    """One column of a sheet."""

    header: str
    keys: tuple[str, ...]
    """The keys of the language that its cells say."""
    help: str
    example: str = ""
    drop_down: tuple[str, ...] = ()
    is_needed: bool = False
    """Whether the sheet cannot be read without the column."""
    is_number: bool = False
    """Whether its cells are mostly numbers."""
    width: int = 10
    """In Latin characters."""


def list_words(*words: Words) -> tuple[str, ...]:
    """Return the Chinese words of some tables, each once."""
    return tuple(dict.fromkeys(one for table in words for one in table.values()))
