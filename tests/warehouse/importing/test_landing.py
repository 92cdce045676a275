"""Landing a month: again, over another, without columns, under new names, and concurrently."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from tests.warehouse.files import land, offer, write_file
from tests.warehouse.walk import find_red_checks, query, read_ledger_bytes, read_state, revert
from warehouse.faults import Refused, StoreUnavailable
from warehouse.importing.import_file import ImportOptions, import_file
from warehouse.results.scores import read_ledger, read_scores
from warehouse.schemes.schemes import read_scheme
from warehouse.store import Store

SCHEME = "jiangxian-2021"
pytestmark = pytest.mark.usefixtures("read_here")
UNIT = "县财政局"
POSTS = [
    {"unit": UNIT, "column_posts": "2", "publicity_posts": "1", "ledger_filed": "√"},
    {"unit": "县民政局", "column_posts": "1", "publicity_posts": "3", "ledger_filed": "×"},
]
COLUMNS = ["ledger_filed", "column_posts", "publicity_posts", "trainings"]
SHORT = ["column_posts", "publicity_posts", "trainings"]


def read_indicator(store: Store, indicator: str, as_of: str = "2021-12") -> dict[str, str]:
    """Return one indicator of one unit."""
    for unit in read_scores(store, SCHEME, as_of, assessment="1")["units"]:
        if unit["unit"] == UNIT:
            return next(item for item in unit["indicators"] if item["id"] == indicator)
    raise AssertionError(indicator)


def find_evidence(store: Store, indicator: str) -> list[dict[str, Any]]:
    """Return the evidence of one indicator's earned and lost lines."""
    return [
        source
        for line in read_ledger(store, SCHEME, "1", UNIT, "2021-12")
        if line["indicator"] == indicator and line["kind"] in {"earned", "lost"}
        for source in line["evidence"]
    ]


def test_the_same_bytes_again_change_nothing(store: Store) -> None:
    land(store, SCHEME, "jx1_progress", "2021-12", POSTS)
    before, version = read_state(store), store.version
    report = offer(store, SCHEME, "jx1_progress", "2021-12", POSTS)
    assert (report.state, report.exit_code) == ("already_imported", 0)
    assert [batch.id for batch in report.batches] == [1]
    assert report.notes == ["这份文件已导入过（第1批），数据没有变化。"]
    assert read_state(store) == before and store.version == version


def test_the_same_bytes_land_again_where_they_were_replaced(store: Store) -> None:
    land(store, SCHEME, "jx1_progress", "2021-12", POSTS)
    first = read_ledger_bytes(store)
    land(store, SCHEME, "jx1_progress", "2021-12", POSTS[:1])
    report = land(store, SCHEME, "jx1_progress", "2021-12", POSTS)
    assert [(batch.id, batch.added, batch.changed) for batch in report.batches] == [(3, 1, 0)]
    assert query(store, "select count(*) from source_file") == [(2,)]
    scores = read_indicator(store, "1.4")
    revert(store, 3)
    revert(store, 2)
    assert read_ledger_bytes(store) == first and read_indicator(store, "1.4") == scores


def test_a_dry_run_shows_the_difference_and_lands_nothing(store: Store) -> None:
    land(store, SCHEME, "jx1_progress", "2021-12", POSTS)
    before = read_state(store)
    changed = [POSTS[0] | {"column_posts": "5"}]
    report = offer(store, SCHEME, "jx1_progress", "2021-12", changed, dry_run=True)
    counts = [(batch.id, batch.added, batch.changed, batch.removed) for batch in report.batches]
    assert (report.state, counts) == ("dry_run", [(None, 0, 1, 1)])
    cells = report.differences.select("unit", "column_key", "old", "new", "change").rows()
    assert (UNIT, "column_posts", "2", "5", "changed") in cells
    assert {cell[4] for cell in cells if cell[0] == "县民政局"} == {"removed"}
    assert read_state(store) == before


def test_warnings_wait_for_a_person_and_are_kept_with_the_batch(store: Store) -> None:
    report = offer(store, SCHEME, "jx1_progress", "2021-12", POSTS, accept_warnings=False)
    assert (report.state, report.exit_code) == ("warnings", 3)
    assert [warning.code for warning in report.warnings] == ["missing_units"]
    assert not query(store, "from batch")
    land(store, SCHEME, "jx1_progress", "2021-12", POSTS)
    assert "县委编办" in query(store, "select warnings from batch")[0][0]


