"""Read the facts of a scheme as the engine takes them (scoring/assessing/facts.py)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

import polars as pl

from scoring.assessing.facts import (
    ADJUSTMENT_SCHEMA,
    OWN_SCALE,
    POINT_SCALE,
    CellRef,
    Facts,
)
from scoring.dataset import ColumnType
from scoring.scheme import Scheme
from warehouse.database.connection import Cursor, quote_name
from warehouse.results.month_grid import MonthGrid

YEAR_LENGTH = 12

BESIDE: dict[ColumnType, str] = {"rate": "over", "filing": "day"}
"""Column type → the second column that its cells have."""


def read_facts(
    cursor: Cursor,
    scheme: Scheme,
    cells: Sequence[CellRef],
    ledgers: Sequence[str],
    own: Sequence[str],
    months: int,
) -> Facts:
    """Return the facts of all units as of the months 1 to `months`, as known to the cursor.

    `cells` are columns of forms that hold figures, `ledgers` forms of dated rows, `own` keys of
    the roster's figures.
    """
    grid = MonthGrid(_read_units(cursor, scheme), months)
    parts = [grid.build()]
    parts += [grid.spread(_read_own(cursor, scheme, key)) for key in own]
    wanted = sorted(set(cells), key=lambda cell: (cell.form, cell.last, cell.column))
    for (form, is_last), columns in groupby(wanted, key=lambda cell: (cell.form, cell.last)):
        parts.append(
            grid.spread(_read_cells(cursor, scheme, form, list(columns), months, is_last=is_last))
        )
    frame = pl.concat(parts, how="horizontal").with_columns(
        _list_reported(cursor, scheme, wanted, ledgers)
    )
    return Facts(
        frame,
        {form: _read_rows(cursor, scheme, form, months) for form in ledgers},
        _read_adjustments(cursor, scheme, months),
    )


def _read_units(cursor: Cursor, scheme: Scheme) -> pl.DataFrame:
    """Return the units of the scheme's rosters in their order, with a flag per assessment.

    Units that only an earlier version had are on no roster.
    """
    # The validated id stands in the text: with bound values a large result takes 30 × longer.
    units = cursor.sql(
        'select unit_id, unit_name as unit, kind, unit_group as "group",'
        " from_month::integer as from_month, to_month::integer as to_month"
        f" from unit where scheme_id = '{scheme.id}'"
    ).pl()
    places = cursor.sql(
        f"select unit_id, position, assessment_id from roster where scheme_id = '{scheme.id}'"
    ).pl()
    positions = places.group_by("unit_id").agg(pl.col("position").min())
    members = places.partition_by("assessment_id", as_dict=True)
    flags = {
        f"in:{one.id}": pl.col("unit_id").is_in(
            members.get((one.id,), places.clear()).get_column("unit_id").implode()
        )
        for one in scheme.assessments
    }
    listed = positions.join(units, on="unit_id").sort("position", "unit_id")
    return listed.with_columns(**flags)


def _read_own(cursor: Cursor, scheme: Scheme, key: str) -> pl.DataFrame:
    """Return an own figure of each unit and month that has it, in millionths."""
    spans = cursor.sql(
        "select unit_id, unnest(range(from_month, to_month + 1)) as month_number,"
        f" (attribute_value::decimal(38, 6) * {OWN_SCALE})::bigint as figure"
        " from unit_attribute"
        # A name has no quotation marks; in the text, because a bound value is slow here, too.
        f" where attribute_key = '{key}'"
        f" and unit_id in (select unit_id from unit where scheme_id = '{scheme.id}')"
    ).pl()
    return spans.rename({"figure": f"own:{key}"})


def _read_cells(
    cursor: Cursor,
    scheme: Scheme,
    form: str,
    cells: Sequence[CellRef],
    months: int,
    *,
    is_last: bool,
) -> pl.DataFrame:
    """Return the cells of a form, one row per unit and month; last year's months count as 1-12."""
    columns = ", ".join(
        f"{quote_name(source)} as {quote_name(name)}"
        for cell in cells
        for source, name in _list_names(scheme, cell)
    )
    shift = YEAR_LENGTH if is_last else 0
    return cursor.sql(
        # The months stand in the text: DuckDB does not push a bound value down into the view.
        f"select unit_id, month_number + {shift} as month_number, {columns}"
        f" from {quote_name(scheme.id, f'cells_{form}')}"
        f" where month_number between {1 - shift} and {months - shift}"
    ).pl()


def _list_names(scheme: Scheme, cell: CellRef) -> Iterator[tuple[str, str]]:
    """Yield (column of the view, column of the frame) of a cell."""
    yield cell.column, cell.name
    second = BESIDE.get(scheme.dataset(cell.form).column(cell.column).type)
    if second:
        yield f"{cell.column}:{second}", f"{cell.name}:{second}"


def _list_reported(
    cursor: Cursor, scheme: Scheme, cells: Sequence[CellRef], ledgers: Sequence[str]
) -> list[pl.Expr]:
    """Return for each cell whether the standing batch of a row's month has its column.

    Of a ledger, whether its file of the month is landed.
    """
    rows = cursor.execute(
        "select dataset_key, column_key, month from standing inner join batch_column"
        " using (batch_id) where scheme_id = ?",
        [scheme.id],
    ).fetchall()
    reported: dict[str, list[int]] = {}
    for form, column, day in rows:
        number = scheme.calendar.number(day.year, day.month)
        is_last = number < 1
        month = number + YEAR_LENGTH if is_last else number
        reported.setdefault(CellRef(form, column, is_last).name, []).append(month)
        if not is_last:
            reported.setdefault(form, []).append(month)
    names = [*(cell.name for cell in cells), *ledgers]
    return [
        pl.col("as_of").is_in(reported.get(name, [])).alias(f"{name}:reported") for name in names
    ]


def _read_rows(cursor: Cursor, scheme: Scheme, form: str, months: int) -> pl.DataFrame:
    """Return a ledger's standing rows up to a month, oldest first; `date` is what dates them."""
    key = scheme.dataset(form).date_column.key
    columns = "rows.*" if key == "date" else f"rows.* rename ({quote_name(key)} as date)"
    return cursor.sql(
        f"select {columns} from {quote_name(scheme.id, f'standing_{form}')} as rows"
        f" where month <= {months}"
        f" and unit_id in (select unit_id from roster where scheme_id = '{scheme.id}')"
        " order by date, batch_id, row_number"
    ).pl()


def _read_adjustments(cursor: Cursor, scheme: Scheme, months: int) -> pl.DataFrame:
    """Return the standing decisions that move points up to a month (ADJUSTMENT_SCHEMA)."""
    offset = scheme.calendar.months_before
    adjustments = cursor.sql(
        "select assessment_id, unit_id, indicator_id,"
        f" year(month) * 12 + month(month) - {offset} as from_month,"
        f" (points * {POINT_SCALE})::bigint as points, reason, objection_id, batch_id"
        " from standing_adjustment where scheme_id = $scheme and points <> 0"
        " and from_month <= $months order by objection_id",
        params={"scheme": scheme.id, "months": months},
    ).pl()
    return adjustments.cast(ADJUSTMENT_SCHEMA)
