"""The expander that tells what a landing would do to ranks and grades."""

from __future__ import annotations

from tests.dashboard.pages.imports.uploading import open_imports, put_twos, upload, write_month
from tests.dashboard.seen import read_tables
from warehouse.store import Store

TITLE = "导入后的名次变动"


def test_ranks_before_and_after_are_shown_when_asked_for(store: Store) -> None:
    test = open_imports(store)
    upload(test, ("7月.xlsx", write_month(change=put_twos)))
    key = next(one.key or "" for one in test.expander if one.label == TITLE)
    assert not [name for name in read_tables(test) if "导入前" in name]
    test.session_state[key] = True
    test.run()
    assert not test.exception
    (rows,) = [rows for name, rows in read_tables(test).items() if "导入前" in name]
    assert any("→" in cell for row in rows for cell in row)
