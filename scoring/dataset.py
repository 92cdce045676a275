"""The datasets that a county reports, their columns, and how each is read over the year."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal, Self

from pydantic import Field, model_validator

from scoring.frozen import Frozen, Key

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
"""How a column's months are combined; see GLOSSARY.md, 'reading'."""

IDENTITY_SHEET = "_kaohe"
"""The hidden sheet of an issued form, with its identity and the lists of its drop-downs."""

Shape = Literal["month_form", "inspection", "quarter", "dated_ledger"]
"""The form of a dataset; one SQL template serves each shape."""


class Choice(Frozen):
    """One allowed value of a `choice` column, and its spellings in files."""

    value: str
    spellings: tuple[str, ...] = ()


class Column(Frozen):
    """One column of a form: its key, its possible headers, and the type of its cells."""

    key: Key
    headers: tuple[str, ...] = Field(min_length=1)
    type: ColumnType
    read: Reading = "monthly"
    optional: bool = False
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    # Excluded where it is None, so that forms without quantities keep their version hash.
    decimals: int | None = Field(
        default=None, ge=0, le=QUANTITY_DECIMALS, exclude_if=lambda decimals: decimals is None
    )
    """The most decimals that a quantity may have; its figures are whole numbers of the last one."""
    measure: str = Field(default="", exclude_if=lambda measure: not measure)
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

    @model_validator(mode="after")
    def _check_range(self) -> Self:
        if self.type in {"points", "mark"} and self.maximum is None:
            raise ValueError(f"column {self.key}: a {self.type} column needs `maximum`")
        if self.type == "choice" and not self.choices:
            raise ValueError(f"column {self.key}: a choice column needs `choices`")
        if (self.type == "quantity") != (self.decimals is not None):
            raise ValueError(
                f"column {self.key}: a quantity column needs `decimals`, and no other has them"
            )
        return self


class RateCheck(Frozen):
    """A printed rate that must equal the quotient of two counts of its row."""

    rate: Key
    numerator: Key
    denominator: Key


class Dataset(Frozen):
    """One form: how it is recognised, which units it lists, and its columns."""

    key: Key
    title: str
    annex: str
    clause: str
    shape: Shape
    assessment: str
    """The assessment whose roster and spellings of the units the form prints."""
    is_roster_complete: bool = True
    """Whether the form must list every unit of the roster (a missing one is a warning)."""
    accepts_year_before: bool = False
    """Whether dated rows of the year before the scheme's are kept."""
    titles: tuple[str, ...] = ()
    """Words of a title that identify this form if its headers alone do not."""
    unit_headers: tuple[str, ...] = ()
    ignored_headers: tuple[str, ...] = ()
    """Headers of columns that are recognised but not read."""
    at_most: tuple[tuple[Key, Key], ...] = ()
    """Pairs (a, b) of columns with a ≤ b in every row."""
    rate_checks: tuple[RateCheck, ...] = ()
    counts_or_rate: bool = False
    """Whether a rate alone is enough, so that its counts are optional."""
    columns: tuple[Column, ...] = Field(alias="column", min_length=1)

    @model_validator(mode="after")
    def _check_keys(self) -> Self:
        keys = [column.key for column in self.columns]
        if len(set(keys)) < len(keys):
            raise ValueError(f"dataset {self.key}: a column key stands twice")
        named = {key for pair in self.at_most for key in pair}
        for check in self.rate_checks:
            named |= {check.rate, check.numerator, check.denominator}
        if unknown := named - set(keys):
            raise ValueError(f"dataset {self.key}: unknown column {sorted(unknown)} in its checks")
        return self

    def column(self, key: str) -> Column:
        """Return the column with this key; KeyError if there is none."""
        for column in self.columns:
            if column.key == key:
                return column
        raise KeyError(key)
