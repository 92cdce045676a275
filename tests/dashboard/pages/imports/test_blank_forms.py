"""发出表格 on the import page: which forms can be had for which month."""

from __future__ import annotations

from typing import Any

from streamlit.testing.v1 import AppTest

from tests.dashboard.pages.imports.uploading import open_imports
from warehouse.store import Store


def pick(test: AppTest, label: str, value: str) -> None:
    """Choose in a select box of the tab."""
    next(box for box in test.selectbox if box.label == label).set_value(value).run()
    assert not test.exception


def list_forms(test: AppTest) -> list[str]:
    """Return the forms that are offered."""
    return list(next(box for box in test.selectbox if box.label == "报表").options)


def list_buttons(test: AppTest) -> list[Any]:
    """Return the labels of the tab's two downloads."""
    return [
        button.proto.label
        for button in test.get("download_button")
        if "空白表" in button.proto.label or "全部" in button.proto.label
    ]


def test_a_form_of_the_quarter_is_offered_in_its_last_month_only(store: Store) -> None:
    test = open_imports(store)
    pick(test, "考核方案", "qianyang-2022")
    pick(test, "月份", "2022-05")
    assert "信息报送统计" not in list_forms(test)
    assert list_buttons(test) == ["下载这份空白表", "下载2022年5月的全部3份（zip）"]
    pick(test, "月份", "2022-06")
    assert "信息报送统计" in list_forms(test)
    assert list_buttons(test)[1] == "下载2022年6月的全部4份（zip）"


def test_check_sheets_are_offered_one_by_one(store: Store) -> None:
    test = open_imports(store)
    pick(test, "考核方案", "jiangxian-2021")
    assert "附件1 优化营商环境工作推进情况年度检查表" in list_forms(test)
    assert "全部5份" in list_buttons(test)[1]
