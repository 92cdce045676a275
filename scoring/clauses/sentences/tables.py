"""Say tiers and tables row by row."""

from __future__ import annotations

from scoring.clauses.curves import Table, Tiers
from scoring.clauses.numbers import format_number
from scoring.clauses.parts import Line
from scoring.clauses.quantities import Fixed, Quantity
from scoring.clauses.sentences.amounts import (
    find_unit_words,
    is_negative,
    say_change,
    say_points,
)
from scoring.clauses.sentences.voice import Voice, find_measure, find_type


def say_tiers(tiers: Tiers, line: Line, voice: Voice) -> str:
    """Say 第1条2分，其余每条0.5分; 前5项每项2分，以后每项0.5分."""
    measure = find_measure(line.figure, voice)
    words = []
    for number, tier in enumerate(tiers.tiers):
        low = tier.from_
        high = tiers.tiers[number + 1].from_ if number + 1 < len(tiers.tiers) else None
        points = say_points(tier.price, voice)
        verb = "扣" if is_negative(tier.price) else voice.gives
        if high is None:
            where = "每" if low == 0 else f"超过{format_number(low)}{measure}的部分每"
            words.append(f"{where}{measure or '1'}{verb}{points}")
        elif low == 0 and high == 1:
            words.append(f"第1{measure}{verb}{points}")
        elif low == 0:
            words.append(f"前{format_number(high)}{measure}每{measure or '1'}{verb}{points}")
        else:
            span = f"{format_number(low)}至{format_number(high)}{measure}的部分"
            words.append(f"{span}每{measure or '1'}{verb}{points}")
    return "，".join(words)


def say_table(table: Table, line: Line, voice: Voice) -> str:
    """Say a table row by row: 不满40条的扣5分，40条以上的不扣分; 0次的得1.5分，1次的得1分."""
    unit = find_unit_words(line.figure, voice)
    points = [row.points for row in table.rows]
    losing = any(is_negative(one) for one in points)
    said = [_say_row(one, losing, voice) for one in points]
    starts = [row.from_ for row in table.rows]
    below = table.below_table and _say_row(table.below_table, losing, voice)
    kind = find_type(line.figure, voice)
    if kind in {"tick", "filing", "fault"} and starts == [0, 1]:
        return f"为是的{said[1]}，为否的{said[0]}"
    reach, miss = ("以上", "不满") if table.edge == "inclusive" else ("高于", "不高于")
    is_counted = kind == "count" and table.edge == "inclusive"
    words = [f"{miss}{format_number(starts[0])}{unit}的{below}"] if below else []
    for number, (low, what) in enumerate(zip(starts, said, strict=True)):
        high = starts[number + 1] if number + 1 < len(starts) else None
        if is_counted and high == low + 1:
            words.append(f"{format_number(low)}{unit}的{what}")
            continue
        start = f"{format_number(low)}{unit}{reach}"
        start = f"{reach}{format_number(low)}{unit}" if table.edge == "exclusive" else start
        is_rest = number == 0 and not below and high is not None
        end = "" if high is None else f"{miss}{format_number(high)}{unit}"
        words.append(f"{'' if is_rest else start}{end}的{what}")
    return "，".join(words)


def _say_row(points: Quantity, losing: bool, voice: Voice) -> str:
    if isinstance(points, Fixed) and points.value == 0:
        return "不扣分" if losing else f"不{voice.gives}分"
    return say_change(points, voice)
