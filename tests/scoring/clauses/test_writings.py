"""Different writings of one clause are one model; what ships loads in time, without floats."""

from __future__ import annotations

import time
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from scoring.clauses.faults import SchemeRefused
from scoring.clauses.figures import Score
from scoring.clauses.loading import load_notice
from scoring.clauses.notice import ChosenScheme
from scoring.clauses.numbers import format_number, to_number
from scoring.clauses.parts import Clause, Line
from scoring.clauses.roster import AssessedUnit
from scoring.frozen import Frozen
from tests.scoring.clauses.scheme_files import HERE, NAMES, load, parse, read_document
from tests.scoring.clauses.test_refusals import build

CASES: list[dict[str, Any]] = parse(HERE / "cases" / "writings.toml")["case"]


def read_clause(written: dict[str, Any]) -> Clause:
    """Return the first clause of a scheme with this one."""
    (assessment,) = load_notice(build({"clauses": [written]})).choose().assessments
    first = assessment.total.clauses[0]
    assert isinstance(first, Clause)
    return first


@pytest.mark.parametrize("case", CASES, ids=lambda one: str(one["claim"]))
def test_two_writings_are_one_clause(case: dict[str, Any]) -> None:
    """Defaults are filled in, short forms are written out."""
    assert read_clause(case["flat"]) == read_clause(case["same"])


@pytest.mark.parametrize("case", CASES, ids=lambda one: str(one["claim"]))
def test_every_parameter_may_depend_on_a_reading(case: dict[str, Any]) -> None:
    """One after the other: the option that gives the written value gives the same clause."""
    written = case["flat"]
    for key, value in written.items():
        if key == "id":
            continue
        open_key = {**written, key: {"by": "trial", "as_written": value, "again": value}}
        changes = {"clauses": [open_key], "readings": {"trial": ["as_written", "again"]}}
        notice = load_notice(build(changes))
        for option in ("as_written", "again"):
            clause = notice.choose({"trial": option}).assessments[0].total.clauses[0]
            assert clause == read_clause(written), key


def list_values(value: Any) -> Iterator[Any]:
    """Yield every plain value inside a model."""
    if isinstance(value, Frozen):
        for name in type(value).model_fields:
            yield from list_values(getattr(value, name))
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from list_values(inner)
    elif isinstance(value, tuple | list):
        for inner in value:
            yield from list_values(inner)
    else:
        yield value


@pytest.mark.parametrize("name", NAMES)
def test_a_scheme_loads_under_a_second_with_all_its_readings(name: str) -> None:
    """Every combination is checked at load, and each can be chosen."""
    document, units = read_document(name)
    spent = []
    for _ in range(3):  # the least of three: the machine may be doing something else meanwhile
        begun = time.thread_time()
        notice = load_notice(document, units)
        spent.append(time.thread_time() - begun)
    assert min(spent) < 1
    for choices in notice.combinations():
        assert set(notice.choose(choices).choices) == set(notice.complete())


@pytest.mark.parametrize("name", NAMES)
def test_a_chosen_scheme_holds_integers_and_ratios_only(name: str) -> None:
    """No float, no decimal and no open reading is left for an engine to see."""
    scheme = load(name).choose()
    values = list(list_values(scheme.assessments))
    assert not [one for one in values if isinstance(one, float | Decimal)]
    assert "by" not in values
    assert any(isinstance(one, Fraction) for one in values)


@pytest.mark.parametrize("name", NAMES)
def test_a_chosen_scheme_is_read_back_from_json(name: str) -> None:
    """So that a version of a scheme can be kept and compared."""
    scheme = load(name).choose()
    assert ChosenScheme.model_validate_json(scheme.model_dump_json(by_alias=True)) == scheme


def test_the_shipped_notices_have_as_many_combinations_as_before() -> None:
    """384 and 72: the product of their options."""
    assert len(load("jiangxian-2021").combinations()) == 384
    assert len(load("qianyang-2022").combinations()) == 72


@pytest.mark.parametrize("value", [0.5, True, None, [1], "a", "1e400", 10**13, "0.0000001"])
def test_what_is_no_decimal_is_no_number(value: object) -> None:
    """A float was rounded before it came here."""
    with pytest.raises(ValueError, match="允许"):
        to_number(value)


@pytest.mark.parametrize(
    ("written", "printed"),
    [("0.50", "0.5"), ("-0.05", "-0.05"), (3, "3"), (Decimal("12.5"), "12.5"), ("1E+2", "100")],
)
def test_a_number_is_printed_as_decimal_text(written: Any, printed: str) -> None:
    """Without trailing zeros."""
    assert format_number(to_number(written)) == printed


def test_a_ratio_without_end_is_printed_as_a_ratio() -> None:
    """7 points in 12 months."""
    assert format_number(Fraction(7, 12)) == "7/12"


def test_a_float_in_a_file_is_refused_with_its_key() -> None:
    """The reader of the file must parse decimals as text."""
    written = {"id": "1", "full": 5, "of": "年表.次数", "each": -0.5}
    with pytest.raises(SchemeRefused, match=r"each.*十进制数"):
        load_notice(build({"clauses": [written]}))


def test_choosing_an_unknown_option_is_an_error() -> None:
    """An administrator's choice names a reading and one of its options."""
    notice = load("lianyungang-12345")
    for wrong in ({"no_cases": "half"}, {"cases": "skip"}):
        with pytest.raises(KeyError):
            notice.choose(wrong)


def test_an_own_figure_may_change_within_the_year() -> None:
    """Written as steps [from month, value], each up to the next."""
    unit = AssessedUnit.model_validate(
        {"name": "甲镇", "kind": "镇", "own": {"任务": [[1, 10], [7, 20]]}}
    )
    first, second = unit.own["任务"]  # type: ignore[misc]
    assert (first.from_month, first.to_month, first.value) == (1, 6, 10)
    assert (second.from_month, second.to_month, second.value) == (7, 12, 20)
    assert unit.own_value("任务") is None


def test_a_score_that_no_clause_has_is_the_total_of_an_assessment() -> None:
    """A clause's id goes before an assessment's."""
    total = {"clauses": [{"id": "2", "full": 5, "mark": "年表.评定", "clause": "附件二"}]}
    document = build({"clauses": [{"id": "1", "full": 5, "of": {"score": "热线"}}]})
    document["assessment"] = [{"id": "热线", "total": total}]
    scheme = load_notice(document).choose()
    clause = scheme.assessment("1").total.clauses[0]
    assert isinstance(clause, Clause)
    line = clause.lines[0]
    assert isinstance(line, Line)
    assert line.figure == Score(assessment="热线")


def test_a_score_of_a_named_assessment_is_that_of_its_clause() -> None:
    """Also where the clause there and the assessment here have the same id."""
    inner = {"clauses": [{"id": "1", "full": 5, "mark": "年表.评定", "clause": "附件二"}]}
    score = {"assessment": "中间", "score": "1"}
    document = build({"clauses": [{"id": "2", "full": 5, "of": score}]})
    document["assessment"] = [{"id": "中间", "total": inner}]
    scheme = load_notice(document).choose()
    clause = scheme.assessment("1").total.clauses[0]
    assert isinstance(clause, Clause)
    line = clause.lines[0]
    assert isinstance(line, Line)
    assert line.figure == Score(score="1", assessment="中间")
