"""The datasets that a county reports, their columns, and how each is read over the year."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from scoring.clauses.figures import Blank, Name
from scoring.clauses.numbers import MOST, MOST_DECIMALS
from scoring.frozen import Frozen

ColumnType = Literal[
    "tick",  # done or not done
    "filing",  # a tick, or the date of filing
    "count",  # a whole number of things
    "quantity",  # an amount with decimals, in a stated measure
    "rate",  # a share of a whole, kept as two integers
    "points",  # points within a stated range
    "mark",  # a tick that gives the full mark, or points
    "fault",  # a 'yes' is a fault
    "date",
    "choice",  # one of a stated list
    "text",
]
"""The types of cell in a form."""

QUANTITY_DECIMALS = 6
"""The most decimals that a quantity can have."""

Reading = Literal["monthly", "cumulative", "inspection"]
"""How a column's months are combined; see GLOSSARY.md, 'read'."""

IDENTITY_SHEET = "_kaohe"
"""The hidden sheet of an issued form, with its identity and the lists of its drop-downs."""

Shape = Literal["month_form", "inspection", "quarter", "dated_ledger"]
"""The form of a dataset; one SQL template serves each shape."""


Bound = Annotated[Decimal, Field(ge=-MOST, le=MOST, decimal_places=MOST_DECIMALS)]
"""A limit of what a column can hold."""


class Choice(Frozen):
    """One allowed value of a `choice` column, and its spellings in files."""

    value: str = Field(min_length=1)
    spellings: tuple[str, ...] = ()


class Column(Frozen):
    """One column of a form: its key, its possible headers, and the type of its cells.

    Written as a table, or as its type alone; the key is the header where no other is written.
    """

    key: Name
    headers: tuple[str, ...] = Field(min_length=1)
    type: ColumnType
    read: Reading = "monthly"
    optional: bool = False
    minimum: Bound | None = None
    """Points and marks begin at 0 unless written."""
    maximum: Bound | None = None
    decimals: int | None = Field(default=None, ge=0, le=QUANTITY_DECIMALS)
    """The most decimals that a quantity may have; its figures are whole numbers of the last one."""
    measure: str = ""
    """The unit of measure that cells may repeat and sentences print: 万元, µg/m³, ‰."""
    default: str | None = None
    choices: tuple[Choice, ...] = ()
    refused: dict[str, str] = Field(default_factory=dict)
    """Values that users may enter but that do not belong in this form, with the reason."""
    is_ticked_as_one: bool = True
    """Whether a tick in a count column stands for 1."""
    is_deduction: bool = False
    """Whether points may be written as deductions (-2, 扣2分) as well as plainly."""
    is_folded: bool = False
    """Whether texts are stored folded (NFKC, no white space), because they are compared."""
    is_identifying: bool = True
    """Whether rows of a ledger that differ in it (date, choice, folded text) are two events."""

    @model_validator(mode="before")
    @classmethod
    def _read_short(cls, written: Any) -> Any:
        """Fill in what a short writing leaves out: headers, spellings of choices, minimum 0."""
        if not isinstance(written, Mapping):
            return written
        column = dict(written)
        headers = column.setdefault("headers", column.get("key"))
        if isinstance(headers, str):
            column["headers"] = [headers]
        if column.get("type") in ("points", "mark") and column.get("minimum") is None:
            column["minimum"] = 0
        if isinstance(choices := column.get("choices"), Mapping):
            column["choices"] = [{"value": k, "spellings": v} for k, v in choices.items()]
        elif isinstance(choices, list | tuple):
            column["choices"] = [{"value": c} if isinstance(c, str) else c for c in choices]
        return column

    @model_validator(mode="after")
    def _check_range(self) -> Self:
        if self.type in {"points", "mark"} and self.maximum is None:
            raise ValueError(f"列“{self.key}”是 {self.type}，没有 maximum（允许：写上最高分）")
        if self.type == "choice" and not self.choices:
            raise ValueError(f"列“{self.key}”是 choice，没有 choices（允许：列出可填的值）")
        if (self.type == "quantity") != (self.decimals is not None):
            raise ValueError(f"列“{self.key}”的 decimals 只用于 quantity，也必须写（允许：0 至 6）")
        return self


