"""Random schemes: the formulas and the twin give every unit the same figures."""

from __future__ import annotations

from hypothesis import HealthCheck, Phase, assume, given
from hypothesis import strategies as st

from tests.documents.proof.against_twin import list_differences, prove_year
from tests.examples import examples
from tests.scoring.assessing.against_twin import MONTHS, load
from tests.twin.facts import Year
from tests.twin.random_schemes import Drawn, schemes
from tests.twin.tree import assessments

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]


@given(drawn=schemes(), month=st.sampled_from(MONTHS), is_final=st.booleans())
@examples(60, suppress_health_check=SLOW, phases=[Phase.explicit, Phase.generate])
def test_formulas_and_twin_agree(drawn: Drawn, month: int, is_final: bool) -> None:
    """Points, ranks, grades and every part's figures are the same."""
    notice = load(drawn)
    assume(notice is not None)
    assert notice is not None
    year = Year(drawn.document, drawn.known, month, is_final, drawn.choices)
    scheme = notice.choose(drawn.choices)
    for number, one in enumerate(assessments(year)):
        proof = prove_year(scheme, year, scheme.assessments[number].id, str(one["id"]))
        assert list(list_differences(proof, year, str(one["id"]))) == []
