"""A spreadsheet's doubles decide as exact fractions do, and where they cannot, the proof knows."""

from __future__ import annotations

from fractions import Fraction
from math import ceil as next_whole
from math import floor as whole
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.proof.borders import ceiling, exceeds, floor, half_up
from documents.proof.formulas import Formula, constant
from documents.proof.grids import Grid, make_columns
from documents.proof.writing import ProofFile
from tests.documents.recalculation import needs_office, open_values, recalculate
from tests.examples import examples

fractions = st.builds(Fraction, st.integers(-(10**7), 10**7), st.integers(1, 10**5))


def number(value: Fraction) -> Formula:
    return Formula("A1", value)


@examples(1000)
@given(fractions, st.integers(0, 4))
def test_half_up_is_as_by_hand(value: Fraction, decimals: int) -> None:
    unit = 10**decimals
    found = half_up(number(value), decimals)
    assert found.value == Fraction(whole(value * unit + Fraction(1, 2)), unit)


@examples(500)
@given(fractions)
def test_steps_are_whole_and_started_ones(value: Fraction) -> None:
    assert floor(number(value)).value == whole(value)
    assert ceiling(number(value)).value == next_whole(value)


@pytest.mark.parametrize("beside", [-1, 1])
def test_what_lies_beside_a_border_by_less_than_fifteen_digits_is_marked(beside: int) -> None:
    value = Fraction(125, 1000) + Fraction(beside, 10**12)
    assert half_up(number(value)).is_close
    assert exceeds(number(80 + Fraction(beside, 10**12)), 80).is_close
    assert floor(number(3 + Fraction(beside, 10**12))).is_close


@pytest.mark.parametrize("value", ["0.125", "2.675", "1.005", "80", "0"])
def test_what_lies_on_a_border_is_not_marked(value: str) -> None:
    assert not half_up(number(Fraction(value))).is_close
    assert not exceeds(number(Fraction(value)), Fraction(value)).is_close


def test_constants_are_computed_at_once() -> None:
    assert (constant(24) / 12).text == "2"
    assert (constant(Fraction(1, 2)) * 3 - 1).text == "0.5"


@needs_office
def test_libreoffice_decides_the_same(tmp_path: Path) -> None:
    """Shares of counts, every third of them exactly at a half, as rates × a price give them."""
    dice, expected = Random(5), []
    grid = Grid("数", make_columns("甲 乙 分 步 进"))
    for _ in range(1500):
        bottom = dice.choice((200, 800, dice.randint(1, 100_000)))
        top, price = dice.randint(0, bottom), dice.choice((5, 15, 30, Fraction(1, 2)))
        row = grid.add_row([top, bottom])
        share = price * grid.cell(row, "甲") / grid.cell(row, "乙")
        figures = [half_up(share), floor(100 * share), ceiling(100 * share)]
        for title, figure in zip("分步进", figures, strict=True):
            grid.put(row, title, figure)
        expected.append([None if one.is_close else float(one.value or 0) for one in figures])
    path = tmp_path / "shares.xlsx"
    ProofFile(path).write([grid], [])
    (computed,) = recalculate([path], tmp_path)
    for row, wanted in zip(open_values(computed)["数"].iter_rows(min_row=2), expected, strict=True):
        for cell, value in zip(row[2:], wanted, strict=True):
            assert value is None or cell.value == pytest.approx(value, abs=1e-9)
