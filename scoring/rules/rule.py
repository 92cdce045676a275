"""What every rule kind is: a model of its parameters that can score."""

from __future__ import annotations

from abc import ABC, abstractmethod
from decimal import Decimal
from typing import Annotated, ClassVar

import polars as pl
from pydantic import AfterValidator, Field

from scoring.frozen import Frozen
from scoring.inputs import Inputs, LedgerColumn, Need, reported
from scoring.months import WHOLE_YEAR
from scoring.outcome import Outcome


def _check_months(months: tuple[int, ...]) -> tuple[int, ...]:
    if len(set(months)) < len(months):
        raise ValueError("a month stands twice")
    return months


Months = Annotated[
    tuple[Annotated[int, Field(ge=1, le=12)], ...],
    Field(min_length=1),
    AfterValidator(_check_months),
]

Points = Annotated[Decimal, Field(ge=0, decimal_places=6)]
"""Points that are given or taken: never negative, at most as exact as a ledger line."""

Step = Annotated[Decimal, Field(gt=0, decimal_places=6)]
"""Points for one of something; 0 would make the clause say nothing."""


class Rule(Frozen, ABC):
    """One rule kind with its parameters; `kind` is its word in scheme files and in the ledger."""

    kind: ClassVar[str]

    @abstractmethod
    def needs(self) -> tuple[Need, ...]:
        """Return the inputs that the rule reads."""

    @abstractmethod
    def score(self, full: int, inputs: Inputs) -> Outcome:
        """Return the outcome over the inputs' frame; `full` in millionths of a point."""

    @abstractmethod
    def describe(self) -> str:
        """Return the rule as a Chinese sentence for the page 'how points are given'."""

    def may_change(self, inputs: Inputs) -> pl.Expr:
        """Return whether a later month or an awaited form may change the figure.

        A month of a dated ledger is known once it is landed, even as 'nothing to enter'.
        """
        changes = [inputs.may_change(need) for need in self.needs()]
        if ledger := self.ledger_columns():
            changes.append(reported(ledger[0].ref) != WHOLE_YEAR)
        return pl.any_horizontal(changes)

    def prepare(self, inputs: Inputs) -> pl.DataFrame | None:
        """Return more columns, keyed by (as_of, unit_id), that `score` uses; None: no need."""
        return None

    def ledger_columns(self) -> tuple[LedgerColumn, ...]:
        """Return the columns of a dated ledger that the rule reads; all of one dataset."""
        return ()

    def event_datasets(self) -> tuple[str, ...]:
        """Return the dated ledgers whose rows the rule reads."""
        return tuple(dict.fromkeys(one.dataset for one in self.ledger_columns()))

    def attributes(self) -> tuple[str, ...]:
        """Return the figures that the rule takes from the roster."""
        return ()
