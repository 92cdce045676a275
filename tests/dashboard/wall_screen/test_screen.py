"""The large screen: the same figures as the pages, sent again only when the data changed."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from starlette.requests import Request
from starlette.responses import Response

from dashboard.runtime.current_store import set_current_store
from dashboard.wall_screen import routes
from dashboard.wall_screen.routes import list_routes
from dashboard.wall_screen.slides import ScreenView, build_slides
from dashboard.widgets import live_updates
from tests.access import make_account
from tests.changed_schemes import change_scheme
from tests.dashboard.one_unit import fill_one_unit
from warehouse.importing.import_file import revert_batch
from warehouse.schemes.schemes import read_scheme
from warehouse.store import Store
from warehouse.views import read_default_month, read_leaderboard, read_overview
from warehouse.views.calendar import read_filings


def ask(store: Store, address: str, tag: str = "") -> Response:
    """Return what the server answers to an address of the large screen."""
    set_current_store(store)
    path, _, query = address.partition("?")
    (route,) = [route for route in list_routes() if route.path == path]
    scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "query_string": quote(query, safe="=&").encode(),
        "headers": [(b"if-none-match", tag.encode())] if tag else [],
    }
    answer: Response = route.endpoint(Request(scope))
    return answer


def read(store: Store, address: str) -> dict[str, Any]:
    slides: dict[str, Any] = json.loads(bytes(ask(store, address).body))
    return slides


def test_the_board_is_the_leaderboard(store: Store) -> None:
    answer = read(store, "/screen/data?scheme=jiangxian-2021&month=2021-06")
    with store.reader() as cursor:
        board = read_leaderboard(cursor, read_scheme(cursor, "jiangxian-2021"), "1", "2021-06")
    shown = [(row["unit"], row["total"]) for row in answer["slides"][1]["rows"]]
    assert shown == [
        (row["unit"], f"{row['total']:.2f}") for row in board.iter_rows(named=True)
    ]  # fmt: skip


def test_the_rotation_is_overview_boards_vetoes_movers(store: Store) -> None:
    slides = read(store, "/screen/data?scheme=千阳 2022")["slides"]
    # A quarter form is missing: no rank is held against the month before.
    assert [slide["kind"] for slide in slides] == ["overview", "board", "vetoes"]
    cases = {(row["unit"], row["kind"]): row for row in slides[2]["rows"]}
    assert len(cases["县住建局", "veto"]["sources"]) == 2
    assert ("南寨镇", "at_risk") in cases
    marks = {row["unit"]: row["mark"] for row in slides[1]["rows"]}
    assert marks["县住建局"] == "✕ 否决" and marks["南寨镇"] == "！ 预警"


def test_the_overview_has_few_figures_and_names_who_is_late(store: Store) -> None:
    first, *_ = read(store, "/screen/data?scheme=jiangxian-2021&month=2021-06")["slides"]
    with store.reader() as cursor:
        scheme = read_scheme(cursor, "jiangxian-2021")
        filings = read_filings(cursor, scheme, "2021-06").filter(month=6).to_dicts()
    figures = {figure["title"]: figure for figure in first["figures"]}
    assert len(figures) <= 5
    missed = sum(row["missed"] for row in filings)
    assert figures["本月未按时报送"]["value"] == f"{missed}家次" != "0家次"
    late = [row["who"] for row in first["late"] if not row["what"].startswith(("未报：", "另有"))]
    assert late == ["、".join(row["missed_units"]) for row in filings if row["missed"]]
    assert [row["title"] for row in first["firsts"]] == [one.title for one in scheme.assessments]


def test_the_overview_judges_as_the_notice_says(store: Store) -> None:
    first, *_ = read(store, "/screen/data?scheme=千阳 2022")["slides"]
    with store.reader() as cursor:
        scheme = read_scheme(cursor, "qianyang-2022")
        (row,) = read_overview(cursor, scheme, read_default_month(cursor, scheme)).to_dicts()
    figures = {figure["title"]: (figure["value"], figure["note"]) for figure in first["figures"]}
    assert figures["不合格"] == (f"{row['failing']}家", f"其中否决{row['vetoed']}家")
    assert row["vetoed"] > 0


def test_where_ranks_follow_the_rate_the_rate_is_shown(store: Store) -> None:
    with store.reader() as cursor:
        scheme = read_scheme(cursor, "jiangxian-2021")
        board = read_leaderboard(cursor, scheme, "1", "2021-06")
    by_rate = change_scheme(
        scheme, lambda parts: parts["notice"]["assessment"][0].update(rank={"by": "score_rate"})
    )
    set_current_store(store)
    shown = build_slides(ScreenView(by_rate, "2021-06"))[1]["rows"]
    rates = board.get_column("rate").to_list()
    assert [row["total"] for row in shown] == [f"{rate:.2f}%" for rate in rates]
    assert [row["bars"]["earned"] for row in shown] == [float(rate) for rate in rates]


def test_a_bar_ends_at_the_score(store: Store) -> None:
    (_, board, *_) = read(store, "/screen/data?scheme=千阳 2022")["slides"]
    lengths = [
        sum(points for part, points in row["bars"].items() if part != "open")
        for row in board["rows"]
        if row["rank"]
    ]
    assert lengths == sorted(lengths, reverse=True)
    totals = [float(row["total"]) for row in board["rows"] if row["rank"]]
    assert lengths == pytest.approx([total / totals[0] * lengths[0] for total in totals])


def test_what_a_screen_has_already_is_not_sent_again(store: Store) -> None:
    tag = ask(store, "/screen/data").headers["etag"]
    again = ask(store, "/screen/data", tag)
    assert (again.status_code, again.body) == (304, b"")
    revert_batch(store, 9, actor="tester", reason="试")
    assert ask(store, "/screen/data", tag).status_code == 200


def test_after_a_restart_the_old_tag_is_worth_nothing(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    tag = ask(store, "/screen/data").headers["etag"]
    monkeypatch.setattr(live_updates, "STARTED", "another")
    assert ask(store, "/screen/data", tag).status_code == 200


@pytest.mark.parametrize(
    ("query", "said"),
    [("scheme=无", "没有考核方案“无”"), ("scheme=jiangxian-2021&month=2020-13", "截至月份")],
)
def test_an_address_that_names_nothing_is_answered_in_a_sentence(
    store: Store, query: str, said: str
) -> None:
    answer = ask(store, f"/screen/data?{query}")
    assert answer.status_code == 404
    assert said in json.loads(bytes(answer.body))["fault"]


def test_a_bug_is_a_number_and_not_a_trace(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("secret")

    monkeypatch.setattr(routes, "build_slides", fail)
    answer = ask(store, "/screen/data")
    assert answer.status_code == 500
    fault = json.loads(bytes(answer.body))["fault"]
    assert "编号" in fault and "secret" not in fault


def test_an_empty_store_has_no_slides(empty_store: Store) -> None:
    assert read(empty_store, "/screen/data")["slides"] == []


def test_one_unit_is_a_board(tmp_path: Path) -> None:
    store = fill_one_unit(tmp_path / "home")
    slides = read(store, "/screen/data?scheme=jiangxian-2021")["slides"]
    assert len(slides[1]["rows"]) == 1
    store.close()


def test_the_page_takes_nothing_from_elsewhere_and_runs_no_script_of_others(store: Store) -> None:
    texts = {}
    for path in ("/screen", "/screen/screen.css", "/screen/screen.js"):
        answer = ask(store, path)
        texts[path] = bytes(answer.body).decode()
        assert not re.findall(r"(?:https?:)?//[a-z]", texts[path].replace("// ", "")), path
        assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "<script>" not in texts["/screen"] and "onclick" not in texts["/screen"]
    assert "innerHTML" not in texts["/screen/screen.js"]


def test_an_auditor_gets_no_board_and_a_units_people_get_their_county(store: Store) -> None:
    auditor = make_account(store, "aud", "auditor")
    assert ask(auditor, "/screen/data?scheme=jiangxian-2021").status_code == 403
    unit = make_account(store, "fin", "unit", [("jiangxian-2021", "县财政局")])
    slides = read(unit, "/screen/data")["slides"]
    # The overview names other units' late forms, which are not open to a unit's people.
    assert {slide["kind"] for slide in slides} >= {"board"} and slides[0]["kind"] == "board"
