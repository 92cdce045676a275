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
            named = settle(at, value.get("unit", {}).get(at.unit.name))
            of_kind = settle(at, value.get("kind", {}).get(at.unit.kind))
            found = [one for one in (named, of_kind) if one is not None]
            value = found[0] if found else value.get("others")
        else:
            break
    return value


def is_by_unit(value: dict[str, Any]) -> bool:
    """Return whether a table gives values by unit, by kind, or for the others."""
    return "others" in value or any(isinstance(value.get(key), dict) for key in ("unit", "kind"))


def own_figure(at: At, name: str) -> Fraction | None:
    """Return a figure that the roster gives the unit; dated ones as they stand in the window."""
    value = at.unit.own.get(name)
    if isinstance(value, list):  # [from month, figure], oldest first
        last = min(at.year.month, max(at.window or [12]))
        value = ([figure for start, figure in value if start <= last] or [None])[-1]
    return None if value is None else exact(value)
