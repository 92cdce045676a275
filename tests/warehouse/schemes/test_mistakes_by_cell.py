"""Mistakes in a scheme's workbook are told by sheet and row, all in one pass, and none lands."""

from __future__ import annotations

from random import Random

import pytest

from documents.scheme_book.writing import write_sheets
from tests.examples import seeds
from tests.repository import ROOT
from tests.warehouse.schemes.mistake_page import PAGE, write_page
from tests.warehouse.schemes.planting import (
    MISTAKES,
    TYPED,
    Mistake,
    is_in_cell,
    list_faults,
    type_into,
)
from warehouse.importing.scheme_books import read_sheets
from warehouse.scheme_life.checking import check_source
from warehouse.schemes.scheme_source import SchemeSource

ALL = [*MISTAKES, *TYPED]
TEN = [one for one in MISTAKES if one.get("ten")]
TEN_TYPED = [one for one in TYPED if one.get("ten")]


def test_there_are_sixty_and_no_name_twice() -> None:
    assert len({str(one["name"]) for one in ALL}) == len(ALL) >= 60


def test_the_workbook_itself_is_sound() -> None:
    assert list_faults(type_into([])) == []


@pytest.mark.parametrize("mistake", ALL, ids=lambda one: str(one["name"]))
def test_a_mistake_is_told_with_its_cell(mistake: Mistake) -> None:
    """One fault in the cell that is to be changed; several where two sides contradict."""
    faults = list_faults(type_into([mistake]))
    told = list(map(str, faults))
    assert any(is_in_cell(mistake, one) for one in faults), told
    assert len(told) == 1 or "several" in mistake or "warns" in mistake, told
    if "place" not in mistake:
        assert all(words in told[0] for words in mistake["says"]), told


@pytest.mark.usefixtures("read_here")
@pytest.mark.parametrize(
    "mistakes", [TEN, TEN_TYPED, [*TEN, *TEN_TYPED]], ids=["planted", "typed", "both"]
)
def test_ten_mistakes_of_a_real_workbook_are_told_in_one_pass(mistakes: list[Mistake]) -> None:
    """Through the file, as an upload; nothing is told that only follows from another one."""
    assert len(mistakes) >= 10
    sheets = type_into(mistakes)
    content = write_sheets(sheets)
    assert read_sheets(content).pages.keys() == sheets.pages.keys()
    checked = check_source(SchemeSource("方案.xlsx", {"方案.xlsx": content}))
    faults = [one.cell for one in checked.faults if one.cell]
    told = list(map(str, faults))
    assert checked.scheme is None
    for mistake in mistakes:
        assert any(is_in_cell(mistake, one) for one in faults), (mistake["name"], told)
    assert len(told) == len(mistakes), told


@pytest.mark.seeded
@pytest.mark.parametrize("seed", seeds(15))
def test_several_mistakes_are_all_told_and_nothing_that_follows(seed: int) -> None:
    """Where none takes away the place of another one."""
    several = Random(seed).sample([one for one in ALL if one.get("ten")], 4)
    faults = list_faults(type_into(several))
    told = list(map(str, faults))
    for mistake in several:
        assert any(is_in_cell(mistake, one) for one in faults), (mistake["name"], told)
    assert len(told) == len(several), told


def test_the_table_of_mistakes_is_up_to_date() -> None:
    """`python -m tests.warehouse.schemes.mistake_page` writes it again."""
    assert (ROOT / PAGE).read_text("utf-8") == write_page()
