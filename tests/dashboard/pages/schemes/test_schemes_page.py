"""考核方案: the list, an empty store, an upload with faults, preview and publication, history."""

from __future__ import annotations

from io import BytesIO

import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

from scoring.scheme import Scheme
from tests.access import make_account
from tests.changed_schemes import Parts, change_scheme, list_clauses
from tests.dashboard.pages.schemes.county_pages import (
    fill_reason,
    list_downloads,
    open_view,
    press,
    read_all,
    write_files,
)
from tests.dashboard.seen import read_tables, run_page
from tests.dashboard.tables import pick_row
from tests.repository import SCHEMES
from tests.warehouse.editions.county import FIRST, SCHEME, issue
from warehouse.editions.sealing import Act
from warehouse.scheme_life.retiring import retire_scheme
from warehouse.schemes.differences.writing import say_the_same
from warehouse.schemes.scheme_files import load_scheme
from warehouse.schemes.scheme_list import NO_SCHEME, read_history
from warehouse.schemes.schemes import read_scheme
from warehouse.store import Store

pytestmark = pytest.mark.usefixtures("read_here")


@pytest.fixture(scope="module")
def scheme() -> Scheme:
    """Return the invented scheme as it is in force."""
    return load_scheme(SCHEMES / SCHEME)


@pytest.fixture(scope="module")
def dearer(scheme: Scheme) -> Scheme:
    """Return the scheme in which a missing percentage point costs two points instead of one."""

    def change(parts: Parts) -> None:
        list_clauses(parts, "1")[1]["lines"][0]["each"] = -2

    return change_scheme(scheme, change)


def upload(store: Store, name: str, content: bytes) -> AppTest:
    """Upload one file on the view for it."""
    test = open_view(store, "upload")
    test.file_uploader[0].upload(name, content).run()
    assert not test.exception, test.exception
    return test


def test_an_empty_store_says_how_to_begin(bare: Store) -> None:
    test = open_view(bare, "list")
    said = read_all(test)
    assert "从示例开始" in said and "从去年的方案开始" in said and "从空白的工作簿开始" in said
    assert list_downloads(test) == ["下载空白方案工作簿"]
    (rows,) = read_tables(test).values()
    assert {row[1] for row in rows} == {"可装入"} and len(rows) >= 8


def test_an_example_is_looked_at_and_loaded_with_a_reason(bare: Store) -> None:
    test = open_view(bare, "list")
    pick_row(test, "schemes", "lianyungang-12345")
    assert list_downloads(test)[1:] == ["下载工作簿", "下载文本"]
    test.toggle[0].set_value(True).run()
    assert "是新的方案，发布后为第1版" in read_all(test)
    press(test, "发布")
    assert "写明理由" in test.error[0].value
    fill_reason(test, "试用示例")
    press(test, "发布")
    assert "第1版" in test.success[0].value
    with bare.reader() as cursor:
        assert read_history(cursor, "lianyungang-12345")[0].reason == "试用示例"


def test_faults_are_shown_by_cell_and_nothing_can_be_published(
    county: Store, dearer: Scheme
) -> None:
    book = openpyxl.load_workbook(BytesIO(write_files(dearer)))
    page = book["指标"]
    headers = {cell.value: cell.column for cell in page[1]}
    row = next(n for n in range(2, 40) if page.cell(n, headers["满分"]).value)
    page.cell(row, headers["满分"]).value = "三十"
    buffer = BytesIO()
    book.save(buffer)
    test = upload(county, "方案.xlsx", buffer.getvalue())
    assert "处须改正，暂不能发布" in test.error[0].value
    fault = read_tables(test)["须改正的内容"][0]
    assert fault[:3] == ["指标", str(row), "满分"] and "三十" in fault[3]
    assert "下载标记副本" in list_downloads(test)
    assert not [one for one in test.button if one.label == "发布"]


def test_a_mended_workbook_counts_in_place_of_the_one_of_its_name(
    county: Store, dearer: Scheme
) -> None:
    test = open_view(county, "upload")
    slip, mended = b"PK no workbook", write_files(dearer)
    files = [("方案.xlsx", slip, "xlsx"), ("方案.xlsx", mended, "xlsx")]
    test.file_uploader[0].set_value(files).run()
    assert "没有错误" in test.success[0].value


