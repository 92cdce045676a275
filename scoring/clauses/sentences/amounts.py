"""Say targets, prices, conditions and units."""

from __future__ import annotations

from scoring.clauses.figures import Constant, Figure
from scoring.clauses.numbers import format_number
from scoring.clauses.parts import Concerns, Condition, NotFor, Subject
from scoring.clauses.quantities import (
    ZERO,
    Among,
    ByUnit,
    Fixed,
    MeanOfUnits,
    OfFull,
    Plain,
    Quantity,
    Target,
    Tiered,
)
from scoring.clauses.sentences.voice import (
    Voice,
    find_measure,
    is_percent,
    join_words,
    name_figure,
    write,
)

TESTS = {
    "at_least": "不低于", "above": "高于", "at_most": "不高于", "under": "低于", "is": "为",
}  # fmt: skip
COUNT_TESTS = {**TESTS, "at_least": "不少于", "above": "超过", "at_most": "不超过", "under": "少于"}
TREATS = {
    "full": "计满分",
    "drop": "不计该项，满分相应减少",
    "rescale": "不计该项，其余各项折算",
    "equal_share": "不计该项，分值由其余各项均摊",
}

SKIPPED = {"月": "月份", "季度": "季度", "半年": "半年"}
OF_A_PERIOD = {"full": "计满分", "drop": "不计"}
"""How a period is counted in which a clause does not concern the unit."""


def find_unit_words(figure: Figure, voice: Voice) -> str:
    """Return what stands behind a figure's numbers: %, or its measure word."""
    return "%" if is_percent(figure, voice) else find_measure(figure, voice)


def say_target(target: Quantity, unit: str, voice: Voice) -> str:
    """Return a target; `unit` stands behind its plain numbers."""
    match target:
        case Fixed(value=value):
            return f"{format_number(value)}{unit}"
        case OfFull(share=share):
            return "满分" if share == 1 else f"满分的{format_number(share * 100)}%"
        case ByUnit():
            return _say_by_unit(target, lambda plain: say_target(plain, unit, voice))
        case Target():
            return _say_measured(target, unit, voice)


def _say_by_unit(table: ByUnit, say: object) -> str:
    assert callable(say)
    named = [(name, plain) for name, plain in (*table.units.items(), *table.kinds.items())]
    words = [f"{name}{say(plain)}" for name, plain in named]
    if table.others:
        words.append(f"其余{say(table.others)}")
    return join_words(words)


def _say_measured(target: Target, unit: str, voice: Voice) -> str:
    match target.basis:
        case MeanOfUnits():
            words = _say_mean(target.basis, voice)
        case Tiered(figure=figure, table=table):
            rows = [
                f"{format_number(row.from_)}起{say_target(row.points, unit, voice)}"
                for row in table
            ]
            words = f"按{name_figure(figure, voice)}分档的目标（{join_words(rows)}）"
        case Constant(value=value):
            words = f"{format_number(value)}{unit}"
        case figure:
            words = name_figure(figure, voice)
    if target.plus and target.plus_as == "percent":
        words += f"的{format_number(100 + target.plus)}%"
    elif target.plus:
        margin = "个百分点" if unit == "%" else unit
        words += f"{'加' if target.plus > 0 else '减'}{write(target.plus)}{margin}"
    if target.times != 1:
        words += f"×{format_number(target.times)}"
    if target.pace:
        words += "（按月份折算）"
    if target.own_months:
        rounding = {"exact": "", "up": "，进位取整", "down": "，舍去取整"}[target.own_months]
        words += f"（按在册月数折算{rounding}）"
    return words


def _say_mean(mean: MeanOfUnits, voice: Voice) -> str:
    what = f"的{name_figure(mean.figure, voice)}" if mean.figure else ""
    how = "合并平均" if mean.mean == "pooled" else "平均"
    return f"{say_among(mean.among)}{what}{how}"


def say_among(among: Among) -> str:
    """Return the units of a mean."""
    others = "其他" if among.without_own else ""
    match among.units:
        case "kinds":
            return f"{others}{join_words(among.kinds)}"
        case "group":
            return f"同组{others or '各'}单位"
        case "kind":
            return f"同类{others or '各'}单位"
    return f"{others or '各'}单位"


def say_points(points: Quantity, voice: Voice) -> str:
    """Return points without their sign: 3分, 满分, 镇3分、部门2分."""
    match points:
        case Fixed(value=value):
            return f"{write(value)}分"
        case OfFull(share=share):
            return "满分" if abs(share) == 1 else f"满分的{write(share * 100)}%"
        case ByUnit():
            return _say_by_unit(points, lambda plain: say_points(plain, voice))
        case Target():
            said = _say_measured(points, "", voice)
            return said if said.endswith("分") else f"{said}分"


def is_negative(points: Plain | Quantity) -> bool:
    """Return whether points are a deduction."""
    match points:
        case Fixed(value=number) | OfFull(share=number) | Target(times=number):
            return number < 0
        case ByUnit(units=units, kinds=kinds):
            return any(map(is_negative, (*units.values(), *kinds.values())))
    return False


def say_conditions(conditions: tuple[Condition, ...], voice: Voice) -> str:
    """Return conditions of which all must hold."""
    return "且".join(_say_condition(one, voice) for one in conditions)


Conditions = tuple[Condition, ...]


def split_by_kind(conditions: Conditions) -> tuple[Conditions, Conditions]:
    """Return the conditions on the unit's kind, without which a part is not there, and the rest."""
    kinds = tuple(one for one in conditions if _is_of_kind(one))
    return kinds, tuple(one for one in conditions if one not in kinds)


def _is_of_kind(condition: Condition) -> bool:
    subject = condition.subject
    return isinstance(subject, Subject) and subject.kind == "unit_kind"


def _say_condition(condition: Condition, voice: Voice) -> str:
    subject, against = condition.subject, condition.against
    if isinstance(subject, Subject):
        if subject.kind == "unit_kind" and isinstance(against, tuple):
            return f"属于{'或'.join(against)}"
        name, unit = ("月份", "月")
    else:
        name, unit = name_figure(subject, voice), find_unit_words(subject, voice)
    if isinstance(against, tuple):
        return f"{name}为{'或'.join(against)}{unit if unit == '月' else ''}"
    tests = TESTS if unit in {"", "%", "分"} else COUNT_TESTS
    unit = "" if against == ZERO else unit
    return f"{name}{tests[condition.test]}{say_target(against, unit, voice)}"


def say_concerns(concerns: Concerns, voice: Voice) -> str:
    """Return the units that a clause is for."""
    words = [*concerns.units, *concerns.kinds]
    if concerns.having:
        words.append(f"有“{voice.own[concerns.having][0]}”的单位")
    return join_words(words)


def say_not_for(entry: NotFor, voice: Voice) -> str:
    """Return what does not concern whom, and how it is then counted."""
    who = join_words(entry.units) or say_conditions(entry.when, voice)
    if not who:
        who = "名册注明不涉及"
    if entry.when and voice.period and entry.treat in OF_A_PERIOD:
        return f"{who}的{SKIPPED[voice.period]}{OF_A_PERIOD[entry.treat]}"
    if entry.treat == "mean_of_others":
        return f"{who}的，取{say_among(entry.among)}得分的平均"
    return f"{who}的，{TREATS[entry.treat]}"


def say_change(price: Quantity, voice: Voice) -> str:
    """Return what a price does: 扣3分, 得2分, 不得分."""
    if isinstance(price, OfFull) and price.share == -1:
        return "不得分"
    return f"{'扣' if is_negative(price) else voice.gives}{say_points(price, voice)}"
