"""Every form that the shipped schemes have, for a month in which it is due."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from documents.forms.plan import FormPlan, plan_form
from scoring.dataset import Dataset
from scoring.scheme import Scheme
from warehouse.schemes.scheme_files import load_shipped_schemes


class Case(NamedTuple):
    """One form of one month."""

    scheme: Scheme
    dataset: Dataset
    month: str

    @property
    def form(self) -> FormPlan:
        """The form as it is planned."""
        return plan_form(self.scheme, self.dataset, self.month)

    @property
    def has_roster(self) -> bool:
        """Whether the form lists its units."""
        return self.dataset.shape != "dated_ledger"


CASES = [
    Case(scheme, dataset, f"{scheme.year}-06")
    for scheme in load_shipped_schemes()
    for dataset in scheme.datasets
]

every_form = pytest.mark.parametrize("case", CASES, ids=[case.dataset.key for case in CASES])


def find_case(key: str, month: str | None = None) -> Case:
    """Return the form of a dataset, of another month if wanted."""
    case = next(case for case in CASES if case.dataset.key == key)
    return case._replace(month=month or case.month)
