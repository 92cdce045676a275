"""What every rule kind is: a model of its parameters that can score."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Annotated, ClassVar

import polars as pl
from pydantic import Field

from scoring.frozen import Frozen
from scoring.inputs import Inputs, Need, is_year_open
from scoring.outcome import Outcome

Months = Annotated[tuple[Annotated[int, Field(ge=1, le=12)], ...], Field(min_length=1)]


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
        """Return whether a later month or an awaited form may bring another figure.

        A dated ledger has no forms that are awaited: a month without an event has no file.
        """
        changes = [inputs.may_change(need) for need in self.needs()]
        if self.event_datasets():
            changes.append(is_year_open())
        return pl.any_horizontal(changes)

    def prepare(self, inputs: Inputs) -> pl.DataFrame | None:
        """Return more columns, keyed by (as_of, unit_id), that `score` uses; None: no need."""
        return None

    def event_datasets(self) -> tuple[str, ...]:
        """Return the dated ledgers whose rows the rule reads."""
        return ()

    def attributes(self) -> tuple[str, ...]:
        """Return the figures that the rule takes from the roster."""
        return ()
