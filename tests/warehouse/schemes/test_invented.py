"""An invented notice without code of its own: loaded, filled from real files, and scored."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import copy_home
from tests.printed_scores import read_figure
from tests.warehouse.walk import find_red_checks
from warehouse.home.opening import open_store
from warehouse.results.scores import read_ledger, read_scores
from warehouse.store import Store

HERE = Path(__file__).parent
CASES = tomllib.loads((HERE / "cases" / "invented.toml").read_text("utf-8"))
SCHEME = "invented-2023"


@pytest.fixture(scope="module")
def county(county_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Yield a store with only the invented scheme and all of its files landed."""
    store = open_store(copy_home(county_home, tmp_path_factory.mktemp("invented") / "home"))
    yield store
    store.close()


@pytest.mark.parametrize("case", CASES["expect"], ids=[one["sentence"] for one in CASES["expect"]])
def test_an_invented_notice_is_scored_as_worked_out_by_hand(
    case: dict[str, Any], county: Store
) -> None:
    found = read_scores(
        county,
        SCHEME,
        case["as_of"],
        assessment=case["assessment"],
        final=case.get("final", False),
        choices=case.get("choices"),
    )
    units = {row["unit"]: row for row in found["units"]}
    for unit, wanted in case["units"].items():
        assert {key: read_figure(units[unit], key) for key in wanted} == wanted


def test_its_vetoes_and_risks_are_told(county: Store) -> None:
    found = read_scores(county, SCHEME, "2023-03", assessment="2")["units"]
    units = {row["unit"]: row for row in found}
    vetoed = units["丁镇"]
    assert vetoed["vetoes"] == ["V"] and vetoed["rank"] is None and vetoed["total"] is None
    assert units["丙镇"]["at_risk"] == ["V"] and not units["丙镇"]["bonus_counted"]
    assert not find_red_checks(county)


def test_its_ledger_has_reasons_clauses_and_evidence(county: Store) -> None:
    lines = read_ledger(county, SCHEME, "1", "云溪县甲局", "2023-02")
    rate = next(line for line in lines if line["indicator"] == "1.2" and line["kind"] == "lost")
    assert rate["clause"] == "一(二)" and "87.5%" in rate["reason"]
    assert [(one["file"], one["row"]) for one in rate["evidence"]] == [("yx_cases 2023-01.xlsx", 3)]
