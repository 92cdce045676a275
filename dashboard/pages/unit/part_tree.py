"""A unit's points as the notice's tree: the parts under the total, and what each brings to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from dashboard.runtime.read_cache import read_cached
from dashboard.shell.assessment_words import name_item
from scoring.outline import AssessmentOutline
from scoring.scheme import Scheme
from warehouse.views import read_unit_indicators, read_unit_nodes

NOTHING = Decimal(0)


@dataclass(frozen=True)
class UnitPart:
    """A clause or node that is there for a unit, with the unit's points."""

    id: str
    label: str
    parent: str
    depth: int
    """1: directly under the total."""
    is_node: bool
    full: Decimal | None
    """None of additions and deductions, whose points are `earned`."""
    earned: Decimal
    lost: Decimal
    provisional_lost: Decimal
    pending: Decimal
    is_counted: bool
    clause: str


def read_parts(scheme: Scheme, assessment: str, unit: str, month: str) -> list[UnitPart]:
    """Return the parts of a unit from outside in, in the notice's order."""
    outline = scheme.assessment(assessment)
    where = (scheme, assessment, unit, month)
    found = {
        row["indicator"]: _to_part(outline, row)
        for read in (read_unit_nodes, read_unit_indicators)
        for row in read_cached(read, *where).iter_rows(named=True)
    }
    return [found[item.id] for item in outline.items if item.id in found]


def _to_part(outline: AssessmentOutline, row: dict[str, Any]) -> UnitPart:
    item = outline.indicator(row["indicator"])
    is_node = item.kind == "node"
    return UnitPart(
        item.id,
        name_item(item.id, item.name),
        item.parent or outline.total.id,
        item.depth,
        is_node,
        row["full"],
        row["earned"] + row["added"] if is_node else row["earned"],
        row["lost"],
        row["provisional_lost"] or NOTHING,
        row["pending"],
        row["is_counted"],
        item.clause,
    )


def list_contributions(parts: Sequence[UnitPart], total: str) -> list[UnitPart]:
    """Return the parts whose points add up to the total's, as far in as they add up.

    The children of a node that is converted, limited or not counted do not: it stands for them.
    """
    return [one for part in _children(parts, total) for one in _open(part, parts)]


def _open(part: UnitPart, parts: Sequence[UnitPart]) -> Iterator[UnitPart]:
    inside = [one for child in _children(parts, part.id) for one in _open(child, parts)]
    if part.is_node and inside and _add_up(part, inside):
        yield from inside
    else:
        yield part


def _children(parts: Sequence[UnitPart], parent: str) -> list[UnitPart]:
    return [part for part in parts if part.parent == parent]


def _add_up(node: UnitPart, inside: Sequence[UnitPart]) -> bool:
    pairs = (
        (node.full or NOTHING, [one.full or NOTHING for one in inside]),
        (node.earned, [one.earned for one in inside]),
        (node.lost, [one.lost for one in inside]),
        (node.pending, [one.pending for one in inside]),
    )
    return all(sum(figures, NOTHING) == whole for whole, figures in pairs)
