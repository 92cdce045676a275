"""The full text of some months: sentences of the demo and of a new store."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from documents.bulletin.preparing import prepare_bulletin
from documents.bulletin.sentences import drop_second_year
from tests.conftest import copy_home
from tests.documents.bulletin.conftest import HOTLINE, sheet
from tests.landing import land_facts
from warehouse.home.opening import open_store
from warehouse.results.scores import ScoreQuery
from warehouse.store import Store

CASES = tomllib.loads((Path(__file__).parent / "cases" / "texts.toml").read_text("utf-8"))["text"]
PROGRESS = sheet(
    "ledger_filed", "column_posts", "publicity_posts", "trainings",
    rows={
        "县财政局": {
            "ledger_filed": date(2021, 5, 20), "column_posts": 1, "publicity_posts": 2,
            "trainings": 1,
        },
        "县税务局": {"ledger_filed": date(2021, 5, 21), "column_posts": 1, "publicity_posts": 0},
    },
)  # fmt: skip


@pytest.fixture(scope="module")
def stores(
    demo_home: Path, prepared_home: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Store]]:
    """Yield the demo, and a store whose first month has two of the five forms."""
    folder = tmp_path_factory.mktemp("texts")
    demo = open_store(copy_home(demo_home, folder / "demo"))
    first = open_store(copy_home(prepared_home, folder / "first"))
    forms = {"jx1_progress": {"2021-05": PROGRESS}, "jx4_hotline": {"2021-05": HOTLINE}}
    land_facts(first, "jiangxian-2021", forms)
    yield {"demo": demo, "first": first}
    demo.close()
    first.close()


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['store']} {case['month']}")
def test_a_months_sentences_and_notes(stores: dict[str, Store], case: dict[str, Any]) -> None:
    question = ScoreQuery(case["scheme"], case["month"])
    draft = prepare_bulletin(stores[case["store"]], question).draft
    sections = [
        {
            "heading": section.heading,
            "sentences": {
                sentence.about: sentence.text for sentence in section.sentences if sentence.text
            },
            "notes": [table.note for table in section.tables if table.note],
        }
        for section in draft.sections
    ]
    assert sections == case["section"]


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("2018年12月某县2018年度工作考核得分情况", "2018年12月某县工作考核得分情况"),
        ("截至2018年1月2018年某县考核各部分得分", "截至2018年1月某县考核各部分得分"),
        ("2018年1月某县2017年欠账得分情况", "2018年1月某县2017年欠账得分情况"),
        ("某县2018年度考核得分汇总表", "某县2018年度考核得分汇总表"),
    ],
)
def test_a_title_says_its_year_once(title: str, said: str) -> None:
    assert drop_second_year(title) == said
