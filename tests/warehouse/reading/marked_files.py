"""The builders of marked files, one for each file format."""

from __future__ import annotations

from tests.warehouse.reading.marked_pages import make_html, make_ods, make_spreadsheet_xml
from tests.warehouse.reading.marked_workbooks import make_inline_xlsx, make_xls, make_xlsx

MAKERS = {
    "xlsx": make_xlsx,
    "inline": make_inline_xlsx,
    "xls": make_xls,
    "ods": make_ods,
    "html": make_html,
    "xml": make_spreadsheet_xml,
}
