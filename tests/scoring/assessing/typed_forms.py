"""What the columns of a document's forms hold, from how clauses use them and from their cells.

Worked cases name columns without describing them; the engine reads described ones.
"""

from __future__ import annotations

import datetime
from fractions import Fraction
from typing import Any

from tests.named_columns import list_refs
from tests.twin.facts import Facts as Known
from tests.twin.facts import Value

Document = dict[str, Any]


def describe_forms(document: Document, known: Known) -> Document:
    """Return the document's forms with every column that clauses name, or that has cells."""
    forms: Document = {
        name: {"type": form} if isinstance(form, str) else dict(form)
        for name, form in document.get("form", {}).items()
    }
    refs = {ref.removeprefix("last:") for ref in list_refs(document)}
    refs |= {name.removeprefix("last:") for name, _, _ in known.cells}
    for ref in sorted(refs):
        form, _, key = ref.rpartition(".")
        described = forms.setdefault(form, {"type": "inspection"})
        if described["type"] != "ledger":
            columns = described.setdefault("column", {})
            columns.setdefault(key, _describe(ref, document, known))
            columns[key] = _widen(columns[key], _list_cells(ref, known))
    for name in {row["form"] for row in known.rows} | set(list_values(document, "rows")):
        described = forms[name] = forms.get(name, {}) | {"type": "ledger"}
        found = _describe_rows(name, document, known)
        own = described.get("column", {})  # in its order, which the ledger's words follow
        described["column"] = own | {key: found[key] for key in sorted(found) if key not in own}
    return forms


def _describe(ref: str, document: Document, known: Known) -> Document:
    values = _list_cells(ref, known)
    if ref in list_values(document, "mark"):
        return {"type": "mark"}
    if ref in _list_done(document) or any(isinstance(v, bool | datetime.date) for v in values):
        return {"type": "filing"}
    numbers = [Fraction(value) for value in values]  # type: ignore[arg-type]
    least = min([Fraction(0), *numbers])
    return {"type": "quantity", "decimals": max(map(_decimals, values), default=0), "least": least}


def _list_cells(ref: str, known: Known) -> list[Value]:
    """Return the cells of a column, of the year before too."""
    return [cell for (name, _, _), cell in known.cells.items() if name in {ref, f"last:{ref}"}]


def _widen(column: Any, values: list[Value]) -> Any:
    """Return a described column as a quantity, where a case writes more decimals than it holds."""
    described: Document = {"type": column} if isinstance(column, str) else column
    held = {"points": 2, "count": 0, "quantity": described.get("decimals", 0)}
    written = max(
        (_decimals(one) for one in values if not isinstance(one, datetime.date)), default=0
    )
    if written <= held.get(described["type"], written):
        return column
    return {**described, "type": "quantity", "decimals": written}


def _decimals(value: Value) -> int:
    """Return how many decimals a number is written with."""
    number = Fraction(value)  # type: ignore[arg-type]
    return next(n for n in range(7) if (number * 10**n).denominator == 1)


def _describe_rows(form: str, document: Document, known: Known) -> Document:
    amounts = set(list_values(document, "amount"))
    keys = {key for row in known.rows if row["form"] == form for key in row}
    return {
        key: {"type": "points" if key in amounts else "text"}
        for key in (keys - {"form", "unit", "date"}) | amounts
    }


def list_values(value: Any, key: str) -> list[str]:
    """Return the texts that stand under a key anywhere in a document."""
    found: list[str] = []
    if isinstance(value, dict):
        if isinstance(value.get(key), str):
            found.append(value[key])
        for inner in value.values():
            found += list_values(inner, key)
    elif isinstance(value, list):
        for inner in value:
            found += list_values(inner, key)
    return found


def _list_done(value: Any) -> set[str]:
    """Return the columns of which the month of completion is read."""
    if isinstance(value, dict):
        found = {value["of"]} if value.get("read") == "month" else set()
        return found.union(*map(_list_done, value.values()))
    return set().union(*map(_list_done, value)) if isinstance(value, list) else set()
