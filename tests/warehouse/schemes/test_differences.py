"""What differs between two schemes is said in sentences, every part once."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.changed_schemes import Parts, change_scheme, list_clauses
from tests.repository import SCHEMES
from warehouse.schemes.differences.change import Change
from warehouse.schemes.differences.compare import SAME_CONTENT, compare_schemes
from warehouse.schemes.scheme_files import load_scheme

SCHEME = load_scheme(SCHEMES / "invented-2023")


def compare(change: Callable[[Parts], object]) -> list[Change]:
    """Return what differs after a change of the invented scheme's parts."""
    return list(compare_schemes(SCHEME, change_scheme(SCHEME, change)))


def unit(parts: Parts, number: int) -> dict[str, object]:
    """Return a unit of the roster as written."""
    found: dict[str, object] = parts["units"][number]
    return found


def test_the_same_scheme_has_no_difference() -> None:
    assert compare_schemes(SCHEME, SCHEME) == ()


def test_a_full_mark_and_the_rule_are_named() -> None:
    def change(parts: Parts) -> None:
        tidy, posts = list_clauses(parts, "1")[3], list_clauses(parts, "1")[0]
        tidy["full"], posts["full"] = 15, 25
        parts["forms"]["yx_check"]["column"]["tidiness"]["maximum"] = 15
        posts["lines"][0]["full"] = 25

    found = compare(change)
    assert "考核1“日常工作”，指标1.4“办公秩序”：满分由“20”改为“15”。" in [
        one.sentence for one in found
    ]
    column = next(one for one in found if one.part == "column")
    assert (column.before, column.after) == ("20", "15")


def test_a_clause_comes_goes_and_is_renumbered() -> None:
    def change(parts: Parts) -> None:
        clauses = list_clauses(parts, "1")
        clauses[3]["id"] = "1.9"
        del clauses[1]
        clauses[0]["full"] = 50
        clauses[0]["lines"][0]["full"] = 50
        del parts["forms"]["yx_cases"]
        readings = parts["notice"]["reading"]
        parts["notice"]["reading"] = [one for one in readings if one["id"] != "percent_step"]

    said = [one.sentence for one in compare(change)]
    assert any(
        one.startswith("取消考核1“日常工作”，指标1.2“办结率”：原为：满分30分") for one in said
    )
    assert "考核1“日常工作”，指标1.9“办公秩序”：编号由“1.4”改为“1.9”。" in said
    assert any(one.startswith("取消报表“yx_cases”") for one in said)
    assert any(one.startswith("取消口径“不足1个百分点怎样扣”") for one in said)


def test_what_only_another_reading_shows_is_said_with_it() -> None:
    def change(parts: Parts) -> None:
        list_clauses(parts, "1")[0]["ceiling"] = {
            "by": "extra_points", "within_full": "full", "beyond_full": 22,
        }  # fmt: skip

    (found,) = compare(change)
    assert "计分（口径“多报是否封顶”选“可超过满分”）由" in found.sentence and "22" in found.sentence


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("kind", "street", "类别由“部门”改为“street”"),
        ("group", "一组", "分组由“无”改为“一组”"),
        ("from_month", 6, "参加的月份由“全年”改为“第6—12月”"),
        ("to_month", 5, "参加的月份由“全年”改为“第1—5月”"),
    ],
)
def test_every_property_of_a_unit_is_named(key: str, value: object, words: str) -> None:
    (found,) = compare(lambda parts: unit(parts, 0).update({key: value}))
    assert (found.part, found.kind) == ("unit", "changed") and words in found.sentence


def test_a_renamed_unit_is_no_other_unit() -> None:
    def change(parts: Parts) -> None:
        old = str(unit(parts, 1)["name"])
        unit(parts, 1).update(name="云溪县新局", aliases=[old])

    said = [one.sentence for one in compare(change)]
    assert said[0].startswith("单位“云溪县新局”：名称由“") and not any(
        one.startswith(("新增", "取消")) for one in said
    )


def test_another_order_is_said_as_that() -> None:
    def change(parts: Parts) -> None:
        parts["units"].reverse()

    assert [one.sentence for one in compare(change)] == [SAME_CONTENT]
