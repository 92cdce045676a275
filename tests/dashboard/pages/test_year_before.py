"""A veto ledger of the December before the scheme's year: landed, counted, shown, undone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import copy_home
from tests.dashboard.seen import open_page
from warehouse.home.opening import open_store
from warehouse.importing.import_file import ImportOptions, import_file, revert_batch
from warehouse.results.scheme_changes import choose
from warehouse.results.scores import read_scores
from warehouse.safekeeping.verification.verify import verify_store
from warehouse.store import Store
from warehouse.views import read_batches

SCHEME, UNIT = "qianyang-2022", "县公安局"
HEADER = "序号,日期,单位,否决事项,次数,依据\n"
DECEMBER = f"2021年12月单项否决台账\n{HEADER}1,2021-12-03,{UNIT},红灯预警,1,通报3号\n"
MAY = f"2022年5月单项否决台账\n{HEADER}1,2022-05-03,{UNIT},红灯预警,1,通报9号\n"
WINDOW = "red_light_window"
ROLLING = {WINDOW: "rolling_12_months"}
PAGES = ["overview", "calendar", "veto", "unit", "rules"]
OF_ALL_SCHEMES = ["imports", "record"]


@pytest.fixture(scope="module")
def two_ledgers(prepared_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Return an open store with the ledgers of 2021-12 and 2022-05."""
    store = open_store(copy_home(prepared_home, tmp_path_factory.mktemp("before") / "home"))
    for name, text in (("十二月.csv", DECEMBER), ("五月.csv", MAY)):
        report = import_file(store, name, text.encode(), ImportOptions(actor="tester"))
        assert report.state == "landed"
    yield store
    store.close()


def read_vetoes(store: Store, choices: dict[str, str] | None = None) -> list[str]:
    found = read_scores(store, SCHEME, "2022-05", choices=choices)
    return [veto for unit in found["units"] if unit["unit"] == UNIT for veto in unit["vetoes"]]


def test_the_year_before_counts_in_the_rolling_reading_alone(two_ledgers: Store) -> None:
    assert read_vetoes(two_ledgers) == []
    assert len(read_vetoes(two_ledgers, ROLLING)) == 1


@pytest.mark.parametrize("page", PAGES)
def test_a_page_draws_with_a_month_of_the_year_before(two_ledgers: Store, page: str) -> None:
    open_page(two_ledgers, page, scheme=SCHEME)


@pytest.mark.parametrize("page", OF_ALL_SCHEMES)
def test_a_page_of_all_schemes_draws_with_it(two_ledgers: Store, page: str) -> None:
    open_page(two_ledgers, page)


def test_the_history_lists_the_month_of_the_year_before(two_ledgers: Store) -> None:
    with two_ledgers.reader() as cursor:
        months = read_batches(cursor, SCHEME)["month"].to_list()
    assert months == ["2022-05", "2021-12"]


def test_it_is_counted_for_good_proven_and_undone(two_ledgers: Store) -> None:
    choose(two_ledgers, SCHEME, WINDOW, ROLLING[WINDOW], actor="tester", reason="按十二个月")
    assert len(read_vetoes(two_ledgers)) == 1
    assert not verify_store(two_ledgers).findings
    open_page(two_ledgers, "veto", scheme=SCHEME)
    revert_batch(two_ledgers, 1, actor="tester", reason="报错了月份")
    assert read_vetoes(two_ledgers) == []
    assert not verify_store(two_ledgers).findings
    open_page(two_ledgers, "calendar", scheme=SCHEME)
