"""Rows above units that name their group, in the scheme's own words."""

from __future__ import annotations

import pytest

from scoring.scheme_loading import load_scheme
from scoring.scheme_text import SchemeParts
from tests.files.fiscal_year import FORMS, NOTICE, write
from tests.files.landing_files import land
from warehouse.importing.import_file import ImportOptions, import_file
from warehouse.store import Store

pytestmark = pytest.mark.usefixtures("read_here")
UNITS = [
    {"name": "城关街道", "kind": "街道办", "group": "中心城区"},
    {"name": "市财政局", "kind": "单位", "group": "市直单位"},
    {"name": "市民政局", "kind": "单位", "group": "市直单位"},
]
SCHEME = load_scheme(SchemeParts(NOTICE, FORMS, UNITS))
HEAD = ("单位", "产值")


@pytest.mark.parametrize(
    ("first", "second"),
    [("街道办", "市直单位"), ("一、中心城区", "二、市直单位（2个）"), ("各街道办", "市直单位组")],
)
def test_a_row_that_names_a_group_is_no_unit(store: Store, first: str, second: str) -> None:
    rows = [(first, ""), ("城关街道", 1), (second, ""), ("市财政局", 2), ("市民政局", 3)]
    content = write("2022年6月年度统计表", HEAD, *rows)
    (batch,) = land(store, SCHEME, "a.csv", content).batches
    assert batch.rows == 3


def test_any_other_row_is_asked_for(store: Store) -> None:
    content = write("2022年6月年度统计表", HEAD, ("远郊片区", ""), ("城关街道", 1))
    options = ImportOptions("tester", SCHEME.id, accept_warnings=True)
    report = import_file(store, "a.csv", content, options)
    assert report.state == "questions"
