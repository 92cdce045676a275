"""A changed fact moves the total and turns the verdict; hostile text stays text."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from documents.proof import save_proof
from tests.conftest import copy_home
from tests.documents.proof.asking import AGREED, STAMP
from tests.documents.recalculation import (
    find_differences,
    needs_office,
    open_values,
    read_values,
    recalculate,
)
from tests.landing import land_facts
from tests.years.sheets import Sheet, Value
from warehouse.home.opening import open_store
from warehouse.results.scores import ScoreQuery
from warehouse.store import Store

HOSTILE = '=HYPERLINK("http://example.org","x")'
JIANGXIAN, QIANYANG = "jiangxian-2021", "qianyang-2022"
UNIT = "县审计局"


@pytest.fixture(scope="module")
def county(prepared_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Yield a store with one deduction, for a hostile reason, and a month of posts; only read it.

    What a test tampers with is its own workbook.
    """
    store = open_store(copy_home(prepared_home, tmp_path_factory.mktemp("county") / "home"))
    deduction: dict[str, Value] = {
        "date": date(2022, 3, 1), "unit": UNIT, "subject": "信息报送", "points": Fraction(5, 2),
        "reason": HOSTILE, "document": "+1",
    }  # fmt: skip
    ledger = Sheet(frozenset(deduction) - {"unit"}, [deduction])
    land_facts(store, QIANYANG, {"qy_deduction": {"2022-03": ledger}})
    posts: dict[str, Value] = {"column_posts": 3, "ledger_filed": date(2021, 5, 20)}
    form = Sheet(frozenset(posts), {"县财政局": posts})
    land_facts(store, JIANGXIAN, {"jx1_progress": {"2021-05": form}})
    yield store
    store.close()


def prove(store: Store, scheme: str, as_of: str, folder: Path) -> Path:
    path = folder / f"{scheme}.xlsx"
    save_proof(store, ScoreQuery(scheme, as_of), "1", path, STAMP)
    return path


def find_row(sheet: Worksheet, *texts: str) -> int:
    """Return the row that holds some texts."""
    for row in sheet.iter_rows():
        if set(texts) <= {cell.value for cell in row}:
            return int(row[0].row or 0)
    raise AssertionError(texts)


def find_column(sheet: Worksheet, row: int, title: str) -> int:
    """Return the column under a title."""
    return [cell.value for cell in sheet[row]].index(title) + 1


def read_total(book: Workbook, unit: str, title: str) -> object:
    sheet = book["总分"]
    return sheet.cell(find_row(sheet, unit), find_column(sheet, 4, title)).value


@needs_office
@pytest.mark.parametrize(
    ("scheme", "as_of", "sheet", "place", "title", "value", "figure", "total"),
    [
        (QIANYANG, "2022-03", "台账", (UNIT, "信息报送"), "扣分", 4, ("总分", 97.5), 96),
        (JIANGXIAN, "2021-05", "事实", ("县财政局", "jx1_progress.column_posts"), "计分数值", 0,
         ("得分", 4), 1),
        (JIANGXIAN, "2021-05", "事实", ("县财政局", "jx1_progress.ledger_filed"), "报送日期", 44337,
         ("得分", 4), 3),
    ],
)  # fmt: skip
def test_a_changed_fact_changes_the_total_and_the_verdict(
    county: Store,
    tmp_path: Path,
    scheme: str,
    as_of: str,
    sheet: str,
    place: tuple[str, ...],
    title: str,
    value: int,
    figure: tuple[str, float],
    total: float,
) -> None:
    """3 posts give 2 + 2 × 0.5 and a filing on the 20th 1; on the 21st it gives nothing."""
    path = prove(county, scheme, as_of, tmp_path)
    column, before = figure
    assert read_total(open_values(path), place[0], column) == before
    assert read_values(path)["总分", "A2"] == AGREED
    book = openpyxl.load_workbook(path)
    facts = book[sheet]
    facts.cell(find_row(facts, *place), find_column(facts, 1, title)).value = value
    book.save(tmp_path / "changed.xlsx")
    (computed,) = recalculate([tmp_path / "changed.xlsx"], tmp_path)
    assert read_total(open_values(computed), place[0], column) == total
    verdict = str(read_values(computed)["总分", "A2"])
    assert verdict.startswith("有") and verdict.endswith("处不一致")


@needs_office
@pytest.mark.parametrize(("scheme", "as_of"), [(JIANGXIAN, "2021-03"), (QIANYANG, "2022-03")])
def test_a_year_without_data_is_proven_too(
    empty_store: Store, tmp_path: Path, scheme: str, as_of: str
) -> None:
    path = prove(empty_store, scheme, as_of, tmp_path)
    (computed,) = recalculate([path], tmp_path)
    assert find_differences(path, computed) == []
    assert read_values(computed)["总分", "A2"] == AGREED


@needs_office
def test_a_changed_stored_total_is_found_out(county: Store, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(prove(county, JIANGXIAN, "2021-05", tmp_path))
    totals = book["总分"]
    row = find_row(totals, "县财政局")
    totals.cell(row, find_column(totals, 4, "系统得分")).value = 99
    book.save(tmp_path / "changed.xlsx")
    (computed,) = recalculate([tmp_path / "changed.xlsx"], tmp_path)
    assert read_values(computed)["总分", "A2"] == "有1处不一致"


@needs_office
def test_a_hostile_reason_stays_text(county: Store, tmp_path: Path) -> None:
    path = prove(county, QIANYANG, "2022-03", tmp_path)
    (computed,) = recalculate([path], tmp_path)
    for workbook in (path, computed):
        sheet = openpyxl.load_workbook(workbook)["台账"]
        cell = sheet.cell(find_row(sheet, HOSTILE), find_column(sheet, 1, "扣分原因"))
        assert (cell.value, cell.data_type, cell.hyperlink) == (HOSTILE, "s", None)


def test_the_proof_names_its_scheme_and_its_author(county: Store, tmp_path: Path) -> None:
    about = dict(open_values(prove(county, JIANGXIAN, "2021-05", tmp_path))["说明"].values)
    assert about["截至"] == "2021年5月"
    assert about["导出人"] == "张三"
    assert about["导出时间"] == "2022-01-05 09:30（北京时间）"
    assert "口径：超额加分是否封顶" in about
