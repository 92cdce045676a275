"""A month of every form of Jiangxian, and Qianyang's part of the demo year, in one store."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from documents.bulletin.preparing import PreparedBulletin, prepare_bulletin
from tests.landing import land_facts
from tests.years.sheets import Sheet, Value
from warehouse.home.opening import open_store
from warehouse.results.scores import ScoreQuery
from warehouse.store import Store

MONTH = "2021-06"


def sheet(*columns: str, rows: dict[str, dict[str, Value]]) -> Sheet:
    """Return a form's month."""
    return Sheet(frozenset(columns), rows)


LICENCE = sheet(
    "reform_report_filed", "credit_report_filed", "claim_rate", "publicity_posts",
    rows={
        "县财政局": {
            "reform_report_filed": date(2021, 6, 20), "credit_report_filed": True,
            "claim_rate": Fraction(1), "publicity_posts": 3,
        },
        "县应急管理局": {
            "reform_report_filed": date(2021, 6, 21), "credit_report_filed": False,
            "claim_rate": Fraction("0.97125"), "publicity_posts": 0,
        },
        "县公安局": {"reform_report_filed": True},
    },
)  # fmt: skip
LICENCE_BEFORE = sheet("claim_rate", rows={"县公安局": {"claim_rate": Fraction("0.988")}})
HOTLINE = sheet(
    "transferred", "completed", "overdue", "satisfied",
    rows={
        "古绛镇": {"transferred": 8, "completed": 7, "overdue": 1, "satisfied": 8},
        "县公安局": {"transferred": 3, "completed": 2, "overdue": 0, "satisfied": 3},
        "县教育局": {"transferred": 0, "completed": 0, "overdue": 0, "satisfied": 0},
    },
)  # fmt: skip
VILLAGE = sheet(
    "villages", "stations", "coverage_rate",
    rows={
        "古绛镇": {"villages": 25, "stations": 25, "coverage_rate": Fraction(1)},
        "大交镇": {"coverage_rate": Fraction("0.875")},
    },
)  # fmt: skip


@pytest.fixture(scope="session")
def papers_home(filled_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home with a month of each form, to be copied and never changed."""
    home = tmp_path_factory.mktemp("papers") / "home"
    shutil.copytree(filled_home, home)
    store = open_store(home)
    facts = {
        "jx3_licence": {"2021-05": LICENCE_BEFORE, MONTH: LICENCE},
        "jx4_hotline": {MONTH: HOTLINE},
        "jx5_village": {MONTH: VILLAGE},
    }
    land_facts(store, "jiangxian-2021", facts)
    store.close()
    return home


@pytest.fixture(scope="session")
def jiangxian(papers_home: Path, tmp_path_factory: pytest.TempPathFactory) -> PreparedBulletin:
    """Return a month's bulletin of Jiangxian."""
    home = tmp_path_factory.mktemp("jiangxian")
    return prepare_from(papers_home, home, ScoreQuery("jiangxian-2021", MONTH))


@pytest.fixture(scope="session")
def qianyang(papers_home: Path, tmp_path_factory: pytest.TempPathFactory) -> PreparedBulletin:
    """Return a month's bulletin of Qianyang."""
    home = tmp_path_factory.mktemp("qianyang")
    return prepare_from(papers_home, home, ScoreQuery("qianyang-2022", "2022-09"))


def prepare_from(papers_home: Path, folder: Path, question: ScoreQuery) -> PreparedBulletin:
    """Prepare a bulletin from a copy of the home."""
    shutil.copytree(papers_home, folder / "home")
    store = open_store(folder / "home")
    prepared = prepare_bulletin(store, question, issued_on=date(2021, 7, 2))
    store.close()
    return prepared


@pytest.fixture
def papers(papers_home: Path, tmp_path: Path) -> Iterator[Store]:
    """Yield a store of this test's own."""
    home = tmp_path / "papers"
    shutil.copytree(papers_home, home)
    store = open_store(home)
    yield store
    store.close()
