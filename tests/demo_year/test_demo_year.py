"""seed/demo is what the generator writes, and holds the stories that its README promises."""

import io
import tomllib
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from . import jiangxian_hotline, jiangxian_progress, jiangxian_supervision, qianyang_ledgers
from .form import DemoFile
from .jiangxian_village import TWIN_OF as TOWN_TWINS
from .jiangxian_village import inspection_file as inspect_towns
from .landing import DEMO_FOLDER, demo_files, write_manifest
from .roster import ANNEX_1, ANNEX_2, ANNEX_3, ANNEX_4, QIANYANG, TOWNS, printed_name
from .sheet import print_file

FILES = demo_files()
WHOLE_ROSTERS = {
    "jx1_progress": ("1", ANNEX_1),
    "jx1_inspection": ("1", ANNEX_1),
    "jx2_supervision": ("2", ANNEX_2),
    "jx3_licence": ("3", ANNEX_3),
    "jx3_inspection": ("3", ANNEX_3),
    "jx4_inspection": ("4", ANNEX_4),
    "jx5_village": ("5", TOWNS),
    "jx5_inspection": ("5", TOWNS),
    "qy_information": ("", QIANYANG),
    "qy_assessment": ("", QIANYANG),
}
LEDGERS = ("qy_veto", "qy_deduction", "qy_award")


def _name(file: DemoFile) -> str:
    return file.path.stem


def _cells(workbook: bytes) -> list[tuple[str, Any, str]]:
    """Return each cell's address, value and number format: what a reader of the file can see."""
    sheet = openpyxl.load_workbook(io.BytesIO(workbook)).worksheets[0]
    return [(c.coordinate, c.value, c.number_format) for row in sheet.iter_rows() for c in row]


@pytest.mark.parametrize("file", FILES, ids=_name)
def test_a_committed_file_is_what_the_generator_writes(file: DemoFile) -> None:
    # Cells, not bytes: another build of zlib may compress the same workbook otherwise.
    committed = (DEMO_FOLDER / file.path).read_bytes()
    if file.encoding is not None:
        assert committed == print_file(file)
    else:
        assert _cells(committed) == _cells(print_file(file))


def test_the_same_bytes_are_written_at_each_run() -> None:
    again = demo_files()
    assert [file.path for file in again] == [file.path for file in FILES]
    for first, second in zip(FILES, again, strict=True):
        assert print_file(first) == print_file(second), first.path


def test_the_manifest_lists_every_file_once_in_landing_order() -> None:
    text = (DEMO_FOLDER / "manifest.toml").read_text(encoding="utf-8")
    assert text == write_manifest(FILES)
    listed = [entry["path"] for entry in tomllib.loads(text)["file"]]
    there = [path.relative_to(DEMO_FOLDER).as_posix() for path in DEMO_FOLDER.glob("*/*")]
    assert sorted(listed) == sorted(there)


def test_a_month_is_sent_twice_only_with_a_reason() -> None:
    landed: set[tuple[str, str]] = set()
    for file in FILES:
        slots = {(file.dataset, month) for month in file.months}
        assert bool(slots & landed) == (file.reason is not None), file.path
        landed |= slots


def test_the_demo_year_stays_small() -> None:
    assert sum(path.stat().st_size for path in DEMO_FOLDER.glob("*/*")) < 1_500_000


@pytest.mark.parametrize("file", [f for f in FILES if f.dataset in WHOLE_ROSTERS], ids=_name)
def test_a_form_with_a_roster_has_each_unit_once(file: DemoFile) -> None:
    annex, roster = WHOLE_ROSTERS[file.dataset]
    assert [row[0] for row in file.form.rows] == [printed_name(annex, unit) for unit in roster]


@pytest.mark.parametrize("file", [f for f in FILES if f.dataset in LEDGERS], ids=_name)
def test_no_ledger_tells_the_same_event_twice(file: DemoFile) -> None:
    events = [row[:3] for row in file.form.rows]
    assert events and len(events) == len(set(events))


@pytest.mark.parametrize(
    ("unit", "key"),
    [("县统计局", "80"), ("县畜产局", "60"), ("高崖镇", "71.5"), ("县招商局", "54.5")],
)
def test_key_items_end_where_the_story_says(unit: str, key: str) -> None:
    lost = sum(line.points for line in qianyang_ledgers.deductions_of(unit))
    assert 100 - lost == Decimal(key)


def test_a_hotline_rate_is_exactly_80_percent() -> None:
    water = jiangxian_hotline.orders_of_year("县水务局")
    assert water.completed * 100 == water.transferred * 80
    town = jiangxian_hotline.orders_of_year("陈村镇")
    assert town.satisfied * 100 == town.transferred * 80


def test_no_order_is_completed_overdue_or_satisfied_that_was_not_transferred() -> None:
    for unit in ANNEX_4:
        for month in jiangxian_progress.MONTHS:
            orders = jiangxian_hotline.orders_of(unit, month)
            parts = (orders.completed, orders.overdue, orders.satisfied)
            assert all(0 <= part <= orders.transferred for part in parts), (unit, month)


def test_quotas_and_minimums_are_met_exactly() -> None:
    assert sum(jiangxian_progress.TRAININGS["县司法局"]) == 4
    assert set(jiangxian_supervision.POSTS["县能源局"]) == {
        jiangxian_supervision.quota_of("县能源局")
    }
    assert jiangxian_supervision.quota_of("县气象局") < min(jiangxian_supervision.POSTS["县气象局"])


def test_twin_towns_are_inspected_alike() -> None:
    rows = {str(row[0]): row[1:] for row in inspect_towns(11).form.rows}
    assert all(rows[town] == rows[twin] for town, twin in TOWN_TWINS.items())


def test_the_correction_changes_one_unit_only() -> None:
    month = jiangxian_progress.CORRECTED[1]
    before = jiangxian_progress.progress_form(month, before_correction=True)
    after = jiangxian_progress.progress_form(month)
    changed = [new[0] for old, new in zip(before.rows, after.rows, strict=True) if old != new]
    assert changed == [jiangxian_progress.CORRECTED[0]]
