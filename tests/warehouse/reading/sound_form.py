"""One sound form, and what its readings are checked for."""

from __future__ import annotations

from typing import Any

from tests.warehouse.reading.schemes import read_bytes
from tests.warehouse.reading.workbooks import make_grid
from warehouse.reading.contract import Reading

GRID = make_grid(
    """
2021年5月份优化营商环境工作推进情况
@jx1
县财政局|√|3|2|1
县公安局|5月18日||√|1
"""
)


def read_form(content: bytes, name: str = "表.xlsx", **known: Any) -> Reading:
    """Read a file against the scheme of the form."""
    return read_bytes(content, name, "jiangxian-2021", **known)


def assert_whole(reading: Reading) -> None:
    """Check that the form was read completely, without errors and questions."""
    assert [f for f in reading.findings if f.severity != "warning"] == []
    (table,) = reading.tables
    assert (table.dataset, table.month) == ("jx1_progress", "2021-05")
    assert [(row.row, row.unit) for row in table.rows] == [(3, "县财政局"), (4, "县公安局")]
    assert table.rows[0].values["column_posts"] == "3"
    assert table.rows[1].values["ledger_filed"] == "2021-05-18"


def read_refusal(content: bytes, name: str = "表.xlsx") -> str:
    """Return the code of the one error for which a file is refused."""
    reading = read_form(content, name)
    assert not reading.tables
    (finding,) = reading.findings
    assert finding.severity == "error"
    return finding.code
