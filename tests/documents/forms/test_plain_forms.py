"""Forms of a notice without a layout, and texts that look like formulas."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from random import Random

import openpyxl
import pytest

from documents.forms.form_workbook import draw_form
from documents.forms.naming import name_file, name_sheet
from documents.forms.plan import plan_form
from scoring.dataset import IDENTITY_SHEET
from tests.documents.forms.answers import answer_form
from tests.documents.forms.every_form import Case, find_case
from tests.documents.forms.filling import expect, fill, send_out
from tests.documents.forms.test_round_trip import list_read, read_here
from tests.repository import SCHEMES
from warehouse.home.opening import open_store
from warehouse.results.scheme_changes import install_schemes
from warehouse.schemes.scheme_files import load_scheme
from warehouse.store import Store

SCHEME = load_scheme(SCHEMES / "invented-2023")
FORMULA = "=HYPERLINK(1)"


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Yield a store with the invented scheme only."""
    store = open_store(tmp_path_factory.mktemp("invented") / "home", create=True)
    install_schemes(store, [SCHEME])
    yield store
    store.close()


@pytest.mark.parametrize("key", [dataset.key for dataset in SCHEME.datasets])
def test_a_form_without_a_layout_comes_back_as_it_was_filled(county: Store, key: str) -> None:
    case = Case(SCHEME, SCHEME.dataset(key), "2023-06")
    answers = answer_form(case, Random(3))
    reading = read_here(county, fill(case, send_out(county, case), answers))
    assert reading.findings == ()
    assert list_read(reading) == expect(case, answers)


def test_texts_stay_texts_whatever_they_start_with() -> None:
    case = find_case("qy_award")
    form = plan_form(case.scheme, case.dataset, case.month)
    columns = [
        replace(column, entry=column.entry and replace(column.entry, choices=(FORMULA,)))
        for column in form.columns
    ]
    odd = replace(form, title=FORMULA, annex=FORMULA, notes=(FORMULA,), columns=tuple(columns))
    book = openpyxl.load_workbook(BytesIO(draw_form(odd, FORMULA, datetime(2022, 6, 1))))
    found = [cell for sheet in book for row in sheet for cell in row if cell.value == FORMULA]
    assert {cell.parent.title for cell in found} == {form.name, IDENTITY_SHEET}
    assert len(found) == 5 and {cell.data_type for cell in found} == {"s"}


def test_a_title_with_a_slash_makes_a_name_that_can_be_saved() -> None:
    case = find_case("jx1_progress")
    dataset = case.dataset.model_copy(update={"title": "收/发文[登记]" + "表" * 40})
    assert name_sheet(dataset) == "收 发文 登记 " + "表" * 23
    assert "/" not in name_file(dataset, case.month)
