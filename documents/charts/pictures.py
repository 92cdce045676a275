"""Pictures of charts for documents, with the look of the pages but drawn without a browser.

Everything is on this machine: nothing is fetched, and the Chinese font is the system's own, the
first of `palette.FONT` that is installed.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # else the engine would start only after the slow import of Altair
    from documents.charts.theme import Spec

SCALE = 2.0
"""Pixels per unit of the chart: 140 to the inch on a page, sharp and quick."""

SMALLEST: Spec = {"data": {"values": [{}]}, "mark": "point"}


def draw_png(spec: Spec) -> bytes:
    """Return a chart as PNG; the same chart gives the same bytes on the same machine."""
    import vl_convert  # only who wants a picture loads its engine

    return vl_convert.vegalite_to_png(spec, scale=SCALE, allowed_base_urls=[])


def start_engine() -> None:
    """Start the engine beside what comes before the first picture: it takes a second or two."""
    threading.Thread(target=draw_png, args=(SMALLEST,), name="charts").start()
