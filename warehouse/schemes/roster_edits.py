"""Edit the dated roster of a scheme's written parts: a unit joins, leaves, is renamed or merged."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from scoring.scheme_text import SchemeParts, Written
from warehouse.faults import WrongCall

FIRST, LAST = 1, 12

Unit = dict[str, Any]


def join_unit(
    parts: SchemeParts,
    name: str,
    like: str,
    month: int,
    *,
    group: str | None = None,
    own: Mapping[str, str] | None = None,
) -> SchemeParts:
    """Add a unit from a month on (1-12 of the scheme's year).

    Kind, group, assessments and own figures are those of the unit `like`; `group` and `own` replace
    them, a blank own figure takes it away. WrongCall if the name is blank or taken, or `like` is
    unknown.
    """
    model = _find(parts, like)
    _check_free(parts, name)
    kept = ("kind", "group", "assessments", "own")
    unit = {key: model[key] for key in kept if key in model}
    if group is not None:
        unit["group"] = group
    if own is not None:
        figures = {**unit.get("own", {}), **own}
        unit["own"] = {key: figure for key, figure in figures.items() if figure != ""}
    joined = {"name": name.strip(), **unit, **_from(month)}
    return _count(_insert(parts, like, joined, is_last=True), joined)


def end_unit(
    parts: SchemeParts, name: str, last_month: int, successor: str | None = None
) -> SchemeParts:
    """End a unit after a month; `successor`: the unit that takes its work over.

    WrongCall for an unknown unit or successor, or if it starts later than it ends.
    """
    unit = _find(parts, name)
    if successor is not None:
        _find(parts, successor)
        if successor == name:
            raise WrongCall(f"“{name}”不能并入自己。")
    if int(unit.get("from_month") or FIRST) > last_month:
        raise WrongCall(f"“{name}”第{unit['from_month']}月才加入，不能在此之前退出。")
    ended = dict(unit) | {"to_month": last_month}
    if successor is not None:
        ended["successor"] = successor
    return _change(parts, name, ended)


def rename_unit(parts: SchemeParts, old: str, new: str, month: int) -> SchemeParts:
    """Let a unit go on under another name from a month on, as a unit of its own.

    Clauses that name the old unit name the new one beside it. WrongCall as for `join_unit`, and in
    the first month, before which there is nothing to end.
    """
    unit = _find(parts, old)
    _check_free(parts, new)
    if month <= int(unit.get("from_month") or FIRST):
        raise WrongCall(
            f"“{old}”在更名之前没有月份。全年使用新名称的，请选“仍按原单位计分，只认新名称”。"
        )
    left_out = ("aliases", "printed_names", "from_month")
    renamed = {key: value for key, value in unit.items() if key not in left_out}
    renamed |= {"name": new.strip(), **_from(month)}
    ended = end_unit(_insert(parts, old, renamed), old, month - 1, renamed["name"])
    named = replace(ended, notice=_name_beside(ended.notice, old, renamed["name"]))
    return _count(named, renamed)


def add_other_name(parts: SchemeParts, name: str, other: str) -> SchemeParts:
    """Let files call a unit by another name, too; WrongCall as for `join_unit`."""
    unit = _find(parts, name)
    _check_free(parts, other)
    return _change(parts, name, {**unit, "aliases": [*unit.get("aliases", ()), other.strip()]})


def _from(month: int) -> Unit:
    return {"from_month": month} if month > FIRST else {}


def _list_units(parts: SchemeParts) -> list[Written]:
    return [*parts.units, *parts.notice.get("unit", ())]


def _find(parts: SchemeParts, name: str) -> Written:
    for unit in _list_units(parts):
        if unit["name"] == name:
            return unit
    raise WrongCall(f"名册里没有“{name}”。")


def _check_free(parts: SchemeParts, name: str) -> None:
    """Raise WrongCall if a name is blank or belongs to a unit already."""
    if not name.strip():
        raise WrongCall("请填写单位名称。")
    for unit in _list_units(parts):
        if name.strip() in (unit["name"], *unit.get("aliases", ())):
            raise WrongCall(f"“{name.strip()}”已在名册里（单位“{unit['name']}”的名称或别名）。")


def _map(parts: SchemeParts, change: Callable[[Sequence[Written]], list[Written]]) -> SchemeParts:
    """Return the parts with both places where units are written changed."""
    notice = dict(parts.notice)
    if "unit" in notice:
        notice["unit"] = change(notice["unit"])
    return replace(parts, notice=notice, units=change(parts.units))


def _change(parts: SchemeParts, name: str, changed: Written) -> SchemeParts:
    return _map(parts, lambda units: [changed if one["name"] == name else one for one in units])


def _insert(parts: SchemeParts, name: str, unit: Written, *, is_last: bool = False) -> SchemeParts:
    """Put a unit behind another one or, with `is_last`, at the end of the list that holds it."""

    def insert(units: Sequence[Written]) -> list[Written]:
        names = [one["name"] for one in units]
        if name not in names:
            return list(units)
        place = len(names) if is_last else names.index(name) + 1
        return [*units[:place], unit, *units[place:]]

    return _map(parts, insert)


def _count(parts: SchemeParts, unit: Written) -> SchemeParts:
    """Return the parts with the unit counted where an assessment says how many it has."""
    own = tuple(unit.get("assessments", ()))
    notice = dict(parts.notice)
    if isinstance(notice.get("units"), int):
        notice["units"] += 1
    if "assessment" in notice:
        notice["assessment"] = [
            {**one, "units": one["units"] + 1}
            if isinstance(one.get("units"), int) and (not own or str(one.get("id")) in own)
            else one
            for one in notice["assessment"]
        ]
    return replace(parts, notice=notice)


def _name_beside(written: Any, old: str, new: str, key: str = "") -> Any:
    """Return a written value in which every list of names with `old` has `new` behind it."""
    if isinstance(written, Mapping):
        return {name: _name_beside(one, old, new, name) for name, one in written.items()}
    if not isinstance(written, list | tuple) or key == "unit":
        return written
    found: list[Any] = []
    for one in written:
        found.append(_name_beside(one, old, new, key))
        if one == old:
            found.append(new)
    return found
