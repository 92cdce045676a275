"""Mistakes that people make are found when a scheme is checked, each at its place, all at once."""

from __future__ import annotations

from random import Random

import pytest

from tests.examples import seeds
from tests.warehouse.schemes.planting import MISTAKES, Mistake, is_told, plant
from warehouse.schemes.scheme_files import check_parts

TEN = [one for one in MISTAKES if one.get("ten")]


def test_the_scheme_itself_is_sound() -> None:
    checked = check_parts(plant([]))
    assert checked.scheme is not None, checked.refusals
    assert not checked.warnings


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda one: str(one["name"]))
def test_a_mistake_is_named_with_its_place(mistake: Mistake) -> None:
    """In one message, unless two sides contradict each other and each may be the wrong one.

    What may be meant, though it is odd, is a warning.
    """
    checked = check_parts(plant([mistake]))
    found = checked.warnings if "warns" in mistake else checked.refusals
    told = list(map(str, found))
    assert any(is_told(mistake, one) for one in found), told
    assert "warns" in mistake or len(told) == 1 or "several" in mistake, told
    assert all("（允许：" in one for one in told)


def test_ten_mistakes_are_named_in_one_pass() -> None:
    """And nothing that only follows from another one."""
    assert len(TEN) >= 10
    checked = check_parts(plant(TEN))
    told = list(map(str, checked.refusals))
    for mistake in TEN:
        assert any(is_told(mistake, one) for one in checked.refusals), (mistake["name"], told)
    assert len(told) == len(TEN), told


@pytest.mark.seeded
@pytest.mark.parametrize("seed", seeds(15))
def test_several_mistakes_at_once_never_break_the_check(seed: int) -> None:
    dice = Random(seed)
    several = dice.sample(MISTAKES, 5)
    try:
        parts = plant(several)
    except (KeyError, StopIteration, TypeError, IndexError, ValueError):
        return  # one of them has taken away the place of another
    assert check_parts(parts).refusals
