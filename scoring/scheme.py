"""A scheme: one county's notice for one year as frozen, validated data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import product
from typing import Annotated, Any, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from scoring.dataset import Dataset
from scoring.frozen import Clause, Frozen, Key
from scoring.roster import Attribute, Unit
from scoring.rules import RULES, Rule, rule_model
from scoring.year import SchemeYear

SchemeId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*$", max_length=48)]
AssessmentId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]+$", max_length=16)]
Part = Literal["score", "veto", "key", "bonus"]
Choices = Mapping[str, str]
"""Interpretation id → id of the chosen option."""


class Option(Frozen):
    """One way to read an open clause."""

    id: Key
    label: str


class Interpretation(Frozen):
    """A clause that can be read in several ways; the first option is the default."""

    id: Key
    title: str
    why: str
    clause: Clause
    options: tuple[Option, ...] = Field(min_length=2)

    @property
    def default(self) -> str:
        """The option that applies until an administrator chooses another."""
        return self.options[0].id

    def option(self, option_id: str) -> Option:
        """Return the option with this id; KeyError if there is none."""
        for option in self.options:
            if option.id == option_id:
                return option
        raise KeyError(option_id)


class Indicator(Frozen):
    """One item of an assessment: its full points, rule, clause and provider."""

    id: str
    name: str
    full: Decimal = Field(ge=0, decimal_places=2)
    clause: Clause
    rule: str
    part: Part = "score"
    columns: dict[str, Any] = Field(default_factory=dict)
    parameters: dict[str, Any] = Field(default_factory=dict)
    provider: str | None = None

    @model_validator(mode="after")
    def _check_rule(self) -> Self:
        if self.rule not in RULES:
            raise ValueError(f"unknown rule {self.rule!r} (known: {_list_kinds()})")
        return self

    def interpretations(self) -> tuple[str, ...]:
        """Return the ids of the interpretations that the parameters depend on."""
        return tuple(
            dict.fromkeys(
                value["by"]
                for value in self.parameters.values()
                if isinstance(value, dict) and "by" in value
            )
        )

    def resolve(self, choices: Choices) -> Rule:
        """Return the rule with its parameters under the given choices; ValueError if invalid."""
        parameters = {
            name: resolve_parameter(value, choices) for name, value in self.parameters.items()
        }
        return rule_model(self.rule).model_validate({**self.columns, **parameters})


class PassMark(Frozen):
    """Grade 合格 once the total reaches the mark, 不合格 once it can no longer reach it."""

    kind: Literal["pass_mark"]
    pass_at: Decimal
    clause: Clause

    @property
    def lines(self) -> tuple[Decimal, ...]:
        """The points at which the grade changes."""
        return (self.pass_at,)


class VetoKeyBonus(Frozen):
    """Grade by vetoes, then key items by reverse deduction, then a bonus above a threshold."""

    kind: Literal["veto_key_bonus"]
    fail_below: Decimal
    bonus_above: Decimal
    bonus_full: Decimal = Field(ge=0)
    clause: Clause

    @property
    def lines(self) -> tuple[Decimal, ...]:
        """The points at which the grade changes, or the bonus starts to count."""
        return (self.fail_below, self.bonus_above)


class Assessment(Frozen):
    """One assessment of a scheme, with its indicators in the notice's order."""

    id: AssessmentId
    title: str
    full: Decimal
    clause: Clause
    units: int = Field(gt=0)
    """The number of units on the notice's roster."""
    grading: PassMark | VetoKeyBonus | None = Field(default=None, discriminator="kind")
    indicators: tuple[Indicator, ...] = Field(alias="indicator", min_length=1)

    @model_validator(mode="after")
    def _check_full(self) -> Self:
        ids = [indicator.id for indicator in self.indicators]
        if len(set(ids)) < len(ids):
            raise ValueError(f"assessment {self.id}: an indicator id stands twice")
        scored = sum((i.full for i in self.indicators if i.part in {"score", "key"}), Decimal())
        if scored != self.full:
            raise ValueError(
                f"assessment {self.id}: the indicators add up to {scored}, "
                f"the notice says {self.full}"
            )
        for line in self.grading.lines if self.grading else ():
            if not 0 < line <= self.full:
                raise ValueError(
                    f"assessment {self.id}: a grade at {line} points (allowed: above 0, "
                    f"up to {self.full})"
                )
        bonus = sum((i.full for i in self.indicators if i.part == "bonus"), Decimal())
        if isinstance(self.grading, VetoKeyBonus):
            if bonus > self.grading.bonus_full:
                raise ValueError(
                    f"assessment {self.id}: the bonuses add up to {bonus}, "
                    f"the notice says {self.grading.bonus_full}"
                )
        elif any(i.part != "score" for i in self.indicators):
            raise ValueError(f"assessment {self.id}: veto, key and bonus items need their grading")
        return self

    @property
    def has_bonus(self) -> bool:
        """Whether it is graded by vetoes, key items and a bonus."""
        return isinstance(self.grading, VetoKeyBonus)

    def indicator(self, indicator_id: str) -> Indicator:
        """Return the indicator with this id; KeyError if there is none."""
        for indicator in self.indicators:
            if indicator.id == indicator_id:
                return indicator
        raise KeyError(indicator_id)


