"""The columns that a scheme's document names, found without the program's own reading of it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

NO_COLUMNS = {
    "form", "reading", "readings", "own", "unit", "title", "document", "id", "clause", "name",
    "provider", "is", "on",
}  # fmt: skip
"""Keys under which no column stands."""


def list_refs(value: Any, key: str = "") -> Iterator[str]:
    """Yield the columns (`form.column`) that a document names, as keys or as values."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if name not in NO_COLUMNS:
                if is_column(name):
                    yield name
                yield from list_refs(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from list_refs(inner, key)
    elif is_column(value) and key not in {"clauses", "score", "for"}:
        yield value


def is_column(text: Any) -> bool:
    """Return whether a text is `form.column`, and no number."""
    if not isinstance(text, str) or "." not in text:
        return False
    try:
        Decimal(text)
    except ArithmeticError:
        return True
    return False
