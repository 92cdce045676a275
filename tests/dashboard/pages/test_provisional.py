"""While later data can change them, a grade is shown as provisional and a loss as lost for now."""

from __future__ import annotations

import csv
import io
import json
from argparse import Namespace

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.command_line.commands import ledger, scores
from dashboard.pages.unit.ledger_lines import LedgerContext
from dashboard.pages.unit.part_tree import list_contributions, read_parts
from dashboard.pages.unit.print_sheet import write_sheet
from dashboard.pages.unit.unit_charts import list_steps
from dashboard.runtime.current_store import set_current_store
from dashboard.shell.assessment_words import read_words
from dashboard.wall_screen.slides import ScreenView, build_slides
from documents.exports import gather_leaderboard, gather_scores
from tests.consoles import Recorder
from tests.dashboard.seen import open_page, read_tables
from tests.warehouse.files import land
from warehouse.results.scores import ScoreQuery, read_scores
from warehouse.schemes.schemes import read_scheme
from warehouse.store import Store
from warehouse.views import read_leaderboard, read_overview, read_unit_standing

SCHEME, MONTH = "jiangxian-2021", "2021-06"
QIANYANG, SEPTEMBER = "qianyang-2022", "2022-09"
UNIT = "县公安局"
BELOW_LINE, ABOVE_LINE = "目前低于合格线", "目前达到合格线"
SO_FAR = {BELOW_LINE, ABOVE_LINE}
FINAL_WORDS = {"合格", "不合格"}


ROWS = [
    {"unit": UNIT, "supervision_objects": "10", "supervision_actions": "0",
     "actions_recorded": "5", "coverage_rate": "40%", "information_posts": "1"},
    {"unit": "县财政局", "supervision_objects": "10", "supervision_actions": "10",
     "actions_recorded": "9", "coverage_rate": "90%", "information_posts": "1"},
]  # fmt: skip
"""A unit that cannot pass on the data reported, and a unit with the 80 points."""


@pytest.fixture
def graded(empty_store: Store, read_here: None) -> Store:
    """Return a store in which the figures of June are all that is known."""
    land(empty_store, SCHEME, "jx2_supervision", MONTH, ROWS)
    return empty_store


def run(store: Store, form: str, *, final: bool = False) -> str:
    """Return what `kaohe scores` prints of assessment 2."""
    console = Recorder()
    asked = Namespace(
        scheme=SCHEME, assessment="2", as_of=MONTH, final=final, set=[], known_at=None, format=form
    )
    assert scores.run(store, asked, console) == 0
    return console.written[0]


def test_the_published_object_says_which_grades_are_settled(graded: Store) -> None:
    open_year = read_scores(graded, SCHEME, MONTH)["units"]
    for unit in open_year:
        assert unit["grade_settled"] is (False if unit["assessment"] == "2" else None)
    assert {unit["grade"] for unit in open_year if unit["assessment"] == "2"} > FINAL_WORDS
    closed = read_scores(graded, SCHEME, MONTH, assessment="2", final=True)["units"]
    assert {unit["grade_settled"] for unit in closed} == {True}


def test_a_veto_is_settled_and_a_pass_is_not_before_the_year_ends(store: Store) -> None:
    units = read_scores(store, QIANYANG, SEPTEMBER)["units"]
    assert {(unit["grade"], unit["grade_settled"]) for unit in units} == {
        ("合格", False),
        ("不合格(否决)", True),
    }
    # In December too a month of a ledger that was never landed may still bring a veto.
    december = read_scores(store, QIANYANG, "2022-12")["units"]
    assert {(unit["grade"], unit["grade_settled"]) for unit in december} == {
        ("合格", False),
        ("不合格(否决)", True),
    }
    closed = read_scores(store, QIANYANG, "2022-12", final=True)["units"]
    assert {unit["grade_settled"] for unit in closed} == {True}


@pytest.mark.parametrize("form", ["json", "csv", "text"])
def test_the_command_tells_it_in_every_form(graded: Store, form: str) -> None:
    written = run(graded, form)
    if form == "json":
        assert {unit["grade_settled"] for unit in json.loads(written)["units"]} == {False}
    elif form == "csv":
        rows = list(csv.DictReader(io.StringIO(written)))
        assert {row["grade_settled"] for row in rows} == {"False"}
    else:
        assert BELOW_LINE in written and "其中暂失" in written
        assert not FINAL_WORDS & set(written.split())
        closed = run(graded, form, final=True)
        assert "不合格" in closed and not any(word in closed for word in (*SO_FAR, "暂失"))


