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
        elif isinstance(value.get("unit"), dict):
            value = value["unit"].get(at.unit.name)
        elif isinstance(value.get("kind"), dict):
            value = value["kind"].get(at.unit.kind)
        else:
            break
    return value


def own_figure(at: At, name: str) -> Fraction | None:
    """Return a figure that the roster gives the unit; dated ones as they stand in the window."""
    value = at.unit.own.get(name)
    if isinstance(value, list):  # [from month, figure], oldest first
        last = min(at.year.month, max(at.window or [12]))
        value = ([figure for start, figure in value if start <= last] or [None])[-1]
    return None if value is None else exact(value)
