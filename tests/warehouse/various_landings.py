"""A store with a landing of every kind that can be reread: containers, answers, reverts."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any

from tests.repository import SCHEMES
from tests.warehouse.editions.county import SCHEME, change_scheme
from tests.warehouse.reading.workbooks import make_csv, make_html, make_ods, make_xls, make_xlsx
from warehouse.home.opening import open_store
from warehouse.importing.import_file import ImportOptions, import_file, revert_batch
from warehouse.results.scheme_changes import install_schemes
from warehouse.schemes.scheme_files import load_scheme
from warehouse.store import Store

Grid = list[list[str]]
MOBILE = "16312345678"


def make_work(month: int | None, posts: str = "3", name: str = "甲局") -> Grid:
    """Return the grid of 日常工作月报表; without `month`, the grid does not say its month."""
    title = "日常工作月报表" if month is None else f"2023年{month}月日常工作月报表"
    return [
        [title],
        ["单位", "政务信息", "走访次数", "调研报告"],
        [name, posts, "2", "1"],
        ["乙局", "1", "1", ""],
        ["丙镇", "1", "1", "2"],
    ]


def make_events(month: int, note: str) -> Grid:
    """Return the grid of 舆情台账, with a column that the form does not have."""
    return [
        [f"2023年{month}月舆情台账"],
        ["序号", "单位", "日期", "舆情类别", "次数", "备注"],
        ["1", "甲局", f"2023-{month:02d}-03", "重大", "1", note],
        ["2", "甲局", f"2023-{month:02d}-04", "重大", "", "次日又一起"],
    ]


def _xlsx(grid: Grid) -> bytes:
    return make_xlsx([{"grid": grid}])


def _xls(grid: Grid) -> bytes:
    return make_xls([[(int(one) if one.isdigit() else one, "General") for one in row]
                     for row in grid])  # fmt: skip


def _html(grid: Grid) -> bytes:
    return make_html([[("", escape(one)) for one in row] for row in grid])


def _ods(grid: Grid) -> bytes:
    return make_ods([[('office:value-type="string"', one) for one in row] for row in grid])


CONTAINERS: dict[str, Callable[[Grid], bytes]] = {
    "xlsx": _xlsx, "xls": _xls, "html": _html, "ods": _ods, "csv": make_csv,
}  # fmt: skip


def land(store: Store, name: str, content: bytes, **options: Any) -> list[int]:
    """Import a file and expect that it lands; return its batches' numbers."""
    settings = {"actor": "tester", "scheme": SCHEME, "accept_warnings": True, **options}
    report = import_file(store, name, content, ImportOptions(**settings))
    found = (name, report.state, report.errors, report.questions)
    assert report.state == "landed", found
    return [one.id for one in report.batches if one.id]


def fill_various(home: Path) -> None:
    """Create the store and land everything."""
    store = open_store(home, create=True)
    install_schemes(store, [load_scheme(SCHEMES / SCHEME)])
    for month, (kind, write) in enumerate(CONTAINERS.items(), start=1):
        land(store, f"表.{kind}", write(make_work(month)))
    short = [row[:3] for row in make_work(1, posts="9")]
    land(store, "少一列.xlsx", _xlsx(short), keep_missing_columns=True)
    land(store, "又少一列.xlsx", _xlsx([row[:3] for row in short[:4]]), keep_missing_columns=True)
    land(store, "没写月份.csv", make_csv(make_work(None)), month="2023-06")
    land(store, "日期在别处.csv", make_csv(make_work(None)), answers={"month_missing": "2023-07"})
    land(
        store,
        "别名.csv",
        make_csv(make_work(8, name="甲局机关")),
        aliases={"甲局机关": "云溪县甲局"},
    )
    land(store, "记住的别名.csv", make_csv(make_work(9, name="甲局机关")))
    pages = [
        {"name": "日常", "grid": make_work(10)},
        {"name": "台账", "grid": make_events(10, "无")},
    ]
    land(store, "两张表.xlsx", make_xlsx(pages))
    months = [{"name": f"{n}月", "grid": make_work(n, posts="5")} for n in (10, 11)]
    land(store, "两个月.xlsx", make_xlsx(months), answers={"which_months:yx_work": "all"})
    land(store, "有号码.xlsx", _xlsx(make_events(2, f"电话{MOBILE}")))
    land(store, "有号码.csv", make_csv(make_events(3, f"电话{MOBILE}")))
    (reverted,) = land(store, "更正.xlsx", _xlsx(make_work(4, posts="7")))
    undone = revert_batch(store, reverted, actor="tester", reason="报错了")
    revert_batch(store, undone, actor="tester", reason="没有报错")
    change_scheme(store, 1)
    land(store, "新版方案.xlsx", _xlsx(make_work(12)[:3]), accept_warnings=True)
    store.close()
