"""The heat map of 总览: units × assessments or, of a single assessment, units × its parts.

No notice gives a total over several assessments, so that there is none here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import polars as pl

from dashboard.pages.overview.map_tiles import (
    LEGEND,
    NOT_CONCERNED,
    Measure,
    describe_unit,
    make_part_tile,
    make_tile,
    make_total_tile,
)
from dashboard.runtime.read_cache import read_cached
from dashboard.shell.assessment_words import name_assessment, name_item, read_veto_words
from dashboard.shell.month_state import judge_arrived
from dashboard.widgets.matrix import Matrix, MatrixRow, Tile
from scoring.outline import AssessmentOutline
from scoring.scheme import Scheme
from warehouse.views import read_comparisons, read_leaderboard
from warehouse.views.top_parts import list_top_parts, read_top_parts

MAX_UNITS = 150
"""Units on the map, the first of the rosters. A province has thousands: the boards list them."""
CAPTION = "各单位得分一览"


def map_units(scheme: Scheme, month: str, measure: Measure) -> Matrix:
    """Return the heat map of a month; a tile's id is the assessment and the unit that it opens."""
    if len(scheme.assessments) == 1:
        return _map_parts(scheme, scheme.assessments[0], month)
    columns = [
        _make_column(scheme, assessment, month, measure) for assessment in scheme.assessments
    ]
    units = list(dict.fromkeys(unit for column in columns for unit in column))[:MAX_UNITS]
    titles = [(one.title, name_assessment(scheme, one)) for one in scheme.assessments]
    rows = [
        _make_row(unit, [column.get(unit, NOT_CONCERNED) for column in columns]) for unit in units
    ]
    return Matrix(CAPTION, "单位", titles, rows, LEGEND[measure], is_sortable=True)


def _make_row(unit: str, tiles: Sequence[Tile], note: str = "") -> MatrixRow:
    """Return a unit's row; its name opens the first assessment that it is in."""
    return MatrixRow(unit, note, next(tile.id for tile in tiles if tile.id), tiles)


def _make_column(
    scheme: Scheme, assessment: AssessmentOutline, month: str, measure: Measure
) -> dict[str, Tile]:
    """Return an assessment's tiles by unit, in the order of its roster."""
    board = read_cached(read_leaderboard, scheme, assessment.id, month).sort("position")
    has_data = judge_arrived(scheme, assessment.id, month) != "none"
    comparison = read_cached(read_comparisons, scheme, month)[assessment.id]
    moves = {row["unit"]: row for row in comparison.units.iter_rows(named=True)}
    is_compared = comparison.obstacle is None
    worst = _find_worst(board, measure)
    words = read_veto_words(scheme, assessment.id)
    tiles = {}
    for row in board.iter_rows(named=True):
        said = describe_unit(row, assessment, words, has_data=has_data)
        move = moves.get(row["unit"]) if is_compared or measure != "rank" else None
        tile = make_tile(row, measure, move, worst) if has_data else Tile("—", "quiet")
        tiles[row["unit"]] = tile._replace(help=said, id=f"{assessment.id}:{row['unit']}")
    return tiles


def _find_worst(board: pl.DataFrame, measure: Measure) -> Decimal:
    """Return what gets the deepest colour: the lowest score rate, or the last rank."""
    if measure == "rank":
        return Decimal(max(board.get_column("rank").drop_nulls(), default=1))
    return min(board.get_column("rate").drop_nulls(), default=Decimal(0))


def _map_parts(scheme: Scheme, assessment: AssessmentOutline, month: str) -> Matrix:
    """Return a single assessment's map: the unit's rank, its total and its parts."""
    board = read_cached(read_leaderboard, scheme, assessment.id, month).sort(
        "rank", "position", nulls_last=True
    )[:MAX_UNITS]
    parts = list_top_parts(assessment)
    found = read_cached(read_top_parts, scheme, assessment.id, month)
    worst = {
        part.id: min(found.filter(part=part.id).get_column("rate").drop_nulls(), default=Decimal(0))
        for part in parts
    }
    tiles: dict[str, dict[str, Tile]] = {}
    for row in found.iter_rows(named=True):
        tiles.setdefault(row["unit"], {})[row["part"]] = make_part_tile(row, worst[row["part"]])
    comparison = read_cached(read_comparisons, scheme, month)[assessment.id]
    moves = {row["unit"]: row for row in comparison.units.iter_rows(named=True)}
    words = read_veto_words(scheme, assessment.id)
    is_compared = comparison.obstacle is None

    def list_tiles(row: Mapping[str, Any]) -> list[Tile]:
        move, row_id = moves.get(row["unit"]), f"{assessment.id}:{row['unit']}"
        said = describe_unit(row, assessment, words, has_data=True)
        heads = [
            make_tile(row, "rank", move if is_compared else None, None),
            make_total_tile(row, move),
        ]
        own = tiles.get(row["unit"], {})
        rest = [own.get(part.id, NOT_CONCERNED) for part in parts]
        return [
            *(tile._replace(help=said, id=row_id) for tile in heads),
            *(tile._replace(id=row_id) for tile in rest),
        ]

    rows = [
        _make_row(row["unit"], list_tiles(row), f"✕ 已{words.act}" if row["is_vetoed"] else "")
        for row in board.iter_rows(named=True)
    ]
    titles = [
        ("名次", ""),
        ("总分", ""),
        *((name_item(part.id, part.name), part.clause) for part in parts),
    ]
    return Matrix(CAPTION, "单位", titles, rows, LEGEND["parts"], is_sortable=True)
