"""The monthly brief: one page, the store's own figures, and nothing of a unit beyond them."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PIL import Image

from documents.brief.brief_page import (
    describe_filing,
    describe_gains,
    describe_moves,
    draw_brief,
    draw_brief_pdf,
    draw_brief_png,
    name_brief,
)
from documents.brief.facts import Brief, collect_brief
from documents.brief.sheet import BOTTOM, HEIGHT, SIDE, WIDTH, break_lines
from tests.conftest import copy_home
from warehouse.access.people import Person
from warehouse.faults import Denied
from warehouse.home.opening import open_store
from warehouse.schemes.schemes import read_scheme
from warehouse.store import Store
from warehouse.views import read_comparisons, read_overview
from warehouse.views.calendar import read_filings
from warehouse.views.month_costs import read_month_costs

JIANGXIAN, QIANYANG, TODAY = "jiangxian-2021", "qianyang-2022", date(2022, 1, 5)
MONTHS = [(JIANGXIAN, "2021-01"), (JIANGXIAN, "2021-06"), (QIANYANG, "2022-02")]


@pytest.fixture(scope="module")
def store(filled_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    opened = open_store(copy_home(filled_home, tmp_path_factory.mktemp("brief") / "home"))
    yield opened
    opened.close()


def read_page(svg: str) -> str:
    """Return all text of a page in one line."""
    return html.unescape("".join(re.findall(r"<text[^>]*>([^<]*)</text>", svg)))


def read_lowest(svg: str) -> float:
    return max(float(y) for y in re.findall(r'<text x="[^"]*" y="([^"]*)"', svg))


@pytest.mark.parametrize(("scheme_id", "month"), MONTHS)
def test_a_brief_has_the_figures_of_the_pages(store: Store, scheme_id: str, month: str) -> None:
    brief = collect_brief(store, scheme_id, month, TODAY)
    page = read_page(draw_brief(brief))
    with store.reader() as cursor:
        scheme = read_scheme(cursor, scheme_id)
        overview = read_overview(cursor, scheme, month).to_dicts()
        costs = read_month_costs(cursor, scheme, month).to_dicts()
        filings = read_filings(cursor, scheme, month).filter(month=int(month[-2:])).to_dicts()
    reported = {row["assessment"] for row in brief.boards if row["arrived"] != "none"}
    for row in overview:
        is_shown = row["assessment"] in reported and row["ranked"]
        assert row["title"] in page
        assert (f"{row['units']}家{row['mean_total']}" in page) is bool(is_shown)
    for row in costs[:5]:
        assert f"{row['added']:.2f}{row['units']}家{row['lost']:.2f}" in page
    for row in filings:
        assert all(unit in page for unit in row["missed_units"][:12])


def test_a_unit_is_named_only_for_what_the_store_says_of_it(store: Store) -> None:
    """Every unit on the page is best, moved, regained points, or filed late."""
    brief = collect_brief(store, JIANGXIAN, "2021-06", TODAY)
    page = read_page(draw_brief(brief))
    said = {row["best_unit"] for row in brief.boards} | {row["unit"] for row in brief.gains}
    said |= {unit for row in brief.filings for unit in row["missed_units"]}
    for comparison in brief.comparisons.values():
        said |= set(comparison.list_moves()["unit"])
    named = {unit.name for unit in brief.scheme.units if unit.name in page}
    assert named <= said


@pytest.mark.parametrize(("scheme_id", "month"), MONTHS)
def test_ranks_are_told_only_where_they_are_comparable(
    store: Store, scheme_id: str, month: str
) -> None:
    brief = collect_brief(store, scheme_id, month, TODAY)
    with store.reader() as cursor:
        comparisons = read_comparisons(cursor, read_scheme(cursor, scheme_id), month)
    told = list(describe_moves(brief))
    if all(comparison.obstacle for comparison in comparisons.values()):
        assert not any("▲" in one or "▼" in one for one in told)
    assert told


def test_the_first_month_is_not_compared(store: Store) -> None:
    brief = collect_brief(store, JIANGXIAN, "2021-01", TODAY)
    assert describe_gains(brief) == "没有上月数据，暂不比较。"


def test_late_units_are_named_up_to_a_number(store: Store) -> None:
    brief = collect_brief(store, JIANGXIAN, "2021-06", TODAY)
    row = {"name": "台账", "day": 20, "missed": 13, "missed_units": [f"单位{n}" for n in range(13)]}
    (told, _) = list(describe_filing(replace(brief, filings=[row])))
    assert told.startswith("台账（每月20日前）未按时报送13家：单位0、") and told.endswith(
        "单位11等。"
    )
    whole = replace(brief, filings=[row | {"missed": 0, "missed_units": []}], missing=[])
    assert list(describe_filing(whole)) == [
        "本月按日报送的事项，各单位都已按时报送。", "应报的报表均已报送。"
    ]  # fmt: skip
    assert list(describe_filing(replace(brief, filings=[], missing=[]))) == ["应报的报表均已报送。"]


@pytest.mark.parametrize("times", [1, 2, 3])
def test_all_stays_on_one_page(store: Store, times: int) -> None:
    brief = collect_brief(store, JIANGXIAN, "2021-06", TODAY)
    long = replace(brief, costs=[*brief.costs] * times, filings=[*brief.filings] * times * 3)
    svg = draw_brief(long)
    assert read_lowest(svg) <= HEIGHT - BOTTOM


def test_a_pdf_has_one_page_and_a_picture_that_of_a4(store: Store) -> None:
    brief = collect_brief(store, QIANYANG, "2022-02", TODAY)
    pdf = draw_brief_pdf(brief)
    assert pdf.startswith(b"%PDF") and len(re.findall(rb"/Type /Page\b(?!s)", pdf)) == 1
    picture = Image.open(io.BytesIO(draw_brief_png(brief)))
    assert abs(picture.width / picture.height - 210 / 297) < 0.001 and picture.width > 1400


def test_a_brief_is_named_as_an_office_names_a_file(store: Store) -> None:
    brief: Brief = collect_brief(store, JIANGXIAN, "2021-06", TODAY)
    name = name_brief(brief.scheme, "2021-06")
    assert name == "绛县2021年优化营商环境工作考核月度简报（2021年6月）"


def test_users_of_a_unit_get_none(store: Store) -> None:
    own = store.bind_to(Person("caizheng", "unit", ((JIANGXIAN, "县财政局"),)))
    with pytest.raises(Denied):
        collect_brief(own, JIANGXIAN, "2021-06", TODAY)


def test_lines_fit_and_no_line_begins_with_a_stop() -> None:
    text = "县财政局（第10名，▲6）、县教育局。" * 9
    lines = list(break_lines(text, 12, WIDTH - 2 * SIDE))
    assert "".join(lines) == text and len(lines) > 3
    assert not any(line[0] in "，。、；：）" for line in lines)
    assert list(break_lines("", 12, 100)) == [""]
