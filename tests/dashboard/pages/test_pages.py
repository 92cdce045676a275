"""Every page on a filled and on an empty store, run as Streamlit runs it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.navigation import PAGES
from dashboard.runtime.current_store import set_current_store
from tests.dashboard.demo_home import read_demo_file
from tests.dashboard.seen import SCRIPT, run_page
from tests.dashboard.tables import pick_row
from warehouse.store import Store
from warehouse.views import read_batches

JIANGXIAN, QIANYANG = "jiangxian-2021", "qianyang-2022"
TITLES = {("veto", JIANGXIAN): "等次分数线", ("veto", QIANYANG): "单项否决"}
"""Pages that are called by what the scheme has."""
OF_THE_WHOLE_HOME = {"schemes", "imports", "record", "accounts", "me"}
"""Pages without a scheme filter."""


def read_all(test: AppTest) -> str:
    """Return all text that a page shows."""
    shown = [*test.markdown, *test.caption, *test.info, *test.error, *test.text, *test.subheader]
    return "\n".join(str(element.value) for element in shown)


@pytest.mark.parametrize("page", ["overview", "leaderboard", "veto", "unit"])
@pytest.mark.parametrize("scheme", [JIANGXIAN, QIANYANG])
def test_on_an_empty_store_a_page_says_what_to_do_next(
    empty_store: Store, page: str, scheme: str
) -> None:
    test = run_page(empty_store, page, scheme=scheme)
    assert "尚无数据" in read_all(test)
    assert not test.dataframe


def test_the_import_page_of_an_empty_store_invites_the_first_file(empty_store: Store) -> None:
    test = run_page(empty_store, "imports")
    assert "上传第一份报表" in read_all(test)


@pytest.mark.parametrize("page", list(PAGES))
@pytest.mark.parametrize("scheme", [JIANGXIAN, QIANYANG])
def test_every_page_draws_without_an_error(store: Store, page: str, scheme: str) -> None:
    filters = {} if page in OF_THE_WHOLE_HOME else {"scheme": scheme}
    test = run_page(store, page, **filters)
    assert not test.error
    assert test.title[0].value == TITLES.get((page, scheme), PAGES[page].title)


def test_a_page_opens_at_the_latest_month_reported(store: Store) -> None:
    assert run_page(store, "leaderboard").selectbox(key="month").value == "2021-06"
    assert run_page(store, "leaderboard", scheme=QIANYANG).selectbox(key="month").value == "2022-09"


def test_the_url_decides_what_is_shown(store: Store) -> None:
    set_current_store(store)
    test = AppTest.from_file(SCRIPT, default_timeout=60)
    test.query_params["scheme"] = "千阳 2022"
    test.query_params["month"] = "2022-06"
    test.run()
    assert test.selectbox(key="scheme").value == QIANYANG
    assert test.selectbox(key="month").value == "2022-06"


def test_an_unknown_filter_in_the_url_falls_back(store: Store) -> None:
    set_current_store(store)
    test = AppTest.from_file(SCRIPT, default_timeout=60)
    test.query_params["scheme"] = "<b>无</b>"
    test.query_params["month"] = "1999-13"
    test.run()
    assert not test.exception
    assert test.selectbox(key="month").value == "2021-06"


def upload(store: Store, month: str, change: Callable[[bytes], bytes] = bytes) -> AppTest:
    """Upload a month of 附件1 on the import page."""
    test = run_page(store, "imports")
    name, content = read_demo_file("jx1_progress", month)
    test.file_uploader[0].upload(name, change(content)).run()
    assert not test.exception
    return test


def press(test: AppTest, label: str) -> None:
    """Press the button with this label."""
    next(button for button in test.button if button.label == label).click().run()
    assert not test.exception


def test_an_upload_is_previewed_then_landed_once(store: Store) -> None:
    test = upload(store, "2021-07")
    assert "新增 26" in read_all(test)
    version = store.version
    press(test, "导入")
    assert "已导入为第10批" in test.success[0].value.replace("\\", "")
    assert store.version == version + 1
    test.run()  # a second click finds no button
    assert not [button for button in test.button if button.label == "导入"]


def test_a_file_that_is_no_table_is_refused_in_a_sentence(store: Store) -> None:
    test = upload(store, "2021-07", lambda _: b"\x89PNG\r\n\x1a\n")
    assert "错误" in read_all(test)
    assert not [button for button in test.button if button.label == "导入"]


def test_the_same_file_again_is_said_to_be_imported(store: Store) -> None:
    assert "已导入过" in read_all(upload(store, "2021-06"))


def test_a_batch_is_reverted_with_a_reason(store: Store) -> None:
    test = run_page(store, "imports")
    with store.reader() as cursor:
        newest = read_batches(cursor)["id"][0]
    pick_row(test, f"history:{store.version}", str(newest))
    press(test, "撤销")
    assert "理由" in test.error[0].value
    test.text_input[0].set_value("试")
    press(test, "撤销")
    with store.reader() as cursor:
        assert read_batches(cursor)["kind"][0] == "revert"


def test_a_bug_in_a_page_is_a_number_and_not_a_trace(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("secret")

    monkeypatch.setattr("dashboard.shell.page_frame.read_data_state", fail)
    test = run_page(store, "leaderboard")
    assert "编号" in test.error[0].value
    assert "secret" not in read_all(test)
