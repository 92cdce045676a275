"""What lies over the cells of an OpenDocument table: pictures, shapes and form controls."""

from __future__ import annotations

import re

from warehouse.reading.containers.anchors import column_number
from warehouse.reading.containers.budget import Budget
from warehouse.reading.containers.check_boxes import CONTROL, Box, tick_cells
from warehouse.reading.containers.ods_values import OdsCell
from warehouse.reading.sheets.grid import Drawn, Sheet

DRAWN_ELEMENTS = {
    "frame": "图形",
    "control": CONTROL,
    **dict.fromkeys(
        ("custom-shape", "rect", "line", "ellipse", "circle", "polygon", "polyline", "path", "g"),
        "图形",
    ),
    "connector": "图形",
    "caption": "图形",
}
"""Element → kind; what a frame holds makes it a picture or a chart."""
_ADDRESS = re.compile(r"\.?\$?([A-Z]{1,3})\$?([0-9]{1,7})$")


class OdsDrawings:
    """Collects form controls, and puts the objects anchored to cells on a sheet."""

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self._controls: dict[str, tuple[str, str, str]] = {}
        """Id → element, state and caption of a form control; drawings refer to it."""
        self._boxes: list[Box] = []

    def take_control(self, element: str, local: dict[str, str]) -> None:
        """Take in an element of a form."""
        if "id" in local:
            state = local.get("current-state") or local.get("state", "unchecked")
            self._controls[local["id"]] = (element, state, local.get("label", ""))

    def start(
        self, sheet: Sheet | None, cell: OdsCell | None, kind: str, local: dict[str, str]
    ) -> None:
        """Take in an object of the open cell, or of the sheet; the latter covers no known cells."""
        if cell is not None:
            cell.drawn.append((kind, local, []))
        elif sheet is not None:
            sheet.drawn.append(Drawn.at(kind, 0, 0))

    def start_part(self, cell: OdsCell | None, element: str) -> None:
        """Take in an element within the open cell's object: it shows what a frame holds."""
        if element in {"image", "object"} and cell is not None and cell.drawn:
            _, attributes, texts = cell.drawn[-1]
            cell.drawn[-1] = ("图片" if element == "image" else "图表", attributes, texts)

    def put(self, cell: OdsCell, sheet: Sheet, row: int, column: int) -> None:
        """Put the objects of a cell on the sheet, with the cells that they cover."""
        for kind, attributes, texts in cell.drawn:
            control = self._controls.get(attributes.get("control", ""))
            if control is not None and control[0] == "checkbox":
                state = {"checked": True, "unchecked": False}.get(control[1])
                self._boxes.append(Box(row, column, state, control[2]))
                continue
            text = "".join(texts) or (control[2] if control else "")
            end = _ADDRESS.search(attributes.get("end-cell-address", ""))
            bottom, right = (int(end[2]), column_number(end[1])) if end else (row, column)
            if attributes.get("end-y", "").startswith("0"):  # it ends at the top of that row
                bottom -= 1
            drawn = Drawn(kind, row, column, max(row, bottom), max(column, right), text)
            sheet.drawn.append(drawn)
            self._budget.check("图形数", len(sheet.drawn), self._budget.limits.merges)

    def finish(self, sheet: Sheet) -> None:
        """Turn the check boxes of a sheet into ticks of their cells."""
        tick_cells(sheet, self._boxes)
        self._boxes = []