def test_the_ledger_says_it_line_by_line_and_adds_no_key(graded: Store) -> None:
    for form, final in (("text", False), ("text", True), ("json", False)):
        console = Recorder()
        asked = Namespace(
            scheme=SCHEME, assessment="2", unit=UNIT, as_of=MONTH, final=final, set=[],
            known_at=None, format=form,
        )  # fmt: skip
        ledger.run(graded, asked, console)
        (written,) = console.written
        if form == "json":
            assert set(json.loads(written)[0]) == set(ledger.CSV_COLUMNS)
        else:
            words = set(written.split())
            assert ("暂失" in words) is not final
            assert "失分" in words or not final


def test_pages_and_exports_never_tell_an_open_grade_as_final(graded: Store) -> None:
    with graded.reader() as cursor:
        scheme = read_scheme(cursor, SCHEME)
        row = read_leaderboard(cursor, scheme, "2", MONTH).filter(unit=UNIT).row(0, named=True)
    texts = [
        {
            row[9]
            for row in read_tables(page(graded, "leaderboard"))["排行榜：点击单位查看得分明细"]
        },
        {
            row[1]
            for row in read_tables(page(graded, "veto"))["与分数线的差距：点击一行查看单位详情"]
        },
        {row["mark"] for row in build_slides(ScreenView(scheme, MONTH))[2]["rows"]},
    ]
    question = ScoreQuery(SCHEME, MONTH)
    with gather_leaderboard(graded, question, "2") as book:
        texts.append({str(cell) for row in book.sheets[0].rows for cell in row})
    with gather_scores(graded, question, "2") as book:
        texts.append({str(cell) for row in book.sheets[0].rows for cell in row})
    for words in texts:
        assert words & SO_FAR and not words & FINAL_WORDS
    metrics = {metric.label: metric.value for metric in page(graded, "unit", unit=UNIT).metric}
    assert metrics["等次"] in SO_FAR and "其中暂失" in metrics
    paper = write_sheet(LedgerContext(scheme, scheme.assessment("2"), UNIT, MONTH), row)
    assert "（暂失" in paper and f"<dd>{metrics['等次']}</dd>" in paper


def page(store: Store, name: str, **filters: str) -> AppTest:
    """Open a page at assessment 2 as of June."""
    return open_page(store, name, scheme=SCHEME, **filters, assessment="2", month=MONTH)


def test_what_may_come_back_is_a_step_of_its_own(graded: Store) -> None:
    set_current_store(graded)
    with graded.reader() as cursor:
        scheme = read_scheme(cursor, SCHEME)
        standing = read_unit_standing(cursor, scheme, "2", UNIT, MONTH)
        year_end = read_unit_standing(cursor, scheme, "1", "县财政局", "2021-12")
        row = read_leaderboard(cursor, scheme, "2", MONTH).filter(unit=UNIT).row(0, named=True)
    parts = list_contributions(read_parts(scheme, "2", UNIT, MONTH), "total")
    steps = list_steps(parts, row, read_words(scheme, "2"))
    named = {row["label"]: row["text"] for row in steps if row["step"] == "暂失"}
    assert named
    lost = {row["indicator"]: row for row in standing.iter_rows(named=True)}
    for label, text in named.items():
        assert label.endswith("（暂失）")
        assert text == f"−{lost[label.split()[0]]['provisional_lost']:.2f}"
    marks = year_end.filter(indicator="1.3").row(0, named=True)
    assert marks["provisional_lost"] == 0, "a missed month of a quota does not come back"


def test_only_settled_fails_are_counted_as_fails(graded: Store) -> None:
    with graded.reader() as cursor:
        scheme = read_scheme(cursor, SCHEME)
        board = read_leaderboard(cursor, scheme, "2", MONTH)
        counts = read_overview(cursor, scheme, MONTH).filter(assessment="2").row(0, named=True)
    below = board.filter(grade="不合格").height
    assert below > 0
    assert (counts["failing"], counts["below"]) == (0, below)
