"""Say one line: its figure, how it is held against others, and how points follow."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from scoring.clauses.curves import Each, Mark, Places, Table, Tiers
from scoring.clauses.figures import Best, Column, Place, Rows, find_rate, walk
from scoring.clauses.forms import find_title
from scoring.clauses.numbers import format_number
from scoring.clauses.parts import Line
from scoring.clauses.quantities import ONE, Fixed, OfFull, Quantity, Target
from scoring.clauses.sentences.amounts import (
    find_unit_words,
    is_negative,
    say_change,
    say_conditions,
    say_points,
    say_target,
)
from scoring.clauses.sentences.rankings import say_best, say_placed, say_places
from scoring.clauses.sentences.tables import say_table, say_tiers
from scoring.clauses.sentences.voice import (
    Voice,
    find_type,
    is_percent,
    is_points,
    name_figure,
    name_rows,
    say_due,
    write,
)

LOSS = Fixed(value=Fraction(-1))
HUNDRED = Fixed(value=Fraction(100))
DONE: dict[str | None, str] = {None: "完成", "filing": "报送", "tick": ""}
"""What is done in a column of this type; a tick's title says it by itself."""


def say_line(line: Line, voice: Voice, is_named: bool = False) -> str:
    """Return a line as a clause of a sentence; `is_named`: its figure was named just before."""
    as_ratio = replace(voice, as_ratio=isinstance(line.standing, Best))
    words = _say_curve(line, voice, "" if is_named else name_figure(line.figure, as_ratio))
    if line.when:
        words = f"{say_conditions(line.when, voice)}的，{words}"
    return words


def _say_curve(line: Line, voice: Voice, name: str) -> str:
    match line.standing:
        case Place():
            return say_placed(line, line.standing, voice, name)
        case Best():
            return say_best(line, line.standing, voice, name)
    match line.curve:
        case Mark():
            return _say_mark(line, line.curve, name)
        case Tiers():
            return f"{name}{say_tiers(line.curve, line, voice)}"
        case Table():
            return f"{name}{say_table(line.curve, line, voice)}"
        case Each():
            return _say_each(line, line.curve, voice, name)
        case Places():
            return f"按{name}，{say_places(line.curve, voice)}"
    raise AssertionError("all curves are said")


def _say_mark(line: Line, mark: Mark, name: str) -> str:
    if mark.reversed:
        return f"有{name}情形的不得分"
    out = f"（以{format_number(mark.out)}分为满分折算）" if mark.out else ""
    return f"按{name}评定得分{out}"


def _say_each(line: Line, each: Each, voice: Voice, name: str) -> str:
    if isinstance(line.figure, Rows):
        return _say_rows(line.figure, line, each, voice)
    if any(isinstance(one, Column) and one.read == "month" for one in walk(line.figure)):
        return _say_month(line, each, voice, name)
    if line.gap:
        return _say_gap(line, each, voice, name)
    if isinstance(each.price, OfFull) and each.price.share == 1:
        return _say_share(line, each, voice, name)
    if each.steps == "once":
        return f"有{name}的{say_change(each.price, voice)}"
    unit = find_unit_words(line.figure, voice)
    if each.price == ONE and each.per == ONE and is_points_like(line, voice):
        return f"按{name}计分" if voice.gives == "得" else f"按{name}加分"
    if each.price == LOSS and each.per == ONE and is_points_like(line, voice):
        return f"按{name}扣分"
    if is_percent(line.figure, voice) and each.per == HUNDRED:
        most = say_points(each.price, voice)
        words = f"按{name}{'扣' if is_negative(each.price) else voice.gives}分，100%为{most}"
        return words + _say_steps(each, "100%")
    per = _say_per(each.per, "个百分点" if unit == "%" else unit, voice)
    return (
        f"{name}每{'' if unit else '计'}{per}{say_change(each.price, voice)}{_say_steps(each, per)}"
    )


def _say_per(per: Quantity, unit: str, voice: Voice) -> str:
    """Return how big a step is: 次, 5个百分点, 1."""
    if per == ONE:
        return f"1{unit}" if unit in {"", "个百分点"} else unit
    return say_target(per, unit, voice)


def _say_steps(each: Each, per: str) -> str:
    whole = per if per[:1].isdigit() else f"1{per}"
    match each.steps:
        case "whole":
            return f"（不足{whole}的不计）"
        case "started":
            return f"（不足{whole}的按{whole}计）"
    return ""


def _say_share(line: Line, each: Each, voice: Voice, name: str) -> str:
    """Say a share of the full mark: 按…与…之比得分, or a due filing of the period."""
    figure = line.figure
    unit = find_unit_words(figure, voice)
    most = f"{voice.full}分" if voice.full else "满分"
    if isinstance(figure, Column) and each.per == ONE and each.steps == "proportional":
        if figure.due_day is not None:
            title = find_title(voice.forms, figure.form, figure.column)
            return f"{say_due(figure, voice)}报送“{title}”的得{most}"
        if find_type(figure, voice) in {None, "tick", "filing"}:
            return f"{name}{DONE[find_type(figure, voice)]}的得{most}"
    target = say_target(each.per, unit, voice)
    if each.steps == "whole":
        return f"{name}达到{target}的得{most}，未达到的不得分"
    if find_rate(figure) and each.per == HUNDRED:
        return f"按{name}得分"
    return f"按{name}与{target}之比得分"


