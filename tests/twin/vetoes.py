"""Vetoes (一票否决): conditions on a unit, with an effect on its score, rank or grade."""

from __future__ import annotations

from typing import Any

from .concerned import entries, is_chosen, settle_for
from .conditions import TESTS, condition
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


def at_of_window(year: Year, unit: Unit) -> At:
    """Return where a veto is read: over the year, or in the period that is scored by itself."""
    peers = tuple(year.facts.units)
    return At(year, unit, peers, months=year.only or YEAR, is_period=bool(year.only))


def vetoes(year: Year, unit: Unit, assessment: Spec | None = None) -> list[Spec]:
    """Return the vetoes that hold for a unit: the scheme's, and those of an assessment."""
    at = at_of_window(year, unit)
    return [veto for veto in concerned(at, assessment) if stands(at, veto) is True]


def concerned(at: At, assessment: Spec | None = None) -> list[Spec]:
    """Return the vetoes that are for a unit."""
    written = list_written(at.year, assessment)
    return [one for one in written if is_chosen(at.unit, settle_for(at, one.get("for", "all")))]


def list_written(year: Year, assessment: Spec | None = None) -> list[Spec]:
    """Return the vetoes of the scheme and of an assessment; of one total, they are the same."""
    written: list[Spec] = year.scheme.get("veto", [])
    own = (assessment or {}).get("veto", written)
    return written if own == written else [*written, *own]


def stands(at: At, veto: Spec) -> bool | None:
    """Return whether a veto holds, under its own `when` where it has one."""
    return condition(at, [veto, *entries(veto, "when")])


def warnings(year: Year, unit: Unit, assessment: Spec | None = None) -> list[str]:
    """Return the names of vetoes that are near: at `warn`, not yet at their line."""
    at = at_of_window(year, unit)
    near = [v for v in concerned(at, assessment) if v.get("warn") is not None]
    return [
        v["name"]
        for v in near
        if stands(at, v) is not True and stands(at, {**v, test_of(v): v["warn"]}) is True
    ]


def test_of(veto: Spec) -> str:
    """Return the comparison of a veto."""
    return next(key for key in (*TESTS, "is") if key in veto)
