"""The words that sentences share: names, numbers, measures, and lists."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from scoring.clauses.figures import (
    Column,
    Figure,
    Join,
    Own,
    Placed,
    Rate,
    Rounded,
    Rows,
    Score,
    Total,
    walk,
)
from scoring.clauses.forms import Forms, find_title
from scoring.clauses.notice import Heading
from scoring.clauses.numbers import format_number

EACH = {1000: "千", 10000: "万", 100000: "十万"}
PERIOD_WORDS = {"month": "月", "quarter": "季度", "half": "半年"}
COUNTED = {"tick": "完成", "filing": "完成", "fault": "有问题"}
"""Type of columns that are counted by the item → the state that counts."""
MEASURES = {"count": "个", "filing": "次", "points": "分"}


@dataclass(frozen=True)
class Voice:
    """What a sentence must know of its surroundings."""

    forms: Forms
    own: dict[str, tuple[str, str]]
    """Own figure → (title, measure)."""
    gives: Literal["得", "加"] = "得"
    period: str = ""
    """月, 季度, 半年 inside a period; else empty."""
    full: str = ""
    """The full mark in force, in points, where it is one number."""
    is_inner: bool = False
    """Whether a figure is named inside another, which says the window for all of them."""
    as_ratio: bool = False
    """Whether a rate is named as a ratio of two things, not as a part of a whole."""

    def within(self, period: str) -> Voice:
        """Return the voice inside a period."""
        return replace(self, period=PERIOD_WORDS[period])


def make_voice(heading: Heading) -> Voice:
    """Return the voice of a scheme."""
    return Voice(
        heading.forms, {one.key: (one.title or one.key, one.measure) for one in heading.own}
    )


def write(number: Fraction) -> str:
    """Return a number without its sign."""
    return format_number(abs(number))


def join_words(words: Sequence[str]) -> str:
    """Return a Chinese list."""
    return "、".join(words)


def is_percent(figure: Figure, voice: Voice) -> bool:
    """Return whether a figure is counted in percent."""
    match figure:
        case Rate():
            return figure.base == 100
        case Rounded(figure=inner):
            return is_percent(inner, voice)
        case Column():
            return voice.forms[figure.form].describe(figure.column).type == "rate"
        case Total(terms=terms) | Join(terms=terms):
            return all(is_percent(term.figure, voice) for term in terms)
    return False


def find_type(figure: Figure, voice: Voice) -> str | None:
    """Return the type of cell of a single column, if its form describes it."""
    if not isinstance(figure, Column):
        return None
    return voice.forms[figure.form].describe(figure.column).type


def find_measure(figure: Figure, voice: Voice) -> str:
    """Return the measure word of a figure, if its columns share one."""
    match figure:
        case Column():
            cell = voice.forms[figure.form].describe(figure.column)
            return cell.measure or MEASURES.get(cell.type or "", "")
        case Own(own=own):
            return voice.own[own][1]
        case Rounded(figure=inner) | Rate(of=inner):
            return find_measure(inner, voice)
        case Total(terms=terms) | Join(terms=terms):
            if all(find_type(one.figure, voice) in COUNTED for one in terms):
                return "项"
            found = {find_measure(term.figure, voice) for term in terms}
            return found.pop() if len(found) == 1 else ""
        case Rows(form=form, amount=amount):
            return voice.forms[form].describe(amount).measure if amount else "笔"
        case Score():
            return "分"
    return ""


def is_points(figure: Figure, voice: Voice) -> bool:
    """Return whether a figure is points already: typed amounts, marks, scores."""
    match figure:
        case Column():
            return voice.forms[figure.form].describe(figure.column).type in {"points", "mark"}
        case Score():
            return True
        case Rows(form=form, amount=amount, price=price):
            is_typed = amount and voice.forms[form].describe(amount).type in {None, "points"}
            return price is not None or bool(is_typed)
        case Total(terms=terms) | Join(terms=terms):
            return all(is_points(term.figure, voice) for term in terms)
    return False


def name_figure(figure: Figure, voice: Voice) -> str:
    """Return a figure as a noun."""
    match figure:
        case Column():
            return _name_column(figure, voice)
        case Own(own=own):
            return f"本单位“{voice.own[own][0]}”"
        case Score(score=score, assessment=assessment):
            where = f"考核“{assessment}”的" if assessment else ""
            return f"{where}“{score}”得分" if score else f"{where}总分"
        case Rows():
            return name_rows(figure, voice)
        case Total():
            return _name_total(figure, voice)
        case Join():
            return _name_join(figure, voice)
        case Rate():
            return _name_rate(figure, voice)
        case Rounded(figure=inner, decimals=decimals):
            return f"{name_figure(inner, voice)}（先取{decimals}位小数）"
        case Placed(figure=inner):
            return f"{name_figure(inner, voice)}的名次"
        case _:
            return format_number(figure.value)


def _name_column(column: Column, voice: Voice) -> str:
    title = find_title(voice.forms, column.form, column.column)
    if column.last:
        return f"上年“{title}”"
    is_whole = voice.period == "" and column.read in {"sum", "tally"} and not voice.is_inner
    prefix = "全年累计" if is_whole else "各期平均" if column.read == "mean" else ""
    due = f"{say_due(column, voice)}报送的" if column.due_day is not None else ""
    return f"{prefix}{due}“{title}”"


def say_due(column: Column, voice: Voice) -> str:
    """Return the day by which a filing must have come: 当月20日前."""
    return f"{'当月' if voice.period else '每月'}{column.due_day}日前"


def _name_join(join: Join, voice: Voice) -> str:
    """Say “组长”、（“副组长一”、“副组长二”的平均）的平均（未评的不计）."""
    inner = replace(voice, is_inner=True)
    names = [_weigh(one.weight, one.figure, inner) for one in join.terms]
    named = join_words([f"（{name}）" if "、" in name else name for name in names])
    if join.join == "highest":
        return f"{named}中的最高"
    kind = "平均" if len({one.weight for one in join.terms}) == 1 else "加权平均"
    notes = [] if voice.is_inner else ["未评的不计"]
    if join.trim_from:
        notes.append(f"满{join.trim_from}个的去掉一个最高、一个最低")
    return f"{named}的{kind}" + (f"（{'，'.join(notes)}）" if notes else "")


def _weigh(weight: Fraction, figure: Figure, voice: Voice) -> str:
    name = name_figure(figure, voice)
    return name if abs(weight) == 1 else f"{name}×{write(weight)}"


def _name_total(total: Total, voice: Voice) -> str:
    terms = [(one.weight, _weigh(one.weight, one.figure, voice)) for one in total.terms]
    if len(terms) == 1 and terms[0][0] > 0:
        return terms[0][1]
    if total.terms[0].weight == 1 and len({one.weight for one in total.terms}) == 1:
        figures = [one.figure for one in total.terms]
        if scores := _name_scores(figures):
            return scores
        counted = {COUNTED.get(find_type(one, voice) or "") for one in figures}
        if len(counted) == 1 and (state := counted.pop()):
            return f"{join_words([name for _, name in terms])}中{state}的项数"
    plus = join_words([name for weight, name in terms if weight > 0])
    minus = join_words([name for weight, name in terms if weight < 0])
    if not minus:
        return f"{plus}之和"
    return f"{plus or 0}减去{minus}"


def _name_scores(figures: Sequence[Figure]) -> str:
    """Return the sum of several clauses' points; empty if they are not of one assessment."""
    scores = [one for one in figures if isinstance(one, Score) and one.score]
    wheres = {one.assessment for one in scores}
    if len(scores) < len(figures) or len(wheres) > 1:
        return ""
    where = wheres.pop()
    names = join_words([f"“{one.score}”" for one in scores])
    return f"{f'考核“{where}”的' if where else ''}{names}得分之和"


