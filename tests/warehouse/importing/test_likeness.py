"""Last month's figures under this month's title give a warning and are never refused."""

from __future__ import annotations

import pytest

from dashboard.command_line.commands.demo_year import read_manifest
from scoring.dataset import Dataset
from scoring.scheme import Scheme
from tests.warehouse.files import land, offer, write_file
from tests.warehouse.reading.schemes import TODAY, shipped_forms
from warehouse.importing.import_file import ImportOptions, ImportReport, import_file
from warehouse.importing.likeness import (
    ALIKE_PERCENT,
    CODE,
    FEWEST_CELLS,
    count_alike,
    month_before,
)
from warehouse.reading.contract import ReadRequest, TypedTable
from warehouse.reading.reader import read_content
from warehouse.results.standing_batches import Row, StandingBatch
from warehouse.results.typed_values import to_physical
from warehouse.schemes.schemes import read_scheme
from warehouse.store import Store

SCHEME = "jiangxian-2021"
FORM = "jx1_progress"
pytestmark = pytest.mark.usefixtures("read_here")
Rows = list[dict[str, str]]


@pytest.fixture
def scheme(store: Store) -> Scheme:
    with store.reader() as cursor:
        return read_scheme(cursor, SCHEME)


def write_rows(scheme: Scheme, **columns: str) -> Rows:
    """Return a row for every unit of the form; `#` is replaced by a number of the unit's own."""
    roster = scheme.roster(scheme.dataset(FORM).assessment)
    return [
        {"unit": unit.name, **{key: text.replace("#", str(at)) for key, text in columns.items()}}
        for at, unit in enumerate(roster, start=1)
    ]


def change(rows: Rows, count: int) -> Rows:
    """Return the rows with another number of posts in the first `count`."""
    return [row | {"column_posts": "99"} if at < count else row for at, row in enumerate(rows)]


def is_warned(report: ImportReport) -> bool:
    return CODE in {warning.code for warning in report.warnings}


def test_last_months_figures_under_a_new_title_are_a_warning(store: Store, scheme: Scheme) -> None:
    rows = write_rows(scheme, ledger_filed="√", column_posts="#")
    land(store, SCHEME, FORM, "2021-04", rows)
    report = offer(store, SCHEME, FORM, "2021-05", rows, accept_warnings=False)
    assert (report.state, report.exit_code) == ("warnings", 3)
    (warning,) = [warning for warning in report.warnings if warning.code == CODE]
    assert "2021年4月" in warning.message and "100%" in warning.message
    assert offer(store, SCHEME, FORM, "2021-05", rows).state == "landed"


@pytest.mark.parametrize(("changed", "expected"), [(1, True), (2, False)])
def test_the_warning_begins_at_95_percent(
    store: Store, scheme: Scheme, changed: int, expected: bool
) -> None:
    rows = write_rows(scheme, column_posts="#")
    cells = len(rows)
    assert ((cells - changed) * 100 >= cells * ALIKE_PERCENT) is expected
    land(store, SCHEME, FORM, "2021-04", rows)
    assert is_warned(offer(store, SCHEME, FORM, "2021-05", change(rows, changed))) is expected


def test_nothing_in_both_months_is_not_alike(store: Store, scheme: Scheme) -> None:
    """Cells that are blank or 0 in both months do not count; all remaining cells differ."""
    before = change(write_rows(scheme, column_posts="0", trainings=""), 3)
    now = [row | {"column_posts": "7"} if at < 3 else row for at, row in enumerate(before)]
    land(store, SCHEME, FORM, "2021-04", before)
    assert not is_warned(offer(store, SCHEME, FORM, "2021-05", now))


def test_a_form_of_nothing_but_ticks_is_no_likeness(store: Store, scheme: Scheme) -> None:
    rows = write_rows(
        scheme, ledger_filed="√", column_posts="√", publicity_posts="√", trainings="√"
    )
    land(store, SCHEME, FORM, "2021-04", rows)
    assert not is_warned(offer(store, SCHEME, FORM, "2021-05", rows))


def test_few_figures_are_alike_by_chance(store: Store, scheme: Scheme) -> None:
    rows = write_rows(scheme, column_posts="#")[: FEWEST_CELLS - 1]
    land(store, SCHEME, FORM, "2021-04", rows)
    assert not is_warned(offer(store, SCHEME, FORM, "2021-05", rows))


def test_the_very_same_file_for_another_month_is_a_warning_however_small(
    store: Store, scheme: Scheme
) -> None:
    content = write_file(scheme, FORM, "2021-04", [{"unit": "县财政局", "column_posts": "1"}])
    options = ImportOptions(actor="tester", scheme=SCHEME, accept_warnings=True)
    assert import_file(store, "表.xlsx", content, options).state == "landed"
    again = ImportOptions(
        actor="tester", scheme=SCHEME, month="2021-05", answers={"month_conflict": "2021-05"}
    )
    report = import_file(store, "表.xlsx", content, again)
    assert report.state == "warnings" and is_warned(report)


def test_two_months_ago_is_not_compared(store: Store, scheme: Scheme) -> None:
    rows = write_rows(scheme, column_posts="#")
    land(store, SCHEME, FORM, "2021-03", rows)
    assert not is_warned(offer(store, SCHEME, FORM, "2021-05", rows))


def test_a_quarter_is_compared_with_the_quarter_before(store: Store) -> None:
    with store.reader() as cursor:
        scheme = read_scheme(cursor, "qianyang-2022")
    roster = scheme.roster(scheme.dataset("qy_information").assessment)
    rows = [
        {"unit": unit.name, "submitted": str(at + 9), "adopted": str(at)}
        for at, unit in enumerate(roster, start=1)
    ]
    land(store, scheme.id, "qy_information", "2022-03", rows)
    assert is_warned(offer(store, scheme.id, "qy_information", "2022-06", rows))


def test_no_month_of_the_demo_year_looks_like_the_one_before() -> None:
    forms, held = shipped_forms(), dict[tuple[str, str], StandingBatch]()
    shares = []
    for file in read_manifest():
        reading = read_content(
            file.read(),
            ReadRequest(
                file_name=file.name,
                schemes=(forms[file.scheme],),
                dataset=file.dataset,
                month=file.month,
                today=TODAY,
            ),
        )
        for table in reading.tables:
            dataset = next(
                form for form in forms[file.scheme].datasets if form.key == table.dataset
            )
            before = month_before(dataset, table.month)
            if before and (stood := held.get((table.dataset, f"{before:%Y-%m}"))):
                shares.append(count_alike(dataset, table, stood))
            held[table.dataset, table.month or ""] = stand(dataset, table)
    assert len(shares) > 40
    assert not [share for share in shares if share[0] * 100 >= 85 * share[1] > 0]


def stand(dataset: Dataset, table: TypedTable) -> StandingBatch:
    """Return a table as the standing batch that it would become."""
    rows: list[tuple[str, int | None, Row]] = []
    for row in table.rows:
        values = {
            column.key: to_physical(column, row.values.get(column.key))
            for column in dataset.columns
        }
        rows.append((row.unit, row.row, values))
    keys = {column.key: 1 for column in dataset.columns if column.key not in table.missing_columns}
    return StandingBatch(1, None, None, keys, rows)
