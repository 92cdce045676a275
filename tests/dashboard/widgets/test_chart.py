"""Charts: each is a valid specification in both palettes, made once for a version of the data."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from unittest.mock import patch

import pytest

from dashboard.pages.boards.loss_charts import draw_pareto, draw_spread
from dashboard.pages.boards.rank_history import GROUPS, draw_courses, list_followed
from dashboard.pages.unit.unit_charts import draw_history, draw_waterfall
from dashboard.runtime.current_store import set_current_store
from dashboard.runtime.read_cache import read_cached
from dashboard.widgets import chart
from dashboard.widgets.chart import show_chart
from documents.charts.palette import PALETTES, Mode, Palette
from documents.charts.theme import Drawing, layer, to_spec
from scoring.scheme import Scheme
from tests.conftest import copy_home
from tests.dashboard.seen import open_page
from warehouse.home.opening import open_store
from warehouse.schemes.schemes import read_scheme
from warehouse.store import Store
from warehouse.views import read_leaderboard, read_year

SCHEMES = ("jiangxian-2021", "qianyang-2022")
MONTHS = (1, 6, 12)


@pytest.fixture(scope="module")
def filled(filled_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = open_store(copy_home(filled_home, tmp_path_factory.mktemp("charts") / "home"))
    yield store
    store.close()


def draw_all(scheme: Scheme, month: int, colours: Palette) -> Iterator[Drawing]:
    """Yield every chart of the pages at a month: of the first and of the last unit, all kinds."""
    assessment, as_of = scheme.assessments[0].id, f"{scheme.year}-{month:02d}"
    yield draw_pareto(colours, scheme, assessment, as_of, [])
    yield draw_spread(colours, scheme, assessment, as_of, [])
    year = read_cached(read_year, scheme, assessment)
    for group in GROUPS:
        units = list_followed(year, month, group)
        yield draw_courses(colours, scheme, assessment, month, units)
    board = read_cached(read_leaderboard, scheme, assessment, as_of)
    for row in (board.row(0, named=True), board.row(-1, named=True)):
        unit = row["unit"]
        yield draw_waterfall(colours, scheme, assessment, unit, as_of)
        yield draw_history(colours, scheme, assessment, unit, as_of, "全部单位")


@pytest.mark.parametrize("mode", PALETTES)
@pytest.mark.parametrize("month", MONTHS)
@pytest.mark.parametrize("scheme_id", SCHEMES)
def test_every_chart_is_valid(filled: Store, scheme_id: str, month: int, mode: Mode) -> None:
    set_current_store(filled)
    with filled.reader() as cursor:
        scheme = read_scheme(cursor, scheme_id)
    specs = [to_spec(one, validate=True) for one in draw_all(scheme, month, PALETTES[mode])]
    assert len(specs) == 9
    for spec in specs:
        assert spec["config"]["axisY"]["labelColor"] == PALETTES[mode].text
        assert not any(
            isinstance(v, Decimal) for row in spec["data"]["values"] for v in row.values()
        )


def test_a_specification_is_made_once_until_the_data_change(store: Store) -> None:
    made: list[object] = []

    def count(drawn: Drawing) -> dict[str, object]:
        made.append(drawn)
        return to_spec(drawn)

    with patch.object(chart, "to_spec", count):
        test = open_page(store, "indicators")
        assert len(made) == 2
        test.run()
        assert len(made) == 2
        with store.writer("load_scheme"):
            pass
        test.run()
    assert not test.exception and len(made) == 4


def test_a_function_of_the_page_script_is_refused() -> None:
    def draw(colours: Palette) -> Drawing:
        return layer(colours, [], encode={})

    draw.__module__ = "__main__"
    with pytest.raises(TypeError, match="belongs into a module"):
        show_chart("", draw)
