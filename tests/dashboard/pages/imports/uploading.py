"""Files for the import page, faults put into them, and what the page shows."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import openpyxl
from streamlit.testing.v1 import AppTest

from dashboard.pages.imports.uploaded_file import Upload
from tests.dashboard.demo_home import read_demo_file
from tests.dashboard.seen import run_page
from warehouse.inbox.receiving import receive_file
from warehouse.store import Store

FORM, MONTH = "jx1_progress", "2021-07"
ODD = "○"
Change = Callable[[Any], None]


def open_imports(store: Store) -> AppTest:
    """Open the page."""
    return run_page(store, "imports")


def write_month(month: str = MONTH, change: Change | None = None) -> bytes:
    """Return a month of the demo's 附件1, changed cell by cell."""
    return change_demo(FORM, change, month)


def find_cell(page: Any, header: str, unit: int = 1) -> Any:
    """Return the cell of a unit (counted from 1) under a header."""
    for row in page.iter_rows():
        for cell in row:
            if isinstance(cell.value, str) and "".join(cell.value.split()) == header:
                return page.cell(cell.row + unit, cell.column)
    raise LookupError(header)


def put_error(page: Any) -> None:
    find_cell(page, "专栏信息发布情况").value = "-1"


def put_question(page: Any) -> None:
    for unit in (1, 2, 3):
        find_cell(page, "工作推进台账报送情况", unit).value = ODD


def rename_unit(page: Any) -> None:
    find_cell(page, "单位").value = "县某某中心"


def drop_column(page: Any) -> None:
    page.delete_cols(find_cell(page, "专栏信息发布情况").column)


def upload(test: AppTest, *files: tuple[str, bytes]) -> None:
    """Choose files, in this order."""
    for name, content in files:
        test.file_uploader[0].upload(name, content)
    test.run()
    assert not test.exception, test.exception


def hold(store: Store, name: str, content: bytes) -> Upload:
    """Return a file of the inbox as a session shows it, received without a page."""
    return Upload(receive_file(store, name, content).file)


def press(test: AppTest, label: str) -> None:
    """Press the button whose label contains this text."""
    next(button for button in test.button if label in button.label).click().run()
    assert not test.exception, test.exception


def read_html(test: AppTest) -> str:
    """Return what the page shows as HTML."""
    return "".join(part.proto.body for part in test.get("html"))


def read_all(test: AppTest) -> str:
    """Return the text of Streamlit's own elements."""
    shown = [*test.markdown, *test.caption, *test.info, *test.error, *test.warning, *test.success]
    return "\n".join(str(element.value).replace("\\", "") for element in shown)


def list_heads(test: AppTest) -> list[str]:
    """Return the line of each file, in the order shown."""
    return [
        expander.label.replace("\\", "") for expander in test.expander if "｜" in expander.label
    ]


def change_demo(form: str, change: Change | None, month: str = MONTH) -> bytes:
    _, content = read_demo_file(form, month)
    book = openpyxl.load_workbook(BytesIO(content))
    if change is not None:
        change(book.active)
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def drop_exposures(page: Any) -> None:
    page.delete_cols(find_cell(page, "曝光台").column)


def cut_unit(page: Any) -> None:
    page.delete_rows(find_cell(page, "单位").row)


def put_twos(page: Any) -> None:
    find_cell(page, "专栏信息发布情况").value = 2


def put_question_and_twos(page: Any) -> None:
    put_question(page)
    find_cell(page, "专栏信息发布情况", 4).value = 2