def _name_rate(rate: Rate, voice: Voice) -> str:
    of, out_of = rate.of, rate.out_of
    if isinstance(of, Total) and isinstance(out_of, Column) and out_of.last:
        now = [term.figure for term in of.terms if term.weight == 1]
        last = [term.figure for term in of.terms if term.weight == -1]
        if last == [out_of] and len(now) == 1 and len(of.terms) == 2:
            return f"{name_figure(now[0], voice)}比上年的增长率"
    inner = replace(voice, is_inner=True)
    name, whole = name_figure(of, inner), name_figure(out_of, inner)
    name = f"（{name}）" if isinstance(of, Total) and len(of.terms) > 1 else name
    words = f"{name}占{whole}的比例"
    if voice.as_ratio:
        words = f"{name}与{whole}之比"
    elif rate.base == 1:
        words = f"{name}按{whole}平均"
    elif rate.base in EACH:
        words = f"每{EACH[rate.base]}{whole}的{name}"
    return f"{words}（全年累计）" if _adds_up(rate, voice) else words


def _adds_up(rate: Rate, voice: Voice) -> bool:
    """Return whether a rate is of sums over the whole year."""
    reads = {one.read for one in walk(rate) if isinstance(one, Column)}
    return reads == {"sum"} and voice.period == "" and not voice.is_inner


def name_rows(rows: Rows, voice: Voice) -> str:
    """Return a ledger and which of its rows are meant."""
    title = voice.forms[rows.form].title or rows.form
    where = [
        f"{find_title(voice.forms, rows.form, column)}为{'或'.join(values)}"
        for column, values in rows.where.items()
    ]
    return f"{title}（{'，'.join(where)}）" if where else title
