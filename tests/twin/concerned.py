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
    full = full_mark(at, part)
    peers = year.once("peers", "", part, lambda: peers_of(at, part))
    return replace(at, peers=peers, full=None if full is None else full + share)


def peers_of(at: At, part: Spec) -> tuple[Unit, ...]:
    """Return the units that a part concerns, which is the same for each of them."""
    return tuple(u for u in at.peers if concerns(replace(at, unit=u), part))


def concerns(at: At, part: Spec) -> bool:
    """Return whether a clause or node is there for a unit: `for`, a full mark, structure."""
    if not is_chosen(at.unit, settle_for(at, part.get("for", "all"))):
        return False
    if has_full(part) and full_mark(at, part) is None:
        return False
    if at.year.only and "period" in part and not set(at.year.only) <= due_months(at, part):
        return False
    return all(condition(at, one) is True for one in entries(part, "when") if is_structure(one))


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


def settle_for(at: At, chosen: Any) -> Any:
    """Resolve the readings of a `for`; a table of units and kinds is none by unit."""
    while isinstance(chosen, dict) and "by" in chosen:
        option = at.year.choice(chosen["by"])
        chosen = chosen.get(option, option)
    return chosen


def due_months(at: At, part: Spec) -> set[int]:
    """Return the months in which a part with a period is due."""
    return set(settle(at, part.get("months", list(YEAR))))


def entries(part: Spec, key: str) -> list[Spec]:
    """Return what may be written as one table or as a list of them."""
    found = part.get(key, [])
    return found if isinstance(found, list) else [found]


def is_structure(when: Spec) -> bool:
    """Return whether a condition says what a part is made of, whatever the facts are."""
    return "reading" in when or "kind" in when


def is_chosen(unit: Unit, chosen: Any) -> bool:
    """Return whether a `for` means the unit: by name or kind; of a table each key must hold."""
    if chosen == "all":
        return True
    if not isinstance(chosen, dict):
        names = chosen if isinstance(chosen, list) else [chosen]
        return unit.name in names or unit.kind in names
    named = {key: value if isinstance(value, list) else [value] for key, value in chosen.items()}
    return (
        ("unit" not in named or unit.name in named["unit"])
        and ("kind" not in named or unit.kind in named["kind"])
        and all(unit.own.get(key) is not None for key in named.get("having", []))
    )


def treatment(at: At, part: Spec) -> str | None:
    """Return how a clause that does not concern a unit is treated; None: it is scored."""
    found = written_treatment(at, part)
    is_addition = not has_full(part) and "clauses" not in part
    return "drop" if found and is_addition else found


def written_treatment(at: At, part: Spec) -> str | None:
    """Return the treatment that the roster's entry, or the clause's own, says."""
    written = entries(part, "not_for")
    if part.get("id") in at.unit.not_for:
        usual = written[0]["treat"] if written else "drop"
        return at.unit.not_for[part["id"]] or str(settle(at, usual))
    for entry in written:
        names = entry.get("unit", [])
        named = at.unit.name in (names if isinstance(names, list) else [names])
        if named or (is_of_the_year(at, part, entry) and condition(at, entry["when"]) is True):
            return str(settle(at, entry["treat"]))
    return None


def is_of_the_year(at: At, part: Spec, entry: Spec) -> bool:
    """Return whether an entry is decided for the whole window, not period by period."""
    return "when" in entry and ("period" not in part or bool(at.year.only))


def is_unsure(at: At, part: Spec) -> bool:
    """Return whether it is not known if a part concerns the unit."""
    return any(
        condition(at, entry["when"]) is None
        for entry in entries(part, "not_for")
        if is_of_the_year(at, part, entry)
    )
