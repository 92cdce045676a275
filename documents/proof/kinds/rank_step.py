"""`rank_step`: rank 1 earns the full points, each further rank a step less."""

from __future__ import annotations

from decimal import Decimal

from documents.proof.exactness import find_scale, to_points, whole
from documents.proof.formulas import BLANK, Formula, greatest_of, when
from documents.proof.grids import WHOLE
from documents.proof.workings import Proved, Workings
from scoring.rules.rank_step import RankStep


def prove(rule: RankStep, full: Decimal, workings: Workings) -> list[Proved]:
    """Return max(0, full − step × (rank − 1)) of the units with a value."""
    scale = find_scale(full, rule.step)
    values = [one.value for one in workings.latest(rule.value)]
    ranks = _rank(rule, values, workings)
    proved = []
    for value, rank in zip(values, ranks, strict=True):
        left = greatest_of(0, whole(full, scale) - whole(rule.step, scale) * (rank - 1))
        proved.append(Proved(when(value.is_blank(), 0, to_points(left, scale)), value.is_filled()))
    return proved


def _rank(rule: RankStep, values: list[Formula], workings: Workings) -> list[Formula]:
    title, area = workings.titles[rule.value], workings.area(values)
    numbers = [float(one.value) for one in values if isinstance(one.value, float)]

    def first(unit: int) -> Formula:
        """Return 1 for the first unit with a figure, so that equal ones count once."""
        own = workings.home(values[unit])
        start, _, _ = area.partition(":")
        so_far = [one.value for one in values[: unit + 1]]
        count = float(sum(one == own.value for one in so_far))
        times = Formula(f"COUNTIF({start}:{own.text},{own.text})", count)
        return when(own.is_blank(), 0, when(times.equals(1), 1, 0))

    firsts = workings.add(f"{title}：首次出现", first, WHOLE) if rule.ties == "dense" else None

    def rank(unit: int) -> Formula:
        own = workings.home(values[unit])
        above = [one for one in numbers if isinstance(own.value, float) and one > own.value]
        if firsts is None:
            better = Formula(f'COUNTIF({area},">"&{own.text})', float(len(above)))
        else:
            flags = workings.area(firsts)
            text = f'SUMIFS({flags},{area},">"&{own.text})'
            better = Formula(text, float(len(set(above))))
        return when(own.is_blank(), BLANK, better + 1)

    return workings.add(f"{title}：名次", rank, WHOLE)
