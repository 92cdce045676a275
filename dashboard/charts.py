"""The charts. Marks are floats, labels are the exact figures as text."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import altair as alt
import polars as pl

from dashboard.exports import has_bonus
from dashboard.theme import BONUS, EARNED, INK, LOST, MEDIAN, PENDING
from dashboard.wording import BLANK, say_points
from scoring.scheme import Assessment, VetoKeyBonus

Rows = list[dict[str, Any]]
Drawing = alt.Chart | alt.LayerChart | alt.FacetChart

ROW_HEIGHT = 35
"""The height of a row of Streamlit's grid, so that bars stand level with it."""
LABEL_PIXELS = 190
ACCOUNTS = {
    "earned": ("得分", EARNED),
    "lost": ("失分", LOST),
    "pending": ("待定", PENDING),
    "bonus": ("加分", BONUS),
}
"""Column of a board → what it is called and its colour, in the order in which bars are stacked."""
STEPS = {"满分": MEDIAN, "失分": LOST, "待定": PENDING, "加分": BONUS, "得分": EARNED}
NO_GRID = alt.Axis(grid=False, domain=False, ticks=False, labelLimit=LABEL_PIXELS)


def draw_board(board: pl.DataFrame, assessment: Assessment) -> Drawing:
    """Draw one stacked bar of earned, lost, pending (and bonus) per unit, all on one scale."""
    accounts = [one for one in ACCOUNTS if one in list_accounts(assessment)]
    rows = [
        {
            "unit": row["unit"],
            "position": number,
            "account": ACCOUNTS[key][0],
            "order": order,
            "points": float(row[key]),
            "text": say_points(row[key]),
        }
        for number, row in enumerate(board.iter_rows(named=True))
        if row["earned"] is not None
        for order, key in enumerate(accounts)
        if key != "bonus" or row["bonus_counted"]
    ]
    units = board.get_column("unit").to_list()
    full = float(assessment.full + list_accounts(assessment).get("bonus", Decimal(0)))
    full = max(full, *(row["points"] for row in rows), 0.0)
    chart: alt.Chart = (
        alt.Chart(pl.DataFrame(rows))
        .mark_bar(height=16)
        .encode(
            y=alt.Y("unit:N", sort=units, title=None, axis=NO_GRID, scale=alt.Scale(domain=units)),
            x=alt.X(
                "points:Q",
                title=None,
                scale=alt.Scale(domain=[0, full]),
                axis=alt.Axis(orient="top", tickCount=5, domain=False, format="d"),
            ),
            color=alt.Color(
                "account:N",
                title=None,
                scale=alt.Scale(
                    domain=[ACCOUNTS[one][0] for one in accounts],
                    range=[ACCOUNTS[one][1] for one in accounts],
                ),
                legend=alt.Legend(orient="bottom"),
            ),
            order=alt.Order("order:Q"),
            tooltip=[
                alt.Tooltip("unit:N", title="单位"),
                alt.Tooltip("account:N", title="去向"),
                alt.Tooltip("text:N", title="分值"),
            ],
        )
        .properties(height=alt.Step(ROW_HEIGHT))
    )
    return chart


def draw_waterfall(
    indicators: pl.DataFrame, assessment: Assessment, total: Decimal | None
) -> Drawing:
    """Draw the way from full points down to the score, indicator by indicator; bonus goes up."""
    rows = list_steps(indicators, assessment, total)
    floor = _floor(rows)
    for row in rows:
        row["low"] = max(row["low"], floor)  # full and score stand on zero, the scale does not
    labels = [row["label"] for row in rows]
    base = alt.Chart(pl.DataFrame(rows)).encode(
        y=alt.Y("label:N", sort=labels, title=None, axis=NO_GRID),
    )
    bars = base.mark_bar(height=16).encode(
        x=alt.X(
            "low:Q",
            title=None,
            scale=alt.Scale(zero=False, nice=False, domain=[floor, _ceiling(rows, floor)]),
            axis=alt.Axis(orient="top", domain=False, tickCount=5),
        ),
        x2="high:Q",
        color=alt.Color(
            "step:N",
            title=None,
            scale=alt.Scale(domain=list(STEPS), range=list(STEPS.values())),
            legend=None,
        ),
        tooltip=[
            alt.Tooltip("label:N", title="指标"),
            alt.Tooltip("step:N", title="变化"),
            alt.Tooltip("text:N", title="分值"),
        ],
    )
    texts = base.mark_text(align="left", dx=5, color=INK).encode(x="high:Q", text="text:N")
    return alt.layer(bars, texts).properties(height=alt.Step(26))


def list_steps(indicators: pl.DataFrame, assessment: Assessment, total: Decimal | None) -> Rows:
    """Return the steps of the waterfall: full, what is lost, what is pending, bonus, the score."""
    steps = [_step("满分", "满分", Decimal(0), assessment.full, str(assessment.full))]
    level = assessment.full
    scored = indicators.filter(pl.col("part").is_in(["score", "key"]))
    for step, key in (("失分", "lost"), ("待定", "pending")):
        for row in scored.iter_rows(named=True):
            points = row[key]
            if points:
                name = f"{row['indicator']} {row['name']}"
                label = name if step == "失分" else f"{name}（待定）"
                steps.append(_step(label, step, level - points, level, f"−{points}"))
                level -= points
    extra = sum((r["earned"] - r["full"] for r in _beyond(scored)), Decimal(0))
    if extra:
        steps.append(_step("超额加分", "加分", level, level + extra, f"+{extra}"))
        level += extra
    if total is not None and has_bonus(assessment) and total > level:
        for row in indicators.filter(pl.col("part") == "bonus").iter_rows(named=True):
            if row["earned"]:
                name = f"{row['indicator']} {row['name']}"
                points = row["earned"]
                steps.append(_step(name, "加分", level, level + points, f"+{points}"))
                level += points
    steps.append(_step("得分", "得分", Decimal(0), level, str(level)))
    return steps