def test_one_wrong_cell_keeps_the_whole_file_out(store: Store) -> None:
    before = read_state(store)
    wrong = [POSTS[0], POSTS[1] | {"column_posts": "2.5", "publicity_posts": "-1"}]
    report = offer(store, SCHEME, "jx1_progress", "2021-12", wrong)
    assert (report.state, report.exit_code) == ("errors", 1)
    assert [(error.row, error.column, error.found) for error in report.errors] == [
        (4, "column_posts", "2.5"),
        (4, "publicity_posts", "-1"),
    ]
    assert read_state(store) == before


def test_a_missing_column_is_asked_about_before_anything_lands(store: Store) -> None:
    land(store, SCHEME, "jx1_progress", "2021-12", POSTS, columns=COLUMNS)
    before = read_state(store)
    report = offer(store, SCHEME, "jx1_progress", "2021-12", POSTS, columns=SHORT)
    assert (report.state, report.exit_code) == ("questions", 3)
    (question,) = report.questions
    assert question.id == "missing_column:jx1_progress:2021-12:ledger_filed"
    assert question.options == ("keep", "clear")
    assert read_state(store) == before


def test_a_kept_column_keeps_its_values_and_its_evidence_in_the_old_file(store: Store) -> None:
    land(store, SCHEME, "jx1_progress", "2021-12", POSTS, columns=COLUMNS, name="first.xlsx")
    moved = [POSTS[1], POSTS[0] | {"column_posts": "9"}]
    answers = {"missing_column:jx1_progress:2021-12:ledger_filed": "keep"}
    land(
        store, SCHEME, "jx1_progress", "2021-12", moved,
        columns=SHORT, name="second.xlsx", answers=answers,
    )  # fmt: skip
    assert read_indicator(store, "1.3")["earned"] == "1.00"
    assert read_indicator(store, "1.4")["earned"] == "6.00"
    old = {"batch": 1, "file": "first.xlsx", "sheet": "Sheet1", "row": 3}
    new = {"batch": 2, "file": "second.xlsx", "sheet": "Sheet1", "row": 4}
    assert find_evidence(store, "1.3") == [old]
    assert find_evidence(store, "1.4") == [new, new] or find_evidence(store, "1.4") == [new]


def test_a_unit_that_only_the_old_file_has_keeps_its_kept_values(store: Store) -> None:
    land(store, SCHEME, "jx1_progress", "2021-12", POSTS, columns=COLUMNS)
    land(
        store, SCHEME, "jx1_progress", "2021-12", POSTS[1:],
        columns=SHORT, keep_missing_columns=True,
    )  # fmt: skip
    assert read_indicator(store, "1.3")["earned"] == "1.00"
    assert read_indicator(store, "1.4")["earned"] == "0.00"
    assert [source["row"] for source in find_evidence(store, "1.3")] == [3]
    assert not find_red_checks(store)


def test_a_column_kept_twice_still_points_to_where_it_came_from(store: Store) -> None:
    land(store, SCHEME, "jx1_progress", "2021-12", POSTS, columns=COLUMNS)
    for posts in ("3", "4"):
        rows = [POSTS[0] | {"column_posts": posts}]
        land(
            store, SCHEME, "jx1_progress", "2021-12", rows,
            columns=SHORT, keep_missing_columns=True,
        )  # fmt: skip
    assert [source["batch"] for source in find_evidence(store, "1.3")] == [1]
    assert read_indicator(store, "1.3")["earned"] == "1.00"


def test_a_cleared_column_is_unreported_and_its_points_are_pending(store: Store) -> None:
    land(store, SCHEME, "jx1_progress", "2021-12", POSTS, columns=COLUMNS)
    answers = {"missing_column:jx1_progress:2021-12:ledger_filed": "clear"}
    land(store, SCHEME, "jx1_progress", "2021-12", POSTS, columns=SHORT, answers=answers)
    assert read_indicator(store, "1.3") == {
        "id": "1.3", "full": "8.00", "earned": "0.00", "lost": "0.00", "pending": "8.00",
        "worst": "0.00", "best": "8.00", "settled": False,
    }  # fmt: skip


