"""Dated rows of a ledger (台账): price × amount over the window, each matter once."""

from __future__ import annotations

import json
from dataclasses import dataclass
from math import lcm

import polars as pl

from scoring.assessing.causes import Evidence, RowsUsed
from scoring.assessing.cell_months import MONTH_BIT
from scoring.assessing.facts import POINT_SCALE, CellRef, Facts
from scoring.assessing.scope import LENGTHS, At, Length, is_over, last_month
from scoring.assessing.spans import FAR
from scoring.clauses.figures import Rows
from scoring.clauses.forms import FormColumn, Forms
from scoring.terms.terms import (
    NOTHING,
    ONE,
    TRUE,
    ZERO,
    Flag,
    Input,
    OverMonths,
    Term,
    choose,
    is_less,
)

KEYS = ["unit_id", "as_of"]

MOST_WORTH = 10**15


@dataclass(frozen=True)
class CountedRows:
    """What one source of rows counts, and over which window."""

    rows: Rows
    window: Length
    scale: int
    """A row's worth is an integer of this many to one."""

    @property
    def name(self) -> str:
        """The name of the frame's column, and of the rows behind it."""
        return f"rows {self.window} {json.dumps(self.rows.model_dump(mode='json'), sort_keys=True)}"


def cite_ledger(at: At, form: str) -> Evidence:
    """Return the files of a ledger in the window: what it has, and that it has no more."""
    landed = Flag(f"{form}:reported")
    months: Term = choose(landed, MONTH_BIT, ZERO)
    if at.window != "month":
        months = OverMonths("sum", MONTH_BIT, landed, at.over)
    return Evidence(CellRef(form, ""), months)


def read_rows(at: At, rows: Rows) -> tuple[Term, Term, RowsUsed]:
    """Return Σ price × amount of the window's rows, and the most that it may come to.

    No row is 0, once a period is over.
    """
    counted = CountedRows(rows, at.window, _find_scale(rows, at.desk.forms))
    at.desk.counted_rows[counted.name] = counted
    used = RowsUsed(counted.name)
    if at.seen == "missed" or (at.seen == "unseen" and at.desk.is_final):
        return ZERO, ZERO, used
    if at.seen == "unseen":
        return NOTHING, NOTHING, used
    value: Term = Input(counted.name, counted.scale, most=MOST_WORTH)
    if at.seen == "ahead":
        # A month of a ledger is known once it is landed, even as 'nothing to enter'.
        waits = is_less(count_reported(at, rows.form), last_month(at.window))
        return value, choose(waits, FAR, value), used
    if at.is_period and not at.desk.is_final:
        value = choose(is_over(at), value, NOTHING)
    return value, value, used


def count_reported(at: At, form: str) -> Term:
    """Return in how many months of the window a ledger is landed."""
    there = choose(Flag(f"{form}:reported"), ONE, ZERO)
    if at.window == "month":
        return there
    return OverMonths("sum", there, TRUE, at.over)


def _find_scale(rows: Rows, forms: Forms) -> int:
    amount: int = _scale_of(forms[rows.form].describe(rows.amount)) if rows.amount else 1
    prices = rows.price.prices.values() if rows.price else ()
    return amount * lcm(*(price.denominator for price in prices))


def _scale_of(column: FormColumn) -> int:
    match column.type:
        case "points" | "mark":
            return POINT_SCALE
        case "quantity":
            return int(10**column.decimals)
    return 1


def find_rows(counted: CountedRows, facts: Facts, forms: Forms) -> pl.DataFrame:
    """Return the rows that count as of each month: `unit_id`, `as_of`, `worth`, and the row's own.

    One row per as-of month and row of the ledger that counts then.
    """
    rows = counted.rows
    found = facts.rows[rows.form]
    for column, values in rows.where.items():
        found = found.filter(pl.col(column).cast(pl.String).is_in(list(values)))
    found = found.with_columns(worth=_find_worth(counted, forms))
    seen = _list_months(facts).join(found, on="unit_id", how="inner", maintain_order="left_right")
    size = LENGTHS[counted.window]
    first = (pl.col("as_of").cast(pl.Int32) - 1) // size * size + 1
    # A row counts in the months in which the unit is on the roster.
    is_counted = pl.col("month").is_between(
        pl.max_horizontal(first, "from_month"), pl.min_horizontal("as_of", "to_month")
    )
    if rows.within_months:
        seen = seen.filter(pl.col("month") <= pl.col("as_of"))
        return _find_fullest(seen, is_counted, rows).drop("from_month", "to_month")
    seen = seen.filter(is_counted).drop("from_month", "to_month")
    return _keep_highest(seen, KEYS, rows.highest_per) if rows.highest_per else seen


def _list_months(facts: Facts) -> pl.DataFrame:
    return facts.frame.select("unit_id", "as_of", pl.col("from_month", "to_month").cast(pl.Int32))


def _find_worth(counted: CountedRows, forms: Forms) -> pl.Expr:
    """Return a row's price × amount as an integer; a blank amount is 1."""
    rows, scale = counted.rows, counted.scale
    amount_scale = 1
    amount: pl.Expr = pl.lit(1, pl.Int64)
    if rows.amount:
        amount_scale = _scale_of(forms[rows.form].describe(rows.amount))
        amount = pl.col(rows.amount).cast(pl.Int64).fill_null(amount_scale)
    rest = scale // amount_scale
    if not rows.price:
        return amount * rest
    prices = {value: int(price * rest) for value, price in rows.price.prices.items()}
    price = pl.col(rows.price.column).cast(pl.String).replace_strict(prices, return_dtype=pl.Int64)
    return amount * price


def _keep_highest(seen: pl.DataFrame, keys: list[str], matter: str) -> pl.DataFrame:
    """Keep of each matter the dearest row, the earliest of equals."""
    ordered = seen.sort(
        *keys, "worth", "date", "batch_id", "row_number",
        descending=[*(False for _ in keys), True, False, False, False], maintain_order=True,
    )  # fmt: skip
    return ordered.unique([*keys, matter], keep="first", maintain_order=True)


def _find_fullest(seen: pl.DataFrame, is_counted: pl.Expr, rows: Rows) -> pl.DataFrame:
    """Return the rows of each unit's fullest stretch of months that ends with a row that counts.

    Where several stretches are equally full, the rows of all of them.
    """
    anchors = seen.filter(is_counted).select(*KEYS, anchor="date").unique()
    begins = pl.col("anchor").dt.offset_by(f"-{rows.within_months}mo")
    windows = seen.join(anchors, on=KEYS).filter(
        pl.col("date") > begins, pl.col("date") <= pl.col("anchor")
    )
    if rows.highest_per:
        windows = _keep_highest(windows, [*KEYS, "anchor"], rows.highest_per)
    windows = (
        windows.with_columns(inside=pl.col("worth").sum().over(*KEYS, "anchor"))
        .with_columns(fullest=pl.col("inside").max().over(KEYS))
        .filter(pl.col("inside") == pl.col("fullest"))
    )
    return windows.drop("anchor").unique(maintain_order=True)


def sum_rows(counted: CountedRows, found: pl.DataFrame) -> pl.DataFrame:
    """Return Σ of the rows that count, one row per unit and as-of month that has any."""
    total = pl.col("fullest").max() if counted.rows.within_months else pl.col("worth").sum()
    return found.group_by(KEYS).agg(total.alias(counted.name))
