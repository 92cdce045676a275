"""A notice as a scheme: as written, with its readings open, and under chosen readings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from scoring.clauses.building import Builder
from scoring.clauses.decisions import Assessment
from scoring.clauses.faults import Refusal
from scoring.clauses.figures import Name
from scoring.clauses.forms import Form
from scoring.clauses.readings import Choices, OpenReading, find_used, list_combinations
from scoring.clauses.roster import AssessedUnit, OwnColumn
from scoring.frozen import Frozen
from scoring.year import SchemeYear

LANGUAGE = 1
"""The number of the language that this program writes; it reads all up to it."""


class Heading(Frozen):
    """What a scheme says besides its clauses."""

    language: Literal[1]
    id: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*$", max_length=48)]
    title: str = Field(min_length=1)
    short_title: str = ""
    document: str = ""
    region: str = ""
    year: int = Field(ge=2000, le=2100)
    first_month: int = Field(default=1, ge=1, le=12)
    starts_before: bool = False
    """Whether the year begins in the calendar year before."""
    readings: tuple[OpenReading, ...] = Field(default=(), alias="reading")
    forms: dict[Name, Form] = Field(default_factory=dict, alias="form")
    own: tuple[OwnColumn, ...] = ()
    units: tuple[AssessedUnit, ...] = Field(default=(), alias="unit")

    @property
    def calendar(self) -> SchemeYear:
        """The twelve months that the scheme assesses."""
        return SchemeYear(self.year, self.first_month, self.starts_before)

    def roster(self, assessment_id: str) -> tuple[AssessedUnit, ...]:
        """Return the units of an assessment, in roster order."""
        return tuple(
            unit for unit in self.units if not unit.assessments or assessment_id in unit.assessments
        )


class ChosenScheme(Frozen):
    """A scheme with one option chosen for each reading: what engine and twin read."""

    heading: Heading
    choices: dict[str, str]
    assessments: tuple[Assessment, ...]

    def assessment(self, assessment_id: str) -> Assessment:
        """Return the assessment with this id; KeyError if there is none."""
        return {one.id: one for one in self.assessments}[assessment_id]


@dataclass(frozen=True)
class Notice:
    """A scheme that loads under every combination of its readings."""

    heading: Heading
    written: tuple[Mapping[str, Any], ...]
    """The assessments as written, readings open."""
    builder: Builder = field(repr=False)
    warnings: tuple[Refusal, ...] = ()

    def complete(self, chosen: Choices | None = None) -> dict[str, str]:
        """Return the option of every reading: the chosen one, else the first; KeyError if none."""
        chosen = dict(chosen or {})
        choices = {one.id: chosen.pop(one.id, one.options[0].id) for one in self.heading.readings}
        wrong = [one.id for one in self.heading.readings if choices[one.id] not in one.names]
        if chosen or wrong:
            raise KeyError(*chosen, *wrong)
        return choices

    def choose(self, chosen: Choices | None = None) -> ChosenScheme:
        """Return the scheme under chosen readings, the first option where none is chosen."""
        choices = self.complete(chosen)
        return ChosenScheme.model_construct(
            heading=self.heading,
            choices=choices,
            assessments=tuple(self.builder.require(one, choices) for one in self.written),
        )

    def combinations(self) -> list[Choices]:
        """Return every combination of options, the defaults first."""
        readings = {one.id: one for one in self.heading.readings}
        return list_combinations(readings, find_used(list(self.written)))
