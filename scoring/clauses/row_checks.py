"""Refuse rows of a ledger (台账) that a clause asks for and the form cannot give."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from scoring.clauses.faults import Findings, Place
from scoring.clauses.figures import Rows
from scoring.clauses.forms import Form

AMOUNTS = {"count", "points", "quantity"}
"""The types of a ledger's column that says how much a row is."""


def check_rows(rows: Rows, form: Form, place: Place, findings: Findings) -> None:
    """Note values and levels that a ledger cannot hold, and those that have no price."""
    prices = rows.price
    for key, name, wanted in _list_wanted(rows):
        held = form.describe(name).values
        if not held:
            continue
        for value in wanted:
            if value not in held:
                words = f"“{rows.form}.{name}”不会是“{value}”"
                findings.refuse(place, key, words, "、".join(held))
    if prices:
        chosen = rows.where.get(prices.column)
        for value in form.describe(prices.column).values:
            if value not in prices.prices and (chosen is None or value in chosen):
                words = f"“{rows.form}.{prices.column}”可填“{value}”，没有价"
                findings.refuse(place, "price", words, "可填的每个值都有价")
    kind = form.describe(rows.amount).type if rows.amount else None
    if kind is not None and kind not in AMOUNTS:
        words = f"“{rows.form}.{rows.amount}”的类型是 {kind}，不是数"
        findings.refuse(place, "amount", words, f"类型为 {'、'.join(sorted(AMOUNTS))} 的列")


def _list_wanted(rows: Rows) -> Iterator[tuple[str, str, Iterable[str]]]:
    """Yield (key, column, values) of what a clause takes for values of a ledger's columns."""
    yield from (("where", name, values) for name, values in rows.where.items())
    if rows.price:
        yield "price", rows.price.column, rows.price.prices
