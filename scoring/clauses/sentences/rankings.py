"""Say places and the best of the units."""

from __future__ import annotations

from fractions import Fraction

from scoring.clauses.curves import Each, Places, Table
from scoring.clauses.figures import Best, Place
from scoring.clauses.parts import Line
from scoring.clauses.quantities import ONE, Fixed, OfFull, Quantity, Row
from scoring.clauses.sentences.amounts import is_negative, say_points, say_target
from scoring.clauses.sentences.voice import Voice, join_words, write

HUNDRED = Fixed(value=Fraction(100))
WITHIN = {"all": "", "group": "在本组内", "kind": "在同类单位内"}
DIRECTION = {"highest": "从高到低", "lowest": "从低到高"}


def say_placed(line: Line, place: Place, voice: Voice, name: str) -> str:
    """Return a line whose amount is a place."""
    lead = f"按{name or '同一数'}{WITHIN[place.within]}{DIRECTION[place.order]}排名"
    notes = [
        note
        for holds, note in (
            (place.ties == "dense", "并列之后名次不空缺"),
            (place.ties == "mean", "并列的取所占各名次分数的平均"),
            (place.zero_has_no_place, "为0的不排名"),
            (place.not_vetoed, "被否决的不排名"),
        )
        if holds
    ]
    lead += f"（{'，'.join(notes)}）" if notes else ""
    match line.curve:
        case Places():
            return f"{lead}，{say_places(line.curve, voice)}"
        case Table(rows=rows) if place.percent:
            return f"{lead}，{_say_parts(rows, voice)}"
        case Table(rows=rows):
            words = [f"第{write(row.from_)}名起{_say_change(row.points, voice)}" for row in rows]
            return f"{lead}，{'，'.join(words)}"
        case Each():
            return f"{lead}，{_say_steps_down(line, line.curve, place, voice)}"
    return lead


def _say_parts(rows: tuple[Row, ...], voice: Voice) -> str:
    """Say parts of all units: 前30%的得10分，其后至60%的得8分，其余得6分."""
    words = []
    for number, row in enumerate(rows):
        end = f"{write(rows[number + 1].from_)}%" if number + 1 < len(rows) else ""
        who = f"前{end}的" if number == 0 else f"其后至{end}的" if end else "其余"
        words.append(f"{who}{_say_change(row.points, voice)}")
    return "，".join(words)


def _say_change(points: Quantity, voice: Voice) -> str:
    if isinstance(points, Fixed) and points.value == 0:
        return "0分"
    return f"{'扣' if is_negative(points) else voice.gives}{say_points(points, voice)}"


def say_places(places: Places, voice: Voice) -> str:
    """Return the points of the places: 第1至3名分别得3、2、1分."""
    count = len(places.points)
    verb = "扣" if any(is_negative(one) for one in places.points) else voice.gives
    points = join_words([say_points(one, voice).removesuffix("分") for one in places.points])
    where = "第1名" if count == 1 else f"第1至{count}名分别"
    words = f"{where}{verb}{points}分"
    if places.beyond is None:
        return f"{words}，以后各名与第{count}名相同"
    if places.beyond == Fixed.model_validate({"value": 0}):
        return words
    return f"{words}，以后各名{_say_change(places.beyond, voice)}"


def _say_steps_down(line: Line, each: Each, place: Place, voice: Voice) -> str:
    change = _say_change(each.price, voice)
    if place.share:
        return f"第1名不{change[0]}，末名{change}，其间按名次均匀递增"
    if line.gap and line.gap.side == "above" and line.gap.target == ONE:
        per = "1" if each.per == ONE else say_target(each.per, "", voice)
        first = "第1名得满分，" if voice.full and is_negative(each.price) else ""
        return f"{first}每退{per}名{change}"
    if line.gap:
        side = "后" if line.gap.side == "above" else "前"
        target = say_target(line.gap.target, "", voice)
        if each.steps == "once":
            return f"名次在第{target}名之{side}的{change}"
        return f"名次在第{target}名之{side}的，每差1名{change}"
    return f"名次每1{change}"


def say_best(line: Line, best: Best, voice: Voice, name: str) -> str:
    """Return a line held against the best of the units."""
    among = WITHIN[best.within]
    top, bottom = ("最高者", "最低者")[:: 1 if best.order == "highest" else -1]
    ratio = f"本单位与{top}之比" if best.order == "highest" else f"{top}与本单位之比"
    each = line.curve
    if best.span and isinstance(each, Each) and not line.gap and each.per == HUNDRED:
        change = _say_change(each.price, voice)
        share = f"按{name}与{bottom}之差占{top}与{bottom}之差的比例{among}"
        return f"{share}{change[0]}分，100%为{change[1:]}"
    if best.span:
        ratio = f"与{bottom}之差占{top}与{bottom}之差的比例"
    if isinstance(each, Each) and isinstance(each.price, OfFull) and each.price.share == 1:
        return f"{name}{among}以{top}为满分，其余按{ratio}得分"
    if isinstance(each, Each):
        per = "1" if each.per == ONE else say_target(each.per, "", voice)
        if line.gap:
            side = "低于" if line.gap.side == "below" else "高于"
            target = say_target(line.gap.target, "%", voice)
            ratio = f"{ratio}{side}{target}的，"
        return f"{name}{among}，{ratio}每{per}个百分点{_say_change(each.price, voice)}"
    if isinstance(each, Table):
        words = [f"{write(row.from_)}%起{_say_change(row.points, voice)}" for row in each.rows]
        return f"{name}{among}，按{ratio}：{'，'.join(words)}"
    return f"{name}{among}，按{ratio}"
