"""Each example scheme with 3,000 units and a year of random forms, scored from the warehouse."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from scoring.dataset import Column, Dataset
from scoring.outline import AssessmentOutline
from scoring.scheme import Scheme
from tests.bench.scoring_a_province import read, score
from tests.bench.timing import print_median, time_median
from tests.repository import ROOT
from warehouse.database.connection import Cursor
from warehouse.database.sql import physical_columns, run_script
from warehouse.home.opening import open_store
from warehouse.schemes.scheme_files import load_scheme
from warehouse.schemes.schemes import register_scheme
from warehouse.store import Store

UNITS = 3_000
DUE = {
    "month_form": range(1, 13),
    "quarter": (3, 6, 9, 12),
    "inspection": (11,),
    "dated_ledger": (12,),
}
"""Shape of a form → the months for which it is filled in."""
LEDGER_ROWS = 3
"""Of so many units one has a row in a ledger."""


def main() -> None:
    """Print medians: the rows read and grouped once, and the scores with their ledger."""
    for folder in sorted((ROOT / "seed" / "examples").iterdir()):
        time_scheme(load_scheme(folder))


def time_scheme(scheme: Scheme) -> None:
    """Print the medians of a scheme's assessments."""
    with tempfile.TemporaryDirectory() as home, open_large(Path(home), scheme).reader() as cursor:
        scan = time_median(lambda: [cursor.sql(query).pl() for query in list_scans(scheme)], 3)
        print_median(f"{scheme.id}: one scan and group", scan)
        for one in scheme.assessments:
            run = partial(score_from_store, cursor, scheme, one)
            print_median(f"{scheme.id} {one.id}: scored and explained", time_median(run, 3), scan)


def score_from_store(cursor: Cursor, scheme: Scheme, assessment: AssessmentOutline) -> None:
    """Read the facts and score the year's end."""
    score(scheme, assessment, read(cursor, scheme, assessment))


def open_large(home: Path, scheme: Scheme, units: int = UNITS) -> Store:
    """Return a store in which the scheme's units stand many times, with a year of their forms."""
    store = open_store(home, create=True)
    with store.writer("load_scheme") as cursor:
        register_scheme(cursor, scheme)
        run_script(cursor, repeat_units(scheme, units // len(scheme.units)))
        for script in fill_forms(scheme):
            run_script(cursor, script)
    return store


def repeat_units(scheme: Scheme, times: int) -> str:
    """Return SQL that gives each unit so many others of its kind, group and own figures."""
    copies = f"cross join range(1, {times}) t(i)"
    mine = f"where scheme_id = '{scheme.id}'"
    number = "unit_id + 1000 * i"
    return f"""
    insert into unit by name
    select * replace ({number} as unit_id, unit_name || ' ' || i as unit_name), from unit {copies}
    {mine};
    insert into roster by name select * replace ({number} as unit_id), from roster {copies} {mine};
    insert into unit_attribute by name
    select * replace ({number} as unit_id), from unit_attribute {copies}
    """.replace("select * replace", "select * exclude (i) replace")


def fill_forms(scheme: Scheme) -> Iterator[str]:
    """Yield SQL that writes batches and facts directly: landing is not timed here."""
    batch = 0
    for dataset in scheme.datasets:
        for number in DUE[dataset.shape]:
            batch += 1
            year, month = scheme.calendar.calendar_month(number)
            yield write_batch(scheme, dataset, batch, f"make_date({year}, {month}, 1)")


def write_batch(scheme: Scheme, dataset: Dataset, batch: int, day: str) -> str:
    """Return SQL of one month's form, all cells filled in."""
    columns = ",\n".join(
        f'{value} as "{name}"'
        for number, column in enumerate(dataset.columns)
        for name, value in zip(
            physical_columns(column), list_values(column, f"{batch}, {number}", day), strict=True
        )
    )
    some = f"where hash(unit_id, {batch}) % {LEDGER_ROWS} = 0"
    return f"""
    insert into batch by name
    select {batch} as batch_id, 'import' as kind, '{scheme.id}' as scheme_id,
        '{dataset.key}' as dataset_key, {day} as month, {UNITS} as row_count, 'bench' as actor,
        '[]' as warnings, '{{}}' as answers, now()::timestamp as created_at;
    insert into batch_column
    select {batch}, column_key, 1, {batch}
    from unnest({[column.key for column in dataset.columns]}) t(column_key);
    insert into standing_change
    select batch_id, batch_id, scheme_id, dataset_key, month, batch_id, 0
    from batch where batch_id = {batch};
    insert into "{scheme.id}"."{dataset.key}" by name
    select {batch} as batch_id, unit_id as row_number, unit_id, {columns}
    from unit {some if dataset.shape == "dated_ledger" else ""};
    """


def list_values(column: Column, seed: str, day: str) -> list[str]:
    """Return SQL of a random value for each table column of a form's column."""
    drawn = f"hash(unit_id, {seed})"
    least, most = int(column.minimum or 0), int(column.maximum or 40)
    count = f"{least} + ({drawn} % {most - least + 1})::bigint"
    choices = [choice.value for choice in column.choices] or ["甲", "乙"]
    return {
        "tick": [f"{drawn} % 5 > 0"],
        "fault": [f"{drawn} % 5 = 0"],
        "filing": [f"{drawn} % 5 > 0", "null"],
        "count": [count],
        "quantity": [count],
        "rate": [count, f"{most + 1}"],
        "points": [count],
        "mark": ["null", count],
        "date": [day],
        "choice": [f"{choices}[1 + ({drawn} % {len(choices)})::integer]"],
        "text": [f"'事' || {drawn} % 9"],
    }[column.type]


def list_scans(scheme: Scheme) -> list[str]:
    """Return the lower bound: each column of the standing rows read once and grouped by unit."""
    return [
        f'select unit_id, {", ".join(names)} from "{scheme.id}"."standing_{dataset.key}" group by 1'
        for dataset in scheme.datasets
        if (
            names := [
                f'count("{name}")' for one in dataset.columns for name in physical_columns(one)
            ]
        )
    ]


if __name__ == "__main__":
    main()
