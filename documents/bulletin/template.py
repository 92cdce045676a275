"""A bulletin's template: what it says and which tables it has, as the office may rewrite it."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import BeforeValidator, Field, model_validator

from scoring.frozen import Frozen, Key

RowCell = Literal["number", "unit"]
FormCell = Literal["tick", "count", "rate"]
BoardCell = Literal[
    "points", "rank", "change", "total", "earned", "lost", "lost_more", "provisional_lost",
    "pending", "score_rate", "key", "bonus", "grade",
]  # fmt: skip
EventCell = Literal["value", "reason", "clause", "verdict", "item_name", "event_points"]
Show = Literal[RowCell, FormCell, BoardCell, EventCell]
"""What a cell shows: of the row itself, of the month's form, of the board, of a dated row."""

TAKES_COLUMNS = (*get_args(FormCell), "points", "value")
"""What needs `of`: which columns of a form or a dated row, which indicators."""

RowSource = Literal["roster", "listed", "ranked", "events"]
"""Every unit in the notice's order; those that the form lists; the board; dated rows."""

EventKind = Literal["veto", "at_risk", "lost", "bonus"]


def _to_texts(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


Texts = Annotated[tuple[str, ...], BeforeValidator(_to_texts)]
"""One text, or several in their order."""


class ColumnTemplate(Frozen):
    """One column: its header (two texts: a header over several columns, its own), what it shows."""

    header: Texts = Field(min_length=1, max_length=2)
    corner: str | None = None
    """What the header cell says above a diagonal, of the columns beside it."""
    show: Show
    of: Texts = ()
    """Columns of the form, or indicators whose points are added."""
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
    """One table, which is an attachment of its own."""

    title: str
    rows: RowSource
    listed_by: Key | None = None
    """The column of the form that must be above 0 for a unit to be listed."""
    kinds: tuple[EventKind, ...] = ()
    this_month: bool = False
    """Whether only rows dated in the month are listed."""
    note: str = ""
    empty: str = "无"
    """What stands in the table when it has no rows."""
    landscape: bool = False
    is_ranking: bool = False
    """Whether it is left out unless the office wants ranks."""
    chart: Literal["scores"] | None = None
    columns: tuple[ColumnTemplate, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _check_rows(self) -> Self:
        if (self.rows == "events") != bool(self.kinds):
            raise ValueError("kinds 与 rows = 'events' 要一起写")
        wrong = [one.show for one in self.columns if one.show not in self._known_cells()]
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
    dataset: Key | None = None
    units: tuple[str, ...] = ()
    """The units in the order of the notice's own table; `printed=unit` where it prints another
    name than the roster's. Empty: as the roster has them."""
    watched: tuple[str, ...] = ()
    """The columns of the form that a unit can have left undone; `column=text` where the sentence
    says something else than the column's header. Empty: those that tables tick."""
    sentences: dict[str, Texts]
    """What it is about → ways to say it; the first whose names all have something to say."""
    tables: tuple[TableTemplate, ...] = Field(default=(), alias="table")

    def list_watched(self) -> list[tuple[str, str]]:
        """Return (column, what is said of those who left it undone) pairs; the text may be empty.

        Where the template names none, the columns are those that its tables tick.
        """
        ticked = [
            column.of[0]
            for table in self.tables
            for column in table.columns
            if column.show == "tick"
        ]
        pairs = (one.partition("=") for one in self.watched or dict.fromkeys(ticked))
        return [(key.strip(), said.strip()) for key, _, said in pairs]

    def list_units(self) -> list[tuple[str, str]]:
        """Return (printed name, unit) pairs."""
        pairs = (one.partition("=") for one in self.units)
        return [(printed.strip(), unit.strip() or printed.strip()) for printed, _, unit in pairs]


class BulletinTemplate(Frozen):
    """The words and tables of a scheme's monthly bulletin."""

    title: str
    recipients: str
    opening: Texts
    closing: Texts = ()
    issuer: str
    ranking: bool = False
    """Whether tables of ranks go out, unless the caller says otherwise."""
    most_named: int = Field(default=10, ge=1, le=50)
    """How many units a sentence names: of more it says how many, and that the annex has them."""
    sections: tuple[SectionTemplate, ...] = Field(alias="section", min_length=1)
