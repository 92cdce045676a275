"""Whom a clause or node concerns: its units, its full mark, and how others are treated (不涉及)."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

from .conditions import condition
from .exact import ZERO
from .facts import YEAR, At, Spec, Unit, Year
from .parameters import settle
from .targets import amount


def at_of(year: Year, unit: Unit, part: Spec, units: list[Unit], share: Fraction = ZERO) -> At:
    """Return where a clause is scored: its full mark, and the units that it concerns."""
    at = At(year, unit, tuple(units), months=year.only or YEAR, is_period=bool(year.only))
    peers = [u for u in units if concerns(replace(at, unit=u), part)]
    full = full_mark(at, part)
    return replace(at, peers=tuple(peers), full=None if full is None else full + share)


def concerns(at: At, part: Spec) -> bool:
    """Return whether a clause or node is there for a unit: `for`, a full mark, structure."""
    chosen = settle(at, part.get("for", "all"))
    asked = chosen if isinstance(chosen, dict) else {"unit or kind": chosen}
    if chosen != "all" and not all(is_chosen(at.unit, *one) for one in asked.items()):
        return False
    if has_full(part) and full_mark(at, part) is None:
        return False
    when = part.get("when", {})
    is_structure = isinstance(when, dict) and ("reading" in when or "kind" in when)
    return not is_structure or condition(at, when) is True


def is_chosen(unit: Unit, key: str, wanted: Any) -> bool:
    """Return whether `for` names the unit, its kind, or an own figure that it has."""
    if key == "having":
        return unit.own.get(wanted) is not None
    names = wanted if isinstance(wanted, list) else [wanted]
    return unit.name in names or unit.kind in names


def has_full(part: Spec) -> bool:
    """Return whether a part has a full mark, of the year or of one period."""
    return "full" in part or "period_full" in part


def full_mark(at: At, part: Spec) -> Fraction | None:
    """Return a part's full mark; that of one period counts × n where the periods are added."""
    if "full" in part:
        return amount(at, part["full"])
    each = amount(at, part.get("period_full"))
    if each is None or settle(at, part.get("combine", "mean")) != "sum":
        return each
    size = {"month": 1, "quarter": 3, "half": 6}[settle(at, part["period"])]
    return each * (len(settle(at, part.get("months", list(YEAR)))) // size)


def treatment(at: At, part: Spec) -> str | None:
    """Return how a clause that does not concern a unit is treated; None: it is scored."""
    entry = part.get("not_for", {})
    if "treat" not in entry and part.get("id") not in at.unit.not_for:
        return None
    if part.get("id") in at.unit.not_for:
        return at.unit.not_for[part["id"]] or str(settle(at, entry["treat"]))
    named = at.unit.name in entry.get("units", [])
    by_year = "when" in entry and "period" not in part and condition(at, entry["when"]) is True
    return str(settle(at, entry["treat"])) if named or by_year else None