def test_an_optional_column_that_nothing_stands_for_is_not_asked_about(store: Store) -> None:
    rows = [{"unit": UNIT, "actions_recorded": "5"}]
    land(store, SCHEME, "jx2_supervision", "2021-12", rows)
    reported = query(store, "select column_key from batch_column order by 1")
    assert ("exposures",) not in reported and ("actions_recorded",) in reported


def test_a_name_that_was_explained_once_is_remembered(store: Store) -> None:
    rows = [{"unit": "县财政所", "column_posts": "2"}]
    asked = offer(store, SCHEME, "jx1_progress", "2021-11", rows)
    (question,) = asked.questions
    assert question.code == "unknown_unit" and question.id and UNIT in question.options
    assert not query(store, "from remembered_alias")
    land(store, SCHEME, "jx1_progress", "2021-11", rows, answers={question.id: UNIT}, actor="张科")
    assert query(
        store,
        "select written, unit_name, batch_id, actor from remembered_alias"
        " inner join unit using (unit_id)",
    ) == [("县财政所", UNIT, 1, "张科")]
    land(store, SCHEME, "jx1_progress", "2021-12", rows)
    assert read_indicator(store, "1.4")["earned"] == "5.00"


def test_an_alias_given_beforehand_is_remembered_too(store: Store) -> None:
    rows = [{"unit": "县财政所", "column_posts": "2"}]
    land(store, SCHEME, "jx1_progress", "2021-11", rows, aliases={"县财政所": UNIT})
    land(store, SCHEME, "jx1_progress", "2021-12", rows)


def test_nothing_is_remembered_of_a_file_that_did_not_land(store: Store) -> None:
    rows = [{"unit": "县财政所", "column_posts": "2.5"}]
    report = offer(store, SCHEME, "jx1_progress", "2021-12", rows, aliases={"县财政所": UNIT})
    assert report.state == "errors"
    assert not query(store, "from remembered_alias")


def test_a_preview_that_was_overtaken_is_refused(store: Store) -> None:
    shown = offer(store, SCHEME, "jx1_progress", "2021-12", POSTS, dry_run=True)
    assert shown.expected == {"jx1_progress:2021-12": 0}
    land(store, SCHEME, "jx1_progress", "2021-12", POSTS[:1])
    with pytest.raises(Refused, match="刚刚已被第1批更新，请重新预览"):
        land(store, SCHEME, "jx1_progress", "2021-12", POSTS, expected=shown.expected)
    assert query(store, "select batch_id from standing") == [(1,)]


def test_of_two_concurrent_landings_of_a_month_one_stands_and_one_is_refused(store: Store) -> None:
    with store.reader() as cursor:
        scheme = read_scheme(cursor, SCHEME)
    contents = [
        write_file(scheme, "jx1_progress", "2021-12", [POSTS[0] | {"column_posts": str(posts)}])
        for posts in (3, 4)
    ]
    both = threading.Barrier(2)
    outcomes: list[str] = []

    def go(content: bytes) -> None:
        options = ImportOptions(
            actor="tester",
            scheme=SCHEME,
            accept_warnings=True,
            expected={"jx1_progress:2021-12": 0},
        )
        both.wait()
        try:
            outcomes.append(import_file(store, "同时.xlsx", content, options).state)
        except Refused as refused:
            outcomes.append(str(refused))

    threads = [threading.Thread(target=go, args=(content,)) for content in contents]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert "landed" in outcomes and any("请重新预览" in text for text in outcomes), outcomes
    assert query(store, "select batch_id from standing") == [(1,)]
    assert query(store, "select count(*) from batch") == [(1,)]
    assert query(store, "select count(*) from audit_entry where action = 'land'") == [(1,)]
    assert not find_red_checks(store)


def test_an_original_that_cannot_be_kept_keeps_the_file_out(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    before = read_state(store)
    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises(StoreUnavailable, match="原始文件不能保存"):
        land(store, SCHEME, "jx1_progress", "2021-12", POSTS)
    monkeypatch.undo()
    assert read_state(store) == before
    assert not list((store.home / "originals").iterdir())
