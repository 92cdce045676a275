"""What a person sees of a page: its texts, and its tables with their rows."""

from __future__ import annotations

import json
from typing import Any

from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from dashboard.navigation import DEFAULT
from dashboard.runtime.current_store import set_current_store
from dashboard.server.app_server import SCRIPT as SCRIPT_PATH
from warehouse.store import Store

SCRIPT = str(SCRIPT_PATH)


def open_page(store: Store, page: str, **filters: str | list[str]) -> AppTest:
    """Run a page under these filters; a page never raises and shows no error."""
    test = run_page(store, page, **filters)
    assert not test.error
    return test


def run_page(store: Store, page: str, **filters: str | list[str]) -> AppTest:
    """Run a page under these filters; a page never raises, and may say what is wrong.

    The page is chosen before the first run, so that the first page is not drawn for nothing.
    Before it `switch_page` would look for a page with the path of its file's name.
    """
    set_current_store(store)
    test = AppTest.from_file(SCRIPT, default_timeout=60)
    test._page_hash = calc_hash("" if page == DEFAULT else page)
    test.run()
    for key, value in filters.items():
        test.get_by_key(key).set_value(value).run()  # type: ignore[union-attr]
    assert not test.exception
    return test


def read_text(test: AppTest) -> str:
    """Return all text of a page that a person could read."""
    shown = [*test.title, *test.subheader, *test.markdown, *test.caption, *test.info, *test.text]
    return "\n".join(str(one.value) for one in shown)


def read_tables(test: AppTest) -> dict[str, list[list[Any]]]:
    """Return the rows of every table by its caption; of a matrix: the title, then the tiles."""
    found: dict[str, list[list[Any]]] = {}
    for one in test.get("bidi_component"):
        if not one.proto.bytes:
            continue  # no table: what follows the data, or a page to print
        told = json.loads(one.proto.bytes.decode().split("\n")[0])
        rows = told["rows"]
        if rows and isinstance(rows[0], dict):
            rows = [[row["title"], *(tile[0] for tile in row["tiles"])] for row in rows]
        found.setdefault(told["caption"], []).extend(rows)
    return found


def read_notes(test: AppTest) -> str:
    """Return the small print in the headings of every matrix's rows."""
    told = [
        json.loads(one.proto.bytes.decode().split("\n")[0])
        for one in test.get("bidi_component")
        if one.proto.bytes  # no table: what follows the data, or a page to print
    ]
    rows = [row for one in told for row in one["rows"] if isinstance(row, dict)]
    return "\n".join(row["note"] for row in rows)
