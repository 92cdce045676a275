"""Compare the rosters of two schemes: units, and the figures that the notice sets for them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from scoring.clauses.numbers import format_number
from scoring.clauses.roster import AssessedUnit, Exemption, name_kind
from scoring.scheme import Scheme
from warehouse.schemes.differences.change import Change, add, change, compare_words, drop, pair

ALL_YEAR = (1, 12)


def compare_rosters(before: Scheme, after: Scheme) -> Iterator[Change]:
    """Yield what differs in own figures and units."""
    owns = [{one.key: one for one in scheme.notice.heading.own} for scheme in (before, after)]
    for key, left, right in pair(*owns):
        place = f"单位自有数“{key}”"
        if left is None:
            yield add("own", place, "")
        elif right is None:
            yield drop("own", place, "")
        else:
            old, new = ({"名称": one.title, "单位": one.measure} for one in (left, right))
            yield from compare_words("own", place, old, new)
    units = [{one.name: one for one in scheme.units} for scheme in (before, after)]
    renamed = find_renamed(*units)
    named = {renamed.get(name, name): unit for name, unit in units[0].items()}
    for name, old_unit, new_unit in pair(named, units[1]):
        place = f"单位“{name}”"
        if old_unit is None and new_unit is not None:
            yield add("unit", place, _describe_briefly(new_unit))
        elif new_unit is None and old_unit is not None:
            yield drop("unit", place, _describe_briefly(old_unit))
        elif old_unit is not None and new_unit is not None:
            if old_unit.name != name:
                yield change("unit", place, "名称", old_unit.name, name)
            yield from compare_words("unit", place, _describe(old_unit), _describe(new_unit))


def find_renamed(before: dict[str, AssessedUnit], after: dict[str, AssessedUnit]) -> dict[str, str]:
    """Return old name → new name of units that are renamed: the new one lists the old name.

    A unit counts as renamed if it is new, lists the name of one that is gone among its other names,
    and no other new unit does.
    """
    found: dict[str, list[str]] = {}
    for name, unit in after.items():
        if name not in before:
            for alias in unit.aliases:
                if alias in before and alias not in after:
                    found.setdefault(alias, []).append(name)
    renamed = {old: new[0] for old, new in found.items() if len(new) == 1}
    taken = list(renamed.values())
    return {old: new for old, new in renamed.items() if taken.count(new) == 1}


def _describe_briefly(unit: AssessedUnit) -> str:
    months = _say_months(unit)
    return "，".join(part for part in (name_kind(unit.kind), unit.group, months) if part)


def _describe(unit: AssessedUnit) -> dict[str, str | None]:
    own = {f"“{key}”": _say_own(value) for key, value in unit.own.items()}
    return {
        "类别": name_kind(unit.kind),
        "分组": unit.group,
        "考核": "、".join(unit.assessments),
        "表中名称": "、".join(unit.printed_names.values()),
        "别名": "、".join(unit.aliases),
        "参加的月份": _say_months(unit) or "全年",
        "接续单位": unit.successor,
        "不涉及": "；".join(map(_say_exemption, unit.not_for)),
        **own,
    }


def _say_months(unit: AssessedUnit) -> str | None:
    months = (unit.from_month, unit.to_month)
    return None if months == ALL_YEAR else f"第{months[0]}—{months[1]}月"


def _say_own(value: Fraction | Sequence[object]) -> str:
    if isinstance(value, Fraction):
        return format_number(value)
    return "、".join(
        f"第{step.from_month}月起{format_number(step.value)}"  # type: ignore[attr-defined]
        for step in value
    )


def _say_exemption(entry: Exemption) -> str:
    months = f"（{'、'.join(map(str, entry.months))}月）" if entry.months else ""
    return f"{entry.clause}{months}：{entry.reason}"
