"""Five pages on three stores: part of the demo, an empty store, a store with one unit."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from dashboard.navigation import PAGES
from tests.dashboard.one_unit import fill_one_unit
from tests.dashboard.pages.test_pages import TITLES
from tests.dashboard.seen import open_page, read_notes, read_tables, read_text
from warehouse.store import Store

JIANGXIAN, QIANYANG = "jiangxian-2021", "qianyang-2022"
FIVE = ["overview", "indicators", "veto", "calendar", "guide"]
ROLES = ["leader", "staff", "unit"]


@pytest.fixture(scope="module")
def one_unit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = fill_one_unit(tmp_path_factory.mktemp("one") / "home")
    yield store
    store.close()


@pytest.mark.parametrize("page", FIVE)
@pytest.mark.parametrize("scheme", [JIANGXIAN, QIANYANG])
def test_a_page_draws_on_a_part_of_the_demo(store: Store, page: str, scheme: str) -> None:
    test = open_page(store, page, scheme=scheme)
    assert test.title[0].value == TITLES.get((page, scheme), PAGES[page].title)


@pytest.mark.parametrize("page", FIVE)
@pytest.mark.parametrize("scheme", [JIANGXIAN, QIANYANG])
def test_a_page_draws_with_one_unit(one_unit: Store, page: str, scheme: str) -> None:
    test = open_page(one_unit, page, scheme=scheme)
    assert test.title[0].value == TITLES.get((page, scheme), PAGES[page].title)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("scheme", [JIANGXIAN, QIANYANG])
def test_every_role_has_a_first_page_with_one_unit(one_unit: Store, role: str, scheme: str) -> None:
    open_page(one_unit, "overview", scheme=scheme, role=role)


@pytest.mark.parametrize("page", ["overview", "indicators", "veto"])
@pytest.mark.parametrize("scheme", [JIANGXIAN, QIANYANG])
def test_on_an_empty_store_a_page_says_what_to_do_next(
    empty_store: Store, page: str, scheme: str
) -> None:
    test = open_page(empty_store, page, scheme=scheme)
    assert "请先上传每月报表" in read_text(test)
    assert not read_tables(test)


@pytest.mark.parametrize("page", ["calendar", "guide"])
def test_what_needs_no_data_is_there_from_the_start(empty_store: Store, page: str) -> None:
    test = open_page(empty_store, page, scheme=JIANGXIAN)
    assert "20日前" in read_text(test) + read_notes(test)


def test_the_office_sees_its_work_before_the_first_file(empty_store: Store) -> None:
    test = open_page(empty_store, "overview", scheme=JIANGXIAN, role="staff")
    assert "**2021年1月**：应报4份，已报0份" in read_text(test)
    assert "附件1 优化营商环境工作推进情况" in str(read_tables(test))
