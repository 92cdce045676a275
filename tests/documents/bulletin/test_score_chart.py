"""The picture of a board: bars in rank order, parts end to end, the total as it is published."""

from __future__ import annotations

from collections.abc import Sequence

from documents.bulletin.draft import ScoreBar
from documents.bulletin.preparing import PreparedBulletin
from documents.bulletin.score_chart import HIGHEST, NARROWEST_STEP, draw_scores
from documents.charts.pictures import draw_png
from documents.charts.theme import Spec, to_spec

BARS = [
    ScoreBar("甲局", "98.50", "90.00", "8.50", "10.00", "0.00"),
    ScoreBar("乙局", "60.00", "60.00", "0.00", "40.00", "0.00"),
]


def draw_spec(bars: Sequence[ScoreBar], title: str) -> Spec:
    """Return the specification of the chart, checked against the schema."""
    return to_spec(draw_scores(bars, title), validate=True)


def test_the_parts_of_a_bar_stand_end_to_end() -> None:
    rows = [row for row in draw_spec(BARS, "分")["data"]["values"] if row["unit"] == "甲局"]
    ends = [(row["part"], row["low"], row["high"]) for row in rows if row["high"] > row["low"]]
    assert ends == [("得分", 0.0, 90.0), ("附加分", 90.0, 98.5), ("失分", 98.5, 108.5)]
    assert {row["total"] for row in rows} == {"98.50"}


def test_the_legend_names_only_what_is_there() -> None:
    colours = draw_spec(BARS, "分")["layer"][0]["encoding"]["color"]["scale"]["domain"]
    assert colours == ["得分", "附加分", "失分"]


def test_units_stand_in_rank_order() -> None:
    assert draw_spec(BARS, "分")["encoding"]["y"]["sort"] == ["甲局", "乙局"]


def test_a_long_board_still_fits_a_page() -> None:
    bars = [ScoreBar(f"单位{n}", "1.00", "1.00", "0.00", "0.00", "0.00") for n in range(70)]
    step = draw_spec(bars, "分")["height"]["step"]
    assert step >= NARROWEST_STEP and step * len(bars) <= HIGHEST


def test_a_picture_is_a_png_and_the_same_each_time() -> None:
    spec = draw_spec(BARS, "各单位得分构成")
    first = draw_png(spec)
    assert first.startswith(b"\x89PNG") and draw_png(spec) == first


def test_vetoed_units_have_no_bar(qianyang: PreparedBulletin) -> None:
    board = qianyang.bulletin.boards[0]
    bars = [bar.unit for bar in qianyang.draft.tables[0].bars]
    assert bars == [one.unit for one in board.units if not one.vetoes]
