"""Figures by their names in worked examples, read from the rows of `kaohe scores`."""

from __future__ import annotations

from typing import Any


def read_figure(row: dict[str, Any], key: str) -> str | None:
    """Return a unit's figure: 'total', 'rank', of an indicator '2.1' (earned) or '2.1:pending'."""
    id_, _, side = key.partition(":")
    for indicator in row["indicators"]:
        if indicator["id"] == id_:
            figure = indicator[side or "earned"]
            break
    else:
        figure = row[key]
    return None if figure is None else str(figure)
