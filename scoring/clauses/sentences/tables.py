"""Say tiers and tables row by row."""

from __future__ import annotations

from scoring.clauses.curves import Table, Tiers
from scoring.clauses.numbers import format_number
from scoring.clauses.parts import Line
from scoring.clauses.quantities import Fixed, Quantity
from scoring.clauses.sentences.amounts import is_negative, say_change, say_points
from scoring.clauses.sentences.voice import Voice, find_measure


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


def say_table(table: Table, unit: str, voice: Voice) -> str:
    """Say a table row by row: 不满1条的扣10分，1条以上不满40条的扣5分，40条以上的不计分."""
    reach, miss = ("以上", "不满") if table.edge == "inclusive" else ("高于", "不高于")
    words = []
    first = table.rows[0].from_
    is_loss = any(is_negative(row.points) for row in table.rows)
    zero = "不扣分" if is_loss else f"不{voice.gives}分"
    if table.below_table is not None:
        below = _say_row(table.below_table, zero, voice)
        words.append(f"{miss}{format_number(first)}{unit}的{below}")
    for number, row in enumerate(table.rows):
        is_open = number == 0 and table.below_table is None
        low = f"{format_number(row.from_)}{unit}{reach}"
        if table.edge == "exclusive":
            low = f"{reach}{format_number(row.from_)}{unit}"
        low = "" if is_open and len(table.rows) > 1 else low
        high = ""
        if number + 1 < len(table.rows):
            high = f"{miss}{format_number(table.rows[number + 1].from_)}{unit}"
        words.append(f"{low}{high}的{_say_row(row.points, zero, voice)}")
    return "，".join(words)


def _say_row(points: Quantity, zero: str, voice: Voice) -> str:
    is_zero = isinstance(points, Fixed) and points.value == 0
    return zero if is_zero else say_change(points, voice)
