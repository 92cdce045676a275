"""The ways in which a trial scores: readings, months, closed or not, all clauses or some."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from scoring.scheme import Scheme
from scoring.year import LENGTH
from warehouse.trial.pruning import list_depending, needs_all

OPEN_MONTHS = (1, 6, LENGTH)
"""The as-of months of an open year that are scored."""

Clauses = Mapping[str, Collection[str] | None]
"""Assessment → the clauses that are scored; None: all, with vetoes, ranks and grades."""


@dataclass(frozen=True)
class Round:
    """One scoring under chosen readings, of an open or a closed year."""

    choices: Mapping[str, str]
    clauses: Clauses
    is_final: bool

    @property
    def as_ofs(self) -> tuple[int, ...]:
        """The months as of which it scores."""
        return (LENGTH,) if self.is_final else OPEN_MONTHS

    @property
    def words(self) -> str:
        """What a refusal says of the round."""
        return "年终结账，" if self.is_final else ""


def list_rounds(scheme: Scheme) -> Iterator[Round]:
    """Yield rounds in which every clause is scored open and closed, and every option once.

    Two of them score everything: the open year under the default readings, and the closed year
    under the second option of each. The others score an open year under the second option, the
    third and so on: of the clauses that depend on such a reading, or of everything where a node,
    veto or grade depends on one that no earlier round has tried.
    """
    whole: Clauses = {one.id: None for one in scheme.assessments}
    yield Round(scheme.choices(), whole, is_final=False)
    yield Round(choose(scheme, 1), whole, is_final=True)
    most = max((len(one.options) for one in scheme.interpretations), default=1)
    for number in range(1, most):
        if some := _list_clauses(scheme, number):
            yield Round(choose(scheme, number), some, is_final=False)


def choose(scheme: Scheme, number: int) -> dict[str, str]:
    """Return the option of this number (from 0) of every reading that has so many."""
    chosen = {
        one.id: one.options[number].id
        for one in scheme.interpretations
        if number < len(one.options)
    }
    return scheme.choices(chosen)


def _list_clauses(scheme: Scheme, number: int) -> Clauses:
    """Return the clauses that depend on a reading with an option of this number."""
    readings = [one.id for one in scheme.interpretations if number < len(one.options)]
    found: dict[str, Collection[str] | None] = {}
    for written in scheme.notice.written:
        key = str(written["id"])
        if number > 1 and needs_all(written, readings):  # the second option has had its round
            found[key] = None
        elif ids := list_depending(written, readings):
            found[key] = ids
    return found
