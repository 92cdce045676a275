"""Export the ledger of one unit, or of a whole assessment in chunks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import polars as pl

from documents.about import describe_answer, name_assessment
from documents.exports.book import ExportBook
from documents.tables import CellValue, TableColumn, TableSheet
from documents.wording import COUNTS_TO_TITLES, PROVISIONAL_LOST, describe_counts_to, format_place
from scoring.months import YEAR, from_mask
from scoring.outline import AssessmentOutline, Item
from scoring.scheme import Scheme
from warehouse.results.ledgers import read_ledger_chunks
from warehouse.results.scores import (
    ScoreQuery,
    ScoreSource,
    list_assessments,
    list_entries,
    open_scores,
)
from warehouse.store import Store

LEDGER_COLUMNS = (
    TableColumn("指标"),
    TableColumn("名称"),
    TableColumn("计入"),
    TableColumn("分值", "exact"),
    TableColumn("原因", "wrap", 44),
    TableColumn("依据", "wrap", 14),
    TableColumn("月份", "wrap", 16),
    TableColumn("佐证", "wrap", 50),
)
MOST_PLACES = 3
"""Places that a line names; of more it gives the number, and the page of the unit shows all."""
UNIT_COLUMNS = (TableColumn("名次", "whole"), TableColumn("单位", width=28))


@contextmanager
def gather_ledger(
    store: Store, question: ScoreQuery, assessment_id: str, unit: str | None = None
) -> Iterator[ExportBook]:
    """Yield the book of a ledger, each line with its evidence; all units if `unit` is None."""
    with open_scores(store, question, assessment_id) as found:
        (assessment,) = list_assessments(found.scheme, assessment_id)
        about = describe_answer(found, question)
        about[2:2] = [*name_assessment(found.scheme, assessment), ("单位", unit or "全部单位")]
        if unit is None:
            sheet = _to_assessment_sheet(found, assessment)
        else:
            sheet = _to_unit_sheet(found, assessment, unit)
        yield ExportBook([sheet], about)


def _to_unit_sheet(found: ScoreSource, assessment: AssessmentOutline, unit: str) -> TableSheet:
    items = (assessment.total, *assessment.vetoes, *assessment.items)
    names = {item.id: name_item(item) for item in items}
    lines = list_entries(found, assessment.id, unit)
    rows = [_to_row(found.scheme, line, names[line["indicator"]]) for line in lines]
    return TableSheet("得分明细", LEDGER_COLUMNS, rows)


TOTAL_ID, TOTAL = "total", "总分"


def name_id(indicator: str) -> str:
    """Return the id of an item as the notice has it; the total has none of its own."""
    return TOTAL if indicator == TOTAL_ID else indicator


def name_item(item: Item) -> str:
    """Return the name of a clause, node or veto; the total may have none."""
    return item.name or (TOTAL if item.kind == "total" else "")


def _to_row(scheme: Scheme, line: dict[str, Any], name: str) -> list[CellValue]:
    evidence = line["evidence"]
    places = [
        format_place(source["file"], source["sheet"], source["row"])
        for source in evidence[:MOST_PLACES]
    ]
    if len(evidence) > MOST_PLACES:
        places.append(f"等{len(evidence)}处")
    return [
        name_id(line["indicator"]),
        name,
        describe_counts_to(line["counts_to"], is_provisional=line["is_provisional"]),
        Decimal(line["points"]),
        line["reason"],
        line["clause"],
        _format_months(scheme, line["months"]),
        "；".join(places),
    ]


def _to_assessment_sheet(found: ScoreSource, assessment: AssessmentOutline) -> TableSheet:
    chunks = (
        _to_frame(found.scheme, lines, evidence)
        for lines, evidence in read_ledger_chunks(found, assessment)
    )
    return TableSheet("得分明细", (*UNIT_COLUMNS, *LEDGER_COLUMNS), chunks=chunks)


def _format_months(scheme: Scheme, months: Sequence[int]) -> str:
    """Return months of the scheme's year as those of the calendar: 7月、8月."""
    return "、".join(f"{scheme.calendar.calendar_month(number)[1]}月" for number in months)


def _to_frame(scheme: Scheme, lines: pl.DataFrame, evidence: pl.DataFrame) -> pl.DataFrame:
    """Return the exported columns of ledger lines, with the places of their evidence joined."""
    months = {mask: _format_months(scheme, from_mask(mask)) for mask in range(1 << len(YEAR))}
    return lines.join(
        _join_places(evidence), on="line_id", how="left", maintain_order="left"
    ).select(
        "rank",
        "unit",
        pl.col("indicator_id").replace(TOTAL_ID, TOTAL),
        pl.when(pl.col("indicator_kind") == "total", pl.col("name") == "")
        .then(pl.lit(TOTAL))
        .otherwise("name")
        .alias("name"),
        pl.when("is_provisional")
        .then(pl.lit(PROVISIONAL_LOST))
        .otherwise(pl.col("counts_to").replace_strict(COUNTS_TO_TITLES))
        .alias("counts_to"),
        "points",
        "reason",
        "clause",
        pl.col("months").replace_strict(months, return_dtype=pl.String),
        "places",
    )


def _join_places(evidence: pl.DataFrame) -> pl.DataFrame:
    """Return one row per line with its distinct places, formatted like format_place."""
    row = pl.concat_str([pl.lit("第"), pl.col("row_number").cast(pl.String), pl.lit("行")])
    place = pl.concat_str(
        [pl.col("file_name"), pl.col("sheet"), row], separator=" · ", ignore_nulls=True
    )
    once = evidence.unique(["line_id", "batch_id", "row_number"], keep="first", maintain_order=True)
    count = pl.concat_str([pl.lit("；等"), pl.len().cast(pl.String), pl.lit("处")])
    rest = pl.when(pl.len() > MOST_PLACES).then(count).otherwise(pl.lit(""))
    return once.group_by("line_id", maintain_order=True).agg(
        places=place.head(MOST_PLACES).str.join("；") + rest
    )
