"""Random schemes: engine and twin give every unit the same figures, and they add up."""

from __future__ import annotations

import os
from collections import Counter
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from scoring.assessing.facts import Facts
from scoring.clauses.notice import ChosenScheme
from scoring.terms.wholes import TooLarge
from tests.examples import SEED, examples
from tests.scoring.assessing.against_twin import MONTHS, compare, load
from tests.scoring.assessing.known_facts import to_facts
from tests.scoring.assessing.scored import Part, Scored
from tests.twin.random_schemes import Drawn, schemes

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
PHASES = [Phase.explicit, Phase.generate]
"""A large scheme shrinks for many minutes; the difference itself names clause, unit and month."""

MANY = bool(SEED or os.environ.get("KAOHE_SOAK"))
"""Whether so many schemes are drawn that every word of the language is among them."""


def draw(few: int, many: int) -> settings:
    """Return the settings for few examples by default, and for many in a long run."""
    return examples(many if MANY else few, suppress_health_check=SLOW, phases=PHASES)


months = st.lists(st.sampled_from(MONTHS), min_size=2, max_size=2, unique=True)

SEEN: Counter[str] = Counter()
"""How often each word of the language stood in a scheme that was compared."""

WORDS = {
    "fit": ["scale", "complete", "equal_share"],
    "treat": ["full", "drop", "rescale", "equal_share", "mean_of_others"],
    "combine": ["mean", "sum", "best", "last", "mean_to_date"],
    "new_unit": ["own_months", "absent_full", "absent_missed"],
    "period": ["month", "quarter", "half"],
    "empty": ["pending", "full", "skip", "0", "90"],
    "effect": ["no_score", "no_rank", "last_place", "points", "none"],
    "read": ["sum", "latest", "mean", "tally", "month"],
    "steps": ["proportional", "whole", "started", "once"],
    "ties": ["competition", "dense", "mean", "none", "all"],
    "within": ["all", "group", "kind"],
    "place": ["highest", "lowest"],
    "best": ["highest", "lowest"],
    "join": ["mean", "highest"],
    "as": ["share", "percent", "span"],
    "base": ["1", "10000"],
    "take": ["highest", "lowest"],
    "mean": ["simple", "pooled"],
    "own_months": ["up", "down", "exact"],
    "edge": ["inclusive", "exclusive"],
    "share_of": ["group", "all", "over_line"],
    "barred_place": ["passes", "stays"],
    "by": ["score_rate"],
    "of": ["score_rate", "last_period"],
}
ALONE = [
    *("when", "times", "floor", "ceiling", "start", "own", "score", "assessment", "mark", "rows"),
    *("price", "highest_per", "within_months", "where", "together", "decimals", "due_day", "pace"),
    *(
        "plus",
        "weights",
        "trim_from",
        "out",
        "reversed",
        "zero_has_no_place",
        "not_vetoed",
        "first",
    ),
    *("last", "warn", "bars", "points", "consequence", "settled", "stand", "from_month", "share"),
    *("unit", "kind", "for", "earn", "round_period", "add_inside", "round", "decimals_shown"),
    *("then", "in_a_row", "period_full"),
]


def count_words(value: Any) -> Counter[str]:
    """Return how often each key, and each key with its word, stands in a document."""
    found: Counter[str] = Counter()
    if isinstance(value, dict):
        for key, inner in value.items():
            found[str(key)] += 1
            if isinstance(inner, str | int):
                found[f"{key}={inner}"] += 1
            found += count_words(inner)
    elif isinstance(value, list):
        for inner in value:
            found += count_words(inner)
    return found


@given(drawn=schemes(), some=months, is_final=st.booleans())
@draw(few=40, many=400)
def test_engine_and_twin_agree(drawn: Drawn, some: list[int], is_final: bool) -> None:
    """Points, ranks, grades, vetoes, consequences and every part's figures are the same."""
    notice = load(drawn)
    assume(notice is not None)
    assert notice is not None
    document = {key: one for key, one in drawn.document.items() if key != "form"}
    SEEN.update(count_words(document).keys())
    SEEN["dated roster"] += any(unit.first > 1 or unit.last < 12 for unit in drawn.known.units)
    assert list(compare(drawn, notice, months=some, is_final=is_final)) == []


@pytest.mark.skipif(not MANY, reason="few schemes do not hold every word")
def test_every_word_of_the_language_was_drawn() -> None:
    """The comparison above rests on all of them (it runs first, in this file's order)."""
    wanted = [f"{key}={word}" for key, words in WORDS.items() for word in words]
    missing = [one for one in [*wanted, *ALONE, "dated roster"] if not SEEN[one]]
    assert not SEEN or missing == []


def score(drawn: Drawn, *, is_final: bool) -> Scored:
    """Return a drawn scheme scored by the engine."""
    notice = load(drawn)
    assume(notice is not None)
    assert notice is not None
    scheme: ChosenScheme = notice.choose(drawn.choices)
    facts: Facts = to_facts(notice, drawn.known)
    return Scored(scheme, facts, is_final=is_final)


def check_sums(part: Part) -> None:
    """Check that every point of the full mark is in exactly one place."""
    assert part.lost >= 0
    assert part.pending >= 0
    if part.full is None:
        assert not any((part.earned, part.lost, part.pending))
    elif part.earned > part.full:
        assert not any((part.lost, part.pending))
    else:
        assert part.earned + part.lost + part.pending == part.full


@given(drawn=schemes(), is_final=st.booleans())
@draw(few=8, many=40)
def test_every_point_is_in_one_place(drawn: Drawn, is_final: bool) -> None:
    """earned + lost + pending = full for each clause and unit; over it both are 0."""
    scored = score(drawn, is_final=is_final)
    for assessment in scored.scheme.assessments:
        tree = scored.terms.tree(assessment.id)
        clauses = [one for one in tree.list_ids() if tree.is_clause(one)]
        for unit in drawn.known.units:
            for month in MONTHS:
                for name in clauses:
                    part = scored.part(f"{assessment.id}|part {name}", unit.name, month)
                    if part is not None:
                        check_sums(part)


@given(drawn=schemes())
@draw(few=6, many=30)
def test_the_order_of_units_and_rows_does_not_matter(drawn: Drawn) -> None:
    """A roster and a ledger turned round give every unit the same figures."""
    known = drawn.known
    turned = type(known)(known.units[::-1], known.cells, known.rows[::-1], known.reported)
    first, second = (
        score(drawn, is_final=False),
        score(Drawn(drawn.document, turned, drawn.choices), is_final=False),
    )
    for name in first.values:
        for unit in known.units:
            for month in (6, 12):
                assert first.value(name, unit.name, month) == second.value(name, unit.name, month)


@given(drawn=schemes(), is_final=st.booleans())
@draw(few=4, many=15)
def test_columns_and_fractions_agree(drawn: Drawn, is_final: bool) -> None:
    """Both evaluators give every figure of every unit and month alike."""
    scored = score(drawn, is_final=is_final)
    try:
        assert scored.list_column_faults() == []
    except TooLarge:  # every step is asked for, also such as no figure prints
        assume(condition=False)
