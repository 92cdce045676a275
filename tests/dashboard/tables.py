"""What a browser would send back from a page's table."""

from __future__ import annotations

from typing import Any

from streamlit.testing.v1 import AppTest

from dashboard.widgets.table_data import PageTable


def pick_row(test: AppTest, key: str, row: str) -> None:
    """Click a row of a table, told by its id."""
    test.session_state[key] = {"picked": row}
    test.run()
    assert not test.exception


def view_all(table: PageTable) -> dict[str, Any]:
    """Return what a browser tells of a table that nobody has touched."""
    return {
        "ids": list(table.ids),
        "columns": [one.title for one in table.headings if not one.hidden],
        "search": "",
        "sort": None,
    }
