"""Vetoes (一票否决): conditions on a unit, with an effect on its score, rank or grade."""

from __future__ import annotations

from typing import Any

from .conditions import condition
from .facts import YEAR, At, Spec, Unit, Year


def is_vetoed(year: Year, unit: Unit) -> bool:
    """Return whether a veto holds that takes a unit's score or rank."""
    return any(effect_of(v)[0] not in ("none", "points") for v in vetoes(year, unit))


def effect_of(veto: Spec) -> tuple[str, Any]:
    """Return a veto's effect and the points that it sets."""
    effect = veto.get("effect", "none")
    if isinstance(effect, dict):
        return "points", effect["points"]
    return str(effect), veto.get("points")


def at_of_year(year: Year, unit: Unit) -> At:
    """Return where a veto is read: over the year, or in the period that is scored by itself."""
    peers = tuple(year.facts.units)
    return At(year, unit, peers, months=year.only or YEAR, is_period=bool(year.only))


def vetoes(year: Year, unit: Unit) -> list[Spec]:
    """Return the vetoes that hold for a unit."""
    at = at_of_year(year, unit)
    return [veto for veto in year.scheme.get("veto", []) if condition(at, veto) is True]


def warnings(year: Year, unit: Unit) -> list[str]:
    """Return the names of vetoes that are near: at `warn`, not yet at their line."""
    at = at_of_year(year, unit)
    near = [v for v in year.scheme.get("veto", []) if v.get("warn")]
    return [
        v["name"]
        for v in near
        if condition(at, v) is False and condition(at, {**v, "at_least": v["warn"]}) is True
    ]
