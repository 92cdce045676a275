"""The demo year of both counties, computed again by LibreOffice from the facts to the totals."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import openpyxl
import pytest
from openpyxl import Workbook
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
from warehouse.home.opening import open_store
from warehouse.results.scores import ScoreQuery, read_scores
from warehouse.store import Store

Case = tuple[str, str, str, bool]
"""Scheme, assessment, month, whether the year is closed."""

JIANGXIAN, QIANYANG = "jiangxian-2021", "qianyang-2022"
OPEN_AND_CLOSED = (("06", False), ("12", True))
ALL_CASES = [
    *(
        (JIANGXIAN, assessment, month, final)
        for assessment in "12345"
        for month, final in OPEN_AND_CLOSED
    ),
    (JIANGXIAN, "2", "11", False),
    *((QIANYANG, "1", month, final) for month, final in (*OPEN_AND_CLOSED, ("11", False))),
]
FEW_CASES = [
    *((JIANGXIAN, id_, "12", True) for id_ in "12345"),
    (JIANGXIAN, "4", "06", False),
    (QIANYANG, "1", "11", False),
]
CASES = ALL_CASES if os.environ.get("KAOHE_SOAK") else FEW_CASES

KNOWN_TO_ALL = {
    "AND", "AVERAGE", "COUNT", "COUNTIFS", "DATE", "EDATE", "IF", "INT", "ISNUMBER", "MATCH", "MAX",
    "MIN", "NOT", "OR", "ROUND", "SUM", "SUMIFS", "SUMPRODUCT",
}  # fmt: skip
"""Functions that Excel 2010, WPS and LibreOffice all have."""
LONGEST_FORMULA = 8192


@pytest.fixture(scope="module")
def demo(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Yield the demo year."""
    store = open_store(copy_home(demo_home, tmp_path_factory.mktemp("proof") / "home"))
    yield store
    store.close()


@pytest.fixture(scope="module")
def write(demo: Store, tmp_path_factory: pytest.TempPathFactory) -> Callable[[Case], Path]:
    """Return a function that writes the proof of a case once for all tests of this file."""
    folder = tmp_path_factory.mktemp("written")

    @cache
    def write_proof(case: Case) -> Path:
        scheme, assessment, month, final = case
        path = folder / f"{scheme}-{assessment}-{month}-{final}.xlsx"
        save_proof(
            demo, ScoreQuery(scheme, f"{scheme[-4:]}-{month}", final), assessment, path, STAMP
        )
        return path

    return write_proof


@needs_office
def test_libreoffice_computes_every_cell_as_it_was_written(
    write: Callable[[Case], Path], tmp_path: Path
) -> None:
    proofs = [write(case) for case in CASES]
    for path, computed in zip(proofs, recalculate(proofs, tmp_path / "computed"), strict=True):
        assert find_differences(path, computed) == [], path.name
        assert read_values(computed)["总分", "A2"] == AGREED


@pytest.mark.parametrize("case", CASES, ids=lambda case: "-".join(map(str, case)))
def test_totals_formulas_and_facts_are_as_they_should_be(
    demo: Store, case: Case, write: Callable[[Case], Path]
) -> None:
    """These checks share a test, because writing a proof takes longer than reading it."""
    path = write(case)
    values = open_values(path)
    hold_the_totals_of_the_command_line(demo, case, values["总分"])
    hold_short_formulas_of_what_every_program_has(path)
    hold_that_every_fact_says_where_it_stands(values)


def hold_the_totals_of_the_command_line(demo: Store, case: Case, sheet: Worksheet) -> None:
    scheme, assessment, month, final = case
    scores = read_scores(demo, scheme, f"{scheme[-4:]}-{month}", assessment=assessment, final=final)
    titles = [cell.value for cell in sheet[4]]
    at = titles.index("总分")
    shown = {row[1].value: row[at].value for row in sheet.iter_rows(min_row=5)}
    totals = {unit["unit"]: unit["total"] and float(unit["total"]) for unit in scores["units"]}
    assert shown == {unit: "—" if total is None else total for unit, total in totals.items()}


def hold_short_formulas_of_what_every_program_has(path: Path) -> None:
    for sheet in openpyxl.load_workbook(path):
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    text = str(cell.value)
                    assert len(text) < LONGEST_FORMULA
                    assert set(re.findall(r"([A-Z.]+)\(", text)) <= KNOWN_TO_ALL


def hold_that_every_fact_says_where_it_stands(book: Workbook) -> None:
    for name in {"事实", "台账"} & set(book.sheetnames):
        titles = [cell.value for cell in book[name][1]]
        rows = list(book[name].iter_rows(min_row=2))
        assert rows
        for row in rows:
            at = titles.index("批次")
            batch, file, place, number = (cell.value for cell in row[at : at + 4])
            assert batch and file and number
            assert place or str(file).endswith(".csv")