def test_a_file_that_is_no_scheme_is_refused_in_a_sentence(county: Store) -> None:
    test = upload(county, "照片.xlsx", b"\x89PNG\r\n\x1a\n")
    assert len(test.error) == 1
    test = upload(county, "scheme.toml", b"id = ")
    assert {row[0] for row in read_tables(test)["须改正的内容"]} == {
        "scheme.toml", "forms.toml", "units.csv",
    }  # fmt: skip


def test_a_version_is_previewed_tried_and_published(county: Store, dearer: Scheme) -> None:
    test = upload(county, "方案.xlsx", write_files(dearer))
    version = county.version
    said = read_all(test)
    assert "没有错误" in said and "第1版改为第2版：改动1处" in said
    tables = read_tables(test)
    (change,) = tables["与现在使用的一版相比"]
    assert "扣2分" in change[2]
    months = tables["变动的月份：点击一行查看单位"]
    assert months[0][0] == "2023年1月" and months[0][2] > "0"
    test.run()
    assert county.version == version  # looking has changed nothing
    fill_reason(test, "会议纪要")
    press(test, "发布")
    assert "第2版，各月得分已重算" in test.success[0].value
    with county.reader() as cursor:
        assert read_history(cursor, SCHEME)[0].reason == "会议纪要"
        assert say_the_same(read_scheme(cursor, SCHEME), dearer)
    assert "没有改动" in read_all(test)


def test_sealed_months_are_named_and_changed_only_on_purpose(county: Store, dearer: Scheme) -> None:
    issue(county, FIRST)
    test = upload(county, "方案.xlsx", write_files(dearer))
    assert any("2023年1月已经封存" in one.value for one in test.warning)
    (button,) = [one for one in test.button if one.label == "发布"]
    assert button.disabled
    test.checkbox[0].set_value(True).run()
    fill_reason(test, "更正")
    press(test, "发布")
    assert "第2版" in test.success[0].value


def test_versions_are_listed_and_compared(county: Store, dearer: Scheme) -> None:
    test = upload(county, "方案.xlsx", write_files(dearer))
    fill_reason(test, "会议纪要")
    press(test, "发布")
    test = open_view(county, "list")
    pick_row(test, "schemes", SCHEME)
    assert [row[0] for row in read_tables(test)["历次版本：点击一行对照"]] == ["第2版", "第1版"]
    pick_row(test, f"versions:{SCHEME}", "2")
    (row,) = read_tables(test)["逐项对照"]
    assert row[:2] == ["指标", "改动"] and "扣1分" in row[3] and "扣2分" in row[4]


def test_a_scheme_is_retired_with_a_reason_and_taken_back(county: Store) -> None:
    test = open_view(county, "list")
    for label in ("停用", "恢复使用"):
        pick_row(test, "schemes", SCHEME)
        fill_reason(test, "机构改革")
        press(test, label)
        assert f"已{label}" in test.success[0].value


def test_a_retired_scheme_is_in_no_filter_and_opens_from_the_list(county: Store) -> None:
    retire_scheme(county, SCHEME, Act("li", "机构改革"))
    assert NO_SCHEME in read_all(run_page(county, "leaderboard"))
    test = open_view(county, "list")
    pick_row(test, "schemes", SCHEME)
    press(test, "查看它的排行榜")
    filters = [one for one in test.selectbox if one.label == "考核方案"]
    assert [one.value for one in filters] == [SCHEME]
    assert filters[0].options[0].endswith("（已停用）")
    assert read_tables(test), read_all(test)


def test_a_copy_of_the_next_year_is_offered(county: Store) -> None:
    test = open_view(county, "list")
    pick_row(test, "schemes", SCHEME)
    assert "年度2023改为2024" in read_all(test)
    test.toggle[0].set_value(True).run()
    assert "云溪县2024年" in read_all(test) and "是新的方案" in read_all(test)


def test_staff_see_and_try_but_change_nothing(county: Store) -> None:
    staff = make_account(county, "li", "staff")
    test = open_view(staff, "list")
    pick_row(test, "schemes", SCHEME)
    assert not [one for one in test.button if one.label in {"停用", "发布"}]
    assert not test.toggle
    assert "下载工作簿" in list_downloads(test)
    views = next(group for group in test.button_group if group.label == "视图")
    assert len(views.options) == 2
    leader = make_account(county, "wang", "leader")
    assert "没有访问本页面的权限" in read_all(run_page(leader, "schemes"))
