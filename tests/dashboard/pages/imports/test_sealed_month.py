"""A sealed month is told before anybody answers, accepts or types anything."""

from __future__ import annotations

import pytest

from tests.dashboard.pages.imports.uploading import (
    Change,
    cut_unit,
    list_heads,
    open_imports,
    press,
    put_error,
    put_question,
    read_all,
    read_html,
    upload,
    write_month,
)
from warehouse.editions.sealing import Act, seal_month, unseal_month
from warehouse.importing.import_file import ImportOptions, import_file
from warehouse.store import Store

SCHEME, MONTH = "jiangxian-2021", "2021-07"


@pytest.mark.parametrize("change", [None, put_question, cut_unit])
def test_a_sealed_month_asks_for_nothing_and_says_what_to_do(
    store: Store, change: Change | None
) -> None:
    seal_month(store, SCHEME, MONTH, Act("办公室"))
    test = open_imports(store)
    upload(test, ("7月.xlsx", write_month(change=change)))
    (head,) = list_heads(test)
    assert head.startswith("✗ 已封存，不能导入")
    assert "请管理员在“封存与更正”中解除封存" in read_all(test)
    assert not test.radio and not test.checkbox
    assert not [button for button in test.button if button.label in ("导入", "提交回答")]


def test_the_file_can_land_once_the_month_is_open_again(store: Store) -> None:
    seal_month(store, SCHEME, MONTH, Act("办公室"))
    test = open_imports(store)
    upload(test, ("7月.xlsx", write_month()), ("8月.xlsx", write_month("2021-08")))
    assert "✗ 已封存，不能导入" in read_html(test)
    assert not [button for button in test.button if "（2份）" in button.label]
    unseal_month(store, SCHEME, MONTH, Act("办公室", "更正"))
    test.run()
    press(test, "一并导入（2份）")
    assert all("已导入" in head for head in list_heads(test))


def test_errors_of_a_file_for_a_sealed_month_are_still_told_first(store: Store) -> None:
    seal_month(store, SCHEME, MONTH, Act("办公室"))
    test = open_imports(store)
    upload(test, ("7月.xlsx", write_month(change=put_error)))
    assert list_heads(test)[0].startswith("✗ 有错误")
    assert "已封存，不能导入" in read_all(test)


def test_a_command_is_told_too_before_it_lands(store: Store) -> None:
    seal_month(store, SCHEME, MONTH, Act("办公室"))
    options = ImportOptions(actor="office", dry_run=True)
    report = import_file(store, "7月.xlsx", write_month(), options)
    assert report.sealed == (MONTH,)
    assert any("2021年07月已封存，不能导入" in note for note in report.notes)
