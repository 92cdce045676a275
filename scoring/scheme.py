"""A scheme: one county's notice for one year with its forms and roster, ready for scoring."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from pydantic import Field

from scoring.clauses.faults import Refusal
from scoring.clauses.notice import ChosenScheme, Notice
from scoring.clauses.readings import OpenReading
from scoring.clauses.roster import AssessedUnit
from scoring.dataset import Dataset
from scoring.frozen import Clause, Frozen
from scoring.outline import AssessmentOutline
from scoring.outline_drawing import draw_outline
from scoring.year import SchemeYear

Choices = Mapping[str, str]
"""Interpretation id → id of the chosen option."""


class ObjectionTerm(Frozen):
    """The working days within which an objection must be answered."""

    working_days: int = Field(gt=0)
    clause: Clause


class Publishing(Frozen):
    """What a scheme says of how its figures are published, besides what scores."""

    reference_mean: str | None = None
    """Caption of the mean over a unit's assessments; None shows no mean."""
    objection: ObjectionTerm | None = None


@dataclass(frozen=True, eq=False)
class Scheme:
    """A notice that loads, with its forms; equal to another one of the same text."""

    notice: Notice = field(repr=False)
    publishing: Publishing
    datasets: tuple[Dataset, ...] = field(repr=False)
    text: str = field(repr=False)
    """The scheme as written, in canonical JSON (scoring/scheme_text.py)."""
    sha256: str
    """The digest of the text."""
    _chosen: dict[tuple[tuple[str, str], ...], ChosenScheme] = field(
        default_factory=dict, repr=False
    )

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Scheme) and other.sha256 == self.sha256

    def __hash__(self) -> int:
        return hash(self.sha256)

    @property
    def id(self) -> str:
        """Its id, e.g. `jiangxian-2021`."""
        return self.notice.heading.id

    @property
    def title(self) -> str:
        """Its full title."""
        return self.notice.heading.title

    @property
    def short_title(self) -> str:
        """Its title in menus; the full one where it has no shorter one."""
        return self.notice.heading.short_title or self.title

    @property
    def document(self) -> str:
        """The number of the notice (文号)."""
        return self.notice.heading.document

    @property
    def region(self) -> str:
        """The county or other region that is assessed."""
        return self.notice.heading.region

    @property
    def year(self) -> int:
        """The year that is assessed."""
        return self.notice.heading.year

    @property
    def first_month(self) -> int:
        """The calendar month with which the year begins."""
        return self.notice.heading.first_month

    @property
    def starts_before(self) -> bool:
        """Whether the year begins in the calendar year before."""
        return self.notice.heading.starts_before

    @property
    def language(self) -> int:
        """The number of the rule language that it is written in."""
        return self.notice.heading.language

    @property
    def reference_mean(self) -> str | None:
        """Caption of the mean over a unit's assessments; None shows no mean."""
        return self.publishing.reference_mean

    @property
    def objection(self) -> ObjectionTerm | None:
        """The term for answering objections, if the notice sets one."""
        return self.publishing.objection

    @property
    def interpretations(self) -> tuple[OpenReading, ...]:
        """The open clauses; the first option of each is the default."""
        return self.notice.heading.readings

    @property
    def warnings(self) -> tuple[Refusal, ...]:
        """What loading found odd, but not wrong."""
        return self.notice.warnings

    @cached_property
    def units(self) -> tuple[AssessedUnit, ...]:
        """The roster, each unit with the ids of its assessments."""
        every = tuple(str(one["id"]) for one in self.notice.written)
        return tuple(
            unit if unit.assessments else unit.model_copy(update={"assessments": every})
            for unit in self.notice.heading.units
        )

    @cached_property
    def assessments(self) -> tuple[AssessmentOutline, ...]:
        """Its assessments in outline, over all readings."""
        forms = [dataset.key for dataset in self.datasets]
        return tuple(
            draw_outline(self.notice, written, self.chosen, forms)
            for written in self.notice.written
        )

    @property
    def calendar(self) -> SchemeYear:
        """The twelve months that the scheme assesses."""
        return SchemeYear(self.year, self.first_month, self.starts_before)

    @cached_property
    def last_forms(self) -> tuple[str, ...]:
        """The forms of which a clause reads the year before (`last:form.column`)."""
        named = {ref.removeprefix(LAST).partition(".")[0] for ref in list_last(self.notice.written)}
        return tuple(dataset.key for dataset in self.datasets if dataset.key in named)

    def assessment(self, assessment_id: str) -> AssessmentOutline:
        """Return the assessment with this id; KeyError if there is none."""
        return {one.id: one for one in self.assessments}[assessment_id]

    def outline(self, assessment_id: str, choices: Choices) -> AssessmentOutline:
        """Return an assessment in outline under chosen options; KeyError as `choices`."""
        complete = self.choices(choices)
        forms = [dataset.key for dataset in self.datasets]
        written = {str(one["id"]): one for one in self.notice.written}[assessment_id]
        return draw_outline(self.notice, written, self.chosen, forms, complete)

    def dataset(self, key: str) -> Dataset:
        """Return the form with this key; KeyError if there is none."""
        return {dataset.key: dataset for dataset in self.datasets}[key]

    def interpretation(self, interpretation_id: str) -> OpenReading:
        """Return the interpretation with this id; KeyError if there is none."""
        return {one.id: one for one in self.interpretations}[interpretation_id]

    def roster(self, assessment_id: str) -> tuple[AssessedUnit, ...]:
        """Return the units of an assessment, in roster order."""
        return tuple(unit for unit in self.units if assessment_id in unit.assessments)

    def datasets_of(self, assessment_id: str, item_id: str | None = None) -> tuple[Dataset, ...]:
        """Return the forms that an assessment, or one item of it, reads under any readings."""
        keys = self.assessment(assessment_id).datasets_of(item_id)
        return tuple(self.dataset(key) for key in keys)

    def choices(self, chosen: Choices | None = None) -> dict[str, str]:
        """Return every interpretation's option: the chosen one, else the default.

        KeyError for an interpretation or an option that the scheme does not have.
        """
        return self.notice.complete(chosen)

    def chosen(self, choices: Choices | None = None) -> ChosenScheme:
        """Return the scheme under chosen options: what the engine reads; KeyError as `choices`."""
        complete = self.choices(choices)
        key = tuple(complete.items())
        if key not in self._chosen:
            if len(self._chosen) >= MOST_KEPT:  # a what-if may try every combination
                self._chosen.clear()
            self._chosen[key] = self.notice.choose(complete)
        return self._chosen[key]


LAST = "last:"
"""Begins a column of the year before."""


def list_last(written: Any) -> Iterator[str]:
    """Yield the columns of the year before that written assessments name, as keys or values."""
    if isinstance(written, Mapping):
        for key, inner in written.items():
            yield from list_last(key)
            yield from list_last(inner)
    elif isinstance(written, list | tuple):
        for inner in written:
            yield from list_last(inner)
    elif isinstance(written, str) and written.startswith(LAST):
        yield written


MOST_KEPT = 64
"""The chosen schemes that are kept; each takes some 100 kB."""
