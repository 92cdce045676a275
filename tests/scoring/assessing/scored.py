"""A scheme scored by the engine: every figure of every unit, as of each month."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import polars as pl

from scoring.assessing.clauses import Score
from scoring.assessing.facts import Facts
from scoring.assessing.grades import list_grades
from scoring.assessing.ledger_rows import KEYS, find_rows, sum_rows
from scoring.assessing.schemes import SchemeTerms
from scoring.assessing.scope import Length
from scoring.clauses.notice import ChosenScheme
from scoring.terms import by_columns, by_fractions
from scoring.terms.terms import Term

Figure = Fraction | bool | None
DECIMALS = 6
FLAG_ENDS = (".is_open", ".is_there", "|provisional")
SIDES = ("earned", "lost", "pending", "added", "is_open", "is_there")


@dataclass(frozen=True)
class Part:
    """A clause's or node's score of one unit as of one month."""

    full: Fraction | None
    earned: Fraction
    lost: Fraction
    pending: Fraction
    added: Fraction
    is_open: bool


class Scored:
    """The figures of a scheme, computed when they are asked for first."""

    def __init__(
        self,
        scheme: ChosenScheme,
        facts: Facts,
        *,
        is_final: bool = False,
        window: Length = "year",
    ) -> None:
        self.scheme, self.facts = scheme, facts
        self.terms = SchemeTerms(scheme, is_final=is_final, window=window)
        self._rows = {
            (unit, month): number
            for number, (unit, month) in enumerate(facts.frame.select("unit", "as_of").rows())
        }

    @cached_property
    def values(self) -> dict[str, list[Figure]]:
        """Every figure by name, a value per row of the frame."""
        named = self.list_terms()
        return by_fractions.evaluate(fill_frame(self.terms, self.facts), named)

    def list_column_faults(self) -> list[str]:
        """Return the figures that the evaluator by columns gives otherwise, to 6 decimals."""
        named = self.list_terms()
        outputs = {
            name: term if _is_flag(name) else (term, DECIMALS) for name, term in named.items()
        }
        flags = {name for name, one in outputs.items() if not isinstance(one, tuple)}
        found = by_columns.evaluate(fill_frame(self.terms, self.facts), outputs)
        faults = []
        for name, values in self.values.items():
            wanted = values if name in flags else [_count_in_millionths(one) for one in values]
            if found[name].to_list() != wanted:
                faults.append(f"{name}: columns {found[name].to_list()}, fractions {wanted}")
        return faults

    def list_terms(self) -> dict[str, Term]:
        """Return the terms of all figures by name."""
        named: dict[str, Term] = {}
        for assessment in self.scheme.assessments:
            name, outcome = assessment.id, self.terms.outcome(assessment.id)
            named |= {
                f"{name}|points": outcome.points,
                f"{name}|rank": outcome.rank,
                f"{name}|grade": outcome.grade,
                f"{name}|provisional": outcome.is_grade_provisional,
            }
            named |= _name_score(f"{name}|root", outcome.score)
            tree = self.terms.tree(name)
            for part in tree.list_ids():
                if part != "total":
                    named |= _name_score(f"{name}|part {part}", tree.get(part))
            for number, counted in enumerate(self.terms.consequences(name)):
                named[f"{name}|times {number}"] = counted.times
            for number, verdict in enumerate(outcome.verdicts):
                named[f"{name}|veto {number}"] = verdict.holds
                named[f"{name}|near {number}"] = verdict.warns
        return named

    def value(self, name: str, unit: str, month: int) -> Figure:
        """Return one figure."""
        return self.values[name][self._rows[unit, month]]

    def number(self, name: str, unit: str, month: int) -> Fraction | None:
        """Return one figure that is a number."""
        value = self.value(name, unit, month)
        return None if value is None else Fraction(value)

    def part(self, name: str, unit: str, month: int) -> Part | None:
        """Return the score of a part, e.g. `1|part 2.1`, `1|root`; None: it is not there."""

        def get(side: str) -> Fraction:
            found = self.number(f"{name}.{side}", unit, month)
            assert found is not None, f"{name}.{side} is not known"
            return found

        if self.value(f"{name}.is_there", unit, month) is not True:
            return None
        full = f"{name}.full"
        return Part(
            self.number(full, unit, month) if full in self.values else None,
            get("earned"),
            get("lost"),
            get("pending"),
            get("added"),
            is_open=self.value(f"{name}.is_open", unit, month) is True,
        )

    def grade(self, assessment_id: str, unit: str, month: int) -> str | None:
        """Return the name of a unit's grade."""
        number = self.number(f"{assessment_id}|grade", unit, month)
        assessment = self.scheme.assessment(assessment_id)
        names = list_grades(assessment, assessment.vetoes)
        return None if number is None else names[int(number)]

    def warnings(self, assessment_id: str, unit: str, month: int) -> list[str]:
        """Return the vetoes that are near."""
        vetoes = enumerate(self.scheme.assessment(assessment_id).vetoes)
        return [
            veto.name
            for number, veto in vetoes
            if self.value(f"{assessment_id}|near {number}", unit, month)
        ]


def _is_flag(name: str) -> bool:
    return name.endswith(FLAG_ENDS) or "|veto " in name or "|near " in name


def _count_in_millionths(value: Figure) -> int | None:
    if value is None:
        return None
    rounded = by_fractions.round_fraction(Fraction(value), DECIMALS, "half_up")
    return int(rounded * 10**DECIMALS)


def _name_score(name: str, score: Score) -> dict[str, Term]:
    named = {f"{name}.{side}": getattr(score, side) for side in SIDES}
    return named if score.full is None else {**named, f"{name}.full": score.full}


def fill_frame(terms: SchemeTerms, facts: Facts) -> pl.DataFrame:
    """Return the facts' frame with the sums of rows and the columns that terms read besides."""
    frame = facts.frame
    for name, counted in terms.desk.counted_rows.items():
        if facts.rows[counted.rows.form].is_empty():
            frame = frame.with_columns(pl.lit(0, pl.Int64).alias(name))
            continue
        sums = sum_rows(counted, find_rows(counted, facts, terms.desk.forms))
        frame = frame.join(sums, on=KEYS, how="left", maintain_order="left").with_columns(
            pl.col(name).fill_null(0)
        )
    return frame.with_columns(**terms.desk.prepared) if terms.desk.prepared else frame
