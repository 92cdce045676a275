"""Read where a county loses its points: per unit and item, and ranked over all units."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import polars as pl

from scoring.months import from_mask
from scoring.scheme import Scheme
from warehouse.database.connection import Cursor
from warehouse.database.scheme_schema import quote_schema
from warehouse.database.sql import fill_template
from warehouse.results.scores import parse_month
from warehouse.views.board_rows import select_board


def read_losses(cursor: Cursor, scheme: Scheme, assessment: str, as_of: str) -> pl.DataFrame:
    """Return one row per unit and item that can lose points (view loss_map).

    An item is an indicator, or each subject of an indicator with deductions by subject. `item` is
    its label (`1.4`; `K 信息报送`), `loss_pct` the lost share of the indicator's full points.
    """
    losses = select_board(
        cursor,
        "unit_id, unit, kind, unit_position, rank, is_vetoed, position,"
        " indicator_id as indicator, indicator_id as item, name, clause, provider,"
        " full_points as full, lost, provisional_lost,"
        " pending, loss_pct from loss_map",
        scheme=scheme,
        assessment=assessment,
        as_of=as_of,
        order="position, unit_position",
    )
    outline = scheme.assessment(assessment)
    for indicator in outline.indicators:
        for key in outline.datasets_of(indicator.id):
            subject = scheme.dataset(key).subject_column
            if subject is not None:
                points = _read_subjects(cursor, scheme, assessment, indicator.id, key, as_of)
                losses = _split_by_subject(losses, indicator.id, points)
    return losses


def rank_losses(losses: pl.DataFrame) -> list[dict[str, Any]]:
    """Return the items by the points that all units together lose, the most first, with shares.

    `share` and `cumulative` are percentages with 2 decimals, rounded half up. Vetoed units are
    left out, since they have no scores. Items without a loss come last with a share of 0.
    """
    scored = losses.filter(~pl.col("is_vetoed"))
    summed = (
        scored.group_by("item", "name", "clause", "provider", maintain_order=True)
        .agg(
            pl.col("lost").sum(),
            pl.col("provisional_lost").sum(),
            pl.col("full").sum(),
            units=(pl.col("lost") > 0).sum(),
        )
        .sort("lost", descending=True, maintain_order=True)
    )
    total = sum(summed.get_column("lost"), Decimal(0))
    rows, running = [], Decimal(0)
    for row in summed.iter_rows(named=True):
        running += row["lost"]
        # Each cumulative share is computed from the points: rounded shares would add up to another.
        rows.append(
            row
            | {"share": to_percent(row["lost"], total), "cumulative": to_percent(running, total)}
        )
    return rows


def read_awaited(cursor: Cursor, scheme: Scheme, assessment: str, as_of: str) -> pl.DataFrame:
    """Return the indicators that await data: the months up to the as-of month, and how many units.

    `months` is empty if what is awaited belongs to no month, such as an inspection.
    """
    rows = select_board(
        cursor,
        "indicator_id as indicator, unit_count as units, missing_months from awaited_months",
        scheme=scheme,
        assessment=assessment,
        as_of=as_of,
        order="indicator_id",
    )
    months = [from_mask(mask) for mask in rows.get_column("missing_months")]
    return rows.drop("missing_months").with_columns(
        pl.Series("months", months, dtype=pl.List(pl.Int64))
    )


def _read_subjects(
    cursor: Cursor,
    scheme: Scheme,
    assessment: str,
    indicator: str,
    dataset: str,
    as_of: str,
) -> pl.DataFrame:
    """Return points lost by unit and subject; a subject without rows has null unit and points."""
    query = fill_template(
        "views/subject_loss.sql.j2",
        schema=quote_schema(scheme.id),
        dataset=scheme.dataset(dataset),
    )
    points = cursor.sql(
        query,
        params={
            "scheme": scheme.id,
            "assessment": assessment,
            "indicator": indicator,
            "month": parse_month(scheme, as_of),
        },
    ).pl()
    form = scheme.dataset(dataset)
    assert form.subject_column is not None, "the caller asks only for forms with subjects"
    names = [choice.value for choice in form.column(form.subject_column).choices]
    subjects = pl.DataFrame({"subject": names}, schema={"subject": pl.String})
    return subjects.join(points, on="subject", how="left", maintain_order="left")


def _split_by_subject(losses: pl.DataFrame, indicator: str, points: pl.DataFrame) -> pl.DataFrame:
    """Replace an indicator's rows by one row per unit and subject."""
    whole = losses.filter(pl.col("indicator") == indicator)
    subjects = points.get_column("subject").unique(maintain_order=True)
    parts = [
        whole.join(
            points.filter(pl.col("subject") == subject).select("unit_id", "points"),
            on="unit_id",
            how="left",
            maintain_order="left",
        )
        .with_columns(
            item=pl.lit(f"{indicator} {subject}"),
            name=pl.lit(subject),
            lost=pl.col("points").fill_null(Decimal("0.00")),
        )
        .drop("points")
        for subject in subjects
    ]
    split = pl.concat(parts) if parts else whole.clear()
    shares = [to_percent(row["lost"], row["full"]) for row in split.iter_rows(named=True)]
    split = split.with_columns(pl.Series("loss_pct", shares, dtype=losses.schema["loss_pct"]))
    others = losses.filter(pl.col("indicator") != indicator)
    return pl.concat([others, split]).sort("position", maintain_order=True)


def to_percent(part: Decimal, whole: Decimal) -> Decimal:
    """Return part ÷ whole as a percentage with 2 decimals, rounded half up; 0 if whole is 0."""
    if not whole:
        return Decimal("0.00")
    # In whole hundredths of a percent: floor(q + 1/2) is (2 × top + bottom) // (2 × bottom).
    top, bottom = int(part * 100) * 10000, int(whole * 100)
    return Decimal((2 * top + bottom) // (2 * bottom)).scaleb(-2)
