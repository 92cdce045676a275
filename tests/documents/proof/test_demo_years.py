"""The demo year of both counties, computed anew by LibreOffice from the facts to the totals."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from documents.proof import save_proof
from documents.proof.kinds import PROVERS
from scoring.rules import RULES
from tests.conftest import copy_home
from tests.documents.proof.asking import AGREED, STAMP
from tests.documents.recalculation import find_differences, needs_office, open_values, recalculate
from warehouse.scores import Question, read_scores
from warehouse.store import Store

JIANGXIAN, QIANYANG = "jiangxian-2021", "qianyang-2022"
OPEN_AND_CLOSED = (("06", False), ("12", True))
ALL_CASES = [
    *((JIANGXIAN, one, month, final) for one in "12345" for month, final in OPEN_AND_CLOSED),
    (JIANGXIAN, "2", "11", False),
    *((QIANYANG, "1", month, final) for month, final in (*OPEN_AND_CLOSED, ("11", False))),
]
FEW_CASES = [
    *((JIANGXIAN, one, "12", True) for one in "12345"),
    (JIANGXIAN, "4", "06", False),
    (QIANYANG, "1", "11", False),
]
CASES = ALL_CASES if os.environ.get("KAOHE_SOAK") else FEW_CASES
"""Scheme, assessment, month, whether the year is closed."""

KNOWN_TO_ALL = {
    "AND", "COUNT", "COUNTIF", "COUNTIFS", "DATE", "EDATE", "IF", "INT", "ISNUMBER", "MAX", "MIN",
    "MOD", "NOT", "OR", "ROUND", "SUMIFS", "SUMPRODUCT",
}  # fmt: skip
"""Functions that Excel 2010, WPS and LibreOffice all have."""
LONGEST_FORMULA = 8192


@pytest.fixture(scope="module")
def demo(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Lend the demo year."""
    store = Store.open(copy_home(demo_home, tmp_path_factory.mktemp("proof") / "home"))
    yield store
    store.close()


@pytest.fixture(scope="module")
def proofs(demo: Store, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Return the proof of every case."""
    folder = tmp_path_factory.mktemp("proofs")
    paths = []
    for scheme, assessment, month, final in CASES:
        paths.append(folder / f"{scheme}-{assessment}-{month}-{final}.xlsx")
        question = Question(scheme, f"{scheme[-4:]}-{month}", final)
        save_proof(demo, question, assessment, paths[-1], STAMP)
    return paths


@needs_office
def test_libreoffice_computes_every_cell_as_it_was_written(
    proofs: list[Path], tmp_path: Path
) -> None:
    for path, computed in zip(proofs, recalculate(proofs, tmp_path), strict=True):
        assert find_differences(path, computed) == [], path.name
        assert open_values(computed)["总分"]["A2"].value == AGREED


def test_the_totals_are_those_of_the_command_line(demo: Store, proofs: list[Path]) -> None:
    for path, (scheme, assessment, month, final) in zip(proofs, CASES, strict=True):
        scores = read_scores(
            demo, scheme, f"{scheme[-4:]}-{month}", assessment=assessment, final=final
        )
        sheet = open_values(path)["总分"]
        titles = [cell.value for cell in sheet[4]]
        at = titles.index("总分（公式）" if scheme == QIANYANG else "得分（公式）")
        shown = {row[1].value: row[at].value for row in sheet.iter_rows(min_row=5)}
        totals = {one["unit"]: one["total"] and float(one["total"]) for one in scores["units"]}
        assert shown == {unit: "—" if one is None else one for unit, one in totals.items()}


def test_every_formula_is_short_and_uses_what_every_program_has(proofs: list[Path]) -> None:
    for path in proofs:
        for sheet in openpyxl.load_workbook(path):
            for row in sheet.iter_rows():
                for cell in row:
                    if cell.data_type == "f":
                        text = str(cell.value)
                        assert len(text) < LONGEST_FORMULA
                        assert set(re.findall(r"([A-Z.]+)\(", text)) <= KNOWN_TO_ALL


def test_every_fact_says_where_it_stands(proofs: list[Path]) -> None:
    for path in proofs:
        book = open_values(path)
        for name in {"事实", "台账"} & set(book.sheetnames):
            rows = list(book[name].iter_rows(min_row=2, max_col=len(list(book[name][1]))))
            assert rows
            for row in rows:
                batch, file, place, number = (cell.value for cell in row[-4:])
                assert batch and file and number
                assert place or str(file).endswith(".csv")


def test_every_rule_kind_has_its_formulas() -> None:
    assert set(PROVERS) == set(RULES)
