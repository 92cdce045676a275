"""通报: what is missing comes first, sentences can be changed, the file holds what is shown."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.navigation import page_file
from dashboard.pages.publishing.bulletin_draft import collect_shown
from dashboard.runtime.current_store import set_current_store
from tests.dashboard.one_unit import fill_one_unit
from tests.dashboard.seen import open_page, read_tables, read_text
from tests.repository import ROOT
from warehouse.schemes.schemes import read_scheme
from warehouse.store import Store

JIANGXIAN, QIANYANG = "jiangxian-2021", "qianyang-2022"


def list_fields(test: AppTest) -> dict[str, str]:
    """Return the sentences of the first section by what they are about."""
    return {field.label: str(field.value) for field in test.text_area[:3]}


def test_what_is_missing_is_said_before_anything_else(store: Store) -> None:
    test = open_page(store, "bulletin", scheme=JIANGXIAN, month="2021-06")
    said = test.warning[0].value.replace("\\", "")
    assert "印发前请核对" in said
    assert "附件3《“证照分离”改革全覆盖工作推进情况》：2021年5月、6月尚未报送。" in said


def test_the_sentences_are_filled_and_can_be_changed(store: Store) -> None:
    test = open_page(store, "bulletin", scheme=QIANYANG)
    fields = list_fields(test)
    assert fields["总体情况"].startswith("全县46个考核对象中，45个参加排名")
    test.text_area[0].set_value("换一种说法。").run()
    assert not test.exception
    assert list_fields(test)["总体情况"] == "换一种说法。"


def test_the_tables_are_shown_as_they_go_out(store: Store) -> None:
    test = open_page(store, "bulletin", scheme=JIANGXIAN, month="2021-06")
    tables = read_tables(test)
    assert len(tables["6月份优化营商环境工作推进情况"]) == 26
    assert tables["6月份优化营商环境工作推进情况"][0][0] == "县委编办"


def test_a_wrong_day_of_issue_is_said_and_left_open(store: Store) -> None:
    test = open_page(store, "bulletin", scheme=QIANYANG, issued_on="12月3日")
    assert "日期请写成" in read_text(test)


def test_only_the_chosen_parts_go_out(store: Store) -> None:
    test = open_page(store, "bulletin", scheme=JIANGXIAN, month="2021-06")
    test.multiselect(key=f"annexes:{JIANGXIAN}").set_value(["2"]).run()
    assert not test.exception
    headings = [heading.value.replace("\\", "") for heading in test.subheader]
    assert headings == ["“互联网+监管”工作推进情况"]


@pytest.mark.parametrize("scheme", [JIANGXIAN, QIANYANG])
def test_the_years_result_lists_every_unit_and_item(store: Store, scheme: str) -> None:
    test = open_page(store, "bulletin", scheme=scheme, view="year")
    tables = read_tables(test)
    assert len(tables) == (5 if scheme == JIANGXIAN else 1)
    assert all(row[1] for rows in tables.values() for row in rows)


@pytest.mark.parametrize("scheme", [JIANGXIAN, QIANYANG])
def test_the_page_draws_with_one_unit(tmp_path: Path, scheme: str) -> None:
    store = fill_one_unit(tmp_path / "home")
    test = open_page(store, "bulletin", scheme=scheme)
    test.get_by_key("view").set_value("year").run()  # type: ignore[union-attr]
    assert not test.exception and not test.error
    store.close()


def test_on_an_empty_store_the_page_says_what_to_do_next(empty_store: Store) -> None:
    test = open_page(empty_store, "bulletin", scheme=JIANGXIAN)
    assert "请先上传每月报表" in read_text(test)


def test_a_broken_template_is_said_with_file_and_line(store: Store) -> None:
    folder = store.home / "templates" / QIANYANG
    folder.mkdir(parents=True)
    (folder / "bulletin.toml").write_text("title = 1\n", "utf-8")
    set_current_store(store)
    test = AppTest.from_file(str(ROOT / "dashboard" / "app.py"))
    test.query_params["scheme"] = "千阳 2022"
    test.run(timeout=60)
    test.switch_page(page_file("bulletin")).run(timeout=60)
    said = test.error[0].value.replace("\\", "")
    assert f"templates/{QIANYANG}/bulletin.toml，第1行，title：应是文字" in said


def test_the_templates_in_force_can_be_taken_away(store: Store) -> None:
    test = open_page(store, "bulletin", scheme=QIANYANG)
    labels = [button.label for button in test.download_button]
    assert {"月通报的写法和表格", "年度结果的写法", "纸张、字体、字号"} <= set(labels)
    assert f"templates/{QIANYANG}/bulletin.toml" in read_text(test)


def test_facts_are_read_once_until_the_data_change(store: Store) -> None:
    set_current_store(store)
    with store.reader() as cursor:
        scheme = read_scheme(cursor, QIANYANG)
    first = collect_shown(scheme, "2022-09")
    assert collect_shown(scheme, "2022-09") is first
    with store.writer("load_scheme"):
        pass  # each transaction counts as a change
    assert collect_shown(scheme, "2022-09") is not first
