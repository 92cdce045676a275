"""The ways in which a trial scores: readings, months, closed or not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from scoring.clauses.readings import find_used
from scoring.scheme import Scheme
from scoring.year import LENGTH

OPEN_MONTHS = (1, 6, LENGTH)
"""The as-of months of an open year that are scored."""


@dataclass(frozen=True)
class Round:
    """One scoring of some assessments under chosen readings."""

    choices: Mapping[str, str]
    assessments: tuple[str, ...]
    is_final: bool
    as_ofs: tuple[int, ...]

    @property
    def words(self) -> str:
        """Which readings are not the first option, and whether the year is closed."""
        return "年终结账" if self.is_final else ""


def list_rounds(scheme: Scheme) -> Iterator[Round]:
    """Yield the rounds: open and closed under the default readings, then every other option once.

    One round chooses the second option of every reading, the next the third, and so on: each
    option is tried in as few rounds as there are options. Assessments that do not depend on a
    reading are not scored again.
    """
    ids = tuple(one.id for one in scheme.assessments)
    yield Round(scheme.choices(), ids, is_final=False, as_ofs=OPEN_MONTHS)
    yield Round(scheme.choices(), ids, is_final=True, as_ofs=(LENGTH,))
    uses = {str(one["id"]): find_used(one) for one in scheme.notice.written}
    most = max((len(one.options) for one in scheme.interpretations), default=1)
    for number in range(1, most):
        chosen = {
            one.id: one.options[number].id
            for one in scheme.interpretations
            if number < len(one.options)
        }
        depending = tuple(one for one in ids if uses[one] & chosen.keys())
        choices = scheme.choices(chosen)
        yield Round(choices, depending, is_final=number % 2 == 0, as_ofs=(LENGTH,))