def draw_history(history: pl.DataFrame, unit: str) -> Drawing:
    """Draw a unit's months as a line against the median and the best of its assessment."""
    names = {"total": unit, "median": "中位数", "best": "最高"}
    rows = [
        {
            "month": f"{row['month']}月",
            "line": name,
            "points": float(row[key]),
            "text": say_points(row[key]),
            "rank": str(row["rank"] or BLANK) if key == "total" else BLANK,
        }
        for row in history.iter_rows(named=True)
        for key, name in names.items()
        if row[key] is not None
    ]
    months = [f"{number}月" for number in range(1, 13)]
    base = alt.Chart(pl.DataFrame(rows)).encode(
        x=alt.X(
            "month:O", sort=months, title=None, scale=alt.Scale(domain=months),
            axis=alt.Axis(labelAngle=0, domain=False, ticks=False),
        ),
        y=alt.Y("points:Q", title=None, axis=alt.Axis(tickCount=5, domain=False),
            scale=alt.Scale(zero=False)),
        color=alt.Color(
            "line:N",
            title=None,
            scale=alt.Scale(domain=list(names.values()), range=[EARNED, MEDIAN, BONUS]),
            legend=alt.Legend(orient="top"),
        ),
        tooltip=[
            alt.Tooltip("month:N", title="月份"),
            alt.Tooltip("line:N", title="对象"),
            alt.Tooltip("text:N", title="分值"),
            alt.Tooltip("rank:N", title="名次"),
        ],
    )  # fmt: skip
    dashes = alt.condition(alt.datum.line == unit, alt.value([1, 0]), alt.value([4, 3]))
    lines = base.mark_line(strokeWidth=2).encode(strokeDash=dashes)
    points = base.mark_point(filled=True, size=45).transform_filter(alt.datum.line == unit)
    return alt.layer(lines, points).properties(height=260)


def draw_reports(months: pl.DataFrame) -> Drawing:
    """Draw which form is reported for which month: one square per dataset and month."""
    rows = [
        {
            "dataset": f"{row['annex']} {row['title']}" if row["annex"] else row["title"],
            "month": row["month"],
            "state": "已导入" if row["batch_id"] is not None else "未报",
            "batch": BLANK if row["batch_id"] is None else f"第{row['batch_id']}批",
            "file": row["file_name"] or BLANK,
            "rows": BLANK if row["row_count"] is None else str(row["row_count"]),
        }
        for row in months.iter_rows(named=True)
    ]
    datasets = list(dict.fromkeys(row["dataset"] for row in rows))
    base = alt.Chart(pl.DataFrame(rows)).encode(
        x=alt.X("month:O", title=None, axis=alt.Axis(
            orient="top", labelAngle=0, domain=False, ticks=False, labelExpr="datum.value",
        )),
        y=alt.Y("dataset:N", sort=datasets, title=None, axis=alt.Axis(
            domain=False, ticks=False, labelLimit=230,
        )),
        tooltip=[
            alt.Tooltip("dataset:N", title="报表"),
            alt.Tooltip("month:O", title="月份"),
            alt.Tooltip("state:N", title="状态"),
            alt.Tooltip("batch:N", title="批次"),
            alt.Tooltip("rows:N", title="行数"),
            alt.Tooltip("file:N", title="文件"),
        ],
    )  # fmt: skip
    squares = base.mark_rect(stroke="white", strokeWidth=3, cornerRadius=4).encode(
        color=alt.Color(
            "state:N",
            title=None,
            scale=alt.Scale(domain=["已导入", "未报"], range=[EARNED, "#eceff3"]),
            legend=alt.Legend(orient="bottom"),
        )
    )
    return alt.layer(squares).properties(height=alt.Step(28))


def list_accounts(assessment: Assessment) -> dict[str, Decimal]:
    """Return what a bar is made of, with the most that each can be."""
    accounts = dict.fromkeys(("earned", "lost", "pending"), assessment.full)
    if isinstance(assessment.grading, VetoKeyBonus):
        accounts["bonus"] = assessment.grading.bonus_full
    return accounts


def _beyond(scored: pl.DataFrame) -> Rows:
    """Indicators that earned beyond their full points, where an interpretation allows it."""
    return scored.filter(pl.col("earned") > pl.col("full")).to_dicts()


def _step(label: str, step: str, low: Decimal, high: Decimal, text: str) -> dict[str, Any]:
    return {"label": label, "step": step, "low": float(low), "high": float(high), "text": text}


def _floor(rows: Rows) -> float:
    """The scale starts a little below the lowest step, else small steps cannot be seen."""
    lowest = min((row["low"] for row in rows if row["low"] > 0), default=0.0)
    return max(0.0, float(int(lowest / 10) * 10 - 10))


def _ceiling(rows: Rows, floor: float) -> float:
    """Room to the right of the longest bar for its figure."""
    highest: float = max(row["high"] for row in rows)
    return highest + (highest - floor) * 0.15
