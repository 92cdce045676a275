"""Write a month's facts as one page: sentences and tables, nothing that the store does not say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from documents.brief.facts import Brief
from documents.brief.sheet import SCALE, Column, Sheet
from documents.bulletin.movement import NO_MONTH_BEFORE, describe_obstacle
from documents.official.text import format_numeral
from documents.wording import (
    BLANK,
    describe_change,
    describe_lost,
    describe_signed,
    format_month,
    format_points,
    format_time,
)
from scoring.scheme import Scheme
from warehouse.views.movement import take_most

TITLE = "月度简报"
SIZES = (1.0, 0.94, 0.88, 0.82, 0.76, 0.7, 0.64, 0.58)
"""The first of these scales at which all fits on the page is taken."""
MOST_NAMED = 12
MOST_FORMS = 8
NOTE = (
    "注：新增失分为本月较上月增加的失分；暂失为今后的数据还可能改变的失分。"
    "失分较上月为各单位平均，与失分减少一样，只比较两个月都已有判定的指标。"
)


def name_brief(scheme: Scheme, month: str) -> str:
    """Return a brief's file name without its suffix."""
    return f"{scheme.title}{TITLE}（{format_month(month)}）"


def draw_brief_pdf(brief: Brief) -> bytes:
    """Return a brief as PDF, one page with its fonts."""
    import vl_convert  # only who wants a brief loads its engine

    return vl_convert.svg_to_pdf(draw_brief(brief))


def draw_brief_png(brief: Brief) -> bytes:
    """Return a brief as a picture of the page."""
    import vl_convert

    return vl_convert.svg_to_png(draw_brief(brief), scale=SCALE)


def draw_brief(brief: Brief) -> str:
    """Return a brief as an SVG page, in the greatest type at which it fits."""
    sheets = [_fill(brief, Sheet(SIZES[0]))]
    while sheets[-1].is_over and len(sheets) < len(SIZES):
        sheets.append(_fill(brief, Sheet(SIZES[len(sheets)])))
    return sheets[-1].draw()


def _fill(brief: Brief, sheet: Sheet) -> Sheet:
    sheet.add_title(f"{brief.scheme.title}{TITLE}")
    sheet.add_subtitle(describe_source(brief))
    headings = (f"{format_numeral(number)}、" for number in range(1, 9))
    sheet.add_heading(f"{next(headings)}总体情况")
    sheet.add_table(
        [
            Column("考核", 4.4), Column("参评", 1.1, True), Column("平均分", 1.5, True),
            Column("失分较上月", 2.0, True), Column("第一名", 4.2),
        ],
        [_describe_board(brief, row) for row in brief.boards],
    )  # fmt: skip
    sheet.add_heading(f"{next(headings)}本月新增失分较多的指标")
    if brief.costs:
        sheet.add_table(
            [
                Column("指标", 4.6), Column("新增失分", 1.7, True), Column("涉及单位", 1.6, True),
                Column("截至本月失分", 3.3), Column("依据", 2.2),
            ],
            [_describe_cost(row) for row in brief.costs],
        )  # fmt: skip
    else:
        sheet.add_text("　　本月没有新增失分。")
    for title, sentences in (
        ("失分减少较多的单位", [describe_gains(brief)]),
        ("名次变动", list(describe_moves(brief))),
        ("报送情况", list(describe_filing(brief))),
    ):
        sheet.add_heading(f"{next(headings)}{title}")
        for sentence in sentences:
            sheet.add_text(f"　　{sentence}")
    sheet.y += 6 * sheet.scale
    sheet.add_text(NOTE, size=9.5)
    return sheet


def describe_source(brief: Brief) -> str:
    """Return the line below the title: month, notice, and until when data are counted."""
    moment = brief.state.created_at
    state = f"数据统计截至{format_time(moment)}" if moment else "暂无导入数据"
    return f"{format_month(brief.month)}　{brief.scheme.document}　{state}"


