"""Plain parts in the place of refused ones, so that one pass finds the faults of all others.

A stand-in keeps the id, the full mark and the units of what it stands for, as far as they can be
read: sums, scores and names are checked as if the rest were sound. Nothing is ever scored with it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from pydantic import ValidationError

from scoring.clauses.faults import NotAllowed
from scoring.clauses.parts import Clause
from scoring.clauses.starts import fixed, of_full
from scoring.clauses.writing_figures import Reads, Written
from scoring.clauses.writing_quantities import read_concerns, read_quantity

NOTHING = {"kind": "line", "figure": {"kind": "constant", "value": 0}, "curve": {"kind": "each"}}
PLAIN_KEYS = ("id", "name", "clause", "provider")


def stand_in_clause(written: Written, reads: Reads) -> tuple[Clause | None, bool]:
    """Return a clause that scores nothing, and whether its full mark is that of the written one.

    None if not even its id can be read.
    """
    limits: Written = {}
    if full := _try_to(lambda: read_quantity(written["full"], reads, "full")):
        limits = {"full": full, "floor": fixed(0), "ceiling": of_full(1)}
    concerns = _try_to(lambda: read_concerns(written.get("for"), reads))
    plain = {key: written[key] for key in PLAIN_KEYS if isinstance(written.get(key), str)}
    document = {**plain, "start": fixed(0), "lines": [NOTHING]}
    for more in ({**limits, "concerns": concerns}, limits, {}):
        if clause := _try_to(partial(Clause.model_validate, {**document, **more})):
            return clause, "full" in more
    return None, False


def stand_in_node(written: Written, reads: Reads) -> Written:
    """Return a node's keys in their one form: its names, and its full mark if that can be read."""
    node: Written = {"kind": "node"}
    node |= {key: written[key] for key in PLAIN_KEYS if isinstance(written.get(key), str)}
    if full := _try_to(lambda: read_quantity(written["full"], reads, "full")):
        node["full"] = full
    return node


def _try_to(read: Callable[[], Any]) -> Any:
    """Return what can be read; None if it is refused, which is noted already."""
    try:
        return read()
    except (NotAllowed, ValidationError, KeyError, TypeError, ValueError):
        return None
