"""Comparison with the month before: only what is decided in both months counts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from documents.bulletin.board_facts import Board, BoardItem, ItemScore, UnitScore
from documents.bulletin.board_figures import list_board_figures
from documents.bulletin.figures import UnitNamer
from documents.bulletin.movement import NO_MONTH_BEFORE, TIED, compare_boards
from documents.scheme_words import SchemeWords

FULL = "10.00"
NAMER = UnitNamer({}, 3, "附件1")


def make_unit(name: str, rank: int | None, *items: tuple[str, str]) -> UnitScore:
    """Make a unit of (lost, pending) pairs, one for each item of 10 points."""
    scores = tuple(
        ItemScore(str(at), FULL, "0.00", lost, pending)
        for at, (lost, pending) in enumerate(items, start=1)
    )
    return UnitScore(
        name, rank, None, "20.00", "0.00", "0.00", "0.00", "0.00", None, None, scores
    )  # fmt: skip


def make_board(*units: UnitScore, by_value: bool = True) -> Board:
    items = tuple(BoardItem(number, f"第{number}项", FULL, is_by_value=by_value) for number in "12")
    return Board(
        "1", "考核", "20.00", SchemeWords(), None, items, tuple(u.unit for u in units), units, ()
    )


def rank(*ranks: int) -> Board:
    """Make a board of decided items with these ranks."""
    items = (("1.00", "0.00"), ("1.00", "0.00"))
    return make_board(*(make_unit(f"单位{n}", rank, *items) for n, rank in enumerate(ranks)))


def test_points_lost_in_an_item_that_was_first_decided_are_no_change() -> None:
    before = make_board(make_unit("甲", 1, ("1.00", "0.00"), ("0.00", FULL)))
    now = make_board(make_unit("甲", 1, ("3.50", "0.00"), ("10.00", "0.00")))
    assert compare_boards(now, before, 5).units[0].lost_more == "2.50"


def test_ranks_are_not_compared_when_an_item_was_decided_for_some_units() -> None:
    decided, open_ = ("1.00", "0.00"), ("0.00", FULL)
    before = make_board(make_unit("甲", 1, decided, open_), make_unit("乙", 2, decided, open_))
    now = make_board(make_unit("乙", 1, decided, decided), make_unit("甲", 2, decided, open_))
    board = compare_boards(now, before, 5)
    assert board.no_comparison == "本月有首次评定的项目（第2项），名次不与上月比较"
    figures = list_board_figures(board, NAMER)
    assert (figures["上升单位"], figures["下降单位"]) == ("", "")
    assert (figures["上月"], figures["失分增加单位"]) == ("5月", "")


def test_an_item_without_own_values_is_decided_with_its_form() -> None:
    open_ = ("0.00", FULL)
    before = make_board(make_unit("甲", 1, open_, open_), by_value=False)
    now = make_board(make_unit("甲", 1, ("2.00", "8.00"), open_), by_value=False)
    board = compare_boards(now, before, 5)
    assert (board.no_comparison, board.units[0].lost_more) == ("", "2.00")
    unreported = replace(before, items=tuple(replace(o, is_reported=False) for o in before.items))
    assert compare_boards(now, unreported, 5).units[0].lost_more is None


def test_without_a_month_before_there_is_no_comparison() -> None:
    figures = list_board_figures(compare_boards(rank(1, 2), None, 0), NAMER)
    assert (figures["上月"], figures["比较说明"]) == ("", NO_MONTH_BEFORE)


@pytest.mark.parametrize(
    ("before", "now", "said"),
    [
        ((1, 2, 3, 4, 5, 6), (2, 1, 3, 4, 5, 6), ""),
        ((1, 1, 3, 4, 5, 6), (2, 1, 3, 4, 5, 6), ""),
        ((1, 1, 1, 4, 5, 6), (2, 1, 3, 4, 5, 6), TIED),
        ((2, 1, 3, 4, 5, 6), (1, 1, 1, 4, 5, 6), TIED),
        ((1, 1, 3, 3, 5, 6), (2, 1, 3, 4, 5, 6), TIED),
    ],
)
def test_ranks_of_which_more_than_a_third_are_tied_are_no_falls(
    before: tuple[int, ...], now: tuple[int, ...], said: str
) -> None:
    board = compare_boards(rank(*now), rank(*before), 5)
    assert board.no_comparison == said
    assert (list_board_figures(board, NAMER)["下降单位"] == "") == (said == TIED)


def test_of_many_units_that_lost_points_those_with_the_most_are_named() -> None:
    board = rank(1, 2, 3, 4, 5)
    more = ("0.00", "2.00", "1.00", "-1.00", "3.00")
    units = tuple(replace(u, lost_more=m) for u, m in zip(board.units, more, strict=True))
    figures = list_board_figures(replace(board, units=units), NAMER)
    assert (
        figures["失分增加单位"] == "单位4（增加3.00分）、单位1（增加2.00分）、单位2（增加1.00分）"
    )
    figures = list_board_figures(replace(board, units=units), replace(NAMER, most_named=2))
    assert figures["失分增加单位"] == (
        "3家单位，其中较多的是单位4（增加3.00分）、单位1（增加2.00分）"
    )
    tied = tuple(replace(u, lost_more="2.00") for u in units)
    figures = list_board_figures(replace(board, units=tied), NAMER)
    assert figures["失分增加单位"] == "5家单位，最多的增加2.00分"
