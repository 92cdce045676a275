"""Figures (数): what a clause measures, with every default filled in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from scoring.clauses.numbers import Number
from scoring.frozen import Frozen

Name = Annotated[str, StringConstraints(pattern=r"^[^\s.:'\"，；]+$", max_length=48)]
"""A name in the scheme's own words: of a form, a column, a kind, an own figure."""

Read = Literal["sum", "latest", "tally", "mean", "month"]
Blank = Literal["unknown", "zero"]
Order = Literal["highest", "lowest"]
Ties = Literal["competition", "dense", "mean"]
Within = Literal["all", "group", "kind"]
Base = Literal[1, 100, 1000, 10000, 100000]


class Column(Frozen):
    """One column of a form, read over the window; `last` takes the year before."""

    kind: Literal["column"] = "column"
    form: Name
    column: Name
    last: bool = False
    read: Read
    blank: Blank = "unknown"
    due_day: int | None = Field(default=None, ge=1, le=31)
    together: tuple[str, ...] = ()
    """The columns (`form.column`) that must stand in the same month's file; none: each alone."""

    @property
    def ref(self) -> str:
        """The column as a scheme writes it."""
        return f"{'last:' if self.last else ''}{self.form}.{self.column}"


class Own(Frozen):
    """A figure that the roster gives for the unit (单位自有数)."""

    kind: Literal["own"] = "own"
    own: Name


class Score(Frozen):
    """The points of another clause or node; without `score`, another assessment's total."""

    kind: Literal["score"] = "score"
    score: str | None = None
    assessment: str | None = None


class Constant(Frozen):
    """A number of the notice itself."""

    kind: Literal["constant"] = "constant"
    value: Number


class Price(Frozen):
    """The price of a ledger row by the value in one of its columns."""

    column: Name
    prices: dict[str, Number] = Field(min_length=1)


class Rows(Frozen):
    """Σ price × amount over a ledger's rows of the window; no row is 0, never unknown."""

    kind: Literal["rows"] = "rows"
    form: Name
    where: dict[Name, tuple[str, ...]] = Field(default_factory=dict)
    amount: Name | None = None
    """The column that holds a row's amount; None: each row is 1."""
    price: Price | None = None
    highest_per: Name | None = None
    """The column that names the matter, of which only the dearest row counts."""
    within_months: int | None = Field(default=None, ge=1, le=36)
    """The window rolls over this many months; None: the year, or the period."""


class Term(Frozen):
    """A weighted summand, or a weighted vote."""

    weight: Number
    figure: Figure


class Total(Frozen):
    """Σ weight × figure; one unknown term makes it unknown."""

    kind: Literal["total"] = "total"
    terms: tuple[Term, ...] = Field(min_length=1)


class Join(Frozen):
    """The weighted mean, or the highest, of the terms that are given; none given: unknown."""

    kind: Literal["join"] = "join"
    join: Literal["mean", "highest"]
    terms: tuple[Term, ...] = Field(min_length=1)
    trim_from: int | None = Field(default=None, ge=3)
    """From so many votes on, one highest and one lowest are left out."""


class Rate(Frozen):
    """base × of ÷ out_of, in percent by default; over 0 it is undefined and `empty` decides."""

    kind: Literal["rate"] = "rate"
    of: Figure
    out_of: Figure
    base: Base = 100
    """100: percent; 1: so much for each (人均); 10,000: so much for each ten thousand (每万人)."""
    empty: Literal["pending", "full", "skip"] | Number = "pending"
    """A number is what the rate then counts as."""


class Rounded(Frozen):
    """A figure rounded half up before it is used (先取几位小数)."""

    kind: Literal["rounded"] = "rounded"
    figure: Figure
    decimals: int = Field(ge=0, le=6)


class Place(Frozen):
    """The unit's place among those that have the figure (名次)."""

    kind: Literal["place"] = "place"
    order: Order
    ties: Ties = "competition"
    within: Within = "all"
    share: bool = False
    """Whether (place - 1) ÷ (n - 1) is taken instead of the place."""
    percent: bool = False
    """Whether 100 × place ÷ n is taken instead of the place (前30%)."""
    zero_has_no_place: bool = False
    not_vetoed: bool = False


class Best(Frozen):
    """The figure against the best of the units, in percent (与最好之比)."""

    kind: Literal["best"] = "best"
    order: Order
    span: bool = False
    """Whether (own - worst) ÷ (best - worst) is taken instead of own ÷ best (功效系数)."""
    within: Within = "all"
    not_vetoed: bool = False


Standing = Annotated[Place | Best, Field(discriminator="kind")]


class Placed(Frozen):
    """A figure held against the other units' inside another figure (a rater's own ranking)."""

    kind: Literal["placed"] = "placed"
    figure: Figure
    standing: Standing


Figure = Annotated[
    Column | Own | Score | Constant | Rows | Total | Join | Rate | Rounded | Placed,
    Field(discriminator="kind"),
]

for _model in (Term, Total, Join, Rate, Rounded, Placed):
    _model.model_rebuild()


def walk(figure: Figure) -> Iterator[Figure]:
    """Yield a figure and every figure inside it, from outside in."""
    yield figure
    match figure:
        case Total(terms=terms) | Join(terms=terms):
            for term in terms:
                yield from walk(term.figure)
        case Rate(of=of, out_of=out_of):
            yield from walk(of)
            yield from walk(out_of)
        case Rounded(figure=inner) | Placed(figure=inner):
            yield from walk(inner)


def find_rate(figure: Figure) -> Rate | None:
    """Return the figure as a rate, rounded or not; None if it is none."""
    inner = figure.figure if isinstance(figure, Rounded) else figure
    return inner if isinstance(inner, Rate) else None
