"""Forms as the rules see them: how a column is read, and what it can hold."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, model_validator

from scoring.clauses.faults import NotAllowed, suggest
from scoring.clauses.figures import Blank, Name, Read
from scoring.clauses.numbers import Number
from scoring.frozen import Frozen

FormType = Literal["monthly", "cumulative", "inspection", "ledger"]
CellType = Literal[
    "tick", "filing", "count", "quantity", "rate", "points", "mark", "fault", "date", "choice",
    "text",
]  # fmt: skip
COUNTED = {"count", "quantity", "rate", "points", "mark", "tick", "filing", "fault"}
"""The types of cell that a figure can take a number from."""


class FormColumn(Frozen):
    """What a form says of a column; a column that no form describes takes any use."""

    type: CellType | None = None
    title: str = ""
    measure: str = ""
    """The measure word or unit of measure that sentences print: 次, 条, 万元."""
    decimals: int = Field(default=0, ge=0, le=6)
    """Of a quantity: how many decimals its cells have at most."""
    least: Number | None = None
    most: Number | None = None
    values: tuple[str, ...] = ()
    """The texts that a choice column can hold."""

    @model_validator(mode="before")
    @classmethod
    def _read_word(cls, written: Any) -> Any:
        return {"type": written} if isinstance(written, str) else written


class Form(Frozen):
    """One form: its columns' reading over the year."""

    type: FormType
    title: str = ""
    blank: Blank = "unknown"
    monthly: tuple[Name, ...] = ()
    """Columns of another form that are monthly figures; a blank in them is 'not done'."""
    optional: tuple[Name, ...] = ()
    due_months: tuple[int, ...] | None = None
    """The months for which it is filled in; None: by its type every month, or any (inspection)."""
    at_most: tuple[tuple[Name, Name], ...] = ()
    """Pairs of columns of which the first is a part of the second."""
    column: dict[Name, FormColumn] = Field(default_factory=dict)
    """The described columns; none: each column that a clause names belongs to the form."""

    @model_validator(mode="before")
    @classmethod
    def _read_word(cls, written: Any) -> Any:
        return {"type": written} if isinstance(written, str) else written

    def describe(self, column: str) -> FormColumn:
        """Return what is known of a column."""
        return self.column.get(column, FormColumn())

    @property
    def is_due_monthly(self) -> bool:
        """Whether it is due in months of its own; else it may come at any time of the year."""
        return self.type in {"monthly", "cumulative"}

    def read_by_default(self, column: str) -> Read:
        """Return the reading of a column whose clause names none."""
        return "sum" if self.type == "monthly" or column in self.monthly else "latest"

    def blank_by_default(self, column: str) -> Blank:
        """Return what a blank cell of a column means."""
        return "zero" if column in self.monthly else self.blank


Forms = dict[str, Form]


def find_form(forms: Forms, ref: str, key: str) -> tuple[str, str, bool]:
    """Return (form, column, of last year) of a written column; NotAllowed if it is unknown."""
    last = ref.startswith("last:")
    form, _, column = ref.removeprefix("last:").partition(".")
    if not column:
        raise NotAllowed(key, f"“{ref}”不是报表的一列", "写成“报表.列”，上年同列写“last:报表.列”")
    if form not in forms:
        raise NotAllowed(key, f"没有报表“{form}”", suggest(form, forms) or "先在 form 下列出报表")
    known = forms[form].column
    if known and column not in known:
        raise NotAllowed(key, f"报表“{form}”没有列“{column}”", suggest(column, known))
    return form, column, last


def find_title(forms: Forms, form: str, column: str) -> str:
    """Return the words by which sentences call a column."""
    return forms[form].describe(column).title or column