class RateCheck(Frozen):
    """A printed rate that must equal the quotient of two counts of its row."""

    rate: Name
    numerator: Name
    denominator: Name


def list_columns(form: Mapping[str, Any]) -> dict[str, Any]:
    """Return a written form with its table of columns as a list, each with its key and reading."""
    shared = form.get("read", "inspection" if form.get("shape") == "inspection" else "monthly")
    columns = []
    for key, written in form["column"].items():
        column = {"type": written} if isinstance(written, str) else written
        is_table = isinstance(column, Mapping)
        columns.append({"read": shared, **column, "key": key} if is_table else column)
    return {**{k: v for k, v in form.items() if k != "read"}, "column": columns}


class Dataset(Frozen):
    """One form: how it is recognised, which units it lists, and its columns."""

    key: Name
    title: str = Field(min_length=1)
    annex: str
    clause: str
    shape: Shape
    assessment: str
    """The assessment whose roster and spellings of the units the form prints."""
    is_roster_complete: bool = True
    """Whether the form must list every unit of the roster (a missing one is a warning)."""
    accepts_year_before: bool = False
    """Whether dated rows of the year before the scheme's are kept."""
    blank: Blank | None = None
    """What a blank cell means; None: 'not done' in a form of monthly figures, else 'not known'."""
    titles: tuple[str, ...] = ()
    """Other words of a title that identify this form if its headers alone do not."""
    unit_headers: tuple[str, ...] = ()
    ignored_headers: tuple[str, ...] = ()
    """Headers of columns that are recognised but not read."""
    at_most: tuple[tuple[Name, Name], ...] = ()
    """Pairs (a, b) of columns with a ≤ b in every row."""
    rate_checks: tuple[RateCheck, ...] = ()
    counts_or_rate: bool = False
    """Whether a rate alone is enough, so that its counts are optional."""
    document_column: Name | None = None
    """The ledger's column that names the document or medium behind a row."""
    subject_column: Name | None = None
    """The ledger's column by whose values losses are summed."""
    reason_column: Name | None = None
    """The ledger's column that says in words why a row is there."""
    columns: tuple[Column, ...] = Field(alias="column", min_length=1)

    @model_validator(mode="before")
    @classmethod
    def _read_short(cls, written: Any) -> Any:
        """Read the columns of a written table; `read` of the form holds for all of them."""
        is_table = isinstance(written, Mapping) and isinstance(written.get("column"), Mapping)
        return list_columns(written) if is_table else written

    @model_validator(mode="after")
    def _check_keys(self) -> Self:
        keys = [column.key for column in self.columns]
        if len(set(keys)) < len(keys):
            raise ValueError(f"报表“{self.key}”有两列同名（允许：每列一个名称）")
        named = {key for pair in self.at_most for key in pair}
        for check in self.rate_checks:
            named |= {check.rate, check.numerator, check.denominator}
        named |= {self.document_column, self.subject_column, self.reason_column} - {None}  # type: ignore[arg-type]
        if unknown := sorted(named - set(keys)):
            raise ValueError(f"没有列“{'、'.join(unknown)}”（允许：{'、'.join(keys)}）")
        return self

    @property
    def date_column(self) -> Column:
        """The column that dates a ledger's rows: its first of type date; KeyError if there is none.

        A form of another shape has none.
        """
        for column in self.columns:
            if column.type == "date" and not column.optional:
                return column
        raise KeyError("date")

    def column(self, key: str) -> Column:
        """Return the column with this key; KeyError if there is none."""
        for column in self.columns:
            if column.key == key:
                return column
        raise KeyError(key)
