"""Held against the other units: place, ratio to the best, and the mean as a target."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

from . import figures, vetoes
from .exact import INF, Missing, Number, exact, known
from .facts import At, Spec, Unit
from .parameters import settle


def rivals(at: At, spec: Spec) -> list[Unit]:
    """Return the units that a figure is compared with: on the roster, of the group if so said."""
    units = [u for u in at.peers if replace(at, unit=u).window]
    within = settle(at, spec.get("within"))
    if within in ("group", "kind"):
        units = [u for u in units if getattr(u, within) == getattr(at.unit, within)]
    if spec.get("not_vetoed"):
        units = [u for u in units if not vetoes.is_vetoed(at.year, u)]
    return units


def figures_of(at: At, spec: Spec, units: list[Unit]) -> dict[str, Fraction]:
    """Return the figure of each unit that has one."""
    values = {u.name: figures.plain_figure(replace(at, unit=u), spec) for u in units}
    found = {name: known(value) for name, value in values.items()}
    return {name: value for name, value in found.items() if value is not None}


def held(at: At, spec: Spec) -> list[Number] | Missing:
    """Return the places that a unit shares, or its ratio to the best; Missing: it has no figure."""
    own = figures.plain_figure(at, spec)
    if isinstance(own, Missing):
        return own
    value = known(own)
    if value is None:
        return Missing.BLANK
    others = figures_of(at, spec, rivals(at, spec))
    if "best" in spec and not others:  # nobody to be held against
        return Missing.BLANK
    if "best" in spec:
        values = list(others.values())
        if settle(at, spec.get("as")) == "span":
            return [span(settle(at, spec["best"]), value, values)]
        return ratio(settle(at, spec["best"]), value, values)
    if spec.get("zero_has_no_place"):
        others = {name: other for name, other in others.items() if other != 0}
    if at.unit.name not in others:
        return [INF]
    return places(at, spec, value, list(others.values()))


def places(at: At, spec: Spec, own: Fraction, values: list[Fraction]) -> list[Number]:
    """Return a figure's place: competition (1, 1, 3), dense (1, 1, 2), or every shared place."""
    highest = settle(at, spec["place"]) == "highest"
    better = [v for v in values if (v > own if highest else v < own)]
    ties = settle(at, spec.get("ties", "competition"))
    first = (len(set(better)) if ties == "dense" else len(better)) + 1
    shared = range(first, first + (values.count(own) if ties == "mean" else 1))
    shape = settle(at, spec.get("as"))
    if shape == "share":
        return [Fraction(place - 1, max(len(values) - 1, 1)) for place in shared]
    if shape == "percent":
        return [Fraction(100 * place, len(values)) for place in shared]
    return [Fraction(place) for place in shared]


def ratio(best_is: str, own: Fraction, values: list[Fraction]) -> list[Number] | Missing:
    """Return 100 × own/best or 100 × best/own; the best is exactly 100."""
    best = max(values) if best_is == "highest" else min(values)
    above, under = (own, best) if best_is == "highest" else (best, own)
    if under == 0:
        return Missing.UNDEFINED
    return [100 * above / under]


def span(best_is: str, own: Fraction, values: list[Fraction]) -> Number:
    """Return 100 × (own − worst)/(best − worst); units that are all equal are all the best."""
    ends = max(values), min(values)
    best, worst = ends if best_is == "highest" else ends[::-1]
    return 100 * (own - worst) / (best - worst) if best != worst else Fraction(100)


def chosen(at: At, spec: Spec, units: list[Unit]) -> list[Unit]:
    """Return the units that a mean is taken among: `among`, `without_own`."""
    among = settle(at, spec.get("among", "all"))
    if among == "others" or spec.get("without_own"):
        units = [u for u in units if u.name != at.unit.name]
    if among == "group":
        return [u for u in units if u.group == at.unit.group]
    if among == "kind":
        return [u for u in units if u.kind == at.unit.kind]
    if among in ("all", "others"):
        return units
    names = among["kind"] if isinstance(among, dict) else among
    names = names if isinstance(names, list) else [names]
    return [u for u in units if u.name in names or u.kind in names]


def mean(at: At, target: dict[str, Any], subject: Any) -> Fraction | None:
    """Return the mean of the units' same figure: of their values, or of their sums (pooled)."""
    spec = target if "of" in target else subject
    units = chosen(at, target, rivals(at, {}))
    values = figures_of(at, spec, units)
    if not values:
        return None
    if settle(at, target["mean"]) == "simple":
        return sum(values.values(), Fraction(0)) / len(values)
    pooled = [u for u in units if u.name in values]
    top, bottom = (
        figures_of(at, {**spec, "of": spec[key], "out_of": "none", "decimals": "exact"}, pooled)
        for key in ("of", "out_of")
    )
    whole = sum(bottom.values(), Fraction(0))
    base = exact(settle(at, spec.get("base", 100)))
    return base * sum(top.values(), Fraction(0)) / whole if whole else None