def _say_month(line: Line, each: Each, voice: Voice, name: str) -> str:
    """Say a month of completion: 7月底前完成，逾期不得分; 5月底前完成，每迟1个月扣10分."""
    due = say_target(line.gap.target, "月", voice) if line.gap else ""
    change = say_change(each.price, voice)
    if each.steps == "once":
        return f"{name}应在{due}底前完成，逾期{change}"
    months = "" if each.per == ONE else f"{say_target(each.per, '', voice)}"
    return f"{name}应在{due}底前完成，每迟{months or 1}个月{change}"


def _say_gap(line: Line, each: Each, voice: Voice, name: str) -> str:
    """Say 低于100%的，每低1个百分点扣1分; 不足4次的，每少1次扣3分; 超过6条的部分，每条加0.2分."""
    assert line.gap is not None
    unit = find_unit_words(line.figure, voice)
    is_last = _is_last_year(line)
    target = "上年" if is_last else say_target(line.gap.target, unit, voice)
    change = say_change(each.price, voice)
    is_below = line.gap.side == "below"
    if each.steps == "once":
        return _say_once(line, voice, name, target, change)
    step = "个百分点" if unit == "%" else unit
    per = f"1{step}" if each.per == ONE else say_target(each.per, step, voice)
    steps = _say_steps(each, per)
    if not is_negative(each.price) and not is_below:
        whole = step if each.per == ONE and step not in {"", "个百分点"} else per
        return f"{name}超过{target}的部分，每{whole}{change}{steps}"
    is_counted = unit not in {"%", ""} and find_type(line.figure, voice) != "quantity"
    lacks, less = (("不足", "少"), ("超过", "多"))[not is_below] if is_counted else ("", "")
    if is_counted and is_last:
        lacks = "少于" if is_below else "多于"
    if not is_counted:
        lacks, less = ("低于", "低") if is_below else ("高于", "高")
    return f"{name}{lacks}{target}的，每{less}{per}{change}{steps}"


def _say_once(line: Line, voice: Voice, name: str, target: str, change: str) -> str:
    """Say what is taken or given once: 低于97%的不得分; 没有…的不得分; 未报送的扣0.5分."""
    assert line.gap is not None
    is_below = line.gap.side == "below"
    if line.gap.edge == "inclusive":
        return f"{name}在{target}以{'下' if is_below else '上'}（含{target}）的{change}"
    if is_below and line.gap.target == ONE:
        if isinstance(line.figure, Column) and line.figure.due_day is not None:
            title = find_title(voice.forms, line.figure.form, line.figure.column)
            return f"{say_due(line.figure, voice)}未报送“{title}”的{change}"
        match find_type(line.figure, voice):
            case "filing":
                return f"{name}未报送的{change}"
            case "tick":
                return f"{name}未做到的{change}"
            case "count":
                return f"没有{name}的{change}"
    return f"{name}{'低' if is_below else '高'}于{target}的{change}"


def _is_last_year(line: Line) -> bool:
    """Return whether a figure is held against the same column of the year before."""
    target = line.gap and line.gap.target
    own = line.figure
    return (
        isinstance(own, Column)
        and isinstance(target, Target)
        and target == Target(basis=own.model_copy(update={"last": True}))
    )


def _say_rows(rows: Rows, line: Line, each: Each, voice: Voice) -> str:
    """Say a ledger: 按扣分台账的“分值”逐笔扣分; 表彰台账：中央3分、省2分，同一事项取最高."""
    name = name_rows(rows, voice)
    titles = {one: find_title(voice.forms, rows.form, one) for one in _list_columns(rows)}
    is_loss = is_negative(each.price)
    verb = "扣" if is_loss else voice.gives
    one = isinstance(each.price, Fixed) and abs(each.price.value) == 1 and each.per == ONE
    factor = "" if one else f"，每1分{say_change(each.price, voice)}"
    if rows.price:
        prices = [f"{level}{write(price)}分" for level, price in rows.price.prices.items()]
        times = f"×“{titles[rows.amount]}”" if rows.amount else ""
        words = f"{name}按{titles[rows.price.column]}{verb}分：{'、'.join(prices)}{times}{factor}"
    elif rows.amount:
        words = f"按{name}的“{titles[rows.amount]}”逐笔{verb}分{factor}"
    else:
        words = f"{name}每笔{verb}{say_points(each.price, voice)}"
    if line.gap or each.steps != "proportional":
        words = (
            _say_gap(line, each, voice, name)
            if line.gap
            else f"有{name}的{say_change(each.price, voice)}"
        )
    if rows.highest_per:
        words += f"，同一{titles[rows.highest_per]}取最高"
    if rows.within_months:
        words += f"（连续{rows.within_months}个月内）"
    return words


def _list_columns(rows: Rows) -> list[str]:
    price = rows.price.column if rows.price else None
    return [one for one in (rows.amount, rows.highest_per, price) if one]


def is_points_like(line: Line, voice: Voice) -> bool:
    """Return whether a line's amount reads as points: typed points, or a mean of votes."""
    figure = line.figure
    is_undescribed = isinstance(figure, Column) and (
        voice.forms[figure.form].describe(figure.column).type is None
    )
    if is_points(figure, voice):
        return True
    is_single = isinstance(figure, Column) and not is_undescribed
    return not is_single and not find_unit_words(figure, voice)
