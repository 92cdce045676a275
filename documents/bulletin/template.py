"""The model of a bulletin template: its texts and tables, which the office may rewrite."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import BeforeValidator, Field, model_validator

from scoring.clauses.figures import Name
from scoring.frozen import Frozen

RowCell = Literal["number", "unit"]
FormCell = Literal["tick", "count", "rate"]
BoardCell = Literal[
    "points", "rank", "change", "total", "earned", "lost", "lost_more", "provisional_lost",
    "pending", "score_rate", "key", "bonus", "deductions", "grade", "group",
]  # fmt: skip
EventCell = Literal["value", "day", "reason", "clause", "verdict", "item_name", "event_points"]
Show = Literal[RowCell, FormCell, BoardCell, EventCell]
"""What a cell shows: of the row itself, the month's form, the board, or a dated row."""

TAKES_COLUMNS = (*get_args(FormCell), "points", "value")
"""The `show` values that need `of`: columns of a form or a dated row, or indicators."""

RowSource = Literal["roster", "listed", "ranked", "events"]
"""The rows of a table: all units in the notice's order, the units that the form lists, the units
by rank, or dated rows."""

EventKind = Literal["veto", "at_risk", "lost", "bonus", "deduction"]

EVERY_PART = "*"
"""In `of`: a column of points for each part directly under the total."""


def _to_texts(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


Texts = Annotated[tuple[str, ...], BeforeValidator(_to_texts)]
"""One text or a list of texts."""


class ColumnTemplate(Frozen):
    """One column: its header and what it shows.

    Of two header texts the first spans the neighbouring columns with the same text.
    """

    header: Texts = Field(min_length=1, max_length=2)
    corner: str | None = None
    """The text above the diagonal of the header cell, for the columns beside it."""
    show: Show
    of: Texts = ()
    """Columns of the form, or indicators and nodes whose points are added up; `*` stands for a
    column for each part directly under the total, headed by its name."""
    width_cm: Decimal | None = Field(default=None, gt=0, le=30)
    align: Literal["left", "center", "right"] = "center"

    @model_validator(mode="after")
    def _check_of(self) -> Self:
        needs = self.show in TAKES_COLUMNS
        if needs != bool(self.of):
            raise ValueError(
                f"show = {self.show!r} 要用 of 说明取哪一列" if needs else "这种列没有 of"
            )
        return self


class TableTemplate(Frozen):
    """One table, drawn as an attachment of its own."""

    title: str
    rows: RowSource
    listed_by: Name | None = None
    """The column of the form that must be above 0 for a unit to be listed."""
    kinds: tuple[EventKind, ...] = ()
    verdicts: dict[EventKind, str] = Field(default_factory=dict)
    """What a kind of row is called, if not as the scheme calls it."""
    this_month: bool = False
    """Whether only rows dated in the month are listed."""
    note: Texts = ()
    """Variants, of which the first whose names all have a value is used."""
    empty: str = "无"
    """The text of a table without rows."""
    landscape: bool = False
    is_ranking: bool = False
    """Whether it shows ranks, and is left out unless ranks are included."""
    chart: Literal["scores"] | None = None
    columns: tuple[ColumnTemplate, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _check_rows(self) -> Self:
        if (self.rows == "events") != bool(self.kinds):
            raise ValueError("kinds 与 rows = 'events' 要一起写")
        wrong = [column.show for column in self.columns if column.show not in self._known_cells()]
        if wrong:
            raise ValueError(f"rows = {self.rows!r} 的表不能有 show = {wrong[0]!r} 的列")
        return self

    def _known_cells(self) -> tuple[str, ...]:
        if self.rows == "events":
            return get_args(RowCell) + get_args(EventCell)
        return get_args(RowCell) + get_args(FormCell) + get_args(BoardCell)


class SectionTemplate(Frozen):
    """One part of the text: a heading, sentences, and the tables that belong to it."""

    heading: str
    assessment: str
    dataset: Name | None = None
    units: tuple[str, ...] = ()
    """The units in the order of the notice's own table, as `printed=unit` if it prints another
    name than the roster. Empty: the roster's order and names."""
    watched: tuple[str, ...] = ()
    """The columns of the form that a unit can leave undone, as `column=text` if the sentence
    should not use the column's header. Empty: the columns that the tables tick."""
    sentences: dict[str, Texts]
    """Run-in heading → variants, of which the first whose names all have a value is used."""
    tables: tuple[TableTemplate, ...] = Field(default=(), alias="table")

    def list_watched(self) -> list[tuple[str, str]]:
        """Return (column, text for units that left it undone) pairs; the text may be empty.

        If the template names none, the columns are those that its tables tick.
        """
        ticked = [
            column.of[0]
            for table in self.tables
            for column in table.columns
            if column.show == "tick"
        ]
        pairs = (entry.partition("=") for entry in self.watched or dict.fromkeys(ticked))
        return [(key.strip(), text.strip()) for key, _, text in pairs]

    def list_units(self) -> list[tuple[str, str]]:
        """Return (printed name, unit) pairs."""
        pairs = (entry.partition("=") for entry in self.units)
        return [(printed.strip(), unit.strip() or printed.strip()) for printed, _, unit in pairs]


class BulletinTemplate(Frozen):
    """The texts and tables of a scheme's monthly bulletin."""

    title: str
    recipients: str
    opening: Texts
    closing: Texts = ()
    issuer: str
    ranking: bool = False
    """Whether tables of ranks are included, unless the caller decides."""
    most_named: int = Field(default=10, ge=1, le=50)
    """How many units a sentence names; of more it gives the number and refers to the annex."""
    sections: tuple[SectionTemplate, ...] = Field(alias="section", min_length=1)
