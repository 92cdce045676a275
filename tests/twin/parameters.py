"""Parameters by reading, by unit or by kind, and the roster's own figures."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from .exact import exact
from .facts import At


def settle(at: At, value: Any) -> Any:
    """Resolve `{ by = … }`, `{ unit = … }` and `{ kind = … }`, which nest."""
    while isinstance(value, dict):
        if "by" in value:
            option = at.year.choice(value["by"])
            value = value.get(option, option)
        elif is_by_unit(value):
            value = of_unit(at, value)
        else:
            break
    return value


def is_by_unit(value: dict[str, Any]) -> bool:
    """Return whether a table gives values by unit, by kind, or for the others."""
    return "others" in value or any(isinstance(value.get(key), dict) for key in ("unit", "kind"))


def of_unit(at: At, table: dict[str, Any]) -> Any:
    """Return what a table gives: by name, else by kind, else for the others."""
    units, kinds = table.get("unit", {}), table.get("kind", {})
    of_kind = kinds.get(at.unit.kind)
    if at.unit.name in units:
        return units[at.unit.name]
    return of_kind if of_kind is not None else table.get("others")


def own_figure(at: At, name: str) -> Fraction | None:
    """Return a figure that the roster gives the unit; dated ones as they stand in the window."""
    value = at.unit.own.get(name)
    if isinstance(value, list):  # [from month, figure], oldest first
        last = min(at.year.month, max(at.months))
        value = ([figure for start, figure in value if start <= last] or [None])[-1]
    return None if value is None else exact(value)
