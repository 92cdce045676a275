"""Corners of Qianyang's scoring that examples.json leaves out, each worked by hand."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from . import qianyang
from .by_hand import figures, one_unit, sheet
from .facts import Facts, Sheet, Value
from .notices import FORMS, QIANYANG
from .score import score_scheme


def test_the_bonuses_add_up_to_20() -> None:
    """As the notice says."""
    assert sum(qianyang.BONUS_FULL.values()) == 20


def red_lights(*days: tuple[str, int | None]) -> Facts:
    """Make the red lights of 城关镇, as (ISO date, count)."""
    months: dict[str, Sheet] = {}
    columns = frozenset(FORMS[QIANYANG]["qy_veto"])
    for day, count in days:
        row = sheet(date=date.fromisoformat(day), unit="城关镇", item="红灯预警", count=count)
        old = months.get(day[:7], Sheet(columns, []))
        assert isinstance(old.rows, list)
        months[day[:7]] = Sheet(columns, [*old.rows, row])
    return {"qy_veto": months}


@pytest.mark.parametrize(
    ("days", "calendar", "rolling"),
    [
        # The same day a year before is outside (d - 1 year, d].
        ([("2021-03-05", 1), ("2022-03-05", 1)], "at risk", "at risk"),
        ([("2021-03-06", 1), ("2022-03-05", 1)], "at risk", "vetoed"),
        # No window ends in the year before, whatever stands in it.
        ([("2021-11-01", 2)], "clear", "clear"),
        ([("2022-05-01", 2)], "vetoed", "vetoed"),
        ([("2022-05-01", None), ("2022-05-01", None)], "vetoed", "vetoed"),
        ([("2022-01-01", 1), ("2022-12-31", 1)], "vetoed", "vetoed"),
    ],
)
def test_red_light_windows(days: list[tuple[str, int]], calendar: str, rolling: str) -> None:
    """V1a under both windows, and the units at risk."""
    found = []
    for window in ("calendar_year", "rolling_12_months"):
        rows = score_scheme(QIANYANG, red_lights(*days), 12, choices={"red_light_window": window})
        (row,) = (r for r in rows if r["unit"] == "城关镇")
        found.append("vetoed" if row["vetoes"] else "at risk" if row["at_risk"] else "clear")
    assert found == [calendar, rolling]


def test_a_later_warning_is_not_yet_seen() -> None:
    """As of October the November warning is not there."""
    facts = red_lights(("2022-03-01", 1), ("2022-11-01", 1))
    assert figures(facts, "城关镇", "1", "grade", as_of=10) == ["合格"]
    assert figures(facts, "城关镇", "1", "grade", as_of=11) == ["不合格(否决)"]


def test_only_red_lights_reach_into_the_year_before() -> None:
    """A criticism of the year before vetoes nothing."""
    facts = red_lights(("2021-12-01", 1))
    criticism = sheet(date=date(2021, 12, 1), unit="城关镇", item="市大数据局通报批评", count=None)
    facts["qy_veto"]["2021-12"] = Sheet(frozenset(criticism), [criticism])
    assert figures(facts, "城关镇", "1", "grade") == ["合格"]


def test_a_vetoed_unit_has_no_score_but_shows_its_evidence() -> None:
    """A row of the scores as JSON, whole; it is last, behind the 45 that share rank 1."""
    facts = red_lights(("2022-03-01", 1))
    named = sheet(date=date(2022, 4, 1), unit="城关镇", item="检查督查或媒体通报点名", count=None)
    facts["qy_veto"]["2022-04"] = Sheet(frozenset(named), [named])
    facts |= one_unit("城关镇", "qy_assessment", {12: sheet(highlights=Fraction(4))})
    row = score_scheme(QIANYANG, facts, 12)[-1]
    indicators = row.pop("indicators")
    assert indicators[0] == {
        "id": "K",
        "full": "100.00",
        "earned": "100.00",
        "lost": "0.00",
        "pending": "0.00",
    }
    assert indicators[1] == {"id": "B1", "full": "4.00", "earned": "4.00"}
    nothing = ("rank", "earned", "lost", "pending", "total", "rate", "key", "bonus")
    assert row == {
        **dict.fromkeys(nothing),
        "assessment": "1",
        "unit": "城关镇",
        "full": "100.00",
        "grade": "不合格(否决)",
        "grade_settled": True,
        "vetoes": ["V2a"],
        "at_risk": ["V1a"],
        "bonus_counted": False,
    }


def test_a_leap_day_has_a_day_a_year_before() -> None:
    """February 29 is held against February 28."""
    assert qianyang.a_year_before(date(2024, 2, 29)) == date(2023, 2, 28)
    assert qianyang.a_year_before(date(2024, 3, 1)) == date(2023, 3, 1)


def awards(*written: tuple[str, str, str]) -> Facts:
    """Make awards of 城关镇 in one month, as (item, matter, level)."""
    rows = [
        sheet(date=date(2022, 4, 2), unit="城关镇", item=item, matter=matter, level=level)
        for item, matter, level in written
    ]
    return {"qy_award": {"2022-04": Sheet(frozenset(FORMS[QIANYANG]["qy_award"]), rows)}}


def test_one_matter_written_twice_counts_once() -> None:
    """Full-width brackets, spaces and zero-width letters do not make another matter."""
    facts = awards(
        ("通报表彰", "一窗(试点)", "市"), ("通报表彰", "一 窗（试\u200b点）\u3000", "省")
    )
    assert figures(facts, "城关镇", "1", "B2", "B3") == ["2.00", "0.00"]


def test_the_highest_level_stands_whatever_comes_first() -> None:
    """省 before 市 is 2, as 市 before 省."""
    facts = awards(("通报表彰", "甲", "省"), ("通报表彰", "甲", "市"))
    assert figures(facts, "城关镇", "1", "B2") == ["2.00"]


def test_one_matter_counts_under_each_item() -> None:
    """The same matter as 通报表彰 and as 经验宣传 earns under both."""
    facts = awards(("通报表彰", "甲", "市"), ("经验宣传", "甲", "省"))
    assert figures(facts, "城关镇", "1", "B2", "B3") == ["1.00", "2.00"]


def information(*quarters: int) -> Facts:
    """Make quarters in which 城关镇 is second, behind 南寨镇."""
    columns = frozenset({"submitted", "adopted"})
    rows: dict[str, dict[str, Value]] = {
        "南寨镇": sheet(submitted=3, adopted=3),
        "城关镇": sheet(submitted=2, adopted=2),
    }
    return {"qy_information": {f"2022-{month:02d}": Sheet(columns, rows) for month in quarters}}


@pytest.mark.parametrize(
    ("option", "earned"),
    [("sum_capped", "3.00"), ("best_quarter", "2.00"), ("mean", "1.33")],
)
def test_the_year_of_the_quarters(option: str, earned: str) -> None:
    """2 + 2 and a quarter without 城关镇: 3 of 4 by the cap, 2, and 4 / 3."""
    facts = information(3, 6)
    columns = frozenset({"submitted", "adopted"})
    facts["qy_information"]["2022-09"] = Sheet(columns, {"南寨镇": sheet(submitted=1, adopted=1)})
    assert figures(facts, "城关镇", "1", "B4", choices={"information_year": option}) == [earned]


def test_the_volume_ranks_by_what_was_submitted() -> None:
    """城关镇 submits 9 and has 1 adopted: first by volume, second by adopted."""
    columns = frozenset({"submitted", "adopted"})
    rows: dict[str, dict[str, Value]] = {
        "南寨镇": sheet(submitted=3, adopted=3),
        "城关镇": sheet(submitted=9, adopted=1),
    }
    facts = {"qy_information": {"2022-03": Sheet(columns, rows)}}
    by_volume = {"information_rank": "volume"}
    assert figures(facts, "城关镇", "1", "B4") == ["2.00"]
    assert figures(facts, "城关镇", "1", "B4", choices=by_volume) == ["3.00"]


def test_a_quarter_counts_once_its_last_month_is_there() -> None:
    """As of May the second quarter does not count."""
    assert figures(information(3, 6), "城关镇", "1", "B4", as_of=5) == ["2.00"]


def test_leaders_with_one_side_missing() -> None:
    """Deputies alone; and a head alone."""
    deputies = sheet(leader_deputy_1=Fraction(2), leader_deputy_3=Fraction(1))
    choices = {"leader_evaluation": "head_half"}
    facts = one_unit("城关镇", "qy_assessment", {12: deputies})
    assert figures(facts, "城关镇", "1", "B5", choices=choices) == ["1.50"]
    facts = one_unit("城关镇", "qy_assessment", {12: sheet(leader_head=Fraction(3))})
    assert figures(facts, "城关镇", "1", "B5", choices=choices) == ["3.00"]


def test_attendance_of_two_months_is_capped() -> None:
    """Attended of June, required of December: 5 of 4 is 2 points, no more."""
    months = {6: sheet(meetings_attended=5), 12: sheet(meetings_required=4)}
    facts = one_unit("城关镇", "qy_assessment", months)
    assert figures(facts, "城关镇", "1", "B6", "B7") == ["2.00", "0.00"]