class ObjectionTerm(Frozen):
    """The working days within which an objection must be answered."""

    working_days: int = Field(gt=0)
    clause: Clause


class Scheme(Frozen):
    """Everything that a notice says, ready for scoring."""

    id: SchemeId
    title: str
    short_title: str
    document: str
    region: str
    year: int = Field(ge=2000, le=2100)
    reference_mean: str | None = None
    """Caption of the mean over a unit's assessments; None shows no mean."""
    # Excluded when it is None, so that a scheme without a term keeps its version hash.
    objection: ObjectionTerm | None = Field(default=None, exclude_if=lambda term: term is None)
    attributes: tuple[Attribute, ...] = Field(default=(), alias="attribute")
    assessments: tuple[Assessment, ...] = Field(alias="assessment", min_length=1)
    interpretations: tuple[Interpretation, ...] = Field(default=(), alias="interpretation")
    datasets: tuple[Dataset, ...] = Field(alias="dataset", min_length=1)
    units: tuple[Unit, ...] = Field(alias="unit", min_length=1)

    @property
    def calendar(self) -> SchemeYear:
        """The twelve months that the scheme assesses."""
        return SchemeYear(self.year)

    def assessment(self, assessment_id: str) -> Assessment:
        """Return the assessment with this id; KeyError if there is none."""
        return {assessment.id: assessment for assessment in self.assessments}[assessment_id]

    def dataset(self, key: str) -> Dataset:
        """Return the dataset with this key; KeyError if there is none."""
        return {dataset.key: dataset for dataset in self.datasets}[key]

    def interpretation(self, interpretation_id: str) -> Interpretation:
        """Return the interpretation with this id; KeyError if there is none."""
        return {one.id: one for one in self.interpretations}[interpretation_id]

    def roster(self, assessment_id: str) -> tuple[Unit, ...]:
        """Return the units of an assessment, in roster order."""
        return tuple(unit for unit in self.units if assessment_id in unit.assessments)

    def choices(self, chosen: Choices | None = None) -> dict[str, str]:
        """Return every interpretation's option: the chosen one, else the default."""
        chosen = chosen or {}
        return {
            interpretation.id: chosen.get(interpretation.id, interpretation.default)
            for interpretation in self.interpretations
        }

    def rules(self, assessment: Assessment, choices: Choices) -> Iterator[tuple[Indicator, Rule]]:
        """Yield each indicator of an assessment with its rule under the given choices."""
        for indicator in assessment.indicators:
            yield indicator, indicator.resolve(choices)

    def variants(self, indicator: Indicator) -> Iterator[Rule]:
        """Yield the indicator's rule under every combination of the options it depends on."""
        ids = indicator.interpretations()
        options = [
            [option.id for option in self.interpretation(interpretation_id).options]
            for interpretation_id in ids
        ]
        for combination in product(*options):
            yield indicator.resolve(dict(zip(ids, combination, strict=True)))


def resolve_parameter(value: Any, choices: Choices) -> Any:
    """Return a parameter's value; `{by = "<interpretation>", …}` depends on the chosen option.

    The other keys are the values by option; without any, the option's id is the value itself.
    """
    if not (isinstance(value, dict) and "by" in value):
        return value
    option = choices[value["by"]]
    values = {key: by_option for key, by_option in value.items() if key != "by"}
    return values[option] if values else option


def _list_kinds() -> str:
    return ", ".join(sorted(RULES))
