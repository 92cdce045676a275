"""`veto_count`: a set number of events within a window is a veto; nothing else is scored."""

from __future__ import annotations

from decimal import Decimal

from documents.proof.formulas import Formula, constant
from documents.proof.grids import WHOLE
from documents.proof.workings import Proved, Workings
from scoring.rules.veto_count import VetoCount


def prove(rule: VetoCount, full: Decimal, workings: Workings) -> list[Proved]:
    """Return whether the events in the window reach the limit."""
    (dataset,) = rule.event_datasets()
    events = workings.events
    if rule.window == "rolling_12_months":
        events.add_windows(dataset, rule.value)

    def count(unit: int) -> Formula:
        position = workings.position(unit)
        if rule.window == "rolling_12_months":
            return events.worst_window(position, dataset, rule.value)
        return events.sum(position, dataset, rule.value)

    counts = workings.add(f"{rule.value}：次数", count, WHOLE)
    return [Proved(constant(0), is_vetoed=one >= rule.limit) for one in counts]