def _describe_board(brief: Brief, row: dict[str, Any]) -> list[str]:
    title, units = row["title"], f"{row['units']}家"
    if row["arrived"] == "none":
        return [title, units, BLANK, BLANK, "本月未报"]
    if not row["ranked"]:
        return [title, units, BLANK, BLANK, "尚无数据"]
    change = brief.comparisons[row["assessment"]].mean_lost_change
    return [
        title, units, format_points(row["mean_total"]),
        "持平" if change == 0 else describe_signed(change), _describe_best(brief, row),
    ]  # fmt: skip


def _describe_best(brief: Brief, row: dict[str, Any]) -> str:
    if brief.scheme.assessment(row["assessment"]).ranks_within != "all":
        return "各组分别排名"
    if row["best_count"] == 1:
        return f"{row['best_unit']}（{row['best_total']}分）"
    return f"并列第一{row['best_count']}家（{row['best_total']}分）" if row["best_count"] else BLANK


def _describe_cost(row: dict[str, Any]) -> list[str]:
    name = f"{row['item']} {row['name']}" if row["item"] == row["indicator"] else row["name"]
    lost = describe_lost(row["lost"], row["provisional_lost"])
    first = "（首次评定）" if row["is_first"] else ""
    return [name + first, f"{row['added']:.2f}", f"{row['units']}家", lost, row["clause"]]


def describe_gains(brief: Brief) -> str:
    """Return who lost fewer points than the month before, in points."""
    if all(one.obstacle == "no_month_before" for one in brief.comparisons.values()):
        return f"{NO_MONTH_BEFORE}。"
    named = [
        f"{row['unit']}（{_place(brief, row['assessment'])}减少{-row['lost_change']}分）"
        for row in brief.gains
    ]
    return f"{'、'.join(named)}。" if named else "没有失分较上月减少的单位。"


def describe_moves(brief: Brief) -> Iterator[str]:
    """Yield who rose and fell most in each assessment, or why ranks are not compared."""
    reasons: dict[str, list[str]] = {}
    is_single = len(brief.comparisons) == 1
    for row in brief.boards:
        comparison = brief.comparisons[row["assessment"]]
        opening = "" if is_single else f"{row['title']}："
        if reason := describe_obstacle(comparison):
            reasons.setdefault(reason, []).append(row["title"])
            continue
        moves = comparison.list_moves().to_dicts()
        rises = take_most([one for one in moves if one["change"] > 0], "change")
        falls = take_most([one for one in moves if one["change"] < 0], "change")
        parts = [
            f"{word}较多的有{_name_moves(found)}"
            for word, found in (("上升", rises), ("下降", falls))
            if found
        ]
        yield f"{opening}{'；'.join(parts) or '名次没有变化'}。"
    for reason, titles in reasons.items():
        yield f"{reason}。" if is_single else f"{'、'.join(titles)}：{reason}。"


def _name_moves(moves: Sequence[dict[str, Any]]) -> str:
    return "、".join(
        f"{one['unit']}（第{one['rank']}名，{describe_change(one['rank'], one['previous_rank'])}）"
        for one in moves
    )


def describe_filing(brief: Brief) -> Iterator[str]:
    """Yield who filed late by name, and which forms are missing; nothing where nothing was due."""
    late = [row for row in brief.filings if row["missed"]]
    for row in late:
        named = "、".join(row["missed_units"][:MOST_NAMED])
        more = "等" if row["missed"] > MOST_NAMED else ""
        yield f"{row['name']}（每月{row['day']}日前）未按时报送{row['missed']}家：{named}{more}。"
    if brief.filings and not late:
        yield "本月按日报送的事项，各单位都已按时报送。"
    if not brief.missing:
        yield "应报的报表均已报送。"
        return
    named = "、".join(_name_form(brief, row) for row in brief.missing[:MOST_FORMS])
    count = len(brief.missing)
    more = f"等{count}份" if count > MOST_FORMS else f"，共{count}份"
    yield f"未报报表：{named}{more}；报表到齐前名次未定。"


def _name_form(brief: Brief, row: dict[str, Any]) -> str:
    name = row["annex"] if row["annex"].startswith("附") else row["title"]
    return f"{name}（{format_month(brief.scheme.calendar.write(row['month']))}）"


def _place(brief: Brief, assessment: str) -> str:
    if len(brief.comparisons) == 1:
        return ""
    return f"{brief.scheme.assessment(assessment).title}，"
