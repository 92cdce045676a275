"""Read written clauses and nodes: limits, periods, units, and the lines within."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from scoring.clauses.faults import Findings, NotAllowed, Place, show, suggest
from scoring.clauses.starts import fixed, of_full, start_by_default
from scoring.clauses.writing_figures import (
    FIGURE_KEYS,
    STANDING_KEYS,
    Reads,
    Written,
    refuse_odd_values,
)
from scoring.clauses.writing_lines import CURVE_KEYS, GAP_KEYS, LINE_KEYS, SOURCES, read_lines
from scoring.clauses.writing_periods import PERIOD_KEYS, read_period, scale_full
from scoring.clauses.writing_quantities import (
    read_among,
    read_concerns,
    read_quantity,
    read_when,
)

NAMED_KEYS = {"id", "name", "clause", "provider", "decimals_shown"}
LIMIT_KEYS = {
    "full", "start", "floor", "ceiling", "times", "period", "not_for", "for", "fit",
} | PERIOD_KEYS  # fmt: skip
CLAUSE_KEYS = NAMED_KEYS | LIMIT_KEYS | LINE_KEYS | {"when", "lines", "earn", "take"}
NODE_KEYS = (NAMED_KEYS | LIMIT_KEYS | {"when", "clauses", "round", "add_inside"}) - {"start"}


@dataclass(frozen=True)
class Desk:
    """What reading a part needs: how columns are read, where faults go, and the place."""

    reads: Reads
    findings: Findings
    place: Place

    def inside(self, step: str) -> Desk:
        """Return the desk for a part within."""
        return Desk(self.reads, self.findings, (*self.place, step))


def read_clause(written: Written, desk: Desk) -> Written | None:
    """Return a clause's one form; None if something in it is refused."""
    before = desk.findings.count
    try:
        _refuse_unknown(written, CLAUSE_KEYS)
        clause = {
            "kind": "clause",
            **{key: written[key] for key in (*NAMED_KEYS, "earn") if key in written},
            **_read_limits(written, desk.reads),
            **_read_take(written),
            "lines": _read_items(written, {}, desk),
        }
    except NotAllowed as fault:
        desk.findings.refuse_raised(desk.place, fault)
        return None
    if desk.findings.count > before:
        return None
    if clause.get(
        "full"
    ):  # a clause with a full mark lies between 0 and it (rules: floor, ceiling)
        clause = {"floor": fixed(0), "ceiling": of_full(1), **clause}
    clause.setdefault("start", start_by_default(clause))
    return clause


def read_node_keys(written: Written, desk: Desk) -> Written | None:
    """Return a node's own keys, without its children; None if something is refused."""
    try:
        _refuse_unknown(written, NODE_KEYS)
        return {
            "kind": "node",
            **{key: written[key] for key in (*NAMED_KEYS, "round", "add_inside") if key in written},
            **_read_limits(written, desk.reads),
            "when": read_when(written.get("when"), desk.reads),
        }
    except NotAllowed as fault:
        desk.findings.refuse_raised(desk.place, fault)
        return None


def _refuse_unknown(written: Written, known: set[str]) -> None:
    for key in written.keys() - known:
        if known is NODE_KEYS and key in CLAUSE_KEYS:
            raise NotAllowed(key, f"有 clauses 的一级不计分，不能有 {key}", "写在 clauses 的一条上")
        raise NotAllowed(key, "不认识的键", suggest(key, known))
    refuse_odd_values(written)


def _read_items(written: Written, inherited: Written, desk: Desk) -> list[Written]:
    """Return the lines of a clause or group: written flat, or under `lines`."""
    if "lines" not in written:
        flat = {key: value for key, value in written.items() if key in LINE_KEYS}
        return read_lines(flat, inherited, desk.reads)
    for key in sorted((CURVE_KEYS | GAP_KEYS) & written.keys()):
        raise NotAllowed(key, "已分行，给分写在行上", "写进 lines 的一行")
    if SOURCES & written.keys():
        shared = FIGURE_KEYS | STANDING_KEYS
        inherited = {key: written[key] for key in shared if key in written}
    elif strays := sorted((FIGURE_KEYS | STANDING_KEYS) & written.keys()):
        raise NotAllowed(strays[0], "整条没有取数", "与 of 同写，或写进 lines 的一行")
    if not isinstance(written["lines"], list) or not written["lines"]:
        raise NotAllowed("lines", "没有一行", "至少一行")
    items: list[Written] = []
    for number, line in enumerate(written["lines"], start=1):
        items += _read_item(line, inherited, desk.inside(f"第{number}行"))
    return items


def _read_item(line: Any, inherited: Written, desk: Desk) -> list[Written]:
    """Return one written line as lines, or as a group if it has limits or lines of its own."""
    try:
        if not isinstance(line, dict):
            raise NotAllowed("lines", show(line), "{ 取数、给分 … }")
        _refuse_unknown(line, LINE_KEYS | LIMIT_KEYS | {"when", "lines", "take"})
        if not (LIMIT_KEYS | {"lines", "take"}) & line.keys():
            return read_lines(line, inherited, desk.reads)
        flat = {key: value for key, value in line.items() if key != "when"}
        group = {
            "kind": "group",
            **_read_limits(line, desk.reads),
            **_read_take(line),
            "lines": _read_items(flat, inherited, desk),
        }
    except NotAllowed as fault:
        desk.findings.refuse_raised(desk.place, fault)
        return []
    group.setdefault("start", start_by_default(group))
    return [group]


def _read_take(written: Written) -> Written:
    """Return what counts of several lines; of one there is nothing to choose."""
    take = written.get("take", "sum")
    if take == "sum":
        return {}
    several: Any = written.get("lines", written.get("each"))
    if not isinstance(several, list if "lines" in written else dict) or len(several or ()) < 2:
        raise NotAllowed("take", "只有一行，没有可选的", "lines 中至少两行，或价目表至少两列")
    if written.get("fit") == "scale":
        raise NotAllowed("take", "各行相加折算，不能只取一行", "删去 take 或 fit")
    return {"take": take}


def _read_limits(written: Written, reads: Reads) -> Written:
    limits: Written = {"when": read_when(written.get("when"), reads)}
    for key in ("full", "start", "floor", "ceiling", "times"):
        if key in written:
            limits[key] = read_quantity(written[key], reads, key)
    for key in ("full", "start", "times"):
        if key in limits and limits[key] is None:
            del limits[key]
    if "fit" in written:
        limits["fit"] = written["fit"]
    limits["period"] = read_period(written)
    if limits["period"] and "period_full" in written and "full" not in limits:
        each = read_quantity(written["period_full"], reads, "period_full")
        if each is not None:
            limits["full"] = scale_full(each, limits["period"])
    limits["concerns"] = read_concerns(written.get("for"), reads)
    limits["not_for"] = [_read_not_for(one, reads) for one in _as_list(written.get("not_for"))]
    return limits


def _read_not_for(written: Any, reads: Reads) -> Written:
    if not isinstance(written, dict) or "treat" not in written:
        raise NotAllowed("not_for", show(written), "{ unit 或 when, treat }")
    known = {"unit", "when", "treat", "among", "without_own", "reason"}
    for key in written.keys() - known:
        raise NotAllowed(key, "not_for 中不认识的键", suggest(key, known))
    entry: Written = {
        "units": _as_list(written.get("unit")),
        "when": read_when(written.get("when"), reads),
        "treat": written["treat"],
        "reason": written.get("reason", ""),
    }
    if {"among", "without_own"} & written.keys():
        entry["among"] = read_among(written, reads)
    return entry


def _as_list(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
