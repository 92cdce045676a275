"""Ranks over the year: a chart with one line for each unit that the user wants to follow."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import altair as alt
import polars as pl

from dashboard.pages.boards.board_tables import filter_kinds
from dashboard.runtime.read_cache import read_cached
from dashboard.shell.filters import pick_one
from dashboard.shell.months import list_months
from documents.charts.palette import Palette
from documents.charts.theme import PADDING, Drawing, layer, plain_axis, tooltip
from documents.wording import format_points
from scoring.outline import AssessmentOutline
from scoring.scheme import Scheme
from warehouse.views import read_year

FOLLOWED = 8
"""Lines at once: more cannot be told apart."""

GROUPS = ("名次变化最大", "排在最前", "排在最后")
NOBODY = "不突出"
LABEL_ROOM = 32
"""Pixels beside the labels: the browser fits them into the chart, and measures them short."""

DASHES = ([1, 0], [6, 3], [2, 2])


def pick_courses(
    scheme: Scheme,
    assessment: AssessmentOutline,
    month: int,
    kinds: Collection[str],
    groups: Collection[str] = (),
) -> list[str]:
    """Let a person pick whose courses are drawn, and one unit that is always among them."""
    year = filter_kinds(read_cached(read_year, scheme, assessment.id), kinds, groups)
    names = year.filter(as_of=month).get_column("unit").to_list()
    group = pick_one("显示的单位", GROUPS, "followed")
    chosen = pick_one("突出显示", [NOBODY, *names], "marked")
    units = list_followed(year, month, group)
    return units if chosen in {NOBODY, *units} else [*units, chosen]


def list_followed(year: pl.DataFrame, month: int, group: str) -> list[str]:
    """Return the units of a group by their rank in a month: first, last, or most moved."""
    ranked = year.filter(pl.col("as_of") <= month, pl.col("rank").is_not_null())
    spans = ranked.group_by("unit", maintain_order=True).agg(
        span=pl.col("rank").max() - pl.col("rank").min(),
        rank=pl.col("rank").filter(pl.col("as_of") == month).first(),
    )
    spans = spans.filter(pl.col("rank").is_not_null()).sort("rank", "unit")
    if group == GROUPS[1]:
        spans = spans.head(FOLLOWED)
    elif group == GROUPS[2]:
        spans = spans.tail(FOLLOWED)
    else:
        spans = spans.sort("span", descending=True, maintain_order=True).head(FOLLOWED)
    return spans.get_column("unit").to_list()


def draw_courses(
    colours: Palette, scheme: Scheme, assessment_id: str, month: int, units: Sequence[str]
) -> Drawing:
    """Draw the rank of each unit in each month, the best on top."""
    year = read_cached(read_year, scheme, assessment_id).filter(
        pl.col("as_of") <= month, pl.col("rank").is_not_null(), pl.col("unit").is_in(list(units))
    )
    months = list_months(scheme)
    labels = _label_ends(year.filter(as_of=month))
    rows = [_to_row(row, labels, month, months) for row in year.iter_rows(named=True)]
    worst = max((row["rank"] for row in rows), default=1)
    return layer(
        colours,
        rows,
        _draw_lines(units),
        _draw_points(),
        _draw_labels(month),
        height=460,
        padding={**PADDING, "top": 8, "right": LABEL_ROOM},
        encode={
            "x": alt.X(
                "month",
                type="ordinal",
                title=None,
                scale=alt.Scale(domain=months[:month]),
                axis=plain_axis(labelAngle=0, labelOverlap="greedy", orient="top"),
            ),
            "y": alt.Y(
                "rank",
                type="quantitative",
                title=None,
                scale=alt.Scale(domain=[1, max(worst, 2)], reverse=True, nice=False),
                axis=alt.Axis(values=_list_ticks(worst), domain=False, ticks=False),
            ),
            "color": alt.Color(
                "unit",
                type="nominal",
                scale=alt.Scale(domain=list(units), range=_list_colours(len(units), colours)),
                legend=None,
            ),
        },
    )


def _draw_lines(units: Sequence[str]) -> alt.Chart:
    scale = alt.Scale(domain=list(units), range=_list_dashes(len(units)))
    dash = alt.StrokeDash("unit", type="nominal", scale=scale, legend=None)
    chart: alt.Chart = (
        alt.Chart().mark_line(strokeWidth=2.4, interpolate="monotone").encode(strokeDash=dash)
    )
    return chart


def _draw_points() -> alt.Chart:
    fields = (("unit", "单位"), ("month", "月份"), ("place", "名次"), ("text", "总分"))
    chart: alt.Chart = (
        alt.Chart().mark_point(filled=True, size=70, opacity=1).encode(tooltip=tooltip(*fields))
    )
    return chart


def _draw_labels(month: int) -> alt.Chart:
    """Return the labels at the ends of the lines."""
    newest = alt.FieldEqualPredicate(field="as_of", equal=month)
    text = alt.Text("label", type="nominal")
    chart: alt.Chart = (
        alt.Chart().mark_text(align="left", dx=9).transform_filter(newest).encode(text=text)
    )
    return chart


def _label_ends(board: pl.DataFrame) -> dict[str, str]:
    """Return unit → its label at the end; units of one rank share the label of the first."""
    shared = board.group_by("rank", maintain_order=True).agg("unit")
    return {
        row["unit"][0]: f"{row['rank']} {'、'.join(row['unit'])}"
        for row in shared.iter_rows(named=True)
    }


def _list_ticks(worst: int) -> list[int]:
    step = max(1, worst // 8)
    return [1, *range(1 + step, worst + 1, step)]


def _to_row(
    row: dict[str, Any], labels: dict[str, str], month: int, months: Sequence[str]
) -> dict[str, Any]:
    return {
        "unit": row["unit"],
        "as_of": row["as_of"],
        "month": months[row["as_of"] - 1],
        "rank": row["rank"],
        "place": f"第{row['rank']}名",
        "label": labels.get(row["unit"], "") if row["as_of"] == month else "",
        "text": format_points(row["total"]),
    }


def _list_colours(count: int, colours: Palette) -> list[str]:
    six = (
        colours.earned, colours.lost_text, colours.bonus, colours.risk, colours.veto, colours.quiet,
    )  # fmt: skip
    return [six[number % len(six)] for number in range(count)]


def _list_dashes(count: int) -> list[list[int]]:
    """Return a dash for each line: lines of one colour differ by it."""
    return [list(DASHES[number // 6 % 3]) for number in range(count)]
