"""The invented county's store, its scheme as files, and what the page 考核方案 is told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from documents.scheme_book.writing import write_book
from scoring.scheme import Scheme
from scoring.scheme_text import read_text
from tests.conftest import copy_home
from tests.dashboard.seen import run_page
from warehouse.access.people import host
from warehouse.home.opening import open_store
from warehouse.store import Store


@pytest.fixture
def county(county_home: Path, tmp_path: Path) -> Iterator[Store]:
    """Lend the invented county's store, bound to the host."""
    store = open_store(copy_home(county_home, tmp_path / "county"))
    yield store.bind_to(host("office"))
    store.close()


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[Store]:
    """Lend a store without any scheme."""
    store = open_store(tmp_path / "bare", create=True)
    yield store.bind_to(host("office"))
    store.close()


def open_view(store: Store, view: str) -> AppTest:
    """Open one view of the page."""
    return run_page(store, "schemes", view=view)


def write_files(scheme: Scheme) -> bytes:
    """Return the workbook of a scheme."""
    return write_book(read_text(scheme.text))


def press(test: AppTest, label: str) -> None:
    """Press the button with this label."""
    next(button for button in test.button if button.label == label).click().run()
    assert not test.exception, test.exception


def fill_reason(test: AppTest, text: str) -> None:
    """Fill in the last field for a reason."""
    [*_, field] = [one for one in test.text_input if one.label.startswith("理由")]
    field.set_value(text)


def list_downloads(test: AppTest) -> list[str]:
    """Return the labels of the download buttons."""
    return [one.proto.label for one in test.get("download_button")]


def read_all(test: AppTest) -> str:
    """Return the text of Streamlit's own elements."""
    shown = [*test.subheader, *test.markdown, *test.caption, *test.info, *test.error,
             *test.warning, *test.success]  # fmt: skip
    return "\n".join(str(one.value).replace("\\", "") for one in shown)
